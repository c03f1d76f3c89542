"""Requests of registry that wait for a second person."""

from __future__ import annotations

from ...countersigning import facts
from ..codes import PlainText


class CountersignatureAsked(facts.Asked, name="registry.countersignature-asked"):
    """Asked for, without effect until a second person approves it."""


class CountersignatureGiven(facts.Given, name="registry.countersignature-given"):
    """Approved: what was asked for follows in the same transaction."""


class CountersignatureRefused(facts.Refused, name="registry.countersignature-refused"):
    """A second person said no."""

    reason: PlainText


class CountersignatureWithdrawn(facts.Withdrawn, name="registry.countersignature-withdrawn"):
    """The asker took it back."""


class CountersignatureExpired(facts.Expired, name="registry.countersignature-expired"):
    """Nobody decided in time."""
