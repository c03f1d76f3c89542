"""Models on a real database."""

from pathlib import Path

from libs.events.testing.services import service_under_test
from services.credit.app import service
from services.credit.testing import MODEL, NOON, get, officer, second

MIGRATIONS = Path(__file__).parents[2] / "migrations"


async def test_there_is_a_model_from_the_first_start_and_a_restart_adopts_no_second(credit, database, issuer):
    (model,) = (await get(credit, "/v1/models"))["items"]
    assert (model["model"], model["edition"], model["in_force"]) == ("general", 1, True)
    async with service_under_test(service, database, issuer, now=NOON) as again:
        assert len(await again.facts("credit.model-adopted")) == 1


async def test_a_model_by_which_all_are_judged_needs_a_second_officer(credit):
    asked = await credit.client.post("/v1/models", json=MODEL, headers=officer(credit))
    assert (asked.status_code, len(await credit.facts("credit.model-adopted"))) == (202, 1)
    every = credit.bearer("c-1", roles=["credit-officer", "conference-member", "head"])
    alone = await credit.seconded(asked, every)
    assert (alone.status_code, alone.json()["type"]) == (403, "urn:checkonce:problem:same-person")
    done = await credit.seconded(asked, second(credit))
    assert done.json()["facts"] == ["credit.countersignature-given", "credit.model-adopted"]
    (given,), (_, adopted) = [await credit.facts(f"credit.{what}") for what in ("countersignature-given", "model-adopted")]
    assert (given.duty, given.asked_by, given.approved_by, adopted.title) == ("model", "c-1", "c-2", "从严")


async def test_an_edition_of_before_keeps_its_duties_and_a_model_needs_two_all_the_same(credit):
    numbers = {"effective_from": "2026-03-02", "pack": {"queries_per_window": 9}, "reason": "本地规定"}
    await credit.seconded(await credit.client.post("/v1/policy", json=numbers, headers=officer(credit)), second(credit))
    # As it was published in version 2: it could not say who adopts a model.
    await credit.running.pool.execute(
        "update events set schema_version = 2, data = data #- '{pack,seconds,model}' where type = 'credit.policy-adopted'"
    )
    await credit.running.pool.execute("update policies set pack = pack #- '{seconds,model}'")
    await credit.running.pool.execute((MIGRATIONS / "0003_models_by_two.sql").read_text(encoding="utf-8"))
    (migrated,) = await credit.rows("select pack -> 'seconds' as seconds from policies")
    await credit.running.rebuild()
    assert [migrated] == await credit.rows("select pack -> 'seconds' as seconds from policies")
    assert (await get(credit, "/v1/policy"))["pack"]["queries_per_window"] == 9
    assert (await credit.client.post("/v1/models", json=MODEL, headers=officer(credit))).status_code == 202
