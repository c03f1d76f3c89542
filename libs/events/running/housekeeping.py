"""The workers that keep a service's own tables and files in order. They read no topic and write to none."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from ..bus.inbox import Inbox
from ..clock import Clock
from ..files.keeping import FileStore
from ..files.sweeping import Sweeping
from ..http.readings.retention import old_readings
from ..settings import Settings
from ..store.chain import Chain
from ..store.kept_answers import old_answers
from .forgetting import forgetting
from .upgrade import parked_again
from .workers import Worker

__all__ = ["housekeeping"]


def housekeeping(
    pool: Any, clock: Clock, settings: Settings, *, source: str, inbox: Inbox, code: Path, files: FileStore | None
) -> dict[str, Worker]:
    """By name. `code`: the service's folder, whose change means an upgrade."""
    old = {"readings": old_readings(clock, settings.readings_kept_days), "answers": old_answers(settings.answers_kept_days)}
    workers: dict[str, Worker] = {"chain": Chain(pool, source).run}
    workers |= {what: partial(forgetting, pool, what, forget) for what, forget in old.items()}
    workers["parked"] = partial(parked_again, pool, inbox, code)
    if files is not None:
        workers["files"] = Sweeping(files, settings.files_upload_hours).run
    return workers
