"""Which callers may know of an unannounced visit before its day: who goes, when, and to whom (L-19; docs/draw.md, section 9a).

It is told to callers who organise or supervise visits, and to the officers of the visit's own departments: a claim to one of
them without such a role, as members of the joint conference have it, tells nothing. For all others there is no such
visit until it is told (docs/decisions/0019), which is in two steps:

- services and officials know of it from the morning of its day on: it is no longer *confided*. The feed is for them, and for
  clients that follow it for an office.
- the public and the entity itself know of it when an officer has checked in, when it is completed or cancelled, or when its
  window is over. Until then it is *quiet*: whoever reads at one in the morning that somebody comes has hours to prepare, and
  where nobody came on the day, somebody still comes on a later one.
  Planning says so of each visit (`public.quiet_visits`, services/planning/migrations); readers that hear of no arrival
  (registry, disclosure) wait for the result, or for the end of the window.
"""

from __future__ import annotations

from typing import Any

from libs.events.http.auth import Caller

from .callers import departments_of

__all__ = ["in_the_secret", "known_to", "sees_all"]

_SEE_ALL = frozenset({"planner", "auditor"})
_OFFICERS = frozenset({"inspector", "department-officer", "head", "legal-reviewer"})
"""Roles of a department's own, which the services' tables let reach that department's visits."""


def sees_all(roles: frozenset[str]) -> bool:
    """Whether a caller with these roles knows of every unannounced visit."""
    return not roles.isdisjoint(_SEE_ALL)


def in_the_secret(who: Caller) -> dict[str, Any]:
    """The parameters of queries: `told` boolean, for all visits; `visiting` text[], for those of these departments."""
    visiting = frozenset() if who.roles.isdisjoint(_OFFICERS) else departments_of(who)
    return {"told": sees_all(who.roles), "visiting": sorted(visiting)}


def known_to(department: str) -> dict[str, Any]:
    """The same for one department, whoever acts for it."""
    return {"told": False, "visiting": [department]}
