"""What a file would change: each row is read and decided as an import would, and nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import BaseModel

from ..decider import Command
from ..http.auth import Caller
from ..store.runner import Origin, Runner
from .faults import RefusedRow
from .files import File
from .held.approved import Approved
from .import_run import Chunk, Done, ImportRun
from .kinds import ImportKind, Parse, Row
from .notes import ImportNote, Notes, noted
from .reading.headings import Headings
from .trial import TooFarApart, Trial

__all__ = ["ImportPreview", "PreviewChange", "PreviewColumn", "PreviewRun"]

_CHANGES = 20
_REFUSALS = 100


class PreviewColumn(BaseModel):
    """A column of the file as its header names it. `column`: what it is; null: it is passed over."""

    title: str
    column: str | None


class PreviewChange(BaseModel):
    """A row that would lead to facts. `facts` are their types and contents; none holds what may not stay for ever."""

    line: int
    sheet: str
    facts: list[dict[str, Any]]


class ImportPreview(BaseModel):
    """`rows = accepted + unchanged + refused`, as the report of the import would say now; `facts` counts the facts by type.

    `hidden` of them are hidden in the workbook, by a filter or by hand; they are taken as others are. `columns` are those of
    the (last) sheet, `columns_missing` those of the kind that the file leaves out. `changes` shows the first twenty rows that
    would change something, `refusals` the first hundred refused ones. `notes` say what
    is to be known of rows that would be taken.
    """

    kind: str
    columns: list[PreviewColumn]
    columns_missing: list[str]
    sheets_left: list[str]
    encodings: dict[str, int]
    hidden: int
    rows: int
    accepted: int
    unchanged: int
    refused: int
    unknown: int
    facts: dict[str, int]
    changes: list[PreviewChange]
    refusals: list[RefusedRow]
    notes: list[ImportNote]


@dataclass
class PreviewRun(ImportRun):
    """`run`, then `told`. `keep`: takes all changes, a thousand rows at a time, and has `leads` noted."""

    keep: Callable[[Sequence[PreviewChange]], Awaitable[None]] | None = None
    leads: Approved = field(default_factory=Approved)
    _trial: Trial = field(init=False)
    _counts: Counter[str] = field(default_factory=Counter)
    _facts: Counter[str] = field(default_factory=Counter)
    _changes: list[PreviewChange] = field(default_factory=list)
    _refusals: list[RefusedRow] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)

    @classmethod
    def of(
        cls, kind: ImportKind, runner: Runner, who: Caller, parse: Parse, *, file: File, as_of: date | None = None
    ) -> PreviewRun:
        return cls("", kind, runner, Origin(who.subject), parse, file, Done(), as_of=as_of, sender=who.claims)

    def __post_init__(self) -> None:
        self._trial = Trial(self.runner, self.origin.meta())

    async def _write(self, chunk: Chunk) -> None:
        async with self.runner.store.transaction() as tx:
            # What rows before them in the file have changed is known to the trial and to the parse: none of it is written.
            commands = await self._dated(tx, chunk.commands)
        decided, at = await self._trial.decide(commands)
        refused, written = list(chunk.refused), []
        changes: list[PreviewChange] = []
        taken: list[tuple[int, Row, Command]] = []
        for place, row, command, answer in zip(chunk.deciding, chunk.rows, commands, decided, strict=True):
            line = chunk.lines[place]
            if isinstance(answer, TooFarApart) and place in chunk.repeated:
                self._counts["unchanged"] += 1
                continue
            if not isinstance(answer, list):
                refused.append(self._refused(line, chunk.sheet, answer))
                continue
            self._accepted([command])
            taken.append((line, row, command))
            facts = [fact for new in answer for fact in new.facts]
            if not facts:
                self._counts["unchanged"] += 1
                continue
            self._counts["accepted"] += 1
            self._facts.update(type(fact).fact_type for fact in facts)
            written.append(command)
            if self.keep is not None:
                self.leads.note(chunk.after + place, answer, at)
            if self.keep is not None or len(self._changes) + len(changes) < _CHANGES:
                said = [{"type": type(fact).fact_type, "data": fact.model_dump(mode="json")} for fact in facts]
                changes.append(PreviewChange(line=line, sheet=chunk.sheet, facts=said))
        self._changes += changes[: _CHANGES - len(self._changes)]
        if self.keep is not None and changes:
            await self.keep(changes)
        self._counts["refused"] += len(refused)
        self._refusals += sorted(refused, key=lambda row: row.line)[: _REFUSALS - len(self._refusals)]
        if self.kind.noted is not None:
            async with self.runner.store.transaction() as tx:
                self.notes.join(await noted(tx, self.kind, taken, chunk.sheet, self.sender))
        if self.kind.unknown is not None and written:
            async with self.runner.store.transaction() as tx:
                self._counts["unknown"] += sum(await self.kind.unknown(tx, written))

    def told(self, name: str) -> ImportPreview:
        """What was found, of the kind that is called `name`."""
        told, counts = self.file.told(), self._counts
        columns = [PreviewColumn(title=title, column=column) for title, column in self.file.columns()]
        headings = Headings(self.kind, self.file.titles)
        implied = (headings.implied(each.title) for each in columns if each.column is not None)
        named = {each.column for each in columns}.union(*implied)
        return ImportPreview(
            kind=name,
            columns=columns,
            columns_missing=[column for column in self.kind.columns if column not in named],
            sheets_left=told["sheets_left"],
            encodings=told["encodings"],
            hidden=told["hidden"],
            rows=counts["accepted"] + counts["unchanged"] + counts["refused"],
            facts=dict(self._facts),
            changes=self._changes,
            refusals=self._refusals,
            notes=self.notes.first(),
            **{outcome: counts[outcome] for outcome in ("accepted", "unchanged", "refused", "unknown")},
        )
