"""Tags on a real database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from libs.events.catalog.credit.profile import ClassChanged
from libs.events.catalog.inspection.result import ResultRecorded
from libs.events.catalog.whistle.call import WhistleBlown
from services.registry.entities.tags import DERIVED
from services.registry.testing import FIRE, MARKET, catering, get, post, registrar, result, second, send, visit

# Tags (H-28)


async def test_derived_and_manual_tags_show_rule_and_evidence_and_the_filter_finds_the_same(registry):
    entities = await catering(registry, 4)
    plain, risky, new, _ = entities
    await registry.deliver("credit", (f"profile-{risky}", ClassChanged(
        entity=risky, previous="C", credit_class="D", score=500, because="失信", model="M", edition=1,
    )))  # fmt: skip
    (told,) = await registry.deliver("inspection", result(1, risky, MARKET, problems=2, disposition="penalty-procedure"))
    await registry.deliver("inspection", ("result-old", ResultRecorded(
        result="R-old", entity=plain, kind="food-hygiene", checked_on=date(2024, 11, 2), score=None, problems=("旧",),
        origin="old",
    )))  # fmt: skip
    await registry.deliver("whistle", *(blown(number, risky) for number in range(3)))
    content = (await get(registry, f"entities/{new}"))["content"]
    changed = {**content, "founded": "2025-06-01", "industries": ["catering", "hotel", "food-production"]}
    await post(registry, "entities", {"entity": new, "content": changed})
    await post(registry, f"entities/{plain}/tags", {"tag": "key-unit", "reason": "重点监管单位", "until": "2025-12-31"}, 200)
    await post(registry, "entities/stall:421088100-9999/tags", {"tag": "key-unit", "reason": "无"}, 404)
    tags = {e: {t["tag"]: t for t in (await get(registry, f"entities/{e}/tags"))["tags"]} for e in entities}
    assert {"high-risk", "problems-found", "penalised", "complaint-cluster"} <= set(tags[risky])
    assert tags[risky]["penalised"]["evidence"] == [str(told.id)]
    assert {"new-entity", "multi-industry", "key-industry"} <= set(tags[new])
    assert (tags[plain]["key-unit"]["source"], tags[plain]["key-unit"]["until"]) == ("manual", "2025-12-31")
    assert "problems-found" not in tags[plain]
    assert "sampling" in (await get(registry, f"entities/{risky}/tags"))["silent"]
    for tag in (*DERIVED, "key-unit"):
        found = {row["entity"] for row in (await get(registry, f"entities?tag={tag}&limit=500"))["items"]}
        assert found & set(entities) == {entity for entity in entities if tag in tags[entity]}, tag
    for path in ("entities", "entities/export.csv"):
        refused = await get(registry, f"{path}?tag=key-unit&day=2024-01-01", 422)
        assert (refused["field"], refused["value"]) == ("query.tag", "key-unit")
        assert "去掉 day 或 tag" in refused["detail"]
    registry.clock.now = datetime(2026, 1, 1, 2, tzinfo=UTC)
    assert (await get(registry, "entities?tag=key-unit"))["items"] == []
    await registry.deliver("credit", (f"profile-{risky}", ClassChanged(
        entity=risky, previous="D", credit_class="C", score=700, because="修复", model="M", edition=1,
    )))  # fmt: skip
    assert (await get(registry, "entities?tag=high-risk"))["items"] == []


def blown(number, entity):
    return (f"whistle-{number}", WhistleBlown(
        whistle=f"W-{number}", township="421088100", matter_kind="noise", matter="油烟", place="东街", urgency="normal",
        entity=entity,
    ))  # fmt: skip


async def test_an_entity_reads_the_same_of_itself_however_many_complain(registry):
    (entity,) = await catering(registry, 1)
    itself = registry.bearer(entity, roles=["enterprise"])

    async def read(headers):
        return (await registry.client.get(f"/v1/entities/{entity}/tags", headers=headers)).json()

    before = await read(itself)
    assert "complaints" not in before["silent"]
    assert "complaints" in (await read(registrar(registry)))["silent"]
    for number in range(4):
        await registry.deliver("whistle", blown(number, entity))
        assert await read(itself) == before
    told = await read(registrar(registry))
    assert "complaints" not in told["silent"]
    assert "complaint-cluster" in {tag["tag"] for tag in told["tags"]}


async def test_nobody_reads_on_the_morning_of_a_visit_without_notice_that_one_is_on_record(registry):
    one, other = await catering(registry, 2)

    async def silent(entity):
        headers = registry.bearer(entity, roles=["enterprise"])
        return "daily" in (await registry.client.get(f"/v1/entities/{entity}/tags", headers=headers)).json()["silent"]

    stream, announced = visit(1, other, MARKET)
    last = announced.window_from + timedelta(days=2)
    quiet = {"visit": "V-2", "entity": one, "notice_forbidden": True, "window_to": last}
    await registry.deliver("planning", (stream, announced), ("visit-2", announced.model_copy(update=quiet)))
    assert (await silent(one), await silent(other)) == (True, False)
    registry.clock.now += timedelta(days=3)
    assert await silent(one) is False


async def test_tags_rest_on_what_a_business_met_with_under_all_its_codes(registry):
    old, new, other = await catering(registry, 3)
    await registry.deliver("inspection", result(1, old, MARKET, problems=2, disposition="penalty-procedure"))
    await registry.deliver("whistle", blown(1, old), blown(2, new), blown(3, new), blown(4, other))
    evidence = ("complaint-cluster", "problems-found", "penalised")

    async def tagged():
        of = {e: {t["tag"] for t in (await get(registry, f"entities/{e}/tags"))["tags"]} for e in (old, new, other)}
        for tag in evidence:
            found = {row["entity"] for row in (await get(registry, f"entities?tag={tag}&limit=500"))["items"]}
            assert found == {entity for entity in of if tag in of[entity]}, tag
        return [of[entity] & {*evidence} for entity in (old, new, other)]

    apart = [{"problems-found", "penalised"}, set(), set()]
    assert await tagged() == apart
    await post(registry, f"entities/{old}/successor", {"successor": new, "reason": "个转企"}, 200)
    assert await tagged() == [{*evidence}, {*evidence}, set()]
    await post(registry, f"entities/{old}/successor/withdrawal", {"reason": "写错了"}, 200)
    assert await tagged() == apart


async def test_tags_come_in_by_file_and_go_by_hand(registry):
    await catering(registry, 1)
    text = "scheme,value,tag,reason,until\nstall,421088100-0001,key-unit,重点监管,\nstall,421088100-9999,key-unit,重点监管,\n"
    report = await send(registry, "tags", text)
    assert (report["facts"], report["refusals"][0]["field"]) == (1, "entity")
    assert len((await get(registry, "entities?tag=key-unit"))["items"]) == 1
    gone = "entities/stall:421088100-0001/tags/key-unit/removal"
    registry.clock.now = datetime(2025, 11, 5, 2, tzinfo=UTC)
    officer = await registry.client.post(f"/v1/{gone}", json={"reason": "期满"}, headers=registrar(registry))
    assert officer.status_code == 200
    assert (await get(registry, "entities?tag=key-unit"))["items"] == []


def of(registry, *departments, role="department-officer"):
    return registry.bearer("o-1", roles=[role], departments=list(departments))


async def test_a_tag_is_changed_and_taken_off_by_the_department_that_set_it_and_by_the_office(registry):
    (entity,) = await catering(registry, 1)
    tags = f"/v1/entities/{entity}/tags"
    supervised = {"tag": "key-supervision", "reason": "食品安全重点监管"}

    async def put(headers, **more):
        return await registry.client.post(tags, json={**supervised, **more}, headers=headers)

    async def off(headers):
        return await registry.client.post(f"{tags}/key-supervision/removal", json={"reason": "解除"}, headers=headers)

    assert (await put(of(registry, MARKET))).status_code == 200
    (tagged,) = await registry.facts("registry.entity-tagged")
    assert tagged.department == MARKET
    for role in ("department-officer", "credit-officer"):
        for refused in (await put(of(registry, FIRE, role=role), until="2027-12-31"), await off(of(registry, FIRE, role=role))):
            assert (refused.status_code, refused.json()["type"]) == (403, "urn:checkonce:problem:tag-of-another")
            assert MARKET in refused.json()["detail"]
    assert (await put(registrar(registry), until="2027-12-31")).status_code == 200
    assert (await registry.facts("registry.entity-tagged"))[-1].department == MARKET, "it stays whose it was"
    assert (await off(of(registry, MARKET))).status_code == 200
    assert (await put(of(registry, MARKET), department=FIRE)).status_code == 403
    unsaid = await put(of(registry, MARKET, FIRE))
    assert (unsaid.status_code, unsaid.json()["type"]) == (422, "urn:checkonce:problem:tag-of-no-own-department")
    assert (await put(registrar(registry))).status_code == 200
    assert (await off(of(registry, MARKET))).status_code == 403, "the office's own"
    assert (await off(registrar(registry))).status_code == 200


async def listing_by_two(registry):
    seconds = (await get(registry, "policy"))["pack"]["seconds"]
    pack = {"seconds": {**seconds, "listing": {"roles": ["registrar"]}}}
    day = registry.clock.now.date().isoformat()
    asked = await registry.client.post(
        "/v1/policy", json={"effective_from": day, "pack": pack, "reason": "重点监管两人定"}, headers=registrar(registry)
    )
    assert (await registry.seconded(asked, second(registry))).status_code == 200


async def test_where_an_edition_says_so_a_tag_needs_a_second_person(registry):
    (entity,) = await catering(registry, 1)
    await listing_by_two(registry)
    officer = of(registry, MARKET)
    held = await registry.client.post(
        f"/v1/entities/{entity}/tags", json={"tag": "key-supervision", "reason": "食品安全重点监管"}, headers=officer
    )
    assert held.status_code == 202
    assert await registry.facts("registry.entity-tagged") == []
    await registry.seconded(held, second(registry))
    (tagged,) = await registry.facts("registry.entity-tagged")
    assert tagged.department == MARKET, "as whoever asked for it"


@pytest.mark.parametrize("role", ["registrar", "planner"])
async def test_what_the_office_tags_by_two_persons_is_the_offices(registry, role):
    (entity,) = await catering(registry, 1)
    await listing_by_two(registry)
    office = registry.bearer("r-1", roles=[role], departments=[FIRE])
    for path, body in (("tags", {"tag": "key-unit", "reason": "重点"}), ("tags/key-unit/removal", {"reason": "解除"})):
        asked = await registry.client.post(f"/v1/entities/{entity}/{path}", json=body, headers=office)
        done = await registry.seconded(asked, second(registry))
        assert done.status_code == 200, done.text
    assert [fact.department for fact in await registry.facts("registry.entity-tagged")] == [None]
