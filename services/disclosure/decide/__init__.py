"""Pure decisions: publications and ratings."""

from .publication import PUBLICATION
from .rating import RATING

__all__ = ["PUBLICATION", "RATING"]
