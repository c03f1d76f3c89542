"""Classes for other systems, on a real database."""

from datetime import timedelta

from services.credit.policy.decide import POLICY
from services.credit.testing import CAFE, SHOP, listed, open_profiles

NUMBERS = POLICY.sources


async def test_other_systems_ask_for_a_class_without_a_token_and_each_answer_is_logged(credit):
    await open_profiles(credit)
    await credit.deliver("registry", listed(CAFE))
    known = await credit.client.get(f"/v1/profiles/{SHOP}/class")
    assert (known.json()["credit_class"], known.json()["edition"]) == ("A", 1)
    unclassified = await credit.client.get(f"/v1/profiles/{CAFE}/class")
    assert (unclassified.json()["credit_class"], unclassified.json()["model"]) == ("U", None)
    unknown = await credit.client.get("/v1/profiles/stall:nobody/class")
    assert (unknown.status_code, unknown.json()["field"]) == (404, "entity")
    await credit.client.get(f"/v1/profiles/{SHOP}/class", headers=credit.bearer("trade-platform", roles=["integrator"]))
    log = await credit.rows("select caller, entity, credit_class from queries order by id")
    assert [(r["caller"], r["entity"], r["credit_class"]) for r in log] == [
        ("address:127.0.0.1", SHOP, "A"),
        ("address:127.0.0.1", CAFE, "U"),
        ("address:127.0.0.1", "stall:nobody", None),
        ("subject:trade-platform", SHOP, "A"),
    ]
    forged = await credit.client.get(f"/v1/profiles/{SHOP}/class", headers={"authorization": "Bearer a.b.c"})
    assert forged.status_code == 401


async def test_a_caller_who_asks_too_often_is_told_when_to_come_back_and_others_are_not_held_up(credit):
    await open_profiles(credit)
    path = f"/v1/profiles/{SHOP}/class"
    answers = [await credit.client.get(path) for _ in range(NUMBERS.queries_per_window + 1)]
    assert [a.status_code for a in answers] == [200] * NUMBERS.queries_per_window + [429]
    assert answers[-1].json()["type"] == "urn:checkonce:problem:too-many-queries"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= NUMBERS.query_window_seconds
    assert (await credit.client.get(path, headers=credit.bearer("other", roles=["integrator"]))).status_code == 200
    await credit.running.pool.execute(
        "update rates set ends_at = ends_at - $1::interval", timedelta(seconds=NUMBERS.query_window_seconds)
    )
    assert (await credit.client.get(path)).status_code == 200
