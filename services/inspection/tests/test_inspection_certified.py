"""Whoever is suspended acts for nobody from that day on, and again from the day of the reinstatement: wherever it is asked."""

from datetime import date

import pytest

from libs.events.catalog.registry.bodies import InspectorReinstated, InspectorSuspended
from services.inspection.case.views import queries as of_cases
from services.inspection.objection.views import queries as of_objections
from services.inspection.register.views import queries as register
from services.inspection.testing.requests import M2, MARKET

BEFORE, SUSPENDED, BACK = date(2026, 3, 4), date(2026, 3, 6), date(2026, 3, 10)


async def at_a_visit(pool, day):
    return await register.certified(pool, inspector=M2, department=MARKET, on=day)


async def for_a_transfer(pool, day):
    asked = register.uncertified(pool, inspectors=[M2], department=MARKET, day=day)
    return [row["inspector"] async for row in asked] == []


async def on_a_case(pool, day):
    asked = of_cases.certified_among(pool, officers=[M2], department=MARKET, on=day)
    return [row["inspector"] async for row in asked] == [M2]


async def on_an_objection(pool, day):
    return [row["inspector"] async for row in of_objections.certified_of(pool, inspectors=[M2], on=day)] == [M2]


@pytest.mark.parametrize("asked", [at_a_visit, for_a_transfer, on_a_case, on_an_objection])
async def test_an_officer_acts_until_suspended_and_from_the_reinstatement_on(sut, asked):
    gone = InspectorSuspended(inspector=M2, reason="复审", effective_from=date(2026, 3, 5))
    back = InspectorReinstated(inspector=M2, reason="已复审", effective_from=BACK)
    await sut.deliver("registry", (f"inspector-{M2}", gone), (f"inspector-{M2}", back))
    pool = sut.running.pool
    assert [await asked(pool, day) for day in (BEFORE, SUSPENDED, BACK)] == [True, False, True]
