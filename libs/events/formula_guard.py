"""The guard against formulas: a cell that begins like one is written with a leading `'`, and read without it.

A spreadsheet computes cells that begin with `=`, `+`, `-`, `@`, a tab or a carriage return (OWASP, CSV Injection). Text that
already begins with quotes before such a character gets one more, so that reading removes exactly what writing added.
"""

from __future__ import annotations

import re

__all__ = ["guarded", "unguarded"]

_WRITTEN = re.compile(r"'*[=+\-@\t\r]")
_READ = re.compile(r"'+[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet computes."""
    return f"'{text}" if _WRITTEN.match(text) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` was given."""
    # The quick way out: hardly any of the millions of cells of an import begins with a quote.
    return cell[1:] if cell[:1] == "'" and _READ.match(cell) else cell
