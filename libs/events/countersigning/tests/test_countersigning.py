"""Nothing has an effect before somebody else approves it, on a real database."""

import random
import re
from datetime import datetime, timedelta
from itertools import product

import pytest

from libs.events.countersigning.api import OF_THE_ASKER
from libs.events.countersigning.rules import Among
from libs.events.http.access import Access, AccessError, only
from libs.events.testing.countersigned.town import (
    ACCESS,
    ROLES,
    GateOpened,
    Given,
    NumbersAdopted,
    adopt,
    ask,
    made,
    person,
    porter,
    problem,
    settle,
    waiting,
    warden,
)


async def test_what_is_asked_has_no_effect_until_somebody_else_approves_it(town):
    asked = await ask(town)
    assert (asked.status_code, asked.json()["facts"]) == (202, ["gate.countersignature-asked"])
    assert await town.rows("select * from gates") == []
    (shown,) = await waiting(town)
    assert shown["body"] == {"why": "market day"}
    assert [shown[n] for n in ("duty", "request", "asked_by", "leads_to")] == [
        "opening", "/v1/gates/g1/opening", "ann", ["gate.opened"],
    ]  # fmt: skip
    assert datetime.fromisoformat(shown["due"]) - datetime.fromisoformat(shown["asked_at"]) == timedelta(days=10)
    done = await settle(town, asked)
    assert (done.status_code, done.json()["stream"], done.headers["etag"]) == (200, "gate-g1", '"1"')
    assert await town.rows("select * from gates") == [{"gate": "g1", "toll": 1, "approved_by": "bob"}]
    *_, given, effect = (await town.running.store.read_all(0, 100)).events
    assert (given.fact.asked_by, given.fact.approved_by) == (effect.fact.asked_by, effect.fact.approved_by) == ("ann", "bob")
    assert (given.meta.correlation, given.meta.actor) == (effect.meta.correlation, "bob")
    one = (await town.client.get(asked.headers["location"], headers=warden(town))).json()
    assert (one["state"], one["settled_by"], await waiting(town)) == ("approved", "bob", [])


async def test_nobody_approves_the_own_request_and_only_the_asker_takes_it_back(town):
    asked = await ask(town)
    before = await town.facts()
    assert problem(await settle(town, asked, who=porter(town))) == (403, "same-person")
    assert problem(await settle(town, asked, who=person(town, "cyd", "porter"))) == (403, "not-the-second")
    assert problem(await settle(town, asked, who=person(town, "cyd", "guest"))) == (403, "forbidden")
    assert problem(await settle(town, asked, "withdrawal")) == (403, "not-the-asker")
    assert problem(await settle(town, asked, "refusal", porter(town), {"reason": "no"})) == (403, "same-person")
    missing = await town.client.post("/v1/countersignatures/CS-0/approval", headers=warden(town))
    assert problem(missing) == (404, "no-such-countersignature")
    assert await town.facts() == before
    assert (await settle(town, asked, "withdrawal", porter(town))).status_code == 200
    assert problem(await settle(town, asked)) == (409, "countersignature-settled")


async def test_a_second_person_refuses_with_a_reason(town):
    asked = await ask(town)
    assert (await settle(town, asked, "refusal", body={"reason": "fog"})).status_code == 200
    shown = (await town.client.get(asked.headers["location"], headers=warden(town))).json()
    assert (shown["state"], shown["settled_by"], shown["reason"]) == ("refused", "bob", "fog")
    assert problem(await settle(town, asked)) == (409, "countersignature-settled")


async def test_one_person_does_not_refuse_the_same_without_end(town):
    first, cyd = await ask(town), person(town, "cyd", "warden")
    assert (await settle(town, first, "refusal", body={"reason": "fog"})).status_code == 200
    # For a day the no stands, against who repeats it; then it is for somebody else.
    town.clock.now += timedelta(hours=23)
    assert (await settle(town, await ask(town), "refusal", body={"reason": "fog, as I said"})).status_code == 200
    town.clock.now += timedelta(hours=1)
    again = await ask(town)
    assert again.status_code == 202
    assert problem(await settle(town, again, "refusal", body={"reason": "still fog"})) == (403, "refused-before")
    # Whoever may approve sees who has said no, and why.
    (shown,) = await waiting(town)
    before, _ = shown["refused_before"]
    assert [before[name] for name in ("refused_by", "reason")] == ["bob", "fog"]
    assert first.headers["location"].endswith(before["countersignature"])
    # Something else is another thing, and somebody else another person.
    other = await ask(town, why="feast")
    assert (await settle(town, other, "refusal", body={"reason": "fog"})).status_code == 200
    assert (await settle(town, again, "refusal", cyd, {"reason": "rain"})).status_code == 200
    third = await ask(town, who=person(town, "dan", "porter"))
    assert problem(await settle(town, third, "refusal", cyd, {"reason": "rain"})) == (403, "refused-before")
    assert (await settle(town, third)).status_code == 200, "by whoever has changed their mind"


async def test_long_afterwards_the_same_is_another_matter(town):
    assert (await settle(town, await ask(town), "refusal", body={"reason": "fog"})).status_code == 200
    town.clock.now += timedelta(days=10)
    again = await ask(town)
    assert problem(await settle(town, again, "refusal", body={"reason": "fog"})) == (403, "refused-before")
    assert (await settle(town, again, "withdrawal", porter(town))).status_code == 200
    town.clock.now += timedelta(seconds=1)
    again = await ask(town)
    assert [before["reason"] for row in await waiting(town) for before in row["refused_before"]] == ["fog"]
    assert (await settle(town, again, "refusal", body={"reason": "fog"})).status_code == 200


async def test_who_approves_sees_by_which_roles_and_when_it_was_asked(town):
    await ask(town, who=person(town, "ann", "porter", "warden", "stranger"))
    (shown,) = await waiting(town)
    assert shown["roles"] == ["porter"]
    assert datetime.fromisoformat(shown["asked_at"]) == town.clock.now
    # Asked before roles were kept.
    await town.running.pool.execute("update countersignatures set roles = null")
    assert [row["roles"] for row in await waiting(town)] == [None]


async def test_what_would_be_refused_is_refused_when_it_is_asked_and_again_when_it_is_approved(town):
    first, second = await ask(town), await ask(town, why="feast")
    assert (await settle(town, first)).status_code == 200
    assert problem(await settle(town, second)) == (409, "is-open")
    assert [row["request"] for row in await waiting(town)] == ["/v1/gates/g1/opening"]
    assert problem(await ask(town)) == (409, "is-open")
    assert problem(await ask(town, "h1")) == (404, "no-such-gate")
    assert len(await waiting(town)) == 1


async def test_what_a_route_looks_up_is_looked_up_anew_at_the_approval(town):
    asked = await ask(town)
    numbers = await adopt(town, {"toll": 7})
    assert (await settle(town, numbers, who=person(town, "cyd", "warden"))).status_code == 200
    await settle(town, asked)
    assert [row["toll"] for row in await town.rows("select * from gates")] == [7]


async def test_what_nobody_decides_expires_after_the_days_of_the_policy(town):
    asked = await ask(town)
    assert await town.pass_time(town.clock.now + timedelta(days=10)) == 0
    assert await town.pass_time(town.clock.now + timedelta(seconds=1)) == 1
    assert problem(await settle(town, asked)) == (409, "countersignature-settled")
    assert [row["state"] for row in await town.rows("select state from countersignatures")] == ["expired"]


@pytest.mark.parametrize(
    ("how", "state"), [("approval", "approved"), ("refusal", "refused"), ("withdrawal", "withdrawn"), (None, "expired")]
)
async def test_a_key_that_comes_again_is_told_what_became_of_what_was_asked(town, how, state):
    key = {"Idempotency-Key": "k-1"}
    asked = await ask(town, **key)
    assert asked.json()["waits"]["state"] == "waiting"
    if how is None:
        await town.pass_time(town.clock.now + timedelta(days=10, seconds=1))
    else:
        who, body = porter(town) if how == "withdrawal" else None, {"reason": "fog"} if how == "refusal" else None
        assert (await settle(town, asked, how, who, body)).status_code == 200
    waits = (await ask(town, **key)).json()["waits"]
    assert (waits["state"], "until" in waits["next_en"], "更换 Idempotency-Key" in waits["next"]) == (state, False, True)


async def test_keys_and_versions_count_for_the_asker_and_for_the_second_person(town):
    key = {"Idempotency-Key": "k-1"}
    asked, again = await ask(town, **key), await ask(town, **key)
    assert (again.status_code, again.headers["location"]) == (202, asked.headers["location"])
    assert (again.headers["idempotency-replayed"], len(await waiting(town))) == ("true", 1)
    done, twice = await settle(town, asked, **key), await settle(town, asked, **key)
    assert (done.status_code, twice.status_code, twice.headers["idempotency-replayed"]) == (200, 200, "true")
    assert twice.json() == done.json()
    later = await ask(town, **key)
    assert (later.status_code, later.headers["idempotency-replayed"]) == (202, "true")
    assert {**later.json(), "waits": None} == {**asked.json(), "waits": None}
    stale = await ask(town, "g2", **{"If-Match": '"3"'})
    assert problem(stale) == (412, "stale-version")
    seen = await ask(town, "g2", **{"If-Match": '"0"'})
    rival = await ask(town, "g2")
    await settle(town, rival)
    assert problem(await settle(town, seen)) == (412, "stale-version")
    assert problem(await settle(town, seen, **{"If-Match": '"1"'})) == (422, "no-version-here")


async def test_a_policy_says_what_needs_nobody_else_but_never_of_itself(town):
    assert problem(await adopt(town, {"seconds": {}})) == (422, "policy-by-one")
    assert problem(await adopt(town, {"seconds": {"policy": {"roles": ["ghost"]}}})) == (422, "no-such-second")
    waits = await ask(town, "g9")
    freed = await adopt(town, {"seconds": {"policy": {"roles": ["mayor"]}}})
    assert (await settle(town, freed, who=person(town, "cyd", "warden"))).status_code == 200
    alone = await ask(town, "g2")
    assert (alone.status_code, alone.json()["facts"]) == (200, ["gate.opened"])
    (fact,) = await town.facts("gate.opened")
    assert (fact.asked_by, fact.approved_by) == ("ann", None)
    # What waits still does: it was asked when another person was needed, and anybody else may approve it now.
    assert problem(await settle(town, waits, who=porter(town))) == (403, "same-person")
    assert (await settle(town, waits, who=person(town, "cyd", "porter"))).status_code == 200
    again = await adopt(town, {"toll": 2})
    assert problem(await settle(town, again, who=person(town, "cyd", "warden"))) == (403, "not-the-second")
    assert (await settle(town, again, who=person(town, "may", "mayor"))).status_code == 200


async def test_two_whom_the_policy_lets_adopt_do_not_end_a_duty_that_asks_for_others(town):
    wardens, mayors = {"roles": ["warden"]}, {"roles": ["mayor"]}
    ann, bob, cyd = (person(town, *who) for who in (("ann", "warden"), ("bob", "warden"), ("cyd", "mayor")))
    strict = await adopt(town, {"seconds": {"policy": wardens, "opening": mayors}}, ann)
    assert (await settle(town, strict, who=person(town, "dan", "warden"))).status_code == 200
    # What lowers no duty is theirs.
    assert (await settle(town, await adopt(town, {"toll": 3}, ann), who=bob)).status_code == 200
    ending = await adopt(town, {"seconds": {"policy": wardens}}, ann)
    assert problem(await settle(town, ending, who=bob)) == (403, "not-the-second")
    assert problem(await settle(town, ending, who=cyd)) == (403, "not-the-second")
    assert (await settle(town, ending, who=person(town, "dan", "warden", "mayor"))).status_code == 200


async def test_what_is_raised_for_a_later_day_is_not_undone_before_that_day_by_two_whom_it_keeps_out(town):
    wardens, mayors = {"roles": ["warden"]}, {"roles": ["mayor"]}
    ann, dan = person(town, "ann", "warden"), person(town, "dan", "warden", "mayor")
    raised = {"policy": wardens, "opening": mayors}
    assert (await settle(town, await adopt(town, {"seconds": raised}, ann, first="2026-04-01"))).status_code == 200
    # It has not begun: today's rules, which wardens may leave as they are, do not say it yet.
    lower = {"policy": wardens, "opening": wardens}
    for first in ("2026-05-01", "2026-04-01"):
        undoing = await adopt(town, {"seconds": lower}, ann, first=first)
        assert problem(await settle(town, undoing)) == (403, "not-the-second")
    assert (await settle(town, undoing, who=dan)).status_code == 200
    # Of two editions that begin on one day the first is never in force, and binds nobody.
    same = await adopt(town, {"toll": 3, "seconds": lower}, ann, first="2026-05-01")
    assert (await settle(town, same)).status_code == 200


async def test_what_is_raised_for_a_later_day_is_not_taken_back_by_two_whom_it_keeps_out(town):
    ann, dan = person(town, "ann", "warden"), person(town, "dan", "warden", "mayor")
    raised = {"policy": {"roles": ["warden"]}, "opening": {"roles": ["mayor"]}}
    assert (await settle(town, await adopt(town, {"seconds": raised}, ann, first="2026-04-01"))).status_code == 200
    asked = await town.client.post("/v1/policy/editions/1/withdrawal", json={"reason": "a slip"}, headers=ann)
    assert asked.status_code == 202
    assert problem(await settle(town, asked, who=ann)) == (403, "same-person")
    assert problem(await settle(town, asked)) == (403, "not-the-second")
    assert (await settle(town, asked, who=dan)).status_code == 200
    (fact,) = await town.facts("gate.policy-taken-back")
    assert (fact.asked_by, fact.approved_by, fact.reason) == ("ann", "dan", "a slip")
    # What lowers no duty is theirs.
    await settle(town, await adopt(town, {"toll": 3}, ann, first="2026-04-01"))
    again = await town.client.post("/v1/policy/editions/2/withdrawal", json={"reason": "a slip"}, headers=ann)
    assert (await settle(town, again)).status_code == 200


async def test_the_table_of_requests_is_computed_anew_from_the_facts(town):
    for what, who, body in (("approval", None, None), ("refusal", None, {"reason": "fog"}), ("withdrawal", porter(town), None)):
        await settle(town, await ask(town, f"g-{what}"), what, who, body)
    await ask(town, "g-waits")
    before = await town.rows("select * from countersignatures order by 1")
    assert sorted(row["state"] for row in before) == ["approved", "refused", "waiting", "withdrawn"]
    await town.running.rebuild()
    assert await town.rows("select * from countersignatures order by 1") == before


@pytest.mark.parametrize("seed", range(4))
async def test_no_way_through_the_commands_leads_to_an_effect_of_one_person(town, seed):
    chance = random.Random(seed)  # noqa: S311 - a test, no secret
    roles = {"ann": ("porter", "warden"), "bob": ("warden", "mayor"), "cyd": ("porter", "mayor", "warden")}
    people = {name: person(town, name, *of) for name, of in roles.items()}
    asked = []
    answers = set()
    for step in range(120):
        who = people[chance.choice(sorted(people))]
        match chance.randrange(6):
            case 0 | 1:
                asked.append(await ask(town, f"g{chance.randrange(8)}", who))
            case 2:
                among = chance.choice([Among.ANYBODY, Among.COLLEAGUES])
                second = {"roles": [chance.choice(ROLES)], "among": among}
                asked.append(await adopt(town, {"toll": step, "seconds": {"policy": second, "opening": second}}, who))
            case 3 | 4 | 5 if held := [answer for answer in asked if answer.status_code == 202]:
                what = chance.choice(["approval", "approval", "approval", "refusal", "withdrawal"])
                body = {"reason": "no"} if what == "refusal" else None
                answer = await settle(town, chance.choice(held), what, who, body)
                answers.add((what, answer.status_code))
        assert not asked or asked[-1].status_code < 500
    assert {("approval", 200), ("approval", 403), ("approval", 409)} <= answers
    events = (await town.running.store.read_all(0, 10_000)).events
    effects = [item for item in events if isinstance(item.fact, NumbersAdopted | GateOpened)]
    given = {item.meta.correlation: item.fact for item in events if isinstance(item.fact, Given)}
    assert effects
    for item in effects:
        assert None not in {item.fact.asked_by, item.fact.approved_by}
        assert item.fact.asked_by != item.fact.approved_by
        second = given.pop(item.meta.correlation)
        assert (second.asked_by, second.approved_by) == (item.fact.asked_by, item.fact.approved_by)
    assert given == {}


async def test_work_that_could_not_be_held_is_our_fault_and_has_no_effect(town):
    answer = await town.client.post("/v1/gates/g1/work", headers=porter(town))
    assert answer.status_code == 500
    assert await town.facts() == []


def test_a_duty_whose_commands_nothing_would_hold_keeps_the_process_from_starting(tmp_path):
    with pytest.raises(AccessError, match="Countersigning"):
        _ = made(tmp_path, countersigning=None)._routes
    silent = Access({**ACCESS, "GET /policy": only("warden", duty="policy")})
    with pytest.raises(AccessError, match="GET /policy has a duty"):
        _ = made(tmp_path, access=silent)._routes


BY_FILE = "POST /imports/{kind}"


@pytest.mark.parametrize(
    ("route", "queue"),
    [*product(["POST /gates/{gate}/opening", BY_FILE], OF_THE_ASKER.routes), *product([BY_FILE], OF_THE_ASKER.files)],
)
def test_whoever_asks_without_a_look_at_the_queue_keeps_the_process_from_starting(tmp_path, route, queue):
    # The porter asks by no other command with a duty.
    others = {name: only("warden", duty=entry.duty) for name, entry in ACCESS.items() if entry.duty is not None}
    table = {**ACCESS, **others, route: ACCESS[route], queue: only(*ROLES)}
    with pytest.raises(AccessError, match=re.escape(f"{queue} does not let in who asks by {route}: ['porter']")):
        _ = made(tmp_path, access=Access(table))._routes
