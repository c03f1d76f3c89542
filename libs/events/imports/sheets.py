"""Workbooks (XLSX), read row by row in a process of their own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from ..refusal import Invalid
from .delimited import header_of, row_of
from .faults import NotARow
from .kinds import ImportKind, Row
from .lines import LONGEST_ROW
from .text_rows import SHOWN, TextRow, too_long

__all__ = ["MARKS", "Workbook"]

MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What a workbook begins with: a ZIP archive, or the older container of Excel 97 and of encrypted files."""
_READER = Path(__file__).with_name("sheet_reader.py")
_MOST_UNPACKED = 2 * 2**30
_EXACT_DIGITS = 15
"""Digits of a number that a spreadsheet keeps (IEEE 754). A longer code typed as a number has lost the rest."""
_BATCH = 256


class Workbook:
    """One workbook. `left` are visible sheets that were not asked for, `rows` how many rows the sheets begun so far have."""

    def __init__(self, path: Path, kind: ImportKind, sheets: Sequence[str], most_memory: int) -> None:
        self._path, self._kind, self._sheets, self._most_memory = path, kind, sheets, most_memory
        self._sheet = ""
        self._names: list[str] = []
        self._left_out: dict[str, str] = {}
        self.left: list[str] = []
        self.rows = 0

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
            if not self._names:
                header_of([], "", self._kind.columns, self._kind.optional)
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
            self._sheet, self.left, self._names = said["sheet"], said["left"], []
            self.rows += max(0, said["rows"] - 1)
            return None
        line, cells = said
        if not self._names:
            cells = cells or []
            shown = [_shown(cell) for cell in cells]
            self._names = header_of(shown, " | ".join(shown), self._kind.columns, self._kind.optional)
            self._left_out = dict.fromkeys(self._kind.optional.difference(self._names), "")
            return TextRow(line, raw, None, line, self._sheet)
        try:
            row: Row | NotARow = self._row(cells)
        except NotARow as error:
            row = error
        return TextRow(line, raw, row, line, self._sheet)

    def _row(self, cells: list[Any] | None) -> Row:
        if cells is None:
            raise too_long()
        cells += [""] * (len(self._names) - len(cells))
        texts = [cell if isinstance(cell, str) else _shown(cell) for cell in cells]
        row = row_of(texts, self._names, " | ".join(texts), self._left_out)
        for name, cell in zip(self._names, cells, strict=True):
            if isinstance(cell, dict):
                self._value(name, cell)
            elif "\x00" in cell:
                raise NotARow(name, cell[:SHOWN], "holds a NUL character", "含有空字符 (NUL)")
        return row

    def _value(self, name: str, cell: dict[str, str]) -> None:
        """Raises NotARow where a formula failed, or a number does not say what was typed."""
        if "error" in cell:
            raise NotARow(
                name, cell["error"], "is a formula that could not be computed", "公式计算出错",
                do="Put the value itself into the cell and send the file again.", do_zh="请将该单元格改为实际内容后重新导入。",
            )  # fmt: skip
        digits = cell["number"]
        do = f"Format the column {name} as text in the spreadsheet, enter the cell again, and send the file again."
        do_zh = f"请在表格中将“{name}”列设为文本格式,重新填写该单元格后再导入。"
        if len(digits.lstrip("-").partition(".")[0]) > _EXACT_DIGITS:
            rule = f"is a number of more than {_EXACT_DIGITS} digits, of which a spreadsheet has lost the last"
            raise NotARow(name, digits, rule, f"数字超过 {_EXACT_DIGITS} 位,表格软件已丢失末位数字", do=do, do_zh=do_zh)
        if name not in self._kind.numbers:
            rule = "is a number in the spreadsheet, where zeros at the beginning are lost; text is needed"
            raise NotARow(name, digits, rule, "该单元格为数字格式,可能已丢失开头的零,应为文本", do=do, do_zh=do_zh)
        wanted = self._kind.numbers[name]
        if wanted is not None and not (digits.isdecimal() and len(digits) == wanted):
            rule = f"is a number, and not one of {wanted} digits: zeros at the beginning may be lost"
            raise NotARow(name, digits, rule, f"该数字不是 {wanted} 位,可能已丢失开头的零", do=do, do_zh=do_zh)


def _shown(cell: Any) -> str:
    return cell if isinstance(cell, str) else "".join(cell.values())


def _refuse(rule: str, rule_zh: str, do: str, do_zh: str) -> Callable[[list[str]], Invalid]:
    return lambda sheets: Invalid(
        rule, rule_zh, field="file" if not sheets else "sheet",
        do_en=do.format("; ".join(sheets)), do_zh=do_zh.format("、".join(sheets)),
    )  # fmt: skip


_FAULTS = {
    "encrypted": _refuse(
        "the workbook is encrypted, or of the format before 2007 (.xls)",
        "工作簿已加密,或为旧版 .xls 格式",
        "Take the password off, save it as .xlsx or CSV, and send it again; nothing was written.",
        "请取消密码并另存为 .xlsx 或 CSV 后重新导入;没有写入任何内容。",
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
}
