"""What every test may ask for: one real Kafka and one real PostgreSQL per session, fresh databases per test."""

import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from apps.checkonce.stack import Kafka, Postgres, Stack
from libs.events.issuer import DevelopmentIssuer
from libs.events.testing import serve_issuer
from tests import leftovers

DatabaseFactory = Callable[[], Awaitable[str]]

LEFT = pytest.StashKey[list[str]]()


def pytest_configure() -> None:
    leftovers.mark()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """No test leaves a process behind: the run fails if one does, and the process is ended."""
    if hasattr(session.config, "workerinput"):
        return
    if left := [leftovers.end(process) for process in leftovers.left()]:
        session.config.stash[LEFT] = left
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if left := config.stash.get(LEFT, []):
        terminalreporter.section("PROCESSES LEFT BEHIND BY TESTS, ENDED NOW", red=True, bold=True)
        for line in left:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
async def stack() -> AsyncIterator[Stack]:
    """Both servers in a folder of their own, gone after the session."""
    # Not pytest's own temporary folder: that one is closed to other accounts again at each session, and a database
    # started by root runs under another account.
    folder = Path(tempfile.mkdtemp(prefix="checkonce-test-"))
    try:
        async with Stack(folder) as running:
            yield running
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres(stack: Stack) -> Postgres:
    return stack.postgres


@pytest.fixture(scope="session")
def kafka(stack: Stack) -> Kafka:
    return stack.kafka


@pytest.fixture
async def database_factory(postgres: Postgres) -> AsyncIterator[DatabaseFactory]:
    """Makes fresh empty databases and gives their URLs; all are dropped after the test."""
    made: list[str] = []

    async def make() -> str:
        name = f"test_{secrets.token_hex(6)}"
        await postgres.create_database(name)
        made.append(name)
        return postgres.dsn(name)

    yield make
    for name in made:
        await postgres.drop_database(name)


@pytest.fixture
async def database(database_factory: DatabaseFactory) -> str:
    """URL of a fresh empty database, dropped after the test."""
    return await database_factory()


@pytest.fixture(scope="session")
async def issuer() -> AsyncIterator[DevelopmentIssuer]:
    """A development issuer that really serves its keys."""
    async with serve_issuer() as serving:
        yield serving
