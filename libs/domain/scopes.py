"""Whose matters a role reaches: the scopes of the services' access tables."""

from __future__ import annotations

from enum import StrEnum

from libs.events.http.access import PLACE

__all__ = ["Scope"]


class Scope(StrEnum):
    """Whose matters a caller with the role reaches."""

    PLACE = PLACE
    """Everything of the jurisdiction."""
    DEPARTMENT = "own department"
    """What the caller's departments answer for."""
    DIVISION = "own division"
    """What lies in the caller's divisions."""
    ENTITY = "own entity"
    """What concerns the entity that the caller is, or what one of its departments holds about it."""
