"""A store on a fresh database, with more sessions than the tests have writers."""

import pytest

from libs.events.store.migrate import migrate
from libs.events.store.store import PostgresStore, connect_pool


@pytest.fixture
async def pool(database):
    made = await connect_pool(database, size=24)
    await migrate(made)
    yield made
    await made.close()


@pytest.fixture
def postgres_store(pool):
    return PostgresStore(pool, "/421088/bell")
