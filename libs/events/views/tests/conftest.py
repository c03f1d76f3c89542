"""The bell's service and its neighbour, the door's, each with a database of its own."""

import pytest

from libs.events.testing.bell import door_service, service
from libs.events.testing.services import service_under_test


@pytest.fixture
async def bell(database, issuer):
    async with service_under_test(service, database, issuer) as running:
        yield running


@pytest.fixture
async def door(database, issuer):
    async with service_under_test(door_service, database, issuer) as running:
        yield running
