"""What every test of credit may ask for."""

from collections.abc import AsyncIterator

import pytest

from libs.events.http.issuer import DevelopmentIssuer
from libs.events.testing.services import ServiceUnderTest, service_under_test

from .app import service
from .testing import NOON


@pytest.fixture
async def credit(database: str, issuer: DevelopmentIssuer) -> AsyncIterator[ServiceUnderTest]:
    async with service_under_test(service, database, issuer, now=NOON) as sut:
        yield sut
