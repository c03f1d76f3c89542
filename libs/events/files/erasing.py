"""A file's content is erased: a fact first, and then, by a worker, the bytes. No kind of crash leaves it readable."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ..decider import Countersigned, Decider, Known
from ..fact import Fact
from ..views.table import TIME, Table
from ..views.views import Views
from .facts import Erased
from .refusals import ErasedAlready, NoSuchFile

__all__ = ["EraseFile", "erased_views", "erasing"]


class EraseFile(Countersigned):
    """`known`: whether the file is there and the asker's to erase."""

    sha256: str
    reason: str
    known: Known[bool]


def erasing(fact: type[Erased]) -> Decider[EraseFile, tuple[str, datetime] | None]:
    """The decider of one service, whose streams are `file-` and the digest. `fact` is its own subclass."""
    erased = fact.of(EraseFile)

    def decide(command: EraseFile, state: Erased | None, _: datetime) -> Sequence[Fact]:
        if not command.known:
            raise NoSuchFile(sha256=command.sha256)
        if state is not None:
            raise ErasedAlready(sha256=command.sha256)
        return [erased(command)]

    return Decider("file", (EraseFile,), lambda command: f"file-{command.sha256}", None, decide, _evolve)


def _evolve(_: Any, fact: Fact) -> Any:
    return fact


def erased_views(fact: type[Erased]) -> Views:
    """Keeps `erased_files` (sha256 primary key, reason, erased_at), which the service's migrations make."""
    views = Views()
    views.on(fact)(Table("erased_files", "sha256").insert("reason", erased_at=TIME))
    return views
