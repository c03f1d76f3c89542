"""The read models of all matters together."""

from libs.events.catalog.inspection.visit import Severity
from libs.events.catalog.registry.entities import EntitySucceeded, EntitySuccessionRevoked
from services.credit.testing import (
    CAFE,
    MODEL,
    SHOP,
    STALL,
    adopt,
    issued,
    listed,
    officer,
    open_profiles,
    revoked,
    set_by_hand,
)


async def test_views_rebuilt_beside_the_living_ones_are_the_same(credit):
    await credit.deliver("registry", listed(SHOP), listed(STALL))
    await open_profiles(credit)
    await credit.deliver("inspection", issued("1", SHOP, Severity.SERIOUS), revoked("1", SHOP))
    for entity, successor in ((SHOP, CAFE), (STALL, CAFE)):
        named = EntitySucceeded(entity=entity, successor=successor, reason="个转企")
        await credit.deliver("registry", (f"entity-{entity}", named))
    await credit.deliver("registry", (f"entity-{SHOP}", EntitySuccessionRevoked(entity=SHOP, reason="写错了")))
    await adopt(credit, MODEL)
    await credit.client.post("/v1/models/application", headers=officer(credit))
    await set_by_hand(credit, STALL, "D")
    tables = [
        *("entities", "models", "profiles", "lines", "class_changes", "countersignatures"),
        *("successions", "named_successions"),
    ]
    before = {t: await credit.rows(f"select * from {t} order by 1, 2, 3") for t in tables}
    assert all(before.values())
    await credit.running.rebuild()
    assert {t: await credit.rows(f"select * from {t} order by 1, 2, 3") for t in tables} == before
