"""What a list is as a file: its columns with their headings, and how a value becomes a cell, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, StrEnum
from operator import attrgetter
from typing import Generic, TypeAlias, TypeVar

from ...calendar import CHINA
from ...shapes.formula_guard import guarded

__all__ = ["Cell", "Language", "Listing", "cell_of"]

V = TypeVar("V")
Cell: TypeAlias = str | int | float
_EXACT = 10**15
"""A spreadsheet keeps fifteen digits of a number."""


class Language(StrEnum):
    """Whom a file is for. `codes`: programs, with the API's own names and codes, and times in UTC."""

    ZH = "zh"
    EN = "en"
    CODES = "codes"


_YES_OR_NO = {Language.ZH: ("否", "是"), Language.EN: ("no", "yes"), Language.CODES: ("no", "yes")}


@dataclass(frozen=True)
class Listing(Generic[V]):
    """A list as a file. `name` of the file in a URL's letters; `title` in Chinese, of the file and of the sheet.

    `columns`: their Chinese headings, in order. The English ones are the columns' names in words, unless `english` says others.
    A column holds the field of its name, unless `cell` says what else. `words`: of columns that hold one of few codes, the
    Chinese and the English word of each; a code without words speaks for itself.
    """

    name: str
    title: str
    columns: Mapping[str, str]
    cell: Mapping[str, Callable[[V], object]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, tuple[str, str]]] = field(default_factory=dict)
    english: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for known in (self.cell, self.words, self.english):
            if strangers := set(known).difference(self.columns):
                raise ValueError(f"{self.name}: no column {', '.join(sorted(strangers))}")
        for language in Language:
            headings = self.headings(language)
            if twice := {heading for heading in headings if headings.count(heading) > 1}:
                raise ValueError(f"{self.name}: two columns are called {', '.join(sorted(twice))}")

    def headings(self, language: Language) -> list[str]:
        match language:
            case Language.ZH:
                return list(self.columns.values())
            case Language.EN:
                return [self.english.get(column) or _in_words(column) for column in self.columns]
        return list(self.columns)

    def row(self, language: Language) -> Callable[[V], list[Cell]]:
        """What makes the cells of a row."""
        held = [(self.cell.get(column) or attrgetter(column), self._words(column, language)) for column in self.columns]

        def cells(row: V) -> list[Cell]:
            return [cell_of(of(row), language, words) for of, words in held]

        return cells

    def _words(self, column: str, language: Language) -> Mapping[str, str]:
        if language is Language.CODES:
            return {}
        return {code: both[language is Language.EN] for code, both in self.words.get(column, {}).items()}


def _in_words(column: str) -> str:
    """`entity_name` as `Entity name`."""
    words = column.replace("_", " ")
    return words[:1].upper() + words[1:]


def cell_of(value: object, language: Language = Language.CODES, words: Mapping[str, str] | None = None) -> Cell:
    """A value as a cell: a number that a spreadsheet keeps, or else text that no spreadsheet computes.

    None is an empty cell, a list is joined by `;` as in the files that imports take. A time is that of the place, in a file for
    programs of UTC.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value if abs(value) < _EXACT else str(value)
    return guarded(_text(value, language, words or {}))


def _text(value: object, language: Language, words: Mapping[str, str]) -> str:
    text = str(value)
    match value:
        case None:
            text = ""
        case str():
            # An enumeration's member is one too, and reads as its name.
            code = value.value if isinstance(value, Enum) else value
            text = words.get(code, code)
        case bool():
            text = _YES_OR_NO[language][value]
        case datetime():
            text = _time(value, language)
        case list() | tuple() | set() | frozenset():
            text = ";".join(_text(part, language, words) for part in value)
    return text


def _time(time: datetime, language: Language) -> str:
    if language is Language.CODES:
        return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return time.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
