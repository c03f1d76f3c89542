"""The guard against formulas: a cell that begins like one is written with a leading `'`, and read without it.

A spreadsheet computes cells that begin with `=`, `+`, `-`, `@`, in East Asian settings with their full-width forms too, or with
a tab, a carriage return or a line feed (OWASP, CSV Injection). Some first leave out blanks and marks that nobody sees.
Text that already begins with quotes before such a beginning gets one more, so that reading removes exactly what writing added.
"""

from __future__ import annotations

import re

__all__ = ["guarded", "unguarded"]

_UNSEEN = r"\s\x00-\x1f\x7f-\xa0\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_LIKE_A_FORMULA = re.compile(rf"'*(?:[\t\r\n]|[{_UNSEEN}]*[=+\-@\uff1d\uff0b\uff0d\uff20])")


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet computes."""
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` was given."""
    # The quick way out: hardly any of the millions of cells of an import begins with a quote.
    return cell[1:] if cell[:1] == "'" and _LIKE_A_FORMULA.match(cell, 1) else cell
