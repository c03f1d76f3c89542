"""The read models of all matters together."""

from libs.events.catalog.inspection.visit import Severity
from services.credit.testing import MODEL, SHOP, STALL, adopt, issued, listed, officer, open_profiles, revoked, set_by_hand


async def test_views_rebuilt_beside_the_living_ones_are_the_same(credit):
    await credit.deliver("registry", listed(SHOP), listed(STALL))
    await open_profiles(credit)
    await credit.deliver("inspection", issued("1", SHOP, Severity.SERIOUS), revoked("1", SHOP))
    await adopt(credit, MODEL)
    await credit.client.post("/v1/models/application", headers=officer(credit))
    await set_by_hand(credit, STALL, "D")
    tables = ["entities", "models", "profiles", "lines", "class_changes", "countersignatures"]
    before = {t: await credit.rows(f"select * from {t} order by 1, 2, 3") for t in tables}
    assert all(before.values())
    await credit.running.rebuild()
    assert {t: await credit.rows(f"select * from {t} order by 1, 2, 3") for t in tables} == before
