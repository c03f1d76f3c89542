"""What every test of whistle may ask for."""

from collections.abc import AsyncIterator

import pytest

from libs.events.http.issuer import DevelopmentIssuer
from libs.events.testing.services import ServiceUnderTest

from .testing import whistle_under_test


@pytest.fixture
async def whistle(database: str, issuer: DevelopmentIssuer) -> AsyncIterator[ServiceUnderTest]:
    async with whistle_under_test(database, issuer) as sut:
        yield sut
