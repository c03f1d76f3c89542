"""Plans, numbers and draws are those of the department that leads the joint conference."""

from datetime import UTC, date, datetime

import pytest

from libs.events.catalog.planning import conducting as f
from libs.events.catalog.registry.conference import ConferenceLeft
from libs.events.countersigning.leading import Acting, NotTheLead
from libs.events.testing.decisions import given
from services.planning.campaign.decide import CAMPAIGN
from services.planning.campaign.testing import END, ORDER, ORDERED
from services.planning.conducting import commands as c
from services.planning.conducting.decide.draw import DRAW
from services.planning.conducting.testing import ICE, NOON, OPENED, complete, freeze
from services.planning.testing import DEPARTMENTS, FIRE, LEADING, MARKET, POLICE, STRANGER, seated
from services.planning.visit import commands as visit_commands
from services.planning.visit.decide import VISIT
from services.planning.visit.testing import PLANNED, place

VOID = c.VoidDraw(draw="D-1", reason="配置有误", code="e" * 64, known=c.Voidable(acting=LEADING))


def void_by(acting):
    return VOID.model_copy(update={"known": c.Voidable(acting=acting)})


VOIDED = f.DrawVoided(draw="D-1", plan="P-1", lead=MARKET, reason="配置有误", code="e" * 64)


@pytest.mark.parametrize("command", [freeze(), complete(), VOID], ids=lambda command: type(command).__name__)
def test_a_draw_is_conducted_by_the_lead_alone(command):
    known = c.Voidable(acting=STRANGER) if command is VOID else STRANGER
    refused = given(DRAW, *ICE).when(command.model_copy(update={"known": known}), at=NOON).refused(NotTheLead)
    assert (refused.field, refused.value, FIRE in refused.detail_zh, FIRE in refused.detail_en) == (
        "lead",
        [MARKET],
        True,
        True,
    )


def test_the_lead_of_the_day_goes_before_the_one_that_the_draw_names():
    now_fire = Acting(acts_for=frozenset({FIRE}), leads=frozenset({FIRE}))
    given(DRAW, OPENED).when(void_by(now_fire), at=NOON).then(VOIDED)
    no_more = Acting(acts_for=frozenset({MARKET}), leads=frozenset({FIRE}))
    given(DRAW, OPENED).when(void_by(no_more), at=NOON).refused(NotTheLead)
    # While nobody is recorded as the lead, the draw's own counts.
    given(DRAW, OPENED).when(void_by(Acting(acts_for=frozenset({FIRE}))), at=NOON).refused(NotTheLead)


async def test_a_planner_of_another_department_makes_no_plan_no_numbers_and_no_draw(office):
    await office.conference()
    for demand in ("Q-1", "Q-2"):
        office.ok(await office.submit(demand), 201)
    fires = {"role": "planner", "department": FIRE}
    # Naming oneself as the lead does not help.
    plan = {"plan": "P-2026", "year": 2026, "lead": FIRE, "members": [FIRE, POLICE]}
    numbers = {"effective_from": "2025-12-01", "pack": {"reserves": 4}, "reason": "联席会决定"}
    window = {"window_from": "2026-03-01", "window_to": "2026-11-30"}
    assert office.problem(await office.post("/plans", plan, **fires)) == (403, "not-the-lead")
    assert office.problem(await office.post("/policy", numbers, **fires)) == (403, "not-the-lead")
    for named in ({"members": [FIRE]}, {"lead": FIRE}):
        refused = await office.post("/plans", {"plan": "P-2026", "year": 2026, **named}, role="planner")
        assert office.problem(refused) == (422, "conference-differs"), named
    office.ok(await office.post("/plans", {"plan": "P-2026", "year": 2026}, role="planner"), 201)
    assert office.problem(await office.post("/plans/P-2026/coordination", window, **fires)) == (403, "not-the-lead")
    await office.coordinate()
    for member in (MARKET, FIRE):
        office.ok(await office.vote("P-2026", member))
    draw = {"draw": "D-1", "plan": "P-2026", "beacon": "none"}
    assert office.problem(await office.post("/draws", draw, **fires)) == (403, "not-the-lead")
    await office.frozen()
    for path, body in (("/draws/D-1/completion", None), ("/draws/D-1/void", {"reason": "重抽"}), ("/draws/D-1/freeze", None)):
        assert office.problem(await office.post(path, body, **fires)) == (403, "not-the-lead"), path
    for member in DEPARTMENTS:
        office.ok(await office.reveal("D-1", member), 201)
    # Fire leads from March on: it carries on what market began.
    await office.sut.deliver("registry", seated(MARKET, date(2026, 3, 1)), seated(FIRE, date(2026, 3, 1), lead=True))
    office.sut.clock.now = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    assert office.problem(await office.complete()) == (403, "not-the-lead")
    office.ok(await office.post("/draws/D-1/completion", **fires))


async def test_whoever_leads_now_draws_a_plan_of_the_lead_that_has_left(office):
    await office.conference()
    await office.plan()
    today = date(2025, 11, 20)
    left = ConferenceLeft(department=MARKET, effective_from=today, reason="撤并")
    await office.sut.deliver("registry", seated(FIRE, today, lead=True), ("conference", left))
    fires = {"role": "planner", "department": FIRE}
    draw = {"draw": "D-1", "plan": "P-2026", "beacon": "none"}
    assert office.problem(await office.post("/draws", draw, role="planner")) == (403, "not-the-lead")
    office.ok(await office.post("/draws", draw, **fires), 201)
    opened = (await office.get("/draws/D-1")).json()
    assert (opened["lead"], opened["members"], opened["chain"]) == (FIRE, [FIRE, POLICE], f"C-2026-{FIRE}")
    assert office.problem(await office.commit("D-1", MARKET)) == (403, "not-a-member")
    for member in (FIRE, POLICE):
        office.ok(await office.commit("D-1", member), 201)
    office.ok(await office.post("/draws/D-1/freeze", **fires))
    for member in (FIRE, POLICE):
        office.ok(await office.sign("D-1", member), 201)
        office.ok(await office.reveal("D-1", member), 201)
    office.ok(await office.post("/draws/D-1/completion", **fires))


async def test_before_a_conference_is_recorded_the_plan_is_its_leads(office):
    office.ok(await office.submit("Q-1"), 201)
    plan = {"plan": "P-2026", "year": 2026, "lead": MARKET, "members": list(DEPARTMENTS)}
    assert office.problem(await office.post("/plans", plan, role="planner", department=FIRE)) == (403, "not-the-lead")
    office.ok(await office.post("/plans", plan, role="planner"), 201)


async def test_one_subject_with_the_claims_of_all_members_does_not_conduct_a_draw_alone(office):
    await office.plan()
    everybody = office.sut.bearer("m-1", roles=["planner", "conference-member"], departments=DEPARTMENTS)
    draw = {"draw": "D-1", "plan": "P-2026", "beacon": "none"}
    office.ok(await office.sut.client.post("/v1/draws", json=draw, headers=everybody), 201)
    office.ok(await office.commit("D-1", MARKET, who=everybody), 201)
    assert office.problem(await office.commit("D-1", FIRE, who=everybody)) == (403, "acts-for-another")
    for member in (FIRE, POLICE):
        office.ok(await office.commit("D-1", member), 201)
    office.ok(await office.sut.client.post("/v1/draws/D-1/freeze", headers=everybody))
    office.ok(await office.sign("D-1", MARKET, who=everybody), 201)
    assert office.problem(await office.sign("D-1", FIRE, who=everybody)) == (403, "acts-for-another")
    assert office.problem(await office.reveal("D-1", FIRE, who=everybody)) == (403, "acts-for-another")
    office.ok(await office.reveal("D-1", MARKET, who=everybody), 201)
    complete = await office.sut.client.post("/v1/draws/D-1/completion", headers=everybody)
    assert office.problem(complete) == (409, "signatures-missing")
    (first, *_), (signed,) = [await office.sut.facts(f"planning.{what}") for what in ("nonce-committed", "manifest-signed")]
    assert (first.committed_by, signed.signed_by) == ("m-1", "m-1")


async def test_what_was_asked_by_somebody_of_a_former_lead_is_no_longer_approved(office):
    await office.conference()
    numbers = {"effective_from": "2025-12-01", "pack": {"reserves": 4}, "reason": "联席会决定"}
    asked = office.ok(await office.post("/policy", numbers, role="planner"), 202)
    today = date(2025, 11, 20)
    await office.sut.deliver("registry", seated(MARKET, today), seated(FIRE, today, lead=True))
    assert office.problem(await office.sut.seconded(asked, office.second)) == (403, "not-the-lead")
    assert await office.sut.facts("planning.policy-adopted") == []


def test_a_campaign_is_recorded_and_ended_by_the_lead_alone():
    listed = ORDER.known.model_copy(update={"acting": STRANGER})
    given(CAMPAIGN).when(ORDER.model_copy(update={"known": listed}), at=NOON).refused(NotTheLead)
    given(CAMPAIGN, ORDERED).when(END.model_copy(update={"known": STRANGER}), at=NOON).refused(NotTheLead)


def cancel(hands):
    return visit_commands.CancelVisit(visit="V-1", reason="停业", known=visit_commands.Cancelling(hands=hands))


def move(hands):
    return place(hands=hands)


@pytest.mark.parametrize("asked", [cancel, move])
@pytest.mark.parametrize(
    ("acting", "drawn_by", "lead", "may"),
    [
        (STRANGER, MARKET, MARKET, False),
        # One of its departments leads the visit, or the conference of the day.
        (STRANGER, MARKET, FIRE, True),
        (Acting(acts_for=frozenset({FIRE}), leads=frozenset({FIRE})), MARKET, POLICE, True),
        # While nobody leads, the draw's lead counts; a visit of no draw is its own lead's.
        (LEADING, MARKET, POLICE, True),
        (LEADING, FIRE, POLICE, False),
        (LEADING, None, POLICE, False),
        (LEADING, None, MARKET, True),
    ],
)
def test_one_visit_is_moved_and_cancelled_by_the_lead_or_by_its_own_department(asked, acting, drawn_by, lead, may):
    asked = given(VISIT, PLANNED).when(asked(visit_commands.Hands(acting=acting, drawn_by=drawn_by, lead=lead)), at=NOON)
    if may:
        assert asked.facts
    else:
        assert set(asked.refused(NotTheLead).value) == {*(acting.leads or {drawn_by} - {None}), lead}


async def test_a_planner_of_another_department_makes_no_campaign_no_schedule_and_cancels_its_own_visits_alone(office):
    await office.conference()
    await office.plan()
    await office.drawn()
    others = {"role": "planner", "department": POLICE}
    order = {**ORDER.model_dump(mode="json", exclude={"known"}), "valid_from": "2026-01-05"}
    assert office.problem(await office.post("/campaigns", order, **others)) == (403, "not-the-lead")
    office.ok(await office.post("/campaigns", order, role="planner"), 201)
    end = {"effective_from": "2026-02-02", "reason": "上级已宣布结束"}
    assert office.problem(await office.post("/campaigns/C-1/end", end, **others)) == (403, "not-the-lead")
    assert office.problem(await office.post("/draws/D-1/schedules", {"seconds": 1}, **others)) == (403, "not-the-lead")
    visits = (await office.get("/visits?limit=500", role="planner")).json()["items"]
    theirs, ours = [next(each["visit"] for each in visits if each["lead"] == lead) for lead in (POLICE, MARKET)]
    slot = {"day": "2026-03-03", "start_minute": 600, "reason": "错峰"}
    for path, body in (("cancellation", {"reason": "停业"}), ("schedule", slot)):
        refused = await office.post(f"/visits/{ours}/{path}", body, **others)
        assert office.problem(refused) == (403, "not-the-lead"), path
    office.ok(await office.post(f"/visits/{theirs}/cancellation", {"reason": "停业"}, **others))
    office.ok(await office.post(f"/visits/{ours}/cancellation", {"reason": "停业"}, role="planner"))
