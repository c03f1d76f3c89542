"""Workbooks (XLSX), read row by row in a process of their own."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from ...catalog.personal_numbers import without
from ...refusal import Invalid
from ..faults import NotARow
from ..kinds import ImportKind, Row
from .encodings import refuse_foreign
from .headings import MOST_LINES_ABOVE, MOST_TITLES, SHOWN, Heading, Headings, told
from .lines import LONGEST_ROW
from .numbers import taken_number
from .text_rows import TextRow, too_long

__all__ = ["MARKS", "Workbook"]

MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What a workbook begins with: a ZIP archive, or the older container of Excel 97 and of encrypted files."""
_READER = Path(__file__).with_name("sheet_reader.py")
_MOST_UNPACKED = 2 * 2**30
_FIRST_DAY = date(1899, 12, 30)
_TYPED_DAY = re.compile(r"(?:19|20)[0-9]{6}")
_LEAST_DAY, _MOST_DAY = 61, 2_958_465
"""Before 1900-03-01 spreadsheets do not agree; the last is 9999-12-31."""
_EARLIEST = (_FIRST_DAY + timedelta(_LEAST_DAY)).isoformat()
_NO_DAY = (
    "is a number, and no day of a spreadsheet either; write it as 2024-03-01",
    "该数字不是有效的日期序号,请写成 2024-03-01",
)
_BATCH = 256


class Workbook:
    """One workbook. `named` are the titles of all its sheets with the columns that they name, `titles` those by sheet and
    column, `left` visible sheets that nobody asked for, `rows` how many rows the sheets begun so far have.

    `hidden`: how many of the rows that were read are hidden. They are rows as any others: a file that is sent while a filter is
    on is meant whole. What is struck through is not: it is refused, as it says that something no longer holds, and not what.
    """

    def __init__(
        self, path: Path, kind: ImportKind, sheets: Sequence[str], most_memory: int, headings: Headings | None = None
    ) -> None:
        self._path, self._kind, self._sheets, self._most_memory = path, kind, sheets, most_memory
        self._headings = headings or Headings(kind)
        self._sheet = ""
        self._masked: dict[str, str] = {}
        self._first_day = _FIRST_DAY
        self._unseen: frozenset[int] = frozenset()
        self._above: list[list[str]] = []
        self.heading: Heading | None = None
        self.aside: dict[str, None] = {}
        self.named: dict[tuple[str, str], None] = {}
        self.titles: dict[str, dict[str, str]] = {}
        self.left: list[str] = []
        self.rows = 0
        self.hidden = 0

    @property
    def asked(self) -> list[str]:
        """The sheets that were asked for, as the report names them."""
        return [self._named(sheet) for sheet in self._sheets]

    def columns(self) -> list[tuple[str, str | None]]:
        """Titles of the last sheet as it has them, and the columns that they name."""
        return list(zip(self.heading.titles, self.heading.names, strict=True)) if self.heading else []

    async def batches(self) -> AsyncGenerator[list[TextRow], None]:
        """The rows of the sheets, in order. Raises Invalid for a workbook that cannot be read or has a wrong header."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", str(_READER), str(self._path), *map(str, (_MOST_UNPACKED, self._most_memory, LONGEST_ROW)),
            *self._sheets,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, limit=2**22,
        )  # fmt: skip
        assert process.stdout is not None  # noqa: S101 - asked for above
        try:
            batch: list[TextRow] = []
            async for raw in process.stdout:
                taken = self._taken(raw.rstrip(b"\n"))
                if taken is not None:
                    batch.append(taken)
                if len(batch) >= _BATCH:
                    yield batch
                    batch = []
            yield batch
            if await process.wait():
                raise _FAULTS["broken"]([])
            self._end_sheet()
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()

    def _taken(self, raw: bytes) -> TextRow | None:
        said = orjson.loads(raw)
        if isinstance(said, dict):
            if "fault" in said:
                raise _FAULTS[said["fault"]](said.get("sheets", []))
            if self._sheet:
                self._end_sheet()
            self._sheet, self.left = self._named(said["sheet"]), [self._named(name) for name in said["left"]]
            self._above, self.heading = [], None
            self._first_day = date.fromisoformat(said["first_day"])
            self._unseen = frozenset(said["hidden"])
            self.rows += max(0, said["rows"] - 1)
            return None
        line, cells, *is_hidden = said
        if self.heading is None:
            self._look_for_heading([] if cells is None else [_shown(cell) for cell in cells])
            return TextRow(line, raw, None, line, self._sheet)
        try:
            row: Row | NotARow | None = self._row(self.heading, cells)
        except NotARow as error:
            row = error
        if row is None:
            return None
        self.hidden += len(is_hidden)
        return TextRow(line, raw, row, line, self._sheet)

    def _named(self, sheet: str) -> str:
        """The name for the report, which keeps it: no personal number in it, and no two sheets alike."""
        shown = without(sheet)
        return sheet if shown == sheet else self._masked.setdefault(sheet, f"{shown} ({len(self._masked) + 1})")

    def _look_for_heading(self, cells: list[str]) -> None:
        above = self._above[-1] if self._above else None
        of = partial(self._headings.of, unseen=self._unseen)
        self.heading = of(cells) or (of(cells, above) if above is not None else None)
        if self.heading is not None:
            self.aside.update(dict.fromkeys(self.heading.aside))
            self.named.update(dict.fromkeys(self.heading.named))
            self.titles[self._sheet] = {column: title for title, column in self.heading.named}
            return
        self._above.append(cells)
        if len(self._above) >= MOST_LINES_ABOVE:
            self._end_sheet()

    def _end_sheet(self) -> None:
        """Raises Invalid where no header was found."""
        if self.heading is None:
            raise self._headings.wrong(self._above, self._unseen)

    def _row(self, heading: Heading, cells: list[Any] | None) -> Row | None:
        if cells is None:
            raise too_long()
        names = heading.names
        for at in range(len(names), len(cells)):
            # In a sheet no cell is in another's column: a remark beside the table moves nothing.
            if cells[at] and not str(cells[at]).isspace() and len(self.aside) < MOST_TITLES:
                self.aside[told("", at + 1)] = None
        del cells[len(names) :]
        cells += [""] * (len(names) - len(cells))
        texts = [
            "" if name is None else cell if isinstance(cell, str) else self._value(name, cell)
            for name, cell in zip(names, cells, strict=True)
        ]
        whole = " | ".join(texts)
        if "\x00" in whole:
            raise NotARow("row", whole[:SHOWN], "holds a NUL character", "含有空字符 (NUL)")
        refuse_foreign(whole)
        return heading.row(texts, whole)

    def _value(self, name: str, cell: dict[str, str]) -> str:
        """Raises NotARow where a formula failed, or a number does not say what was typed."""
        if cell.get("error") == "=":
            raise NotARow(
                name, "=", "is a formula without a computed value", "公式尚未计算,没有结果",
                do="Open the file in a spreadsheet program, save it, and send it again; or put the value itself into the cell.",
                do_zh="请用表格软件打开文件、保存后重新导入,或将该单元格改为实际内容。",
            )  # fmt: skip
        if "error" in cell:
            raise NotARow(
                name, cell["error"], "is a formula that could not be computed", "公式计算出错",
                do="Put the value itself into the cell and send the file again.", do_zh="请将该单元格改为实际内容后重新导入。",
            )  # fmt: skip
        if "struck" in cell:
            raise NotARow(
                name, cell["struck"], "is struck through", "已加删除线",
                do="Take the row out if it no longer holds, otherwise take the line through it away, and send the file again.",
                do_zh="该行已作废的请删除,仍有效的请取消删除线,然后重新导入。",
            )  # fmt: skip
        if "day" in cell:
            return self._spelled(name, cell["day"])
        if "truth" in cell:
            return self._yes_or_no(name, cell["truth"])
        digits = cell["number"]
        if name in self._kind.days:
            return self._day(name, digits)
        return taken_number(self._kind, name, digits)

    def _spelled(self, name: str, day: str) -> str:
        """A cell with the format of a day or a time. Raises NotARow where text is meant: `3-2` typed becomes one unasked."""
        if name not in self._kind.days:
            raise self._no_text(name, day, "a date or a time", "日期或时间")
        if day[:1].isdigit() and "-" in day and day < _EARLIEST:
            raise NotARow(name, day, *_NO_DAY)
        return day

    def _yes_or_no(self, name: str, truth: str) -> str:
        """Raises NotARow where the column is not one of yes and no."""
        if not {"yes", "no"} <= set(self._kind.words.get(name, {}).values()):
            raise self._no_text(name, truth, "TRUE or FALSE", "逻辑值(TRUE 或 FALSE)")
        return "yes" if truth == "TRUE" else "no"

    @staticmethod
    def _no_text(name: str, shown: str, what: str, what_zh: str) -> NotARow:
        return NotARow(
            name, shown, f"is {what} to the spreadsheet, and may not be what was typed; text is needed",
            f"该单元格在表格软件中为{what_zh},可能与填写的内容不同,应为文本",
            do=f"Set the column {name} to text in the spreadsheet, enter the cell again, and send the file again.",
            do_zh=f"请在表格中将“{name}”列设为文本格式,重新填写该单元格后再导入。",
        )  # fmt: skip

    def _day(self, name: str, number: str) -> str:
        """A number of days since the workbook's first one, with a time of day behind the point. 20240301 is a day as typed."""
        if _TYPED_DAY.fullmatch(number):
            return number
        days = int(number.partition(".")[0]) if not number.startswith("-") else 0
        if not _LEAST_DAY <= days <= _MOST_DAY:
            raise NotARow(name, number, *_NO_DAY)
        return (self._first_day + timedelta(days)).isoformat()


def _shown(cell: Any) -> str:
    return cell if isinstance(cell, str) else "".join(cell.values())


def _refuse(rule: str, rule_zh: str, do: str, do_zh: str) -> Callable[[list[str]], Invalid]:
    return lambda sheets: Invalid(
        rule, rule_zh, field="file" if not sheets else "sheet",
        do_en=do.format("; ".join(sheets)), do_zh=do_zh.format("、".join(sheets)),
    )  # fmt: skip


_FAULTS = {
    "encrypted": _refuse(
        "the workbook is encrypted: it asks for a password when it is opened",
        "工作簿已加密,打开时需要密码",
        "Open it, take the password off (File, Info, Protect), save it, and send it again; nothing was written.",
        "请打开文件,取消打开密码(文件 → 信息 → 保护工作簿)并保存后重新导入;没有写入任何内容。",
    ),
    "old": _refuse(
        "the workbook is of the format before 2007 (.xls)",
        "工作簿为旧版格式(.xls)",
        "Open it, save it as .xlsx or CSV, and send that; nothing was written.",
        "请打开文件,另存为 .xlsx 或 CSV 后重新导入;没有写入任何内容。",
    ),
    "other": _refuse(
        "the file is no workbook of the kind .xlsx (but perhaps .ods, .xlsb, .docx or an archive)",
        "文件不是 .xlsx 工作簿(可能是 .ods、.xlsb、.docx 或压缩包)",
        "Open it in a spreadsheet program, save it as .xlsx or CSV, and send that; nothing was written.",
        "请用表格软件打开,另存为 .xlsx 或 CSV 后重新导入;没有写入任何内容。",
    ),
    "broken": _refuse(
        "the workbook cannot be read: it is damaged, incomplete or no workbook, or needs more memory than is allowed",
        "工作簿无法读取:文件损坏、不完整、不是工作簿,或所需内存超过限额",
        "Open it and save it as CSV (or again as .xlsx), and send that; rows that were accepted stay as they are.",
        "请打开后另存为 CSV(或重新另存为 .xlsx)再导入;已接受的行不受影响。",
    ),
    "unpacked": _refuse(
        f"the workbook is larger than {_MOST_UNPACKED // 2**30} GiB when unpacked",
        f"工作簿解压后超过 {_MOST_UNPACKED // 2**30} GiB",
        "Save it as CSV, or in several files, and send those; nothing was written.",
        "请另存为 CSV 或拆分为多个文件后导入;没有写入任何内容。",
    ),
    "sheet": _refuse(
        "the workbook has no such sheet",
        "工作簿中没有该工作表",
        "Name one of its sheets ({}), or * for all that are visible.",
        "请指定其中的工作表({}),或用 * 表示全部可见工作表。",
    ),
    "twice": _refuse(
        "the workbook has two sheets of one name",
        "工作簿中有同名的工作表",
        "Rename the sheets ({}) so that no two are alike, and send the file again; nothing was written.",
        "请将同名的工作表({})改为不同名称后重新导入;没有写入任何内容。",
    ),
}
