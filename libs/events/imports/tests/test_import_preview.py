"""What a file would change is told before anything is written; an office's titles are remembered until it forgets them."""

import io
import json

import pytest
from python_calamine import CalamineWorkbook

from libs.events.envelope import Meta
from libs.events.imports import trial
from libs.events.imports.trial import TooFarApart, Trial
from libs.events.testing.bell import Label, service
from libs.events.testing.services import service_under_test

PREVIEW, IMPORT = "/v1/imports/labels/preview", "/v1/imports/labels"


@pytest.fixture
async def bell(database, issuer):
    async with service_under_test(service, database, issuer) as running:
        yield running


@pytest.fixture
def visitor(bell):
    return bell.bearer("visitor-1", roles=["visitor"])


async def send(bell, headers, content, path=PREVIEW, media="text/csv"):
    return await bell.client.post(path, content=content, headers={**headers, "Content-Type": media})


async def test_a_preview_says_what_the_import_then_does_and_writes_nothing(bell, visitor):
    await send(bell, visitor, "door,label\na,one\n", IMPORT)
    before = await bell.facts()
    content = "备注,door,label\n,a,one\n,b,two\n,b,two\nx,c,forbidden\n,d,\n,b,three\n" + "".join(
        f",e{n},x\n" for n in range(2500)
    )
    found = (await send(bell, visitor, content + ",e0,x\n")).json()
    assert found["columns"] == [
        {"title": "备注", "column": None}, {"title": "door", "column": "door"}, {"title": "label", "column": "label"},
    ]  # fmt: skip
    assert (found["columns_missing"], found["facts"]) == ([], {"bell.labelled": 2502})
    assert [change["line"] for change in found["changes"]] == [3, 6, *range(8, 26)]
    assert found["changes"][0]["facts"] == [{"type": "bell.labelled", "data": {"door": "b", "label": "two"}}]
    assert [(row["line"], row["field"]) for row in found["refusals"]] == [(5, "label"), (7, "key")]
    assert await bell.facts() == before
    assert len((await bell.client.get("/v1/import-reports", headers=visitor)).json()["items"]) == 1
    report = (await send(bell, visitor, content + ",e0,x\n", IMPORT)).json()
    counts = ("rows", "accepted", "unchanged", "refused", "unknown")
    assert {name: found[name] for name in counts} == {name: report[name] for name in counts}
    assert found["refusals"] == report["refusals"]


def label(door, said):
    return Label(door=door, label=said)


async def test_what_is_tried_rests_on_what_was_tried_before_it_as_far_as_that_is_kept(bell, monkeypatch):
    monkeypatch.setattr(trial, "_MOST", 2)
    trying = Trial(bell.running.runner, Meta("visitor-1", "c-1"))

    async def tried(*commands):
        answers, _ = await trying.decide(commands)
        return ["too far" if isinstance(answer, TooFarApart) else [len(new.facts) for new in answer] for answer in answers]

    assert await tried(label("a", "one"), label("b", "one"), label("a", "one")) == [[1], [1], [0]]
    assert await tried(label("a", "one"), label("a", "two"), label("b", "one")) == [[0], [1], [0]]
    # What changes nothing is not kept. Now `b` has changed longest ago.
    assert await tried(label("c", "one"), label("b", "one")) == [[1], [0]]
    assert await tried(label("b", "one"), label("a", "two"), label("c", "two")) == ["too far", [0], [1]]
    assert await bell.facts() == []


async def test_an_offices_own_titles_are_remembered_until_it_forgets_them(bell, visitor):
    path = "/v1/imports/labels/titles"
    content = "门 号,名牌\na,one\n"
    assert (await send(bell, visitor, content)).status_code == 422
    mapping = {"titles": {"门号": "door", "名牌": "label"}}
    untouched = {"titles": {}, "changed_by": None, "changed_at": None}
    assert (await bell.client.get(path, headers=visitor)).json() == untouched
    kept = (await bell.client.put(path, json=mapping, headers=visitor)).json()
    assert kept == (await bell.client.get(path, headers=visitor)).json()
    assert kept["titles"] == mapping["titles"]
    found = (await send(bell, visitor, content)).json()
    assert found["columns"] == [{"title": "门 号", "column": "door"}, {"title": "名牌", "column": "label"}]
    assert (await send(bell, visitor, content, IMPORT)).json()["accepted"] == 1
    other = bell.bearer("v-2", roles=["visitor"])
    assert (await bell.client.delete(path, headers=other)).json()["titles"] == {}
    assert (await send(bell, visitor, content, IMPORT)).status_code == 422
    changes = await bell.rows("select changed_by, titles::text from import_title_changes order by position")
    said = [(change["changed_by"], json.loads(change["titles"])) for change in changes]
    assert said == [(kept["changed_by"], mapping["titles"]), ("v-2", {})]
    assert (await bell.client.get(path, headers=visitor)).json()["changed_by"] == "v-2"
    assert await bell.rows("select * from import_titles") == []


@pytest.mark.parametrize(
    ("titles", "refused"),
    [({"label": "door"}, "label"), ({" Label* ": "door"}, " Label* "), ({"label(必填)": "door"}, "label(必填)"),
     ({"名牌": "label", "名 牌": "door"}, "名 牌"), ({"label": "label", "门号": "door"}, None)],
)  # fmt: skip
async def test_an_offices_title_renames_none_that_names_another_column(bell, visitor, titles, refused):
    answer = await bell.client.put("/v1/imports/labels/titles", json={"titles": titles}, headers=visitor)
    assert answer.status_code == (422 if refused else 200)
    if refused:
        assert (answer.json()["field"], answer.json()["value"]) == ("titles", refused)
    await bell.running.pool.execute("insert into import_titles values ('labels', '', 'label', 'door') on conflict do nothing")
    assert (await send(bell, visitor, "label,door\none,a\n", IMPORT)).json()["accepted"] == 1
    assert [(row["door"], row["label"]) for row in await bell.rows("select * from labels")] == [("a", "one")]


async def test_titles_name_columns_of_the_kind_and_hold_nothing_personal(bell, visitor):
    path = "/v1/imports/labels/titles"
    for titles in ({"门号": "colour"}, {"13800138000": "door"}, {"x" * 41: "door"}):
        assert (await bell.client.put(path, json={"titles": titles}, headers=visitor)).status_code == 422
    for who in (bell.bearer("x", roles=["operator"]), {}):
        for answer in (
            await bell.client.put(path, json={"titles": {}}, headers=who), await bell.client.get(path, headers=who),
            await bell.client.delete(path, headers=who), await send(bell, who, "door,label\n"),
            await bell.client.get("/v1/imports/labels/template.xlsx", headers=who),
        ):  # fmt: skip
            assert answer.status_code in {401, 403}
    assert (await bell.client.get("/v1/imports/moons/titles", headers=visitor)).status_code == 404


async def test_a_template_names_the_columns_and_shows_an_example(bell, visitor):
    answer = await bell.client.get("/v1/imports/labels/template.xlsx", headers=visitor)
    assert answer.headers["content-disposition"] == 'attachment; filename="labels.xlsx"'
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.get_sheet_by_index(0).to_python() == [["door", "label"]]
    assert book.get_sheet_by_index(1).to_python()[1] == ["door", "door", "例 e.g. front"]
