"""The service on a real database, with the register it needs."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from libs.events.http.issuer import DevelopmentIssuer
from libs.events.signatures import new_key
from libs.events.testing.services import ServiceUnderTest, service_under_test

from .app import service
from .testing.requests import NOW, REGISTER


@pytest.fixture
async def sut(database: str, issuer: DevelopmentIssuer, tmp_path: Path) -> AsyncIterator[ServiceUnderTest]:
    new_key(tmp_path / "key.json")
    async with service_under_test(service, database, issuer, now=NOW, signing_key=tmp_path / "key.json") as started:
        await started.deliver("registry", *REGISTER)
        yield started
