"""Characters that nobody sees: two codes that differ by them alone are one code to whoever reads them."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["without_unseen"]

_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
"""Default ignorable code points that are of no category below. Source: Unicode 15.1, DerivedCoreProperties.txt."""
_CATEGORIES = frozenset({"Cf", "Zl", "Zp"})
"""Format characters (soft hyphens, marks and overrides of direction, joiners), and separators of lines and paragraphs."""


def without_unseen(text: str) -> str:
    """The text without characters that have neither a shape nor a width of their own. Blanks stay."""
    if text.isascii():
        return text
    return _IGNORABLE.sub("", "".join(char for char in text if unicodedata.category(char) not in _CATEGORIES))
