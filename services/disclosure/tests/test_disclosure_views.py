"""The read models of all matters together."""

from libs.events.catalog.inspection.result import ResultRevoked
from services.disclosure.testing import (
    AFTER,
    DEMAND,
    MARKET,
    PLAN,
    crowd,
    draw_facts,
    next_day,
    publish,
    rate,
)


async def test_views_rebuilt_beside_the_living_ones_are_the_same(disclosure):
    await disclosure.deliver("planning", ("demand-DM-1", DEMAND), ("plan-P-2026", PLAN), *draw_facts())
    held = await crowd(disclosure)
    await publish(disclosure, "result-R-V-1001")
    for ticket in held:
        await rate(disclosure, ticket[MARKET])
    await next_day(disclosure)
    await next_day(disclosure)
    revoked = ResultRevoked(result="R-V-1001", visit="V-1001", entity="stall:421088100-1001", reason="对象错误")
    await disclosure.deliver("inspection", ("visit-V-1001", revoked))
    await disclosure.pass_time(AFTER)
    tables = [r["tablename"] for r in await disclosure.rows("select tablename from pg_tables where schemaname = 'views'")]

    async def content():
        found = {t: await disclosure.rows(f"select * from {t}") for t in tables}
        return {t: sorted(rows, key=str) for t, rows in found.items()}

    before = await content()
    await disclosure.running.rebuild()
    assert await content() == before
    filled = {t for t, rows in before.items() if rows}
    assert {
        "publications",
        "publication_steps",
        "rating_keys",
        "rating_tickets",
        "ratings",
        "results",
        "draws",
        "plan_editions",
    } <= filled
