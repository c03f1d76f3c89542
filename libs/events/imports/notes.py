"""What a sender and whoever approves should know of rows that are taken, and would not see otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel

from ..store.store import Transaction
from .faults import may_stay
from .kinds import ImportKind, Note, Row, Sender

__all__ = ["ImportNote", "Notes", "kept_notes", "most_of", "noted"]

_SHOWN = 100


class ImportNote(BaseModel):
    """`note`, in Chinese `note_zh`: what is to be known of so many `rows` that hold the value; the first is on `line`."""

    field: str
    value: str
    note: str
    note_zh: str
    rows: int
    line: int
    sheet: str = ""


class _Same(NamedTuple):
    field: str
    value: str
    said: str
    said_zh: str


class Notes:
    """The notes of rows, those that say the same together, in the order of their first rows."""

    def __init__(self) -> None:
        self._found: dict[_Same, ImportNote] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, line: int, sheet: str, note: Note, personal: Collection[str]) -> None:
        """`personal`: the columns of the kind that hold personal data: what they hold is not told."""
        value = may_stay(note.field, note.value, personal)
        same = _Same(note.field, value, note.said, note.said_zh)
        self._join(same, 1, line, sheet)

    def join(self, others: Notes) -> None:
        for same, other in others._found.items():
            self._join(same, other.rows, other.line, other.sheet)

    def _join(self, same: _Same, rows: int, line: int, sheet: str) -> None:
        held = self._found.get(same)
        if held is None:
            field, value, said, said_zh = same
            self._found[same] = ImportNote(
                field=field, value=value, note=said, note_zh=said_zh, rows=rows, line=line, sheet=sheet
            )
        else:
            held.rows += rows

    def first(self) -> list[ImportNote]:
        return list(self._found.values())[:_SHOWN]

    async def keep(self, db: Any, identity: str) -> None:
        """Beside those that are kept of the import. `db`: pool or connection."""
        await db.executemany(
            "insert into import_notes as kept (import_id, field, value, note_en, note_zh, rows, line, sheet)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8)"
            " on conflict (import_id, field, value, note_en) do update set rows = kept.rows + excluded.rows",
            [(identity, n.field, n.value, n.note, n.note_zh, n.rows, n.line, n.sheet) for n in self._found.values()],
        )


async def noted(tx: Transaction, kind: ImportKind, rows: Sequence[tuple[int, Row, Any]], sheet: str, sender: Sender) -> Notes:
    """The notes of rows that are taken, as line, row and command."""
    notes = Notes()
    if kind.noted is None or not rows:
        return notes
    of_each = await kind.noted(tx, [(row, command) for _, row, command in rows], sender)
    for (line, *_), found in zip(rows, of_each, strict=True):
        for note in found:
            notes.add(line, sheet, note, kind.personal)
    return notes


async def kept_notes(pool: Any, identity: str, most: int | None = _SHOWN) -> list[ImportNote]:
    """Those of an import, in the order of its rows."""
    rows = await pool.fetch(
        "select field, value, note_en as note, note_zh, rows, line, sheet from import_notes where import_id = $1"
        " order by number limit $2",
        identity,
        most,
    )
    return [ImportNote(**row) for row in rows]


def most_of(notes: Iterable[ImportNote], room: int) -> list[dict[str, Any]]:
    """As many of the first notes as have room in so many characters."""
    shown = []
    for note in notes:
        said = note.model_dump(mode="json")
        room -= len(str(said))
        if room < 0:
            break
        shown.append(said)
    return shown
