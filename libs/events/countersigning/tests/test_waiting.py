"""Whoever operates a service sees how much waits for a second person, and when the first of it expires."""

from math import inf

from libs.events.telemetry import metrics
from libs.events.testing.countersigned.town import ask, settle, waiting


def measured():
    sample = metrics.registry.get_sample_value
    return sample("checkonce_countersignatures_waiting"), sample("checkonce_countersignature_due_seconds")


async def scraped(town):
    assert (await town.client.get("/metrics")).status_code == 200
    return measured()


async def test_what_waits_is_counted_until_it_is_settled(town):
    async def progress():
        answer = await town.client.get("/v1/ops/progress", headers=town.bearer(roles=["operator"]))
        return {name: answer.json()[name] for name in ("countersignatures", "countersignature_due")}

    assert await progress() == {"countersignatures": 0, "countersignature_due": None}
    assert await scraped(town) == (0, inf)
    asked = [await ask(town, gate) for gate in ("g1", "g2")]
    first, second = await waiting(town)
    assert await progress() == {"countersignatures": 2, "countersignature_due": first["due"]}
    days = 10 * 24 * 3600
    count, left = await scraped(town)
    assert count == 2
    assert days - 3600 < left <= days
    await settle(town, asked[0])
    assert await progress() == {"countersignatures": 1, "countersignature_due": second["due"]}
    await settle(town, asked[1], "refusal", body={"reason": "not now"})
    assert await progress() == {"countersignatures": 0, "countersignature_due": None}
    assert await scraped(town) == (0, inf)
