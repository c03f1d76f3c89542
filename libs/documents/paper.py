"""A paper as it is set: a title, a number, and blocks one after the other."""

from __future__ import annotations

from typing import Literal

from libs.events.catalog.codes import Value

__all__ = ["Block", "Fields", "Grid", "Heading", "Paper", "Points", "Signatures", "Text"]


class Heading(Value):
    block: Literal["heading"] = "heading"
    text: str


class Text(Value):
    """A paragraph."""

    block: Literal["text"] = "text"
    text: str
    indent: bool = True


class Points(Value):
    """Numbered sentences."""

    block: Literal["points"] = "points"
    points: tuple[str, ...]


class Fields(Value):
    """A form: label and text, one pair a row."""

    block: Literal["fields"] = "fields"
    rows: tuple[tuple[str, str], ...]


class Grid(Value):
    """A table. `widths`: shares of the page, one a column."""

    block: Literal["grid"] = "grid"
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


class Signatures(Value):
    """Lines to sign on, with room for a date."""

    block: Literal["signatures"] = "signatures"
    lines: tuple[str, ...]


Block = Heading | Text | Points | Fields | Grid | Signatures


class Paper(Value):
    """`authority`: who issues it. `dated`: its day as written, beside the seal of what goes out. `digest`: of its content."""

    authority: str
    title: str
    number: str
    blocks: tuple[Block, ...]
    dated: str
    sealed: bool
    digest: str
    void: bool = False
