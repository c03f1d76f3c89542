"""What a service says of a kind of file."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..decider import Command
from ..reactions import Environment
from ..store.store import Transaction

__all__ = ["SEVERAL", "ImportKind", "Note", "Parse", "Related", "Row", "Sender"]

Row = Mapping[str, str]
Sender = Mapping[str, Collection[str]]
"""For whom the sender of a file acts, by scope, as the token said."""
SEVERAL = re.compile(r"[;；、,，/\n]")
"""What stands between the parts of a list."""
Parse = Callable[[Row], Command]


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be known of a row that is taken: of which column, what that holds, and what of it, in both languages."""

    field: str
    value: str
    said: str
    said_zh: str


@dataclass(frozen=True)
class Related:
    """A parse of rows that may rest on rows before them, in the file too. Only a row that was accepted serves others or is in
    their way: one that rests on a row which is not decided yet is read after the decision.
    """

    parse: Parse
    needs: Callable[[Any], str | None]
    """What a command rests on, if it does."""
    gives: Callable[[Any], Iterable[str]]
    """What others rest on that a command changes."""
    accepted: Callable[[Any], None]
    """Told of each command that was accepted, so that `parse` knows."""

    def __call__(self, row: Row) -> Command:
        return self.parse(row)


@dataclass(frozen=True)
class ImportKind:
    """One kind of file; see the package's text."""

    columns: tuple[str, ...]
    key: Callable[[Row], str]
    prepare: Callable[[Any, Environment], Awaitable[Parse]]
    roles: tuple[str, ...] = ("registrar",)
    also: Callable[[Transaction, Sequence[tuple[Row, Any]]], Awaitable[Sequence[Command]]] | None = None
    """Rows that were taken with their commands, in their own transaction: what is written beside the facts. Gives commands that
    follow from it, which nothing may refuse."""
    anew: Callable[[Transaction, Sequence[Any]], Awaitable[Sequence[Command]]] | None = None
    """The commands with what they must know looked up anew, in the transaction that decides them and behind the lock that this
    needs: another file may have been taken since this one was prepared."""
    dated: Callable[[Transaction, Sequence[Any], date | None], Awaitable[Sequence[Command]]] | None = None
    """For things that newer files change: the commands with what is on record of each and since when, and with the day as of
    which the file is (None: it was not said). Then an older file turns nothing back without a word."""
    unknown: Callable[[Transaction, Sequence[Any]], Awaitable[Sequence[bool]]] | None = None
    """Of commands that led to facts, which speak of something that is not known here. Such rows are taken, as old data come
    before what they rest on is whole; the report counts and marks them."""
    noted: Callable[[Transaction, Sequence[tuple[Row, Any]], Sender], Awaitable[Sequence[Sequence[Note]]]] | None = None
    """Of rows that were taken with their commands: what their sender and whoever approves should know of each (`notes.py`)."""
    contradicted: tuple[str, str] = ("", "")
    """What else may be the matter where two rows say different things of one, and what to do then; English and Chinese."""
    optional: frozenset[str] = frozenset()
    """Columns that a file may leave out; its rows then have them empty."""
    titles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """How offices call a column, in Chinese; the first is its title in templates and refusals."""
    implied: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Titles that say what another column holds in all rows, where the file has no such column."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Of columns that hold one of few codes: the words that offices write, and their codes; an empty one for words that say
    that there is nothing."""
    shorter: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    """Columns whose codes also stand in a longer form, and how that becomes the code."""
    several: frozenset[str] = frozenset()
    """Columns that hold a list; NDJSON may give it as one."""
    days: frozenset[str] = frozenset()
    """Columns that hold a day: a spreadsheet's number of the day is read as the workbook counts."""
    personal: frozenset[str] = frozenset()
    """Columns with personal data: they, whole rows and what looks like no code or day are left out of the report, which is not
    erasable. Personal numbers are left out of any kind's."""
    same: Callable[[Any], tuple[str, Hashable]] | None = None
    """For things that can be spelled in several ways: a command's thing and content. Without it: `key` and the cells."""
    example: tuple[str, ...] = ()
    """The cells of a row, as the API's description shows them."""
    codes: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    """Columns that name the thing, each with the function that reads what people type: however a second line spells them, it
    is of the same thing."""
    named_by: str = "key"
    """The column that a contradiction inside a file is reported under."""
    lists: Callable[[Any, Environment], Awaitable[Mapping[str, Mapping[str, str]]]] | None = None
    """async (pool, env) -> by column the codes that may stand in it, with their titles: for templates."""
    numbers: Mapping[str, int | None] = field(default_factory=dict)
    """Columns in which a spreadsheet's cell may be a number: a quantity (None), or a code of so many digits that begins with
    no zero. In all other columns a number may differ from what was typed (a lost first zero or sixteenth digit): the row is
    refused."""
    duty: str | None = None
    """Under which name the policy says whether a second person must approve a file (see held/)."""

    def __post_init__(self) -> None:
        if self.also is not None and self.duty is not None:
            raise TypeError("what follows from the rows of a file is neither previewed nor approved")

    def words_by_code(self, column: str) -> dict[str, str]:
        """The word for each code of a column that has words: of several the first."""
        words: dict[str, str] = {}
        for word, code in self.words.get(column, {}).items():
            if code:
                words.setdefault(code, word)
        return words

    def in_codes(self, row: Row) -> Row:
        """The row with codes for the words and the longer forms that stand for them."""
        said = {column: codes[row[column]] for column, codes in self.words.items() if row[column] in codes}
        for column in self.several & self.words.keys() - said.keys():
            codes = self.words[column]
            said[column] = ";".join(codes.get(part, part) for part in map(str.strip, SEVERAL.split(row[column])))
        said |= {column: shorten(row[column]) for column, shorten in self.shorter.items()}
        return {**row, **said} if said else row
