"""A business has one record under all its codes: in lists, and for itself."""

from libs.events.catalog.registry.entities import EntitySucceeded, EntitySuccessionRevoked
from services.inspection.testing.requests import ENTITY, FINDING, MARKET, finish, get, market_part, on_the_spot, post, record

NOW_CALLED = "uscc:91421088MACG0002X5"
FOLLOWED = EntitySucceeded(entity=ENTITY, successor=NOW_CALLED, reason="个转企")
REVOKED = EntitySuccessionRevoked(entity=ENTITY, reason="写错了")
HEAD = "result,entity,kind,checked_on,score,problems,origin,department"
RECORDED = f"{HEAD}\nR-2025-1,{ENTITY},food-hygiene,2025-06-01,92,,OLD,{MARKET}\n"


async def test_what_a_business_met_with_under_an_earlier_code_is_its_own_until_the_succession_is_revoked(sut):
    await on_the_spot(sut)
    done = await finish(sut, part=market_part(FINDING, disposition="ordered-to-rectify"))
    await record(sut, RECORDED.encode())
    rectification, business = done["rectifications"][MARKET], sut.bearer(NOW_CALLED, roles=["enterprise"])
    single = ["visits/V-1", f"rectifications/{rectification}", f"results/{done['result']}"]
    lists = ["visits", "rectifications", "recorded-results"]

    async def seen():
        """How many rows the lists hold for an official who asks for the later code, and for the business; what it may open."""
        asked = [len((await get(sut, path, entity=NOW_CALLED))["items"]) for path in lists]
        own = [len((await get(sut, path, business))["items"]) for path in lists]
        opened = [(await sut.client.get(f"/v1/{path}", headers=business)).status_code for path in single]
        return asked, own, opened

    assert await seen() == ([0, 0, 0], [0, 0, 0], [404, 404, 404])
    await sut.deliver("registry", (f"entity-{ENTITY}", FOLLOWED))
    assert await seen() == ([1, 1, 1], [1, 1, 1], [200, 200, 200])
    assert [row["entity"] for row in (await get(sut, "visits", entity=NOW_CALLED))["items"]] == [ENTITY]
    # Whoever holds the earlier code alone reads of that one, and reads no further than before.
    earlier = sut.bearer(ENTITY, roles=["enterprise"])
    assert len((await get(sut, "visits", earlier, entity=NOW_CALLED))["items"]) == 1
    await sut.deliver("registry", (f"entity-{ENTITY}", REVOKED))
    assert await seen() == ([0, 0, 0], [0, 0, 0], [404, 404, 404])
    await post(sut, f"rectifications/{rectification}/report", {}, who=business, status=404)
    again = EntitySucceeded(entity=ENTITY, successor=NOW_CALLED, reason="个转企")
    await sut.deliver("registry", (f"entity-{ENTITY}", again))
    await post(sut, f"rectifications/{rectification}/report", {}, who=business)
