"""What every test may ask for: one real Kafka and one real PostgreSQL per process, fresh databases per test."""

import asyncio
import secrets
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from apps.checkonce.stack import Kafka, Postgres, Stack
from libs.events.http.issuer import DevelopmentIssuer
from libs.events.store.migrate import migrate
from libs.events.store.store import connect_pool
from libs.events.testing.scratch import scratch
from libs.events.testing.servers import serve_issuer
from tests import hanging, leftovers

# No example has a limit of its own: on a busy machine to make it or to try it may take a second.
settings.register_profile(
    "checkonce", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.load_profile("checkonce")

DatabaseFactory = Callable[[], Awaitable[str]]
TemplateFactory = Callable[[str], Awaitable[str]]

LONGEST = (
    "test_openapi_registry.py",
    "test_openapi_planning.py",
    "test_story.py",
    "test_checker.py",
    "test_bench.py",
    "test_real_inspections.py",
    "test_faults.py",
    "test_stack_life.py",
    "test_openapi_inspection.py",
    "test_recovery.py",
    "test_store_machine.py",
    "test_inspection_machine.py",
    "test_registry_machine.py",
    "test_openapi_whistle.py",
    "test_openapi_credit.py",
    "test_timers_machine.py",
    "test_up.py",
    "test_openapi_disclosure.py",
    "test_registry_imports.py",
    "test_consumer_machine.py",
    "test_refill.py",
    "test_telemetry.py",
)
"""Names of test files, by what they took in a run of the whole suite."""

LEFT = pytest.StashKey[list[str]]()


def pytest_configure() -> None:
    leftovers.mark()
    # A run in the background of a shell ignores Ctrl-C; its children would inherit that, and some are to be ended by it.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[Any]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    hanging.told(report, call)
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: a run of several workers ends with short ones, not with one worker at a long one."""
    first = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: first.get(item.path.name, len(first)))


@pytest.fixture(scope="session")
async def servers() -> AsyncIterator[Stack]:
    """Both servers in a folder of their own, gone after the session. Neither runs before a test asks for it."""
    with scratch("test") as folder:
        async with Stack(folder, lazy=True, durable=False) as made:
            yield made


@pytest.fixture(scope="session")
async def postgres(servers: Stack) -> Postgres:
    await servers.postgres.start()
    return servers.postgres


@pytest.fixture(scope="session")
async def kafka(servers: Stack) -> Kafka:
    await servers.kafka.start()
    return servers.kafka


@pytest.fixture(scope="session")
async def stack(servers: Stack) -> Stack:
    """Both, running."""
    await asyncio.gather(servers.postgres.start(), servers.kafka.start())
    return servers


@pytest.fixture(scope="session")
async def template_of(postgres: Postgres) -> TemplateFactory:
    """The name of a database as a service finds it at its second start, made once: to copy it costs a quarter of making it."""
    making: dict[str, asyncio.Task[str]] = {}

    async def make(service: str) -> str:
        name = f"template_{service}"
        await postgres.create_database(name)
        pool = await connect_pool(postgres.dsn(name), size=1)
        try:
            found = import_module(f"services.{service}.app").service
            await migrate(pool, found.migrations)
            # Makes the functions of its read models.
            await found.views.check(pool)
        finally:
            await pool.close()
        # A database that somebody looks into cannot be copied, and the server's own housekeeping looks everywhere.
        await postgres.close_database(name)
        return name

    async def template(service: str) -> str:
        if service not in making:
            making[service] = asyncio.create_task(make(service))
        return await making[service]

    return template


@pytest.fixture
async def database_factory(
    request: pytest.FixtureRequest, postgres: Postgres, template_of: TemplateFactory
) -> AsyncIterator[DatabaseFactory]:
    """Makes fresh databases and gives their URLs; all are dropped after the test.

    For the tests of a service they hold its tables, for others nothing.
    """
    made: list[str] = []
    where = request.path.relative_to(request.config.rootpath).parts
    template = await template_of(where[1]) if where[0] == "services" else "template1"

    async def make() -> str:
        name = f"test_{secrets.token_hex(6)}"
        await postgres.create_database(name, template=template)
        made.append(name)
        return postgres.dsn(name)

    yield make
    for name in made:
        await postgres.drop_database(name)


@pytest.fixture
async def database(database_factory: DatabaseFactory) -> str:
    """URL of a fresh database, dropped after the test."""
    return await database_factory()


@pytest.fixture(scope="session")
async def issuer() -> AsyncIterator[DevelopmentIssuer]:
    """A development issuer that really serves its keys."""
    async with serve_issuer() as serving:
        yield serving
