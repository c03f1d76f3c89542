"""CSV (RFC 4180): a row may hold line ends between quotation marks; the separator is the one of the header."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from ...refusal import Invalid
from ..faults import NotARow
from ..kinds import Row
from .encodings import Encodings, Read, shown_bytes
from .headings import MOST_LINES_ABOVE, SHOWN, Headings
from .lines import LONGEST_ROW
from .text_rows import MOST_LINES, Rows, readable

__all__ = ["Delimited"]

_SEPARATORS = (",", ";", "\t")
_SEPARATOR_SAID = re.compile(rb'\s*"?sep=([,;\t|])"?\s*', re.IGNORECASE)
"""What a spreadsheet writes into the first line to be told the separator."""


class Delimited(Rows):
    """A quotation mark that is never closed costs its own line and not the rest of the file."""

    def __init__(self, headings: Headings, encodings: Encodings) -> None:
        super().__init__(encodings)
        self._headings = headings
        self._separator = ","

    def _above(self, *, final: bool) -> int | None:
        if self.heading is not None:
            return 0
        lines = list(islice(self._waiting, MOST_LINES_ABOVE))
        for count in range(1, len(lines) + 1):
            if self._head(lines[:count]):
                return count
        if not final and len(lines) < MOST_LINES_ABOVE:
            return None
        raise self._no_head(lines)

    def _head(self, lines: Sequence[bytes]) -> bool:
        """Whether the last of the lines is the header, alone or with the one before it."""
        for separator, rows in self._read(lines):
            if rows:
                heading = self._headings.of(rows[-1]) or (self._headings.of(rows[-1], rows[-2]) if rows[1:] else None)
                if heading is not None:
                    self.heading, self._separator = heading, separator
                    return True
        return False

    def _no_head(self, lines: Sequence[bytes]) -> Invalid:
        readings = [rows for _, rows in self._read(lines, whole=False)]
        nearest = max(readings, key=lambda rows: max(map(self._headings.known, rows), default=0), default=[])
        for line in lines[: 0 if nearest else 1]:
            try:
                readable(line)
                next(_cells([self._encodings.text(line, count=False) or ""], ","), None)
            except NotARow as error:
                return self._headings.refused(error.rule, error.rule_zh, error.value)
        return self._headings.wrong(nearest)

    def _read(self, lines: Sequence[bytes], *, whole: bool = True) -> Iterator[tuple[str, list[list[str]]]]:
        """The lines as rows with each separator that is possible, and in each encoding: where all of them are rows, or those
        before the first that is none.
        """
        said = _SEPARATOR_SAID.fullmatch(lines[0]) if lines else None
        lines, separators = (lines[1:], (said[1].decode(),)) if said else (lines, _SEPARATORS)
        for texts in self._texts(lines):
            for separator in separators:
                rows: list[list[str]] = []
                try:
                    rows += (cells for cells in _cells(texts, separator) if any(map(str.strip, cells)))
                except NotARow:
                    if whole:
                        continue
                yield separator, rows

    def _texts(self, lines: Sequence[bytes]) -> Iterator[list[str]]:
        """The lines as text; in both encodings where some can be read in either. Lines that nobody can read are left out."""
        known: list[tuple[bytes, str | None]] = []
        for line in lines:
            try:
                readable(line)
                known.append((line, self._encodings.text(line, count=False)))
            except NotARow:
                continue
        reads = (Read.UTF_8, Read.GB18030) if any(text is None for _, text in known) else (Read.UTF_8,)
        for read in reads:
            yield [f"{line.decode(read) if text is None else text}\n" for line, text in known]

    def _extent(self, *, final: bool) -> int:
        first = self._waiting[0]
        if b'"' not in first:
            return 1
        size, more_may_come = 0, False

        def lines() -> Iterator[str]:
            nonlocal size, more_may_come
            for line in islice(self._waiting, MOST_LINES):
                size += len(line) + 1
                if size > LONGEST_ROW + 1:
                    return
                # Bytes can be searched: in both encodings no part of a character is a separator, quotation mark or line end.
                yield line.decode("latin-1") + "\n"
            more_may_come = not final and len(self._waiting) < MOST_LINES

        reader = csv.reader(lines(), strict=True, delimiter=self._separator, skipinitialspace=True)
        try:
            next(reader)
        except csv.Error as error:
            if more_may_come:
                return 0
            readable(first)
            raise _not_csv(shown_bytes(first) if not first.isascii() else first.decode(), error) from None
        return reader.line_num

    def _row(self, text: str) -> Row | None:
        plain = '"' not in text and "\r" not in text
        cells = text.split(self._separator) if plain else next(_cells([text], self._separator), [])
        assert self.heading is not None  # noqa: S101 - rows come after it
        return self.heading.row(cells, text)


def _cells(lines: Sequence[str], separator: str) -> Iterator[list[str]]:
    """The rows of lines. Blanks behind a separator say nothing, also before a quotation mark. Raises NotARow."""
    try:
        yield from csv.reader(lines, strict=True, delimiter=separator, skipinitialspace=True)
    except csv.Error as error:
        raise _not_csv("".join(lines), error) from None


def _not_csv(text: str, error: csv.Error) -> NotARow:
    if "unexpected end" in str(error):
        rule = "not CSV: a quotation mark is opened here and never closed"
        return NotARow("row", text[:SHOWN], rule, "不是有效的 CSV 行:引号未闭合")
    return NotARow("row", text[:SHOWN], f"not CSV: {error}", "不是有效的 CSV 行")
