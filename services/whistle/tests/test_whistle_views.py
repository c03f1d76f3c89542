"""The read models of all matters together."""

from datetime import timedelta

from services.whistle.testing import NOON, blow_and_call


async def test_views_rebuilt_beside_the_living_ones_are_the_same(whistle):
    await blow_and_call(whistle)
    await whistle.pass_time(NOON + timedelta(hours=3))
    tables = ["whistles", "calls", "entities", "departments", "townships", "deadlines"]
    before = {t: await whistle.rows(f"select * from {t} as t order by t::text") for t in tables}
    assert await whistle.running.rebuild() == 11
    assert {t: await whistle.rows(f"select * from {t} as t order by t::text") for t in tables} == before
    assert before["deadlines"]
