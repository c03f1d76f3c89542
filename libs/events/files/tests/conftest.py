"""The shelf on a real database, with a folder of its own."""

import pytest

from libs.events.testing.shelf.shelf import SHOWN, shelf_in


@pytest.fixture
async def shelf(tmp_path, database, issuer):
    SHOWN.clear()
    async with shelf_in(tmp_path, database, issuer) as started:
        yield started
