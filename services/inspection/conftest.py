"""The service on a real database, with the register it needs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from libs.events.http.issuer import DevelopmentIssuer
from libs.events.signatures import new_key
from libs.events.testing.services import ServiceUnderTest, service_under_test

from .app import service
from .testing.requests import NOW, REGISTER


@asynccontextmanager
async def _started(database: str, issuer: DevelopmentIssuer, folder: Path, **settings: Any) -> AsyncIterator[ServiceUnderTest]:
    new_key(folder / "key.json")
    keyed = service_under_test(service, database, issuer, now=NOW, signing_key=folder / "key.json", **settings)
    async with keyed as started:
        await started.deliver("registry", *REGISTER)
        yield started


@pytest.fixture
async def sut(database: str, issuer: DevelopmentIssuer, tmp_path: Path) -> AsyncIterator[ServiceUnderTest]:
    async with _started(database, issuer, tmp_path) as started:
        yield started


@pytest.fixture
async def keeping(database: str, issuer: DevelopmentIssuer, tmp_path: Path) -> AsyncIterator[ServiceUnderTest]:
    """The same with a store of files, where evidence must be there before it is named."""
    folder = tmp_path / "files"
    folder.mkdir()
    async with _started(database, issuer, tmp_path, files_folder=folder) as started:
        yield started
