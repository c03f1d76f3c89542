"""What of a service waits for a second person, among departments."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from libs.events.countersigning.countersigning import Countersigning
from libs.events.countersigning.decide import Facts
from libs.events.countersigning.leading import Lead, nobody
from libs.events.editions import Editions

from .claims import DEPARTMENTS

__all__ = ["countersigning"]


def countersigning(facts: ModuleType, policy: Editions[Any], lead: Lead = nobody) -> Countersigning:
    """Colleagues are who act for the same department. `facts` is the service's `countersignatures` of the catalog."""
    classes = Facts(
        facts.CountersignatureAsked,
        facts.CountersignatureGiven,
        facts.CountersignatureRefused,
        facts.CountersignatureWithdrawn,
        facts.CountersignatureExpired,
    )
    return Countersigning(classes, policy, DEPARTMENTS, lead)
