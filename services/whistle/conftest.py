"""What every test of whistle may ask for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from libs.events.http.issuer import DevelopmentIssuer
from libs.events.testing.services import ServiceUnderTest

from .testing import whistle_under_test


@pytest.fixture
async def whistle(database: str, issuer: DevelopmentIssuer) -> AsyncIterator[ServiceUnderTest]:
    async with whistle_under_test(database, issuer) as sut:
        yield sut


@pytest.fixture
async def keeping(database: str, issuer: DevelopmentIssuer, tmp_path: Path) -> AsyncIterator[ServiceUnderTest]:
    """The same with a store of files, where evidence must be there before it is named."""
    async with whistle_under_test(database, issuer, files_folder=tmp_path) as sut:
        yield sut
