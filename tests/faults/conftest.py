"""A broker and a database behind proxies, for this folder alone: other tests are not to feel its faults."""

from collections.abc import AsyncIterator

import pytest

from .town import Ground, ground


@pytest.fixture(scope="session")
async def faulty_ground() -> AsyncIterator[Ground]:
    async with ground() as running:
        yield running
