"""A store on a fresh database, with more sessions than the tests have writers; and a service under its two roles."""

import secrets

import pytest

from libs.events.store.migrate import migrate
from libs.events.store.store import PostgresStore, connect_pool
from libs.events.testing.bell import service
from libs.events.testing.services import service_under_test


@pytest.fixture
async def pool(database):
    made = await connect_pool(database, size=24)
    await migrate(made)
    yield made
    await made.close()


@pytest.fixture
def postgres_store(pool):
    return PostgresStore(pool, "/421088/bell")


class Pair:
    """The name of a database, the role that owns it and the one that the service runs as."""

    def __init__(self, postgres):
        self.postgres, self.name = postgres, f"pair_{secrets.token_hex(6)}"
        self.owner = f"{self.name}_owner"
        self.passwords = {role: secrets.token_hex(8) for role in (self.name, self.owner)}

    def url(self, role, *, database=None):
        return self.postgres.dsn(database or self.name, user=role, password=self.passwords[role])

    async def gone(self):
        for role in (self.owner, self.name):
            await self.postgres._ask(f'drop role "{role}"')

    async def migrated(self, folder):
        pool = await connect_pool(self.url(self.owner), size=1)
        try:
            return await migrate(pool, folder, runs_as=self.name)
        finally:
            await pool.close()


@pytest.fixture
async def pairs(postgres):
    """Makes pairs of roles; their databases are made by who needs one."""
    known = []

    async def made():
        known.append(Pair(postgres))
        await postgres.ensure_roles(known[-1].owner, known[-1].name, known[-1].passwords)
        return known[-1]

    yield made
    for pair in known:
        await pair.gone()


@pytest.fixture
async def pair(pairs, postgres):
    made = await pairs()
    await postgres.create_database(made.name, owner=made.owner)
    yield made
    await postgres.drop_database(made.name)


@pytest.fixture
async def bell(pair, issuer):
    await pair.migrated(service.migrations)
    async with service_under_test(service, pair.url(pair.name), issuer) as started:
        yield started
