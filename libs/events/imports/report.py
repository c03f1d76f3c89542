"""The result of an import: how far it is, which rows were refused and why, and the same as a download."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import orjson
from pydantic import BaseModel

from ..http.idempotency import Waits
from ..http.paging import EPOCH, Page, key_of, page_of
from ..http.tables.csv_file import csv_line
from ..http.tables.listing import Listing
from ..refusal import NotFound
from ..store.sessions import IN_PIECES
from .faults import RefusedRow
from .files import File
from .notes import ImportNote, kept_notes

__all__ = [
    "LISTING", "ImportReport", "ImportState", "ReportRows", "as_csv", "as_ndjson", "finished", "known", "page", "refused_csv",
    "report", "with_counts",
]  # fmt: skip

_SHOWN = 100
_COLUMNS = ("line", "sheet", "outcome", "field", "title", "value", "rule", "rule_zh", "do", "do_zh")
_OUTCOMES = {"a": "accepted", "n": "accepted-unknown", "u": "unchanged", "r": "refused"}
_REFUSED = (
    "select line, field, value, rule_en as rule, rule_zh, sheet, title, do_en as do, do_zh"
    " from import_refusals where import_id = $1"
)
_IMPORT = (
    "select import_id, kind, caller, state, rows, accepted, unchanged, refused, unknown, facts, started_at, finished_at, bytes,"
    " bytes_total, rows_total, resumed_from, encodings::text as encodings, sheets_left, columns_left, hidden, as_of,"
    " countersignature, approved_by, sha256, tries, fault, again_at, clock_timestamp() as asked_at"
    " from imports"
)
Line = Mapping[str, Any]


def _of(column: str) -> Callable[[Line], object]:
    return lambda line: line.get(column)


_SAID = {
    "accepted": ("已接收", "accepted"),
    "accepted-unknown": ("已接收,对象不在名录中", "accepted, not on the register"),
    "unchanged": ("未变", "unchanged"),
    "refused": ("已退回", "refused"),
}
LISTING = Listing[Line](
    "import-report",
    "导入报告",
    {
        "line": "行", "sheet": "工作表", "outcome": "结果", "field": "字段", "title": "列名", "value": "内容",
        "rule_zh": "原因", "do_zh": "办法", "rule": "原因(英文)", "do": "办法(英文)",
    },
    {column: _of(column) for column in _COLUMNS},
    # The last lines count the rows of each outcome.
    {"outcome": {**_SAID, "note": ("提示", "note"), "total": ("合计", "total")}, "field": _SAID},
    {"rule_zh": "Reason (Chinese)", "do_zh": "What to do (Chinese)", "rule": "Reason", "do": "What to do"},
)  # fmt: skip
"""The report as a workbook."""


class ImportState(StrEnum):
    """`waiting`: for a second person, who may refuse it; the asker may take it back, and it expires."""

    RUNNING = "running"
    FINISHED = "finished"
    BROKEN_OFF = "broken-off"
    INTERRUPTED = "interrupted"
    WAITING = "waiting"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class ReportRows(StrEnum):
    """Which rows a download lists."""

    REFUSED = "refused"
    ALL = "all"


class ImportReport(BaseModel):
    """`rows = accepted + unchanged + refused`; `facts` are the facts written; `refusals` shows the first hundred.

    `unknown`: so many of the accepted rows speak of something that was not known here, such as an entity that the register does
    not list; `?rows=all` of the report names them.

    `bytes` of `bytes_total` (null: not said by the sender) have been read. `rows_expected` is given by a workbook and
    otherwise estimated from the bytes; `expected_end` follows from it and from `rows_per_second`. `encodings` says how many
    rows were read as which, `sheets_left` names visible sheets that were not read, `columns_left` columns that are none of the
    kind's and were passed over, `hidden` how many rows of a workbook are hidden (by a filter or by hand; they are taken as any
    others), `as_of` the day of what the file says, `resumed_from` is how many rows an earlier attempt had done.

    `countersignature` is what waits, or has waited, for a second person, `approved_by` who that was, `sha256` of the file.
    While it waits the counts are those of the preview; once it was refused, taken back or is overdue they stay so, and nothing
    was written. `waits`: until when and for whom, in the answer to who sends it.

    `notes` say what is to be known of rows that were taken, once of all rows of which it is the same; the first hundred.

    `fault`: why an approved file could not be applied yet, `tries` how often in a row; it is tried again at `again_at`.
    """

    import_id: str
    kind: str
    state: ImportState
    caller: str
    rows: int
    accepted: int
    unchanged: int
    refused: int
    unknown: int
    facts: int
    started_at: datetime
    finished_at: datetime | None
    bytes: int
    bytes_total: int | None
    rows_expected: int | None
    rows_per_second: float | None
    expected_end: datetime | None
    resumed_from: int
    encodings: dict[str, int]
    sheets_left: list[str]
    columns_left: list[str]
    hidden: int
    as_of: date | None
    countersignature: str | None
    approved_by: str | None
    sha256: str | None
    tries: int
    fault: str | None
    again_at: datetime | None
    waits: Waits | None = None
    refusals: list[RefusedRow] = []
    notes: list[ImportNote] = []


def _shaped(row: Mapping[str, Any], refusals: Iterable[RefusedRow] = (), notes: Iterable[ImportNote] = ()) -> ImportReport:
    known = dict(row)
    asked, total = known.pop("asked_at"), known.pop("rows_total")
    running = known["state"] == ImportState.RUNNING
    seconds = ((known["finished_at"] or asked) - known["started_at"]).total_seconds()
    rate = (known["rows"] - known["resumed_from"]) / seconds if seconds > 0 else None
    expected = known["rows"] if known["state"] == ImportState.FINISHED else _expected(known, total)
    end = None
    if running and rate and expected is not None:
        end = asked + timedelta(seconds=(expected - known["rows"]) / rate)
    return ImportReport(
        **{**known, "encodings": orjson.loads(known["encodings"])},
        rows_expected=expected,
        rows_per_second=None if rate is None else round(rate, 1),
        expected_end=end,
        refusals=list(refusals),
        notes=list(notes),
    )


def _expected(known: Mapping[str, Any], total: int | None) -> int | None:
    if total is not None:
        return max(total, int(known["rows"]))
    if known["bytes_total"] and known["bytes"] and known["rows"]:
        return max(int(known["rows"]), int(known["rows"] * known["bytes_total"] / known["bytes"]))
    return None


async def known(pool: Any, identity: str) -> Mapping[str, Any]:
    """Raises NotFound."""
    row: Mapping[str, Any] | None = await pool.fetchrow(f"{_IMPORT} where import_id = $1", identity)
    if row is None:
        raise NotFound(
            f"no import {identity}", f"没有导入 {identity}", field="import_id", value=identity,
            do_en="GET /v1/import-reports lists them.", do_zh="可通过 GET /v1/import-reports 查看。",
        )  # fmt: skip
    return row


async def report(pool: Any, identity: str) -> ImportReport:
    """Raises NotFound."""
    row = await known(pool, identity)
    shown = await pool.fetch(f"{_REFUSED} order by sheet, line limit $2", identity, _SHOWN)
    return _shaped(row, [RefusedRow(**r) for r in shown], await kept_notes(pool, identity))


async def finished(db: Any, identity: str, file: File) -> None:
    """The whole file has been taken. `db`: pool or connection."""
    await db.execute(
        "update imports set state = 'finished', finished_at = clock_timestamp(), bytes = $2, columns_left = $3, hidden = $4,"
        " tries = 0, fault = null, again_at = null where import_id = $1",
        identity,
        file.told()["bytes"],
        file.told()["columns_left"],
        file.told()["hidden"],
    )


async def page(
    pool: Any, *, kind: str | None, state: ImportState | None, who: str | None, cursor: str | None, limit: int
) -> Page[ImportReport]:
    """Newest first, without their refused rows."""
    before, name = (None, "") if cursor is None else key_of(cursor, [EPOCH, ""])
    rows = await pool.fetch(
        f"{_IMPORT} where ($1::text is null or kind = $1) and ($2::text is null or state = $2)"
        " and ($3::text is null or caller = $3) and ($4::timestamptz is null or (started_at, import_id) < ($4, $5))"
        " order by started_at desc, import_id desc limit $6",
        kind, state, who, before, name, limit + 1,
    )  # fmt: skip
    return page_of([_shaped(row) for row in rows], limit, lambda shown: [shown.started_at, shown.import_id])


async def _lines(pool: Any, identity: str, which: ReportRows) -> AsyncIterator[Line]:
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(IN_PIECES)
        if which is ReportRows.REFUSED:
            async for row in connection.cursor(f"{_REFUSED} order by sheet, line", identity):
                yield {**row, "outcome": "refused"}
            return
        chunks = connection.cursor(
            "select sheet, lines, outcomes from import_outcomes where import_id = $1 order by after", identity, prefetch=1
        )
        async for sheet, lines, outcomes in chunks:
            refused = {}
            if "r" in outcomes:
                between = f"{_REFUSED} and sheet = $2 and line between $3 and $4"
                found = await connection.fetch(between, identity, sheet, lines[0], lines[-1])
                refused = {row["line"]: row for row in found}
            for line, outcome in zip(lines, outcomes, strict=True):
                yield {"line": line, "sheet": sheet, **refused.get(line, {}), "outcome": _OUTCOMES[outcome]}


async def with_counts(pool: Any, identity: str, which: ReportRows) -> AsyncIterator[Line]:
    """One line a row; one a note (`outcome` is `note`); then one an outcome that counts its rows (`total`); the accepted with
    the unknown ones.
    """
    async for line in _lines(pool, identity, which):
        yield line
    for note in await kept_notes(pool, identity, None):
        said = {"rule": f"{note.note} ({note.rows} rows)", "rule_zh": f"{note.note_zh}(共 {note.rows} 行)"}
        yield {**note.model_dump(include={"line", "sheet", "field", "value"}), "outcome": "note", **said}
    counts = await known(pool, identity)
    for outcome in _OUTCOMES.values():
        yield {"outcome": "total", "field": outcome, "value": counts["unknown" if outcome == "accepted-unknown" else outcome]}


async def as_csv(pool: Any, identity: str, which: ReportRows) -> AsyncIterator[str]:
    """For programs."""
    # The mark tells spreadsheets that it is UTF-8.
    yield "\ufeff" + csv_line(_COLUMNS)
    async for line in with_counts(pool, identity, which):
        yield csv_line([line.get(name, "") for name in _COLUMNS])


async def as_ndjson(pool: Any, identity: str, which: ReportRows) -> AsyncIterator[bytes]:
    """The report itself without its refusals, then one object a row."""
    shown = _shaped(await known(pool, identity), (), await kept_notes(pool, identity))
    yield _json(shown.model_dump(mode="json", exclude={"refusals"}))
    async for line in _lines(pool, identity, which):
        yield _json({name: line[name] for name in _COLUMNS if name in line})


async def refused_csv(pool: Any, identity: str) -> AsyncIterator[str]:
    """The refused rows alone."""
    names = ("line", "field", "title", "value", "rule", "rule_zh")
    yield "\ufeff" + csv_line(names)
    async for line in _lines(pool, identity, ReportRows.REFUSED):
        yield csv_line(line[name] for name in names)


def _json(what: Mapping[str, Any]) -> bytes:
    return orjson.dumps(what, option=orjson.OPT_APPEND_NEWLINE)
