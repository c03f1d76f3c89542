"""Pure decisions: visits, rectifications, results taken over from files."""

from .rectification import RECTIFICATION
from .result import RESULT
from .visit import VISIT

__all__ = ["RECTIFICATION", "RESULT", "VISIT"]
