"""What may be asked of a request that waits for a second person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ..decider import Command, Known
from .rules import Second

Claims = Mapping[str, tuple[str, ...]]


class CountersignatureCommand(Command):
    countersignature: str


class AskForSecond(CountersignatureCommand):
    duty: str
    request: str
    body: str
    seen: int | None
    claims: Claims
    leads_to: tuple[str, ...]
    asked_by: str
    due: datetime
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """The rule of the day for the duty, whom the approver acts for, and who leads. No rule: one person is enough by now,
    and whoever has one of the roles by which it was asked settles it.

    `lowered`: of an edition that lowers duties, the rules of those, today and in editions to come. Whoever
    approves it satisfies them too. `refused_by`: who has lately refused an equal request.
    """

    rule: Second | None
    acts_for: frozenset[str]
    lead: frozenset[str]
    lowered: tuple[Second, ...] = ()
    refused_by: frozenset[str] = frozenset()


class Settle(CountersignatureCommand):
    """`by`: who decides, with the roles of the token."""

    by: str
    roles: frozenset[str]
    known: Known[Standing]


class GiveSecond(Settle):
    pass


class RefuseSecond(Settle):
    reason: str


class TakeRequestBack(CountersignatureCommand):
    by: str


class LetRequestExpire(CountersignatureCommand):
    pass
