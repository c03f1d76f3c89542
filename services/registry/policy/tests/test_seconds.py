"""What needs a second person in the registry: one alone changes nothing, and neither does one with every role."""

from pathlib import Path

import pytest

from services.registry.access import ACCESS
from services.registry.files import KINDS
from services.registry.testing import FIRE, MARKET, TAX, example, post, proposal, registrar, second, send

MIGRATIONS = Path(__file__).parents[2] / "migrations"
POLICY = {"effective_from": "2025-12-01", "pack": {"many_complaints": 5}, "reason": "本地规定"}
WITHDRAWAL = {"reason": "机构改革", "effective_from": "2026-06-01"}
ALL = ("registrar", "planner", "conference-member", "head")


async def ask(sut, path, body, status=202, who=None):
    answer = await sut.client.post(f"/v1/{path}", json=body, headers=who or registrar(sut))
    assert answer.status_code == status, answer.text
    return answer


async def approve(sut, asked, who):
    answer = await sut.client.post(f"{asked.headers['location']}/approval", headers=who)
    return answer.status_code, answer.json().get("type", "").removeprefix("urn:checkonce:problem:")


async def asked_for(sut, what="asked", but="mandate"):
    """What was asked for (or `given`) in a registry whose lists are there: its mandates came by two persons."""
    return [fact for fact in await sut.facts(f"registry.countersignature-{what}") if fact.duty != but]


async def stands_alone(sut, asked, effect):
    """That one person, whatever the roles, gets nothing done, and another one does."""
    assert await sut.facts(effect) == []
    assert await approve(sut, asked, sut.bearer("r-1", roles=ALL, departments=[MARKET])) == (403, "same-person")
    assert await approve(sut, asked, sut.bearer("p-1", roles=["planner"])) == (403, "not-the-second")
    assert await approve(sut, asked, sut.bearer("d-1", roles=["department-officer"])) == (403, "forbidden")
    assert await sut.facts(effect) == []
    assert await approve(sut, asked, second(sut)) == (200, "")
    (fact,) = await sut.facts(effect)
    return fact


async def test_an_edition_of_the_numbers_needs_a_second_person(registry):
    fact = await stands_alone(registry, await ask(registry, "policy", POLICY), "registry.policy-adopted")
    assert (fact.asked_by, fact.approved_by, fact.pack.many_complaints) == ("r-1", "r-2", 5)
    (edition,) = (await registry.client.get("/v1/policy/editions")).json()["items"]
    assert (edition["asked_by"], edition["approved_by"]) == ("r-1", "r-2")


async def test_a_department_leaves_the_list_by_two_persons_and_only_when_nothing_rests_on_it(bare):
    moon = {"department": "421088-moon", "title": "登月办公室", "level": "county", "divisions": ["421088"]}
    await post(bare, "departments", moon)
    asked = await ask(bare, "departments/421088-moon/withdrawal", WITHDRAWAL)
    member = {"department": "421088-moon", "lead": True, "effective_from": "2025-12-01"}
    await post(bare, "conference", member)
    # The world has changed: what may no longer be done is refused to the second person, and goes on waiting.
    assert await approve(bare, asked, second(bare)) == (409, "still-rested-on")
    waiting = await bare.rows("select duty from countersignatures where state = 'waiting'")
    assert [row["duty"] for row in waiting] == ["department-withdrawal"]
    assert await bare.facts("registry.department-withdrawn") == []


async def test_a_department_withdrawn_by_two_persons_says_who_they_were(bare):
    moon = {"department": "421088-moon", "title": "登月办公室", "level": "county", "divisions": ["421088"]}
    await post(bare, "departments", moon)
    asked = await ask(bare, "departments/421088-moon/withdrawal", WITHDRAWAL)
    fact = await stands_alone(bare, asked, "registry.department-withdrawn")
    assert (fact.asked_by, fact.approved_by) == ("r-1", "r-2")


async def test_one_matter_is_one_request_however_its_codes_are_spelled(registry):
    spelled = (MARKET, MARKET.upper(), f"\u200b{MARKET}", MARKET.replace("-", "\uff0d"))
    seats = [{"department": code, "lead": True, "effective_from": "2025-11-03"} for code in spelled]
    asked = [await ask(registry, "conference", seat) for seat in [*seats, dict(reversed(seats[0].items()))]]
    assert len({answer.headers["location"] for answer in asked}) == 1
    assert await approve(registry, asked[0], second(registry)) == (200, "")
    leaving = [await ask(registry, f"conference/{code}/withdrawal", WITHDRAWAL) for code in spelled]
    (there,) = {answer.headers["location"] for answer in leaving}
    shown = (await registry.client.get(there, headers=second(registry))).json()
    assert (shown["request"], shown["body"]) == (f"/v1/conference/{MARKET}/withdrawal", WITHDRAWAL)
    assert await approve(registry, leaving[-1], second(registry)) == (200, "")


async def test_who_asks_again_for_another_department_is_not_told_of_the_request_for_the_first(registry):
    """The approval acts for the department that the request says, and a colleague there approves it."""
    first, again, moved = [
        await ask(registry, "policy", POLICY, who=registry.bearer("r-1", roles=["registrar"], departments=departments))
        for departments in ([MARKET, TAX], [TAX, MARKET], [FIRE])
    ]
    assert first.headers["location"] == again.headers["location"] != moved.headers["location"]
    asked = await asked_for(registry)
    assert [fact.claims["departments"] for fact in asked] == [(MARKET, TAX), (FIRE,)]
    shown = (await registry.client.get(moved.headers["location"], headers=second(registry))).json()
    assert (shown["roles"], shown["claims"]["departments"]) == (["registrar"], [FIRE])


async def test_trust_in_a_neighbours_key_begins_and_ends_by_two_persons(two):
    jianli, huarong = two
    await post(jianli, "agreements", await proposal(huarong))
    document = (await jianli.client.get("/v1/agreements/HX-2026")).json()
    accepted = await stands_alone(huarong, await ask(huarong, "agreements/acceptance", document), "registry.agreement-accepted")
    both = (await huarong.client.get("/v1/agreements/HX-2026")).json()
    concluded = await stands_alone(jianli, await ask(jianli, "agreements/conclusion", both), "registry.agreement-accepted")
    for fact in (accepted, concluded):
        assert (fact.asked_by, fact.approved_by) == ("r-1", "r-2")
    # The signed document is the same on both sides: who asked and who approved is no part of it.
    assert (await jianli.client.get("/v1/agreements/HX-2026")).json() == both
    revocation = await ask(jianli, "agreements/HX-2026/revocation", {"reason": "标准不再一致"})
    await stands_alone(jianli, revocation, "registry.agreement-revoked")
    *_, given = await jianli.facts("registry.countersignature-given")
    assert (given.duty, given.asked_by, given.approved_by) == ("agreement-revocation", "r-1", "r-2")


async def test_the_conference_changes_by_two_persons(registry):
    joining = {"department": MARKET, "lead": True, "effective_from": "2025-11-03"}
    fact = await stands_alone(registry, await ask(registry, "conference", joining), "registry.conference-joined")
    assert (fact.department, fact.lead) == (MARKET, True)
    leaving = await ask(registry, f"conference/{MARKET}/withdrawal", WITHDRAWAL)
    await stands_alone(registry, leaving, "registry.conference-left")
    given = await asked_for(registry, "given")
    assert [(each.duty, each.asked_by, each.approved_by) for each in given] == [("conference", "r-1", "r-2")] * 2


async def test_a_mandate_is_given_and_taken_by_two_persons_one_by_one_and_by_a_file(bare):
    await send(bare, "departments", example("departments"))
    granting = {"department": FIRE, "form": "statutory", "basis": "消防法", "effective_from": "2025-11-03"}
    await stands_alone(bare, await ask(bare, "mandates", granting), "registry.mandate-granted")
    await stands_alone(bare, await ask(bare, f"mandates/{FIRE}/withdrawal", WITHDRAWAL), "registry.mandate-ended")
    text = f"department,form,basis,delegated_by,effective_from,effective_until\n{TAX},statutory,税收征收管理法,,2025-11-03,\n"
    headers = {**registrar(bare), "content-type": "text/csv"}
    sent = await bare.client.post("/v1/imports/mandates", content=text.encode(), headers=headers)
    assert (sent.status_code, sent.json()["accepted"]) == (202, 1)
    await bare.take_files()
    assert len(await bare.facts("registry.mandate-granted")) == 1
    assert await approve(bare, sent, registrar(bare)) == (403, "same-person")
    assert await approve(bare, sent, second(bare)) == (200, "")
    await bare.take_files()
    assert [fact.department for fact in await bare.facts("registry.mandate-granted")] == [FIRE, TAX]
    given = await bare.facts("registry.countersignature-given")
    assert [(each.duty, each.asked_by, each.approved_by) for each in given] == [("mandate", "r-1", "r-2")] * 3


async def test_the_conference_changes_by_a_file_of_two_persons(registry):
    text = f"department,lead,effective_from\n{MARKET},yes,2025-11-03\n{TAX},no,2025-11-03\n"
    headers = {**registrar(registry), "content-type": "text/csv"}
    sent = await registry.client.post("/v1/imports/conference", content=text.encode(), headers=headers)
    assert sent.status_code == 202
    assert await registry.facts("registry.conference-joined") == []
    assert (await registry.taken(sent, second(registry)))["accepted"] == 2


async def test_lists_are_one_persons_until_an_edition_says_otherwise_and_then_by_no_way(bare):
    await post(bare, "industries", {"industry": "moon", "title": "登月"})
    seconds = {"policy": {"roles": ["registrar"]}, "listing": {"roles": ["registrar"]}}
    await post(bare, "policy", {**POLICY, "effective_from": "2025-11-03", "pack": {"seconds": seconds}})
    ways = {
        "industries": {"industry": "mars", "title": "登火"},
        "industries/moon/withdrawal": WITHDRAWAL,
        "sources": {"source": "power", "code": "P-1", "content": {
            "title": "检查", "department": MARKET, "power": "行政检查", "legal_basis": "法", "industries": ["moon"],
        }},
        "areas": {"area": "A-1", "name": "东片", "townships": ["421088100"]},
    }  # fmt: skip
    for path, body in ways.items():
        answer = await bare.client.post(f"/v1/{path}", json=body, headers=registrar(bare))
        assert answer.status_code in {202, 422}, (path, answer.text)
    headers = {**registrar(bare), "content-type": "text/csv"}
    sent = await bare.client.post("/v1/imports/industries", content=b"code,name\nmars,x\n", headers=headers)
    assert sent.status_code == 202
    assert [fact.industry for fact in await bare.facts("registry.industry-listed")] == ["moon"]


def test_each_route_and_each_kind_of_file_that_changes_a_list_has_a_duty():
    free = {"inspectors", "entities", "approvals"}
    """Daily work on persons and entities, which is not the place's rules."""
    assert {name for name, kind in KINDS.items() if kind.duty is None} == free
    lists = ("departments", "mandates", "townships", "areas", "items", "sources", "conference", "industries", "scenarios",
             "manuals", "exemptions", "benchmarks", "organs")  # fmt: skip
    for key, permission in ACCESS.items():
        method, path = key.split(" /")
        if method == "POST" and path.split("/")[0] in lists and not path.endswith("dismissal"):
            assert permission.duty is not None, key


@pytest.mark.parametrize(("among", "right", "wrong"), [("lead", MARKET, TAX), ("colleagues", FIRE, MARKET)])
async def test_a_policy_may_want_the_second_person_from_the_lead_or_from_the_askers_department(registry, among, right, wrong):
    for department in (MARKET, TAX):
        lead = {"department": department, "lead": department == MARKET, "effective_from": "2025-11-03"}
        await post(registry, "conference", lead)
    of_fire = registry.bearer("r-1", roles=["registrar"], departments=[FIRE])
    wanted = {"policy": {"roles": ["conference-member"], "among": among}}
    adopting = {"effective_from": "2025-11-03", "pack": {"seconds": wanted}, "reason": "本地规定"}
    assert await approve(registry, await ask(registry, "policy", adopting, who=of_fire), second(registry)) == (200, "")
    asked = await ask(registry, "policy", POLICY, who=of_fire)

    def member(department):
        return registry.bearer("m-1", roles=["conference-member"], departments=[department])

    assert await approve(registry, asked, member(wrong)) == (403, "not-among-the-seconds")
    assert await approve(registry, asked, member(right)) == (200, "")


async def test_a_policy_neither_frees_itself_nor_names_who_cannot_approve(registry):
    for seconds, slug in (({}, "policy-by-one"), ({"policy": {"roles": ["inspector"]}}, "no-such-second")):
        body = {**POLICY, "pack": {"seconds": seconds}}
        refused = (await ask(registry, "policy", body, 422)).json()
        assert refused["type"] == f"urn:checkonce:problem:{slug}"
    assert refused["detail"] == "执法人员 不能在本服务办理复核"
    assert refused["do"] == "请从以下角色中选择:联席会议成员、部门负责人、计划员、名录管理员。"
    assert await asked_for(registry) == []


@pytest.mark.parametrize("duty", ["policy", "conference"])
@pytest.mark.parametrize("among", ["lead", "colleagues"])
async def test_an_edition_never_leaves_the_next_change_to_nobody(registry, duty, among):
    """Nobody leads, and registrars act for no department: who would approve the edition that changes it back?"""
    seconds = {"policy": {"roles": ["registrar"]}, duty: {"roles": ["registrar"], "among": among}}
    refused = (await ask(registry, "policy", {**POLICY, "pack": {"seconds": seconds}}, 422)).json()
    assert refused["type"] == "urn:checkonce:problem:no-way-back"
    assert (refused["field"], refused["value"]) == (f"pack.seconds.{duty}.among", among)
    assert await asked_for(registry) == []
    # Other duties may wait for the conference: without them policy and conference are changed all the same.
    later = {"policy": {"roles": ["registrar"]}, "agreement": {"roles": ["registrar"], "among": among}}
    await ask(registry, "policy", {**POLICY, "pack": {"seconds": later}})


async def test_an_edition_of_before_is_read_and_the_next_one_needs_a_second_person(registry):
    await post(registry, "policy", POLICY)
    # As it was published in version 1: one person's, and no number says who approves.
    await registry.running.pool.execute(
        "update events set schema_version = 1, data = (data - array['asked_by', 'approved_by'])"
        " || jsonb_build_object('pack', (data -> 'pack') - array['seconds', 'second_days'])"
        " where type = 'registry.policy-adopted'"
    )
    await registry.running.pool.execute("update policies set pack = pack - array['seconds', 'second_days']")
    for _ in range(2):
        asked = await ask(registry, "policy", {**POLICY, "pack": {"many_complaints": 6}})
        assert await approve(registry, asked, registrar(registry)) == (403, "same-person")
        await registry.running.rebuild()
    (before,) = await registry.facts("registry.policy-adopted")
    assert (before.asked_by, before.approved_by, before.pack.many_complaints) == (None, None, 5)
    assert await approve(registry, asked, second(registry)) == (200, "")


async def test_an_edition_from_before_the_conference_and_mandates_were_duties_is_read_with_them(registry):
    await post(registry, "policy", POLICY)
    for duty in ("conference", "calendar", "mandate"):
        await registry.running.pool.execute(
            "update events set schema_version = 2, data = data #- array['pack', 'seconds', $1] where type = $2",
            duty, "registry.policy-adopted",
        )  # fmt: skip
        await registry.running.pool.execute("update policies set pack = pack #- array['seconds', $1]", duty)
    for migration in ("0006_more_duties.sql", "0012_mandates_by_two.sql"):
        await registry.running.pool.execute((MIGRATIONS / migration).read_text(encoding="utf-8"))
    (migrated,) = await registry.rows("select pack -> 'seconds' as seconds from policies")
    await registry.running.rebuild()
    assert [migrated] == await registry.rows("select pack -> 'seconds' as seconds from policies")
    await ask(registry, "conference", {"department": MARKET, "lead": True, "effective_from": "2025-12-01"})
