"""Editions of planning's numbers, asked for and adopted."""

from datetime import date
from typing import Any

from libs.events.catalog.codes import CreditClass
from libs.events.catalog.planning.policy import PolicyAdopted, PolicyPack
from libs.events.decider import Command
from services.planning.policy.decide import POLICY as EDITIONS

TODAY, TOMORROW, JUNE = date(2026, 3, 2), date(2026, 3, 3), date(2026, 6, 1)
K = CreditClass
ALL = dict.fromkeys(K, 10_000)
POLICY = EDITIONS.decider
_COMMANDS: Any = POLICY.commands
AdoptPolicy, TakePolicyBack = _COMMANDS


def pack(**numbers: Any) -> PolicyPack:
    return PolicyPack(**numbers)


def adopt(day: date = TODAY, **numbers: Any) -> Command:
    command: Command = AdoptPolicy(effective_from=day, pack=pack(**numbers), named=frozenset(numbers), reason="联席会决定")
    return command


def adopted(edition: int, day: date = TODAY, **numbers: Any) -> PolicyAdopted:
    return PolicyAdopted(edition=edition, effective_from=day, pack=pack(**numbers), reason="联席会决定")
