"""The read models of all matters together."""

from libs.events.catalog.inspection.result import ResultRevoked
from services.disclosure.testing import (
    AFTER,
    DEMAND,
    ENTITY,
    PLAN,
    draw_facts,
    publish,
    rate,
    tickets,
)


async def test_views_rebuilt_beside_the_living_ones_are_the_same(disclosure):
    await disclosure.deliver("planning", ("demand-DM-1", DEMAND), ("plan-P-2026", PLAN), *draw_facts())
    held = await tickets(disclosure, "V-1", "V-2")
    await publish(disclosure, "result-R-V-1")
    await rate(disclosure, "V-1", held["V-1"])
    revoked = ResultRevoked(result="R-V-1", visit="V-1", entity=ENTITY, reason="对象错误")
    await disclosure.deliver("inspection", ("visit-V-1", revoked))
    await disclosure.pass_time(AFTER)
    tables = [r["tablename"] for r in await disclosure.rows("select tablename from pg_tables where schemaname = 'views'")]

    async def content():
        found = {t: await disclosure.rows(f"select * from {t}") for t in tables}
        return {t: sorted(rows, key=str) for t, rows in found.items()}

    before = await content()
    secret = await disclosure.rows("select * from secrets")
    await disclosure.running.rebuild()
    assert await content() == before
    assert await disclosure.rows("select * from secrets") == secret
    filled = {t for t, rows in before.items() if rows}
    assert {"publications", "publication_steps", "ratings", "results", "draws", "plan_editions"} <= filled
