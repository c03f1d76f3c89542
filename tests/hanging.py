"""What a test that hung was waiting for: the chains of awaits of all tasks, which no thread's stack shows."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest

__all__ = ["told"]


def told(report: pytest.TestReport, call: pytest.CallInfo[Any]) -> None:
    """Adds the waiting tasks to the report of a test that was ended for hanging."""
    if call.excinfo and "pytest-timeout" in str(call.excinfo.value):
        report.sections.append(("Tasks that wait", "\n\n".join(map(_chain, _waiting()))))


def _waiting() -> list[asyncio.Task[Any]]:
    return [found for found in gc.get_objects() if isinstance(found, asyncio.Task) and not found.done()]


def _chain(task: asyncio.Task[Any]) -> str:
    lines, waits = [task.get_name()], task.get_coro()
    while waits is not None:
        frame = getattr(waits, "cr_frame", None) or getattr(waits, "gi_frame", None) or getattr(waits, "ag_frame", None)
        place = f"{frame.f_code.co_filename}:{frame.f_lineno} " if frame else ""
        lines.append(f"  {place}{getattr(waits, '__qualname__', repr(waits)[:200])}")
        waits = getattr(waits, "cr_await", None) or getattr(waits, "gi_yieldfrom", None) or getattr(waits, "ag_await", None)
    return "\n".join(lines)
