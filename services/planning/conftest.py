"""The small place of `services.planning.testing`, running."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from libs.events.catalog.registry.bodies import DepartmentListed
from libs.events.catalog.registry.scenarios import IndustryListed, ScenarioListed
from libs.events.testing.services import service_under_test
from services.planning.app import service
from services.planning.testing import DEPARTMENTS, ITEMS, NOVEMBER, POLICE, Office, listed, officers, profiles, register


@pytest.fixture
async def office(database: Any, issuer: Any) -> AsyncIterator[Office]:
    async with service_under_test(service, database, issuer, now=NOVEMBER) as sut:
        await sut.deliver(
            "registry",
            *(
                (f"department-{d}", DepartmentListed(department=d, title=d, level="county", divisions=("421088",)))
                for d in DEPARTMENTS
            ),
            *((f"industry-{i}", IndustryListed(industry=i, title=i)) for i in ("catering", "hotel")),
            *((f"item-{code}", listed(code)) for code in ITEMS),
            (
                "scenario-S-hotel",
                ScenarioListed(
                    scenario="S-hotel",
                    title="旅馆住宿综合查一次",
                    industry="hotel",
                    lead=POLICE,
                    departments=DEPARTMENTS,
                    items=("MKT-0003", "FIR-0001", "POL-0001"),
                    effective_from=date(2025, 1, 1),
                ),
            ),
            *register(),
            *officers(),
        )
        await sut.deliver("credit", *profiles())
        yield Office(sut)
