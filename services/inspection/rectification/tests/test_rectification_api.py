"""Rectifications on a real database."""

from datetime import date

from services.inspection.testing.requests import (
    CLEAN_FIRE,
    ENTITY,
    F1,
    FINDING,
    FIRE,
    M1,
    MARKET,
    PROOF,
    finish,
    get,
    market_part,
    on_the_spot,
    post,
    refused,
)


async def test_rectifications_are_ordered_per_department_and_the_last_one_passed_closes_the_visit(sut):
    await on_the_spot(sut)
    fire = {**CLEAN_FIRE, "disposition": "ordered-to-rectify", "findings": [{**FINDING, "finding": "F-2", "item": "FIR-0002"}]}
    done = await finish(sut, part=market_part(FINDING, disposition="ordered-to-rectify"), fire=fire)
    assert done["facts"][2:] == ["inspection.rectification-ordered"] * 2
    assert (await get(sut, "visits/V-1"))["state"] == "completed"
    first, second = done["rectifications"][MARKET], done["rectifications"][FIRE]
    (ordered, _) = await sut.facts("inspection.rectification-ordered")
    assert (ordered.findings, ordered.due.date()) == (("F-1",), date(2026, 3, 31))
    entity = sut.bearer(ENTITY, roles=["enterprise"])
    stranger = sut.bearer("stall:421088100-0002", roles=["enterprise"])
    await refused(sut, f"rectifications/{first}/report", {}, "no-such-rectification", status=404, who=stranger)
    await post(sut, f"rectifications/{first}/report", {"evidence": [PROOF]}, who=entity)
    passes = {"inspector": M1, "passed": True}
    await refused(sut, f"rectifications/{first}/recheck", {"inspector": M1, "passed": False}, "failure-unreasoned", status=422)
    await refused(sut, f"rectifications/{first}/recheck", {**passes, "inspector": F1}, "not-certified", status=422)
    await refused(sut, f"rectifications/{first}/recheck", passes, "no-such-rectification", status=404, who=FIRE)
    passed = await post(sut, f"rectifications/{first}/recheck", passes)
    assert passed["facts"] == ["inspection.rectification-passed"]
    last = await post(sut, f"rectifications/{second}/recheck", {"inspector": F1, "passed": True}, who=FIRE)
    assert last["facts"] == ["inspection.rectification-passed", "inspection.visit-closed"]
    assert (await get(sut, "visits/V-1"))["state"] == "closed"
    page = await get(sut, "rectifications", state="passed", limit=1)
    assert [r["rectification"] for r in page["items"]] == [first]
    rest = await get(sut, "rectifications", state="passed", limit=1, cursor=page["next"])
    assert ([r["rectification"] for r in rest["items"]], rest["next"]) == ([second], None)
