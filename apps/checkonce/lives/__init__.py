"""Reader of the open LIVES format (Local Inspector Value-Entry Specification 1.0) for inspection data.

A LIVES folder holds ``businesses.csv`` and ``inspections.csv``, and may hold ``violations.csv`` and ``legend.csv``.
The specification allows no line break inside a value, so one line is one row. Every line that is neither the header nor
blank is either returned as a typed row or listed in ``refused`` with its reason; none is lost and none is doubled:

    from pathlib import Path
    from apps.checkonce.lives import read_lives

    lives = read_lives(Path("tests/data/sf"))
    assert all(lives.rows_read[f] == lives.accepted(f) + lives.refusals(f) for f in lives.rows_read)
"""

from .reader import LivesFile, read_lives
from .rows import LivesBand, LivesBusiness, LivesInspection, LivesViolation
from .rules import NotLives, RefusedRow, Rule

__all__ = [
    "LivesBand",
    "LivesBusiness",
    "LivesFile",
    "LivesInspection",
    "LivesViolation",
    "NotLives",
    "RefusedRow",
    "Rule",
    "read_lives",
]
