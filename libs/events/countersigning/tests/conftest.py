import pytest

from libs.events.testing.countersigned.town import town_in


@pytest.fixture
async def town(database, issuer, tmp_path):
    async with town_in(tmp_path, database, issuer) as running:
        yield running
