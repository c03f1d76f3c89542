"""Pure decisions: whistles and clues."""

from .clue import CLUE
from .whistle import WHISTLE

__all__ = ["CLUE", "WHISTLE"]
