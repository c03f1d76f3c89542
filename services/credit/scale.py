"""The scale of every score. It is no number of a place: scores that facts and opening balances hold are written on it."""

from __future__ import annotations

LEAST, MOST = 0, 1200


def bounded(points: int) -> int:
    """The score that a sum of points gives."""
    return max(LEAST, min(MOST, points))
