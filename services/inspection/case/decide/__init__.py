"""What a case refuses, and what follows from what is asked of it."""

from .case import CASE

__all__ = ["CASE"]
