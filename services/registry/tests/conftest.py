"""One or two places with their lists filled."""

from contextlib import AsyncExitStack

import pytest

from libs.events.signatures import new_key
from libs.events.testing import service_under_test
from services.registry.app import service
from services.registry.tests.desk import NOVEMBER, fill


@pytest.fixture
async def registry(database, issuer):
    async with service_under_test(service, database, issuer, now=NOVEMBER) as sut:
        await fill(sut)
        yield sut


@pytest.fixture
async def bare(database, issuer):
    """Nothing on any list."""
    async with service_under_test(service, database, issuer, now=NOVEMBER) as sut:
        yield sut


@pytest.fixture
async def two(database_factory, issuer, tmp_path):
    """Jianli and Huarong, each with its own database and key."""
    async with AsyncExitStack() as stack:
        places = {}
        for place in ("421088", "430623"):
            key = tmp_path / place / "key.json"
            new_key(key)
            running = service_under_test(service, await database_factory(), issuer, place=place, now=NOVEMBER, signing_key=key)
            places[place] = await stack.enter_async_context(running)
            await fill(places[place], place)
        yield places["421088"], places["430623"]
