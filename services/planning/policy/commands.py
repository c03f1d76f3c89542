"""What may be asked of the policy."""

from __future__ import annotations

from datetime import date

from libs.events.catalog.codes import PlainText
from libs.events.catalog.planning.policy import PolicyPack
from libs.events.decider import Command


class AdoptPolicy(Command):
    """The place's numbers from a day on; the next edition replaces them."""

    effective_from: date
    pack: PolicyPack
    reason: PlainText
