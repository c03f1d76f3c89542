"""What of a service waits for a second person, among departments."""

from __future__ import annotations

from functools import partial
from types import ModuleType
from typing import Any

from libs.events.countersigning import rules
from libs.events.countersigning.countersigning import Countersigning
from libs.events.countersigning.decide import Facts
from libs.events.countersigning.leading import Lead, nobody
from libs.events.editions import Editions

from .claims import DEPARTMENTS
from .roles import ROLES_ZH

__all__ = ["check_seconds", "countersigning"]

check_seconds = partial(rules.check_seconds, called=ROLES_ZH)
"""What a policy may say of second persons (see rules.py)."""


def countersigning(facts: ModuleType, policy: Editions[Any], lead: Lead = nobody) -> Countersigning:
    """Colleagues are who act for the same department. `facts` is the service's `countersignatures` of the catalog."""
    classes = Facts(
        facts.CountersignatureAsked,
        facts.CountersignatureGiven,
        facts.CountersignatureRefused,
        facts.CountersignatureWithdrawn,
        facts.CountersignatureExpired,
    )
    return Countersigning(classes, policy, DEPARTMENTS, lead, ROLES_ZH)
