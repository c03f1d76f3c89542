"""One person does not carry a plan through, whatever the roles and departments of the token."""

from datetime import date, timedelta

from libs.events.catalog.registry.bodies import DepartmentListed, DepartmentWithdrawn
from services.planning.conference.views import lead_and_members
from services.planning.testing import DEMANDS, DEPARTMENTS, FIRE, MARKET, POLICE, RATIOS, seated

ROLES = ("planner", "department-officer", "conference-member", "head")
CULTURE = "421088-culture"
WINDOW = {"window_from": "2026-03-01", "window_to": "2026-11-30"}


async def test_one_subject_with_every_role_submits_and_drafts_but_does_not_approve(office):
    sut = office.sut
    everybody = sut.bearer("m-1", roles=ROLES, departments=DEPARTMENTS)

    async def post(path, body, who=everybody):
        return await sut.client.post(f"/v1{path}", json=body, headers=who)

    asked = {"year": 2026, "list_class": "general", "ratios": RATIOS, "rounding": "ceil", "method": "onsite"}
    for demand, said in DEMANDS.items():
        office.ok(await post("/demands", {"demand": demand, **asked, **said}), 201)
    office.ok(await post("/plans", {"plan": "P-1", "year": 2026, "lead": MARKET, "members": list(DEPARTMENTS)}), 201)
    office.ok(await post("/plans/P-1/coordination", WINDOW))
    votes = [await post("/plans/P-1/votes", {"edition": 1, "member": member, "approve": True}) for member in (FIRE, POLICE)]
    assert [office.problem(vote) for vote in votes] == [(403, "drafter-votes")] * 2
    office.ok(await post("/plans/P-1/votes", {"edition": 1, "member": MARKET, "approve": True}))
    other = sut.bearer("m-2", roles=ROLES, departments=DEPARTMENTS)
    office.ok(await post("/plans/P-1/votes", {"edition": 1, "member": FIRE, "approve": True}, other))
    assert (await office.get("/plans/P-1")).json()["state"] == "approved"
    drafted, coordinated = [(await sut.facts(f"planning.plan-{what}"))[0] for what in ("drafted", "coordinated")]
    cast = await sut.facts("planning.plan-vote-cast")
    assert (drafted.drafted_by, coordinated.coordinated_by, [vote.cast_by for vote in cast]) == ("m-1", "m-1", ["m-1", "m-2"])


async def test_who_has_left_or_was_withdrawn_neither_votes_nor_leads(office):
    await office.conference()
    for demand in DEMANDS:
        office.ok(await office.submit(demand), 201)
    office.ok(await office.post("/plans", {"plan": "P-1", "year": 2026}, role="planner"), 201)
    await office.coordinate("P-1")
    office.ok(await office.vote("P-1", MARKET))
    today = date(2025, 11, 20)
    gone = DepartmentWithdrawn(department=FIRE, effective_from=today, reason="撤并")
    await office.sut.deliver("registry", (f"department-{FIRE}", gone))
    for member in (FIRE, POLICE):
        assert office.problem(await office.vote("P-1", member)) == (409, "conference-changed"), member
    # The edition of those who sit now.
    await office.coordinate("P-1")
    assert (await office.get("/plans/P-1")).json()["members"] == [MARKET, POLICE]
    assert office.problem(await office.vote("P-1", FIRE)) == (403, "not-a-member")
    for member in (MARKET, POLICE):
        office.ok(await office.vote("P-1", member))
    editions = (await office.get("/plans/P-1/editions", role="planner")).json()["editions"]
    assert [(e["state"], e["not_voted"]) for e in editions] == [("coordinated", [FIRE, POLICE]), ("approved", [])]
    # A lead that was withdrawn leads nothing, whether or not the registry has recorded another one.
    gone = DepartmentWithdrawn(department=MARKET, effective_from=today, reason="撤并")
    await office.sut.deliver("registry", (f"department-{MARKET}", gone))
    plan = {"plan": "P-2", "year": 2026}
    assert office.problem(await office.post("/plans", plan, role="planner")) == (422, "conference-unknown")
    body = {"effective_from": "2025-12-01", "pack": {"draws_per_year": 1}, "reason": "联席会决定"}
    office.ok(await office.post("/policy", body, role="planner", department=POLICE), 202)
    await office.sut.deliver("registry", seated(POLICE, today, lead=True))
    assert office.problem(await office.post("/policy", body, role="planner")) == (403, "not-the-lead")
    await office.sut.running.rebuild()
    assert (await office.get("/plans/P-1/editions", role="planner")).json()["editions"] == editions


async def test_nobody_casts_the_votes_of_two_members(office):
    for demand in DEMANDS:
        office.ok(await office.submit(demand), 201)
    body = {"plan": "P-1", "year": 2026, "lead": MARKET, "members": list(DEPARTMENTS)}
    office.ok(await office.post("/plans", body, role="planner"), 201)
    await office.coordinate("P-1")
    both = office.sut.bearer("m-3", roles=["conference-member"], departments=DEPARTMENTS)
    answers = [
        await office.sut.client.post(
            "/v1/plans/P-1/votes", json={"edition": 1, "member": member, "approve": True}, headers=both
        )
        for member in (FIRE, POLICE)
    ]
    office.ok(answers[0])
    assert office.problem(answers[1]) == (403, "votes-for-another")
    assert (await office.get("/plans/P-1")).json()["state"] == "coordinated"


async def test_the_numbers_of_planning_need_a_second_planner_or_the_lead(office):
    body = {"effective_from": "2025-11-20", "pack": {"draws_per_year": 1}, "reason": "联席会决定"}
    asked = office.ok(await office.post("/policy", body, role="planner"), 202)
    approval = f"{asked.headers['location']}/approval"
    alone = office.sut.bearer("planner-", roles=ROLES, departments=DEPARTMENTS)
    assert office.problem(await office.sut.client.post(approval, headers=alone)) == (403, "same-person")
    head = office.sut.bearer("h-1", roles=["head"], departments=[MARKET])
    assert office.problem(await office.sut.client.post(approval, headers=head)) == (403, "not-the-second")
    assert (await office.get("/policy")).json()["edition"] == 0
    office.ok(await office.sut.client.post(approval, headers=office.second))
    assert (await office.get("/policy")).json()["approved_by"] == "planner-2"


async def test_a_plan_of_few_departments_takes_the_conference_from_nobody(office):
    """While nobody is recorded as the lead. Two departments approved a plan of their own, and ruled on every filing."""
    sut, pool = office.sut, office.sut.running.pool
    culture = DepartmentListed(department=CULTURE, title="文旅", level="county", divisions=("421088",))
    await sut.deliver("registry", (f"department-{CULTURE}", culture))

    async def approves(plan, lead, members, votes):
        sut.clock.now += timedelta(minutes=1)
        said = {"plan": plan, "year": 2026, "lead": lead, "members": members}
        office.ok(await office.post("/plans", said, role="planner", department=lead), 201)
        office.ok(await office.post(f"/plans/{plan}/coordination", WINDOW, role="planner", department=lead))
        for member in votes:
            office.ok(await office.vote(plan, member))
        assert (await office.get(f"/plans/{plan}")).json()["state"] == "approved"
        return await lead_and_members(pool, 2026, date(2026, 3, 1))

    office.ok(await office.submit("Q-1"), 201)
    first = (MARKET, list(DEPARTMENTS))
    assert await approves("P-2", MARKET, list(DEPARTMENTS), (MARKET, FIRE)) == first
    assert await approves("P-1", POLICE, [POLICE, CULTURE], (POLICE, CULTURE)) == first
    assert await approves("P-3", POLICE, [POLICE, CULTURE], (POLICE, CULTURE)) == first
    assert await approves("P-4", FIRE, [FIRE, POLICE], (FIRE, POLICE)) == (FIRE, [FIRE, POLICE]), "most of the three"
    assert await approves("P-5", MARKET, list(DEPARTMENTS), (MARKET, FIRE)) == (FIRE, [FIRE, POLICE]), "one of the two"
    await sut.running.rebuild()
    assert await lead_and_members(pool, 2026, date(2026, 3, 1)) == (FIRE, [FIRE, POLICE])
