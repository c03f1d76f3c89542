"""The small place of `services.planning.testing`, running."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from libs.events.testing.services import service_under_test
from services.planning.app import service
from services.planning.testing import NOVEMBER, Office, settled


@pytest.fixture
async def office(database: Any, issuer: Any) -> AsyncIterator[Office]:
    async with service_under_test(service, database, issuer, now=NOVEMBER) as sut:
        yield await settled(sut)
