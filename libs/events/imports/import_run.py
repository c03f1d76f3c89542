"""One running import: rows become commands, a thousand in a transaction. Reading goes on while the database writes."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson
from pydantic import ValidationError

from ..decider import Command, Countersigned
from ..refusal import Invalid, NotNow, Refusal
from ..shapes.asked import asking
from ..store.runner import Origin, Outcome, Runner
from ..store.sessions import unhurried
from ..store.store import Transaction, repeated
from .faults import NotARow, RefusedRow, refused_row
from .files import File
from .held.approved import Approved
from .kinds import ImportKind, Parse, Related, Row, Sender
from .known_keys import KnownKeys
from .notes import noted
from .reading.text_rows import TextRow

__all__ = ["Chunk", "Done", "ImportRun"]

_CHUNK = 1000
_SLICE = 64
"""Rows after which other work has its turn: some two milliseconds."""
_ATTEMPTS = 5


class ChangedMeanwhile(NotNow):
    """What would have changed nothing would change something now, and that needs a second person."""

    slug = "changed-meanwhile"
    title_zh = "名录在读取期间已变更"
    title_en = "The lists have changed while the file was read"
    detail_zh = "导入 {import_id} 读取期间名录已变更"
    detail_en = "while {import_id} was read the lists were changed"
    do_zh = "没有写入任何内容,请重新导入,由另一人复核。"
    do_en = "Nothing was written: send the file again, for a second person to approve."


@dataclass(frozen=True, slots=True)
class Done:
    """The first `rows` rows were written before; `hash` is of their bytes."""

    rows: int = 0
    hash: bytes = b""


@dataclass
class Chunk:
    """Rows that are written together."""

    sheet: str = ""
    lines: list[int] = field(default_factory=list)
    """Of all rows, in order; the places below are places in it."""
    deciding: list[int] = field(default_factory=list)
    """The places of the rows that are to be decided, as the rows and commands are in order."""
    repeated: set[int] = field(default_factory=set)
    """The places of those to which an equal row came before."""
    rows: list[Row] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    after: int = 0
    hash: bytes = b""
    told: dict[str, Any] = field(default_factory=dict)


@dataclass
class ImportRun:
    """`file` gives the rows, `done` is what an earlier attempt has written of them. `signed`: who asked for the file and who
    approved it, for commands that may need two persons. `changes`: whether it may lead to facts. `as_of`: the day of what the
    file says, where its sender names one. `approved`: what a second person has approved of each row; nothing else is taken.
    `sender`: for whom its sender acts.
    """

    identity: str
    kind: ImportKind
    runner: Runner
    origin: Origin
    parse: Parse
    file: File
    done: Done
    signed: Mapping[str, str] = field(default_factory=dict)
    changes: bool = True
    as_of: date | None = None
    approved: Approved | None = None
    sender: Sender = field(default_factory=dict)
    _known_keys: KnownKeys = field(default_factory=KnownKeys)
    _rows: int = 0
    _hash: Any = field(default_factory=lambda: hashlib.blake2b(digest_size=32))
    _writing: asyncio.Task[None] | None = None
    _undecided: set[str] = field(default_factory=set)
    """What rows give that are perhaps not written yet."""

    async def run(self) -> None:
        """Takes the whole file. Raises Invalid for a wrong header or another file than the one begun."""
        chunk = Chunk()
        try:
            # Closed in any case: a workbook's file, process and turn are given up at once, not at a later garbage collection.
            async with aclosing(self.file.batches()) as batches:
                async for batch in batches:
                    chunk = await self._take_all(chunk, batch)
            if self._rows < self.done.rows:
                raise self._another_file()
            await self._hand_over(chunk)
            await self._written()
        finally:
            if self._writing is not None:
                # A write that has begun ends before the import is marked as broken off.
                with suppress(Exception):
                    await asyncio.shield(self._writing)

    async def _take_all(self, chunk: Chunk, batch: Sequence[TextRow]) -> Chunk:
        """Hands full chunks over; returns the one that is not full yet."""
        for turn, taken in enumerate(batch, 1):
            if len(chunk.lines) >= _CHUNK or chunk.sheet != taken.sheet:
                await self._hand_over(chunk)
                chunk = Chunk(taken.sheet)
            if self._rests_on_undecided(taken):
                await self._hand_over(chunk)
                await self._written()
                chunk = Chunk(taken.sheet)
                self._undecided.clear()
            self._take(chunk, taken)
            if turn % _SLICE == 0:
                await asyncio.sleep(0)
        if len(chunk.lines) < _CHUNK:
            return chunk
        await self._hand_over(chunk)
        return Chunk(chunk.sheet)

    def _rests_on_undecided(self, taken: TextRow) -> bool:
        if not isinstance(self.parse, Related) or taken.row is None or isinstance(taken.row, NotARow) or not self._undecided:
            return False
        with suppress(NotARow, Refusal, ValidationError), asking():
            return self.parse.needs(self.parse(self.kind.in_codes(taken.row))) in self._undecided
        return False

    def _take(self, chunk: Chunk, taken: TextRow) -> None:
        self._hash.update(taken.raw)
        self._hash.update(b"\n")
        if taken.row is None:
            return
        self._rows += 1
        if self._rows <= self.done.rows:
            # The row was done before. Only its key and content are needed, to find later lines that contradict it.
            with suppress(NotARow, Refusal, ValidationError):
                self._command(taken)
            if self._rows == self.done.rows and self._hash.digest() != self.done.hash:
                raise self._another_file()
            return
        chunk.lines.append(taken.line)
        try:
            row, command, repeated = self._command(taken)
        except (NotARow, Refusal, ValidationError) as error:
            refused = self._refused(taken.line, taken.sheet, error)
            chunk.refused.append(_over_lines(refused, taken.last))
            return
        place = len(chunk.lines) - 1
        chunk.deciding.append(place)
        if repeated:
            chunk.repeated.add(place)
        chunk.rows.append(row)
        chunk.commands.append(command)
        if isinstance(self.parse, Related):
            self._undecided.update(self.parse.gives(command))

    def _refused(self, line: int, sheet: str, error: Exception) -> RefusedRow:
        return refused_row(line, sheet, error, self.kind, self.file.title)

    def _command(self, taken: TextRow) -> tuple[Row, Command, bool]:
        """The row, its command, and whether an equal row came before.

        Raises the row's fault. A second row for the same thing with other content is a contradiction.
        """
        row = taken.row
        if isinstance(row, NotARow):
            raise row
        assert row is not None  # noqa: S101 - the header is no row
        row = self.kind.in_codes(row)
        with asking():
            command = self.parse(row)
        if isinstance(command, Countersigned):
            command = command.model_copy(update=self.signed or {"asked_by": self.origin.actor})
        if self.kind.same is not None:
            key, content = self.kind.same(command)
        else:
            said = {**row, **{column: read(row[column]) for column, read in self.kind.codes.items()}}
            key, content = self.kind.key(said), tuple(map(said.__getitem__, self.kind.columns))
        first, same = self._known_keys.first(key, content, taken.line)
        if not same:
            where = self.kind.named_by
            where_en, where_zh = (" (of this sheet or one before)", "(本表或之前的表)") if taken.sheet else ("", "")
            raise NotARow(
                where, row.get(where, key), f"line {first}{where_en} says something else of {key}",
                f"第 {first} 行{where_zh}对 {key} 的内容不同",
                do=_both("Keep the line that is right and take the other out of the file.", " ", self.kind.contradicted[0]),
                do_zh=_both("请核实后只保留正确的一行。", "", self.kind.contradicted[1]),
            )  # fmt: skip
        return row, command, first != taken.line

    def _another_file(self) -> Invalid:
        return Invalid(
            f"this is not the file that {self.identity} was begun with",
            f"该文件与导入 {self.identity} 原先的文件不同",
            field="Import-Id",
            value=self.identity,
            do_en="Leave the Import-Id out or choose another: the file is then imported from its first row.",
            do_zh="请省略或更换 Import-Id:文件将从第一行起导入。",
        )

    async def _hand_over(self, chunk: Chunk) -> None:
        """Written while the next is read, one at a time: the rows that are done are always the first ones of the file."""
        if not chunk.lines:
            return
        chunk.after, chunk.hash, chunk.told = self._rows - len(chunk.lines), self._hash.digest(), self.file.told()
        await self._written()
        self._writing = asyncio.create_task(self._write(chunk))

    async def _written(self) -> None:
        if self._writing is not None:
            writing, self._writing = self._writing, None
            try:
                await asyncio.shield(writing)
            except asyncio.CancelledError:
                self._writing = writing
                raise

    async def _write(self, chunk: Chunk) -> None:
        """One transaction: the facts, the refused rows, the progress. Repeated when a rival was faster."""

        async def attempt() -> list[Command]:
            async with self.runner.store.transaction() as tx:
                return await self._write_once(tx, chunk)

        with unhurried():
            self._accepted(await repeated(attempt, attempts=_ATTEMPTS))

    def _accepted(self, commands: Iterable[Command]) -> None:
        if isinstance(self.parse, Related):
            for command in commands:
                self.parse.accepted(command)

    async def _write_once(self, tx: Transaction, chunk: Chunk) -> list[Command]:
        """Returns the commands that were accepted."""
        commands = await self._knowing(tx, chunk.commands)
        outcomes = await self._executed(tx, chunk, commands)
        became = ["r"] * len(chunk.lines)
        refused, kept, facts = list(chunk.refused), [], 0
        taken: list[tuple[int, Row, Command]] = []
        written: list[tuple[int, Command]] = []
        for place, row, command, outcome in zip(chunk.deciding, chunk.rows, commands, outcomes, strict=True):
            if isinstance(outcome, Refusal):
                refused.append(self._refused(chunk.lines[place], chunk.sheet, outcome))
                continue
            kept.append((row, command))
            taken.append((chunk.lines[place], row, command))
            became[place] = "a" if outcome.recorded else "u"
            if outcome.recorded:
                written.append((place, command))
            facts += len(outcome.recorded)
        if facts and not self.changes:
            raise ChangedMeanwhile(import_id=self.identity)
        if self.kind.also is not None and kept:
            for follows in await self.runner.execute_many(await self.kind.also(tx, kept), self.origin, tx=tx):
                if isinstance(follows, Refusal):
                    raise follows
                facts += len(follows.recorded)
        for place in await self._unknown(tx, written):
            became[place] = "n"
        await (await noted(tx, self.kind, taken, chunk.sheet, self.sender)).keep(tx, self.identity)
        if refused:
            await tx.executemany(
                "insert into import_refusals (import_id, line, field, value, rule_en, rule_zh, sheet, do_en, do_zh, title)"
                " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                [
                    (self.identity, r.line, r.field, r.value, r.rule, r.rule_zh, r.sheet, r.do, r.do_zh, r.title)
                    for r in refused
                ],
            )
        letters = "".join(became)
        await tx.execute(
            "insert into import_outcomes values ($1, $2, $3, $4, $5)",
            self.identity, chunk.after, chunk.sheet, chunk.lines, letters,
        )  # fmt: skip
        await self._progress(tx, chunk, letters, facts)
        return [command for _, command in kept]

    async def _executed(self, tx: Transaction, chunk: Chunk, commands: Sequence[Command]) -> Sequence[Outcome | Refusal]:
        if self.approved is None:
            return await self.runner.execute_many(commands, self.origin, tx=tx)
        rows = [chunk.after + place for place in chunk.deciding]
        return await self.approved.execute(self.runner, rows, commands, self.origin, tx)

    async def _knowing(self, tx: Transaction, commands: Sequence[Command]) -> Sequence[Command]:
        """The commands with what must be known when they are decided."""
        commands = await self._dated(tx, commands)
        return commands if self.kind.anew is None else await self.kind.anew(tx, commands)

    async def _dated(self, tx: Transaction, commands: Sequence[Command]) -> Sequence[Command]:
        return commands if self.kind.dated is None else await self.kind.dated(tx, commands, self.as_of)

    async def _unknown(self, tx: Transaction, written: Sequence[tuple[int, Command]]) -> list[int]:
        """The places of those that speak of something that is not known here."""
        if self.kind.unknown is None or not written:
            return []
        unknown = await self.kind.unknown(tx, [command for _, command in written])
        return [place for (place, _), is_unknown in zip(written, unknown, strict=True) if is_unknown]

    async def _progress(self, tx: Transaction, chunk: Chunk, letters: str, facts: int) -> None:
        told = chunk.told
        await tx.execute(
            "update imports set rows = rows + $2, accepted = accepted + $3, unchanged = unchanged + $4, refused = refused + $5,"
            " facts = facts + $6, done_hash = $7, bytes = $8, rows_total = $9, encodings = $10::jsonb, sheets_left = $11,"
            " unknown = unknown + $12, columns_left = $13, hidden = $14"
            " where import_id = $1",
            self.identity,
            len(letters),
            letters.count("a") + letters.count("n"),
            *map(letters.count, "ur"),
            facts,
            chunk.hash,
            told["bytes"],
            told["rows_total"],
            orjson.dumps(told["encodings"]).decode(),
            told["sheets_left"],
            letters.count("n"),
            told["columns_left"],
            told["hidden"],
        )


def _both(said: str, between: str, more: str) -> str:
    return f"{said}{between}{more}" if more else said


def _over_lines(refused: RefusedRow, last: int) -> RefusedRow:
    """Adds a note where a row takes several lines: one quotation mark too many may have joined it to its neighbours."""
    if last == refused.line:
        return refused
    return refused.model_copy(
        update={
            "rule": f"{refused.rule} (the row goes on to line {last})",
            "rule_zh": f"{refused.rule_zh}(该行延续至第 {last} 行)",
        }
    )
