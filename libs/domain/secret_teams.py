"""Which callers may know the officers of an unannounced visit before its day (L-19; docs/draw.md, section 9a).

The team is told to callers who organise or supervise visits, and to the visit's own departments. All others learn it on the
visit's day or, while no day is set, after the last day of its window.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

__all__ = ["may_see", "secret_on", "sees_all"]

_SEE_ALL = frozenset({"planner", "auditor"})


def sees_all(roles: frozenset[str]) -> bool:
    """Whether a caller with these roles sees every secret team."""
    return not roles.isdisjoint(_SEE_ALL)


def may_see(roles: frozenset[str], departments: frozenset[str], visiting: Collection[str]) -> bool:
    """Whether a caller with these roles and departments sees the secret team of a visit by the departments `visiting`."""
    return sees_all(roles) or not departments.isdisjoint(visiting)


def secret_on(today: date, *, day: date | None, window_to: date) -> bool:
    """Whether the team of an unannounced visit is still secret: before its day, or until its window is over."""
    return today < day if day is not None else today <= window_to
