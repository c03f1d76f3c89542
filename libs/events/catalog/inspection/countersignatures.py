"""Requests of inspection that wait for a second person."""

from __future__ import annotations

from ...countersigning import facts
from ..codes import PlainText


class CountersignatureAsked(facts.Asked, name="inspection.countersignature-asked"):
    """Asked for, without effect until a second person approves it."""


class CountersignatureGiven(facts.Given, name="inspection.countersignature-given"):
    """Approved: what was asked for follows in the same transaction."""


class CountersignatureRefused(facts.Refused, name="inspection.countersignature-refused"):
    """A second person said no."""

    reason: PlainText


class CountersignatureWithdrawn(facts.Withdrawn, name="inspection.countersignature-withdrawn"):
    """The asker took it back."""


class CountersignatureExpired(facts.Expired, name="inspection.countersignature-expired"):
    """Nobody decided in time."""
