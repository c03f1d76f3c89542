"""What the API document says of files that are answered: their media types, and an example of those that are text."""

from __future__ import annotations

import json
from typing import Any, Final

from ..http.tables.csv_file import csv_line
from .receiving import XLSX

__all__ = ["CHANGES", "REFUSED_CSV", "REPORT_CSV", "REPORT_NDJSON", "WORKBOOK"]

Answers = dict[int | str, dict[str, Any]]

_REFUSED = {
    "line": 3, "sheet": "", "outcome": "refused", "field": "name", "title": "企业名称", "value": "",
    "rule": "is needed and missing", "rule_zh": "必填,不得缺少",
    "do": "Correct the row and send it again.", "do_zh": "请更正该行后重新导入。",
}  # fmt: skip
_COUNTS = {"accepted": 1, "accepted-unknown": 0, "unchanged": 0, "refused": 1}
_CHANGE = {"line": 2, "sheet": "", "facts": [{"type": "library.book-listed", "data": {"book": "B-2", "title": "西游记"}}]}


def _text(media_type: str, example: str) -> Answers:
    return {200: {"content": {media_type: {"schema": {"type": "string"}, "example": example}}}}


def _csv(*names: str) -> str:
    return csv_line(names) + csv_line(_REFUSED[name] for name in names)


def _objects(*lines: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)


REPORT_CSV: Final = _text(
    "text/csv",
    _csv(*_REFUSED) + "".join(csv_line(["", "", "total", of, "", rows, "", "", "", ""]) for of, rows in _COUNTS.items()),
)
REFUSED_CSV: Final = _text("text/csv", _csv("line", "field", "title", "value", "rule", "rule_zh"))
REPORT_NDJSON: Final = _text(
    "application/x-ndjson",
    _objects({"import_id": "I-1", "state": "finished", "rows": 2, "accepted": 1, "refused": 1}, _REFUSED),
)
CHANGES: Final = _text("application/x-ndjson", _objects(_CHANGE))
WORKBOOK: Final[Answers] = {200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}}
