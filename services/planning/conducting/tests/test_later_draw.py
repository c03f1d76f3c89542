"""What a later draw, and `why`, tell of unannounced visits that are still to come: nothing (L-19)."""

from datetime import UTC, datetime

import pytest

from apps.checkonce.verify import verify
from services.planning.conducting.beacons import Beacons, tick
from services.planning.testing import FIRE, MARKET

TAX = "421088-tax"
OVER = datetime(2026, 4, 30, 16, 1, tzinfo=UTC)


async def visits(office, draw="D-1"):
    return office.ok(await office.get(f"/visits?draw={draw}&limit=200", role="planner")).json()["items"]


@pytest.fixture
async def later(secret):
    """A second draw is completed while visits without notice of the first are to come."""
    demand = {"kind": "registration", "items": ["MKT-0014"], "industries": ["catering"]}
    secret.ok(await secret.submit("Q-4", **demand), 201)
    await secret.coordinate(reason="新增登记事项", window_from="2026-06-01", window_to="2026-06-30")
    for member in (MARKET, FIRE):
        secret.ok(await secret.vote("P-2026", member))
    secret.ok(await secret.post("/chains", {"chain": "C-2", "year": 2026, "lead": MARKET}, role="planner"), 201)
    await secret.drawn("D-2")
    return secret


def recused(lists):
    return {(i["inspector"], r["entity"]) for i in lists["inspectors"] for r in i["recused"]}


async def test_officers_and_their_entities_stand_in_no_list_before_the_day(later):
    team = {
        (officer, visit["entity"])
        for visit in await visits(later)
        if visit["notice_forbidden"]
        for part in visit["parts"]
        for officer in part["inspectors"]
    }
    entity = next(iter(team))[1]
    assert team
    for path in ("lists", f"proofs/{entity}", "certificate", "substitutions"):
        for role, department in (("", ""), ("conference-member", MARKET), ("inspector", TAX), ("integrator", "")):
            answer = await later.get(f"/draws/D-2/{path}", role=role, department=department)
            assert later.problem(answer) == (409, "lists-withheld"), (path, role)
    whole = later.ok(await later.get("/draws/D-2/lists", role="planner"))
    assert team <= recused(whole.json())
    # The lists of the first draw rest on nothing secret.
    later.ok(await later.get("/draws/D-1/lists"))
    later.sut.clock.now = OVER
    await tick(later.sut.running, Beacons())
    assert later.ok(await later.get("/draws/D-2/lists")).content == whole.content
    assert verify(later.ok(await later.get("/draws/D-2/certificate")).json()).ok


async def test_the_public_counts_of_a_frozen_draw_are_by_what_everybody_may_know(later):
    announced = {visit["entity"] for visit in await visits(later) if not visit["notice_forbidden"]}
    leaves = later.ok(await later.get("/draws/D-2/lists", role="planner")).json()["frame"]
    counted = later.ok(await later.get("/draws/D-2")).json()["excluded"]
    frozen = (await later.sut.facts("planning.draw-frozen"))[-1]
    assert frozen.excluded == counted
    # Of a small draw all visits may be unannounced.
    assert counted.get("X7", 0) == len(announced)
    assert sum("X7" in {each["reason"] for each in leaf["excluded"]} for leaf in leaves) > len(announced)


async def test_the_code_by_which_anybody_computes_who_was_passed_over_waits_as_the_lists_do(later):
    """With the code, the nonces and the visits that were told, whoever lies below a cut-off and was not chosen is barred."""

    async def codes():
        chain = later.ok(await later.get("/chains/C-2")).json()
        return [link["code"] for link in chain["draws"]]

    assert await codes() == [None]
    void = {"reason": "规则有误"}
    assert later.problem(await later.post("/draws/D-2/void", void, role="planner")) == (409, "code-sealed")
    # The next link of the chain would be this very code.
    demand = {"kind": "registration", "items": ["MKT-0014"], "industries": ["hotel"]}
    later.ok(await later.submit("Q-5", **demand), 201)
    await later.coordinate(reason="新增登记事项", window_from="2026-06-01", window_to="2026-06-30")
    for member in (MARKET, FIRE):
        later.ok(await later.vote("P-2026", member))
    next_one = {"draw": "D-3", "plan": "P-2026", "chain": "C-2"}
    assert later.problem(await later.post("/draws", next_one, role="planner")) == (409, "chain-sealed")
    # The first draw rests on nothing that is secret elsewhere, and its own code waits for its own seals.
    later.sut.clock.now = OVER
    later.ok(await later.post("/draws", next_one, role="planner"), 201)
    (code,) = (await codes())[:1]
    pack = later.ok(await later.get("/draws/D-2/certificate")).json()
    assert code == pack["reveal"]["code"]
    later.ok(await later.post("/draws/D-2/void", void, role="planner"))


async def test_a_cancelled_visit_is_secret_as_long_as_it_could_have_been_made(later):
    for visit in await visits(later):
        if visit["notice_forbidden"]:
            later.ok(await later.post(f"/visits/{visit['visit']}/cancellation", {"reason": "停业"}, role="planner"))
    assert later.problem(await later.get("/draws/D-2/lists")) == (409, "lists-withheld")
    later.sut.clock.now = OVER
    await tick(later.sut.running, Beacons())
    later.ok(await later.get("/draws/D-2/lists"))
    assert verify(later.ok(await later.get("/draws/D-1/certificate")).json()).ok


async def test_the_seal_of_a_cancelled_visit_is_not_opened_on_its_day(secret):
    visit = next(
        v for v in await visits(secret) if v["notice_forbidden"] and v["window_from"] <= "2026-03-18" <= v["window_to"]
    )
    slot = {"day": "2026-03-18", "start_minute": 540, "reason": "按计划"}
    secret.ok(await secret.post(f"/visits/{visit['visit']}/schedule", slot, role="planner"))
    secret.ok(await secret.post(f"/visits/{visit['visit']}/cancellation", {"reason": "停业"}, role="planner"))
    secret.sut.clock.now = datetime(2026, 3, 18, 2, 0, tzinfo=UTC)
    await tick(secret.sut.running, Beacons())
    seals = (await secret.get("/draws/D-1/sealed")).json()["seals"]
    assert next(seal for seal in seals if seal["visit"] == visit["visit"])["salt"] is None


async def test_why_tells_officials_without_a_task_no_more_than_a_draw_does(later):
    visit = next(v for v in await visits(later) if v["notice_forbidden"] and TAX not in v["departments"])

    async def why(role, department="", query="?year=2026"):
        path = f"/entities/{visit['entity']}/why{query}"
        return later.ok(await later.get(path, role=role, department=department)).json()

    for role, department in (("planner", ""), ("auditor", ""), ("inspector", visit["lead"])):
        told = await why(role, department)
        assert "X7" in {reason["code"] for reason in told["now"]["excluded"]}, role
        assert sum(cap["used"] for cap in told["caps"]) > 0, role
    for role, department in (
        ("inspector", TAX), ("department-officer", TAX), ("conference-member", visit["lead"]), ("commander", ""), ("", ""),
    ):  # fmt: skip
        told = await why(role, department)
        assert told["now"]["excluded"] == [], role
        assert sum(cap["used"] for cap in told["caps"]) == 0, role
        assert [draw["withheld"] is not None for draw in told["draws"]] == [True, True], role
