"""What checks and complaints suggest, on a real database."""

from datetime import UTC, date, datetime

from libs.events.catalog.inspection.result import RecordedResultRevoked, ResultRecorded, ResultRevoked
from libs.events.catalog.planning.visit import VisitCancelled
from libs.events.catalog.whistle.call import WhistleBlown
from libs.events.catalog.whistle.clue import ClueReceived
from services.registry.testing import CUSTOMS, MARKET, POLICE, catering, get, head, post, result, send, visit

# Suggestions (L-08)


async def test_departments_that_keep_meeting_are_suggested_accepted_and_not_suggested_again(registry):
    entities = await catering(registry, 10)
    # Already together by a scenario in force: market and fire. Not yet: market and customs.
    facts = [result(n, entity, MARKET, CUSTOMS) for n, entity in enumerate(entities[:6])]
    facts += [result(50 + n, f"stall:421088100-{1001 + n}", POLICE) for n in range(40)]
    told = await registry.deliver("inspection", *facts)
    told += await registry.deliver("planning", *[visit(100 + n, e, MARKET, "421088-fire") for n, e in enumerate(entities)])
    found = await get(registry, "scenarios/suggestions")
    (meeting,) = [s for s in found["items"] if {CUSTOMS, MARKET} <= set(s["departments"])]
    evidence = meeting["evidence"]
    assert (meeting["kind"], meeting["industry"], evidence["together"], evidence["checked"]) == ("meeting", "catering", 6, 10)
    assert evidence["lift"] > 1
    assert evidence["facts"]
    assert set(evidence["facts"]) <= {str(r.id) for r in told}
    assert "MKT-0003" in meeting["items"]
    path = f"scenarios/suggestions/{meeting['suggestion']}"
    body = {"scenario": "S-together", "title": "餐饮联查", "lead": MARKET}
    await post(registry, f"{path}/acceptance", {**body, "lead": "421088-moon"}, 422)
    await post(registry, f"{path}/acceptance", body)
    listed = (await registry.facts("registry.scenario-listed"))[-1]
    assert (listed.suggestion, set(listed.departments)) == (meeting["suggestion"], set(meeting["departments"]))
    left = [s["suggestion"] for s in (await get(registry, "scenarios/suggestions"))["items"]]
    assert meeting["suggestion"] not in left
    await post(registry, f"{path}/acceptance", body, 404)


async def test_what_was_revoked_or_cancelled_suggests_nothing_whichever_came_first(registry):
    entities = await catering(registry, 8)
    revoked = [
        (f"result-{n}", ResultRevoked(result=f"R-{n}", visit=f"V-{n}", entity=e, reason="撤销")) for n, e in enumerate(entities)
    ]
    cancelled = [(f"visit-{n}", VisitCancelled(visit=f"V-{n}", reason="取消")) for n in range(len(entities))]
    results = [result(n, e, MARKET, CUSTOMS) for n, e in enumerate(entities)]
    record = ResultRecorded(
        result="R-20", entity=entities[0], kind="food-hygiene", checked_on=date(2026, 1, 5), score=None, problems=("油烟",),
        origin="old", department=MARKET,
    )  # fmt: skip
    mistaken = ("result-R-20", RecordedResultRevoked(result="R-20", entity=entities[0], reason="录错对象"))
    await registry.deliver("inspection", *revoked[:4], *results, *revoked[4:], ("result-R-20", record), mistaken)
    await registry.deliver("planning", *[visit(n, e, MARKET, CUSTOMS) for n, e in enumerate(entities)], *cancelled)
    assert await registry.rows("select * from meetings") == []


async def test_complaints_above_expectation_are_suggested_until_dismissed_and_again_after_that(registry):
    entities = await catering(registry, 6)
    clues = [
        (f"clue-{n}", ClueReceived(
            clue=f"C-{n}", origin=f"V-{n}", entity=entities[n % 6], finder=POLICE, competent=MARKET, matter="油烟", evidence=(),
            acknowledge_by=datetime(2025, 11, 5, tzinfo=UTC),
        ))
        for n in range(12)
    ]  # fmt: skip
    await registry.deliver("whistle", *clues)
    (surge,) = (await get(registry, "scenarios/suggestions"))["items"]
    assert (surge["kind"], surge["industry"], surge["departments"]) == ("complaints", "catering", [MARKET])
    assert (surge["evidence"]["complaints"], surge["evidence"]["expected"]) == (12, round(12 * 6 / 66, 3))
    assert 0 < surge["evidence"]["chance"] < 0.01
    assert surge["covered_by"] == ["S-catering"]
    path = f"scenarios/suggestions/{surge['suggestion']}"
    await post(registry, f"{path}/dismissal", {"reason": "已有专项", "until": "2025-11-03"}, 422)
    await post(registry, f"{path}/dismissal", {"reason": "已有专项", "until": "2999-01-01"}, 422)
    await post(registry, f"{path}/dismissal", {"reason": "已有专项", "until": "2026-01-01"}, 200)
    assert (await get(registry, "scenarios/suggestions"))["items"] == []
    registry.clock.now = datetime(2026, 1, 1, 2, tzinfo=UTC)
    assert [s["suggestion"] for s in (await get(registry, "scenarios/suggestions"))["items"]] == [surge["suggestion"]]
    assert (await registry.client.get("/v1/scenarios/suggestions")).status_code == 401


async def test_many_calls_of_one_kind_from_one_township_suggest_who_has_items_of_that_kind(registry):
    await catering(registry, 6)
    header = head("entities", 0).decode().strip()
    rows = [f"stall,421088101-{n:04},示例摊,hotel,421088101,stall,2020-01-01" for n in range(1, 200)]
    await send(registry, "entities", "\n".join([header, *rows]))
    blown = [
        (f"whistle-{n}", WhistleBlown(
            whistle=f"W-{n}", township="421088100", matter_kind="food-hygiene", matter="油烟", place="东街", urgency="normal"
        ))
        for n in range(15)
    ]  # fmt: skip
    await registry.deliver("whistle", *blown)
    (surge,) = (await get(registry, "scenarios/suggestions"))["items"]
    assert (surge["township"], surge["matter_kind"]) == ("421088100", "food-hygiene")
    assert MARKET in surge["departments"]
    assert surge["items"]
