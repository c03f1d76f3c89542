"""A paper as PDF. The same paper gives the same bytes, on every machine that has the same packages."""

from __future__ import annotations

import re
import struct
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

import orjson
import typst
from pylopdf_fonts_zh_cn import serif_path

from .paper import Paper

__all__ = ["NO_GLYPH", "pages", "pdf", "undrawable"]

_LAYOUT: Final = Path(__file__).with_name("paper.typ").read_bytes()
_ONE_AT_A_TIME: Final = Lock()
NO_GLYPH: Final = "〓"
"""What printers set where they have no type for a character."""
_PAGE: Final = re.compile(rb"/Type\s*/Page\b")
_PLAIN: Final = re.compile(r"[\t\n\r]")


def pdf(paper: Paper) -> bytes:
    """The paper as PDF, a few milliseconds of one core. A character that the font lacks is set as `〓(U+20BB7)`."""
    said = _drawable(paper.model_dump(mode="json"))
    with _ONE_AT_A_TIME:
        made = _compiler().compile(_LAYOUT, format="pdf", sys_inputs={"paper": orjson.dumps(said).decode()})
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def pages(made: bytes) -> int:
    """How many pages a PDF of ours has: its page objects stand in it uncompressed."""
    return len(_PAGE.findall(made))


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    """It knows the two fonts of the package alone: those of a machine would make other bytes there. It asks no network."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(serif_path().parent)])
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


def undrawable(text: str) -> list[str]:
    """The characters of a text that the font cannot draw, each once."""
    return [each for each in dict.fromkeys(_PLAIN.sub("", text)) if ord(each) not in _drawn()]


def _drawable(said: Any) -> Any:
    if isinstance(said, str):
        for each in undrawable(said):
            said = said.replace(each, f"{NO_GLYPH}(U+{ord(each):04X})")
        return said
    if isinstance(said, dict):
        return {name: _drawable(value) for name, value in said.items()}
    return [_drawable(value) for value in said] if isinstance(said, list) else said


@lru_cache(maxsize=1)
def _drawn() -> frozenset[int]:
    """The code points that the serif font has a glyph for: its `cmap` table, format 12 (OpenType 1.9)."""
    font = serif_path().read_bytes()
    tables = {font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0] for at in range(12, 12 + 16 * font[5], 16)}
    cmap = tables[b"cmap"]
    points: set[int] = set()
    for number in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        table = cmap + struct.unpack_from(">I", font, cmap + 4 + 8 * number + 4)[0]
        if struct.unpack_from(">H", font, table)[0] != 12:
            continue
        for group in range(struct.unpack_from(">I", font, table + 12)[0]):
            first, last, _ = struct.unpack_from(">III", font, table + 16 + 12 * group)
            points.update(range(first, last + 1))
    return frozenset(points)
