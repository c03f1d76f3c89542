"""Requests of whistle that wait for a second person."""

from __future__ import annotations

from typing import Any

from ...countersigning import facts
from ...fact import Visibility, catalog
from ..codes import PlainText


class CountersignatureAskedOpenly(facts.AskedBeforeRoles, name="whistle.countersignature-asked", title="CountersignatureAsked"):
    """Asked for, without effect until a second person approves it."""


@catalog.upcaster("whistle.countersignature-asked", from_version=1)
def _asked_in_private(data: dict[str, Any]) -> dict[str, Any]:
    return data


class CountersignatureAskedBeforeRoles(
    facts.AskedBeforeRoles,
    name="whistle.countersignature-asked",
    version=2,
    visibility=Visibility.PRIVATE,
    title="CountersignatureAsked",
):
    """Asked for, without effect until a second person approves it."""


catalog.upcaster("whistle.countersignature-asked", from_version=2)(facts.since_roles)


class CountersignatureAsked(facts.Asked, name="whistle.countersignature-asked", version=3, visibility=Visibility.PRIVATE):
    """Asked for, without effect until a second person approves it."""


class CountersignatureGiven(facts.Given, name="whistle.countersignature-given"):
    """Approved: what was asked for follows in the same transaction."""


class CountersignatureRefused(facts.Refused, name="whistle.countersignature-refused"):
    """A second person said no."""

    reason: PlainText


class CountersignatureWithdrawn(facts.Withdrawn, name="whistle.countersignature-withdrawn"):
    """The asker took it back."""


class CountersignatureExpired(facts.Expired, name="whistle.countersignature-expired"):
    """Nobody decided in time."""
