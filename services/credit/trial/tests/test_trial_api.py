"""Models tried and applied on a real database."""

from datetime import timedelta

from libs.events.catalog.inspection.visit import Severity
from services.credit.testing import CAFE, MODEL, NOON, SHOP, STALL, adopt, get, issued, officer, open_profiles, set_by_hand


async def test_a_trial_tells_what_adopting_and_applying_then_does(credit):
    await open_profiles(credit)
    await credit.deliver("inspection", issued("RS-1", STALL, None), issued("RS-2", CAFE, Severity.SERIOUS))
    await set_by_hand(credit, STALL, "A")
    facts = await credit.facts()
    tried = (await credit.client.post("/v1/models/trial", json=MODEL, headers=officer(credit))).json()
    assert (tried["profiles"], tried["would_change"], tried["up"], tried["down"]) == (3, 2, 0, 2)
    assert {"previous": "B", "credit_class": "C", "profiles": 1} in tried["moves"]
    assert await credit.facts() == facts
    adopted = await adopt(credit, MODEL)
    assert (adopted.status_code, adopted.json()["facts"]) == (200, ["credit.countersignature-given", "credit.model-adopted"])
    changed, cursor = 0, ""
    while cursor is not None:
        path = f"/v1/models/application?limit=2&cursor={cursor}".removesuffix("&cursor=")
        batch = (await credit.client.post(path, headers=officer(credit))).json()
        changed, cursor = changed + batch["changed"], batch["next"]
    assert changed == tried["would_change"]
    moves = [(f.entity, f.previous, f.credit_class, f.edition) for f in await credit.facts("credit.class-changed")]
    assert moves == [(CAFE, "A", "B", 1), (STALL, "B", "A", 1), (CAFE, "B", "C", 2), (SHOP, "A", "B", 2)]
    again = (await credit.client.post("/v1/models/trial", json=MODEL, headers=officer(credit))).json()
    assert again["would_change"] == 0


async def test_an_edition_of_tomorrow_is_not_in_force_today(credit):
    await open_profiles(credit)
    tomorrow = {**MODEL, "effective_from": "2026-03-03"}
    await adopt(credit, tomorrow)
    assert (await credit.client.post("/v1/models/application", headers=officer(credit))).json()["changed"] == 0
    credit.clock.now = NOON + timedelta(days=1)
    assert (await credit.client.post("/v1/models/application", headers=officer(credit))).json()["changed"] == 1
    assert [m["in_force"] for m in (await get(credit, "/v1/models"))["items"]] == [False, True]


async def test_an_unfair_model_is_refused_and_nothing_is_written(credit):
    before = await credit.facts()
    unfair = {**MODEL, "indicators": {**MODEL["indicators"], "score-poor": 5}}
    for path in ("/v1/models", "/v1/models/trial"):
        refused = await credit.client.post(path, json=unfair, headers=officer(credit))
        assert (refused.status_code, refused.json()["field"]) == (422, "indicators.score-poor")
    earlier = await credit.client.post("/v1/models", json={**MODEL, "effective_from": "1999-01-01"}, headers=officer(credit))
    assert (earlier.status_code, earlier.json()["type"]) == (422, "urn:checkonce:problem:effective-backwards")
    assert (await credit.client.post("/v1/models/trial", json=MODEL)).status_code == 401
    assert await credit.facts() == before
