"""A list as the file that comes in again: the columns of a kind as offices call them, with the words its cells may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from ..http.tables.listing import Listing
from .kinds import ImportKind

__all__ = ["listing_of"]

V = TypeVar("V")


def listing_of(kind: ImportKind, name: str, title: str, cell: Mapping[str, Callable[[V], object]]) -> Listing[V]:
    """`title` in Chinese, of the file. A column holds the field of its name, unless `cell` says what else."""
    columns = {column: kind.titles[column][0] for column in kind.columns}
    words = {
        column: {code: (word, code) for code, word in kind.words_by_code(column).items()}
        for column in kind.words
        if column in columns
    }
    return Listing(name, title, columns, cell, words)
