"""What is recorded of a request for a second person. A service publishes a subclass of each under its own name."""

from __future__ import annotations

from typing import Any

from pydantic import AwareDatetime

from ..fact import Fact

__all__ = ["Asked", "AskedBeforeRoles", "Expired", "Given", "Refused", "Withdrawn", "since_roles"]


class AskedBeforeRoles(Fact):
    """Somebody asked for what needs a second person. Nothing has come of it yet.

    `request` is the path, `body` the JSON text of what its route read, `seen` the version of If-Match. `claims` say for whom
    the asker acts, by scope. `leads_to`: types of the facts that it would have led to at once.
    """

    countersignature: str
    duty: str
    request: str
    body: str
    seen: int | None
    claims: dict[str, tuple[str, ...]]
    leads_to: tuple[str, ...]
    asked_by: str
    due: AwareDatetime


class Asked(AskedBeforeRoles):
    """The same, with the roles by which it was asked; null: they were not kept then."""

    roles: tuple[str, ...] | None


def since_roles(data: dict[str, Any]) -> dict[str, Any]:
    """The upcaster of what was asked before roles were kept."""
    return {**data, "roles": None}


class Given(Fact):
    """A second person approved; what was asked for follows in the same transaction."""

    countersignature: str
    duty: str
    asked_by: str
    approved_by: str


class Refused(Fact):
    """A second person said no."""

    countersignature: str
    refused_by: str
    reason: str


class Withdrawn(Fact):
    """The asker took it back."""

    countersignature: str
    withdrawn_by: str


class Expired(Fact):
    """Nobody decided in time."""

    countersignature: str
