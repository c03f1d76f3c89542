"""A file's content is erased: a fact first, and then, by a worker, the bytes. No kind of crash leaves it readable."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import create_model

from ..decider import Countersigned, Decider, Known
from ..fact import Fact
from .facts import Erased
from .refusals import ErasedAlready, NoSuchFile

__all__ = ["EraseFile", "erasing"]


class EraseFile(Countersigned):
    """`known`: whether the file is there and the asker's to erase."""

    sha256: str
    reason: str
    known: Known[bool]


def erasing(fact: type[Erased]) -> Decider[EraseFile, Erased | None]:
    """The decider of one service, whose streams are `file-` and the digest. `fact` is its own subclass, and says what a digest
    and a reason may be.
    """
    said: Any = {name: _as_in(fact, name) for name in ("sha256", "reason")}
    command: type[EraseFile] = create_model("EraseFile", __base__=EraseFile, **said)
    erased = fact.of(command)

    def decide(command: EraseFile, state: Erased | None, _: datetime) -> Sequence[Fact]:
        if not command.known:
            raise NoSuchFile(sha256=command.sha256)
        if state is not None:
            raise ErasedAlready(sha256=command.sha256)
        return [erased(command)]

    return Decider("file", (command,), lambda command: f"file-{command.sha256}", None, decide, _evolve)


def _as_in(fact: type[Erased], name: str) -> tuple[Any, Any]:
    field = fact.model_fields[name]
    kind: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    return kind, ...


def _evolve(_: Erased | None, fact: Fact) -> Erased | None:
    return fact if isinstance(fact, Erased) else None
