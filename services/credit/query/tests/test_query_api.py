"""Classes for other systems, on a real database."""

from datetime import timedelta

from services.credit.policy.decide import POLICY
from services.credit.testing import CAFE, SHOP, listed, officer, open_profiles, second

NUMBERS = POLICY.sources


async def test_other_systems_ask_for_a_class_and_each_answer_is_logged(credit):
    await open_profiles(credit)
    await credit.deliver("registry", listed(CAFE))
    system = credit.bearer("trade-platform", roles=["integrator"])
    known = await credit.client.get(f"/v1/profiles/{SHOP}/class", headers=system)
    assert (known.json()["credit_class"], known.json()["edition"]) == ("A", 1)
    unclassified = await credit.client.get(f"/v1/profiles/{CAFE}/class", headers=system)
    assert (unclassified.json()["credit_class"], unclassified.json()["model"]) == ("U", None)
    unknown = await credit.client.get("/v1/profiles/stall:nobody/class", headers=system)
    assert (unknown.status_code, unknown.json()["field"]) == (404, "entity")
    assert (await credit.client.get(f"/v1/profiles/{SHOP}/class")).status_code == 403
    log = await credit.rows("select caller, entity, credit_class from queries order by id")
    assert [(r["caller"], r["entity"], r["credit_class"]) for r in log] == [
        ("subject:trade-platform", SHOP, "A"),
        ("subject:trade-platform", CAFE, "U"),
        ("subject:trade-platform", "stall:nobody", None),
        ("address:127.0.0.1", SHOP, None),
    ]
    forged = await credit.client.get(f"/v1/profiles/{SHOP}/class", headers={"authorization": "Bearer a.b.c"})
    assert forged.status_code == 401


async def test_a_class_is_told_to_the_entity_itself_and_to_everybody_where_an_edition_says_so(credit):
    await open_profiles(credit)
    callers = {
        "entity": credit.bearer(SHOP, roles=["enterprise"]),
        "another": credit.bearer(CAFE, roles=["enterprise"]),
        "not an enterprise": credit.bearer(SHOP, roles=["citizen"]),
        "inspector": credit.bearer("i-1", roles=["inspector"]),
        "public": {},
    }

    async def answered(entity=SHOP):
        path = f"/v1/profiles/{entity}/class"
        return {who: (await credit.client.get(path, headers=bearer)).status_code for who, bearer in callers.items()}

    refused = dict.fromkeys(callers, 403)
    assert await answered() == {**refused, "entity": 200, "inspector": 200}
    assert await answered("stall:nobody") == {**refused, "inspector": 404}, "the refusal does not say who exists"
    edition = {"effective_from": "2026-03-02", "pack": {"class_shown_to": "everybody"}, "reason": "本地公示"}
    asked = await credit.client.post("/v1/policy", json=edition, headers=officer(credit))
    assert (await credit.seconded(asked, second(credit))).status_code == 200
    assert await answered() == dict.fromkeys(callers, 200)


async def test_a_caller_who_asks_too_often_is_told_when_to_come_back_and_others_are_not_held_up(credit):
    await open_profiles(credit)
    path = f"/v1/profiles/{SHOP}/class"
    asking = credit.bearer("first", roles=["integrator"])
    answers = [await credit.client.get(path, headers=asking) for _ in range(NUMBERS.queries_per_window + 1)]
    assert [a.status_code for a in answers] == [200] * NUMBERS.queries_per_window + [429]
    assert answers[-1].json()["type"] == "urn:checkonce:problem:too-many-queries"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= NUMBERS.query_window_seconds
    assert (await credit.client.get(path, headers=credit.bearer("other", roles=["integrator"]))).status_code == 200
    await credit.running.pool.execute(
        "update rates set ends_at = ends_at - $1::interval", timedelta(seconds=NUMBERS.query_window_seconds)
    )
    assert (await credit.client.get(path, headers=asking)).status_code == 200
