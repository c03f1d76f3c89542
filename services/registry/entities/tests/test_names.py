"""An entity is found by any spelling of its name or code; a name that stands twice in a township is shown to the registrar."""

import pytest

from services.registry.entities.names import Sought, read
from services.registry.testing import get, post, registrar, send, shown

NAMES = {
    "91421088MACG00193H": "监利市云梦(集团)大酒店",
    "91421088MACG002067": "监利市云梦（集团）大酒店",
    "91421088MACG002142": "重庆 小面KFC店",
    "914210232000000219": "曾记牛肉面馆",
}
ENTITIES = {code: f"uscc:{code}" for code in NAMES}
HOTEL, TWIN, NOODLES, BEEF = ENTITIES.values()


@pytest.fixture
async def listed(registry):
    rows = [f"uscc,{code},{name},catering,421088100,enterprise,2024-03-01" for code, name in NAMES.items()]
    report = await send(registry, "entities", "\n".join(["scheme,value,name,industries,township,category,founded", *rows]))
    assert report["refused"] == 0, report["refusals"]
    return registry


@pytest.mark.parametrize(
    ("name", "letters"),
    [("监利", "jl"), ("重庆 小面KFC店", "[zc]qxmkfcd"), ("Ａ１·店", "a1d"), ("安娥", "ae"), ("張*", "z"), ("", "")],
)
def test_a_name_has_the_letters_of_its_readings(name, letters):
    assert read(name).initials == letters


@pytest.mark.parametrize(
    ("name", "parts"),
    [("监利市云梦(集团)大酒店", ["云梦(集", "jlsym"]), ("重庆 小面KFC店", ["庆小", "cqxm", "zqxm", "kfcd"])],
)
def test_a_name_has_the_pairs_of_all_that_it_is_found_by(name, parts):
    for part in parts:
        assert set(Sought.of(part).grams) <= set(read(name).grams)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("云梦(集团)", [HOTEL, TWIN]), ("云梦（集团）", [HOTEL, TWIN]), ("云梦 集团", []), ("重庆小面ｋｆｃ", [NOODLES]),
        ("云梦", [HOTEL, TWIN]), ("jlsym", [HOTEL, TWIN]), ("JLSYM", [HOTEL, TWIN]), ("cqxm", [NOODLES]), ("zqxm", [NOODLES]),
        ("cjnrm", [BEEF]), ("zjnrm", [BEEF]), ("kfc", [NOODLES]), ("jlzz", []), ("[a-z]", []), ("%梦", []), ("\\梦", []),
        ("91421088macg00193h", [HOTEL]), ("９１４２１０８８ＭＡＣＧ００１９３Ｈ", [HOTEL]), ("91421088-MACG00193-H", [HOTEL]),
        ("USCC：91421088macg00193h", [HOTEL]), ("uscc:914210232000000219", [BEEF]), ("stall:91421088MACG00193H", []),
    ],
)  # fmt: skip
async def test_any_spelling_finds_the_entity(listed, asked, found):
    answer = await listed.client.get("/v1/entities", params={"q": asked})
    assert answer.status_code == 200, answer.text
    assert [row["entity"] for row in answer.json()["items"]] == sorted(found)


async def test_a_page_of_what_is_sought_keeps_to_the_other_filters_and_goes_on(listed, monkeypatch):
    monkeypatch.setattr("services.registry.entities.search._FIRST", 1)
    first = await get(listed, "entities?q=云梦&limit=1")
    second = await get(listed, f"entities?q=云梦&limit=1&cursor={first['next']}")
    assert [row["entity"] for row in first["items"] + second["items"]] == sorted([HOTEL, TWIN])
    assert await shown(listed, "entities?q=店&township=421088101", "entity") == []
    assert await shown(listed, "entities?q=云梦&category=enterprise", "entity") == sorted([HOTEL, TWIN])
    assert await shown(listed, "entities?q=云梦&tag=new-entity", "entity") == []


async def test_a_changed_name_is_found_and_the_old_one_no_more_and_a_rebuild_computes_the_same(listed):
    content = (await get(listed, f"entities/{BEEF}"))["content"]
    await post(listed, "entities", {"entity": BEEF, "content": {**content, "name": "沔阳三蒸馆"}})
    assert await shown(listed, "entities?q=myszg", "entity") == [BEEF]
    assert await shown(listed, "entities?q=cjnrm", "entity") == []
    before = await listed.rows("select * from entity_names order by entity")
    await listed.running.rebuild()
    assert await listed.rows("select * from entity_names order by entity") == before
    assert len(before) == len(NAMES)


async def test_a_name_that_stands_twice_in_a_township_is_shown_until_one_is_struck_off(listed):
    auditor = listed.bearer("a-1", roles=["auditor"])
    doubles = (await listed.client.get("/v1/entities/doubles", headers=auditor)).json()["items"]
    assert [(row["township"], row["entities"]) for row in doubles] == [("421088100", sorted([HOTEL, TWIN]))]
    assert (await listed.client.get("/v1/entities/doubles")).status_code == 401
    reason = {"reason": "一户两码", "effective_from": "2025-11-03"}
    gone = await listed.client.post(f"/v1/entities/{TWIN}/strike-off", json=reason, headers=registrar(listed))
    assert gone.status_code == 200, gone.text
    assert (await listed.client.get("/v1/entities/doubles", headers=auditor)).json()["items"] == []
