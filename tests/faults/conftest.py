"""A broker and a database behind proxies, for this folder alone: other tests are not to feel its faults."""

from collections.abc import AsyncIterator

import pytest

from .ground import Ground, ground
from .rounds import NOT_PLAYED


@pytest.fixture(scope="session")
async def faulty_ground() -> AsyncIterator[Ground]:
    async with ground() as running:
        yield running


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if NOT_PLAYED:
        terminalreporter.section("FAULTS NOT PLAYED ON THIS MACHINE", red=True, bold=True)
        for line in NOT_PLAYED:
            terminalreporter.write_line(line)
