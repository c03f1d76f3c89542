"""Lists as CSV for officials: UTF-8 with a mark that spreadsheets read, streamed."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable
from typing import Any

from fastapi.responses import StreamingResponse
from pydantic import BaseModel

__all__ = ["csv_file"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, model: type[BaseModel], rows: AsyncIterator[Any]) -> StreamingResponse:
    """One line per row, one column per field of `model`; lists are joined by `|`."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_lines(list(model.model_fields), rows), media_type="text/csv; charset=utf-8", headers=headers)


async def _lines(columns: list[str], rows: AsyncIterator[Any]) -> AsyncIterator[str]:
    yield "\ufeff" + _line(columns)
    async for row in rows:
        content = row.model_dump(mode="json")
        yield _line(_cell(content[column]) for column in columns)


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = "|".join(str(v) for v in value) if isinstance(value, list) else str(value)
    # OWASP, CSV injection: a spreadsheet would compute what begins like a formula.
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
