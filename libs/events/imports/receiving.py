"""A file as it comes with a request: how large it may be, and what may be sent."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, TypeAlias

from fastapi import Query, Request

from ..http.auth import Caller
from ..http.tables.csv_file import csv_line
from ..refusal import Invalid
from .faults import too_large
from .files import File
from .kinds import ImportKind, Row

__all__ = ["XLSX", "Allowed", "AsOf", "bodies", "check_as_of", "declared_size", "incoming", "unsaid"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Allowed: TypeAlias = Callable[[str, Caller], ImportKind]


AsOf = Annotated[
    date | None,
    Query(
        description="The day of what the file says, of kinds that newer files change (such as `entities`). A row that would"
        " change what the register has said since a later day is refused. Without it, a row that says what the register said"
        " before its last change is refused: it may be of an older file."
    ),
]


def check_as_of(kind: ImportKind, as_of: date | None, today: date) -> None:
    """Raises Invalid."""
    if as_of is None:
        return
    if kind.dated is None:
        raise Invalid(
            "files of this kind are taken by the days in their rows", "此类文件以各行所载日期为准", field="as_of",
            value=as_of.isoformat(), do_en="Leave as_of out.", do_zh="请省略 as_of。",
        )  # fmt: skip
    if as_of > today:
        raise Invalid(
            "the day has not come", "该日期尚未到来", field="as_of", value=as_of.isoformat(),
            do_en="Name the day on which the file's data were right.", do_zh="请填写文件数据的截止日期。",
        )  # fmt: skip


def declared_size(request: Request) -> int | None:
    """Bytes that the sender says the file has; None where nothing is said."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isdecimal() else None


def incoming(
    request: Request,
    kind: ImportKind,
    sheets: Sequence[str],
    titles: Row,
    arrived: Callable[[int], Awaitable[None]] | None = None,
) -> File:
    """The file. `titles`: as the sender's office calls columns. Raises TooLarge where its declared size is."""
    state = request.app.state
    limits = state.service_state.settings
    most = limits.import_most_mib * 2**20
    size = declared_size(request)
    if size is not None and size > most:
        raise too_large(most)
    return File(
        request.stream(), request.headers.get("content-type", ""), kind, sheets, most, arrived or unsaid,
        limits.import_workbook_mib * 2**20, state.work_locks.workbooks, state.work_locks.spool, titles,
    )  # fmt: skip


async def unsaid(_: int) -> None:
    """For a file of which nobody is told how much has arrived."""


def bodies(kinds: Mapping[str, ImportKind]) -> dict[str, Any]:
    """What may be sent, for the API's description: of each kind the header and a row."""
    text: dict[str, Any] = {"type": "string"}
    csv = "UTF-8, GB18030 or UTF-16; the first line names the columns of the kind, in any order."
    ndjson = "An object a line, with the columns of the kind as names."
    shown: dict[str, tuple[str, str, str]] = {
        name: ("".join(map(csv_line, (kind.columns, kind.example))), _object(kind), _said(kind))
        for name, kind in kinds.items()
        if kind.example
    }
    return {
        "text/csv": {
            "schema": {**text, "description": csv},
            "examples": {name: {"summary": said, "value": lines} for name, (lines, _, said) in shown.items()},
        },
        "application/x-ndjson": {
            "schema": {**text, "description": ndjson},
            "examples": {name: {"summary": said, "value": line} for name, (_, line, said) in shown.items()},
        },
        XLSX: {"schema": {**text, "format": "binary", "description": "A workbook whose sheets are as the CSV files."}},
    }


def _object(kind: ImportKind) -> str:
    return json.dumps(dict(zip(kind.columns, kind.example, strict=True)), ensure_ascii=False) + "\n"


def _said(kind: ImportKind) -> str:
    left = f"; may be left out: {', '.join(sorted(kind.optional))}" if kind.optional else ""
    return f"by {', '.join(kind.roles)}{left}"
