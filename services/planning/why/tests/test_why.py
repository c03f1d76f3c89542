"""Why one entity is or is not visited: now and in each draw of the year, with the caps that are left."""

from datetime import UTC, date, datetime

from libs.events.catalog.inspection.visit import VisitClosed, VisitCompleted
from libs.events.catalog.registry.entities import EntityStruckOff
from services.planning.exclusions.testing import result
from services.planning.testing import FIRE, MARKET

JUNE = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


async def why(office, number, query="", role=""):
    return office.ok(await office.get(f"/entities/{office.entity(number)}/why{query}", role=role)).json()


async def test_everybody_can_ask_why_an_entity_is_or_is_not_visited(office):
    before = await why(office, 1, "?year=2026")
    assert (before["draws"], before["now"]["excluded"], before["now"]["demands"]) == ([], [], [])
    gone = EntityStruckOff(entity=office.entity(3), reason="注销", effective_from=date(2025, 11, 1))
    (fact,) = await office.sut.deliver("registry", (f"entity-{office.entity(3)}", gone))
    await office.plan()
    await office.drawn()
    visits = (await office.get("/visits?limit=500", role="planner")).json()["items"]
    visited = {visit["entity"]: visit["visit"] for visit in visits}
    for number in range(0, 60, 3):
        (told,) = (await why(office, number, "?draw=D-1&year=2026"))["draws"]
        assert told["chosen"] == (office.entity(number) in visited)
        assert told["visit"] == visited.get(office.entity(number))
        for stratum in told["strata"]:
            below = stratum["cutoff"] is not None and told["number"] <= stratum["cutoff"]
            assert stratum["chosen"] == (stratum["eligible"] and below)
            assert stratum["ratio_bp"] == {"A": 500, "B": 2000, "C": 4000, "D": 10_000, "U": 2000}[told["credit_class"]]
    (struck,) = (await why(office, 3, "?year=2026"))["draws"]
    (reason,) = struck["excluded"]
    assert (reason["code"], reason["fact"], reason["fact_type"], reason["fact_day"]) == (
        "X5", str(fact.id), "registry.entity-struck-off", "2025-11-01",
    )  # fmt: skip
    assert all("停业" in stratum["rule"] and not stratum["eligible"] for stratum in struck["strata"])
    proof = office.ok(await office.get(struck["proof"].removeprefix("/v1"))).json()
    assert proof["certificate"] == (await office.get("/draws/D-1")).json()["certificate"]


async def test_who_is_on_no_list_is_told_so_clearly(office):
    stranger = await office.get("/entities/uscc:91420000000000000X/why")
    assert office.problem(stranger) == (404, "entity-not-listed")
    assert office.problem(await office.get(f"/entities/{office.entity(1)}/why?draw=D-9")) == (404, "no-such-draw")
    await office.plan()
    await office.open()
    assert office.problem(await office.get(f"/entities/{office.entity(1)}/why?draw=D-1")) == (409, "draw-not-completed")
    assert (await why(office, 1, "?year=2026"))["draws"] == []


async def test_the_answer_names_rule_words_source_and_fact_for_each_demand(office):
    await office.plan()
    office.sut.clock.now = JUNE
    (fact,) = await office.sut.deliver("inspection", ("visit-V-1", result(1, office.entity(1))))
    now = (await why(office, 1))["now"]
    (reason,) = now["excluded"]
    assert (reason["code"], reason["kinds"], reason["fact"]) == ("X1", ["food-hygiene"], str(fact.id))
    assert (reason["fact_type"], reason["fact_day"]) == ("inspection.result-issued", "2026-05-06")
    assert reason["source"].startswith("L-16")
    asked = {demand["demand"]: demand for demand in now["demands"]}
    assert (asked["Q-1"]["excluded_by"], asked["Q-1"]["eligible"]) == ("X1", False)
    assert "同类检查" in asked["Q-1"]["rule"]
    assert (asked["Q-2"]["excluded_by"], asked["Q-2"]["eligible"]) == (None, True)
    assert asked["Q-2"]["stratum"] == f"catering.{now['credit_class']}"
    past = await why(office, 1, "?year=2025")
    assert past["now"] is None, "a year that is over has no now"


async def test_the_caps_count_a_joint_visit_once_and_say_what_is_left(office):
    await office.plan()
    await office.drawn()
    visits = (await office.get("/visits?limit=500", role="planner")).json()["items"]
    joint = next(visit for visit in visits if len(visit["departments"]) > 1)
    number = int(joint["entity"][-4:])
    told = await why(office, number, "?year=2026", role="planner")
    caps = {(cap["rule"], cap["kind"]): (cap["cap"], cap["used"], cap["left"]) for cap in told["caps"]}
    assert caps[("X2", None)] == (2, 1, 1), "several departments, one draw, one visit"
    assert {kind for rule, kind in caps if rule == "X1"} == {kind for part in joint["parts"] for kind in part["kinds"]}
    assert all(cap == (1, 1, 0) for (rule, _), cap in caps.items() if rule == "X1")
    await office.adopt(draws_per_year=5, same_kind_per_year=3)
    told = await why(office, number, "?year=2026", role="planner")
    assert {(cap["cap"], cap["left"]) for cap in told["caps"]} == {(5, 4), (3, 2)}
    cancel = {"reason": "停业"}
    office.ok(await office.post(f"/visits/{joint['visit']}/cancellation", cancel, role="planner"))
    (draws,) = (await why(office, number, "?year=2026"))["caps"]
    assert (draws["rule"], draws["used"], draws["left"]) == ("X2", 0, 5)


async def test_a_visit_of_which_no_notice_may_be_given_is_told_to_officials_only_until_it_has_taken_place(office):
    await office.unannounced()
    await office.plan()
    await office.drawn()
    visits = (await office.get(f"/visits?limit=500&department={MARKET}", role="planner")).json()["items"]
    secret = next(visit for visit in visits if visit["notice_forbidden"])
    number = int(secret["entity"][-4:])

    async def told(role):
        answer = await why(office, number, "?year=2026", role=role)
        return {reason["code"] for reason in answer["now"]["excluded"]}, sum(cap["used"] for cap in answer["caps"])

    assert (await told("inspector"))[0] == {"X1", "X7"}
    assert await told("") == (set(), 0)
    assert await told("citizen") == (set(), 0)
    done = VisitCompleted(visit=secret["visit"], completed_on=date(2026, 3, 5), record="0" * 64)
    await office.sut.deliver("inspection", (f"visit-{secret['visit']}", done))
    assert await told("") == await told("inspector")
    await office.sut.deliver("inspection", (f"visit-{secret['visit']}", VisitClosed(visit=secret["visit"])))
    assert (await told(""))[0] == {"X1"}
    forged = {"Authorization": "Bearer forged"}
    answer = await office.sut.client.get(f"/v1/entities/{office.entity(number)}/why", headers=forged)
    assert answer.status_code == 401


async def test_each_draw_of_the_year_is_told_in_its_own_words(office):
    await office.plan()
    await office.drawn()
    planned = (await office.get("/visits?limit=500", role="planner")).json()["items"]
    await office.sut.deliver("inspection", *((f"visit-{v['visit']}", VisitClosed(visit=v["visit"])) for v in planned))
    office.ok(await office.submit("Q-4", kind="registration", items=["MKT-0014"], industries=["catering", "hotel"]), 201)
    await office.coordinate(reason="新增")
    for member in (MARKET, FIRE):
        office.ok(await office.vote("P-2026", member))
    await office.drawn("D-2")
    told = await why(office, 1, "?year=2026")
    assert [draw["draw"] for draw in told["draws"]] == ["D-1", "D-2"]
    assert {s["demand"] for s in told["draws"][1]["strata"]} == {"Q-4"}
    assert told["draws"][0]["number"] != told["draws"][1]["number"]
