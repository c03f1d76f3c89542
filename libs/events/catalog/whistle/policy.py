"""Editions of the jurisdiction's numbers for whistle."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from ...countersigning.rules import DAYS, Second, seconds_of, since_duties, since_seconds
from ...countersigning.rules import Days as SecondDays
from ...fact import Fact, catalog
from ..codes import Name, PlainText, Value
from .call import Urgency

_DEFAULT = "A default of the jurisdiction: the sources name the clock but not its length."
Days = Annotated[int, Field(ge=1, le=250)]
Hours = Annotated[int, Field(ge=1, le=8760)]


class PolicyBeforeSeconds(Value):
    """The clocks of whistles and clues. Working days hold for an urgency that `report_in_hours` does not name."""

    report_in_hours: dict[Urgency, Hours] = Field(
        {Urgency.EMERGENCY: 2, Urgency.URGENT: 24}, description=f"L-41, by urgency, on the clock. {_DEFAULT}"
    )
    report_in_working_days: Days = Field(2, description=f"L-41. {_DEFAULT}")
    escalation: tuple[Name, ...] = Field(
        ("片区指挥中心 area command centre", "县级指挥中心 county command centre"),
        min_length=1,
        max_length=9,
        description="B-10: the command centres that hear of who does not come, one after the other.",
    )
    step_hours: Hours = Field(24, description=f"B-10: until the next command centre hears of it. {_DEFAULT}")
    handling_working_days: Days = Field(10, description=f"L-41: where the departments agree on no day. {_DEFAULT}")
    clue_acknowledge_working_days: Days = Field(3, description=f"J-14. {_DEFAULT}")
    clue_handle_working_days: Days = Field(15, description=f"J-14. {_DEFAULT}")


class DutyBeforeErasure(StrEnum):
    POLICY = "policy"


class Duty(StrEnum):
    """What may need a second person."""

    POLICY = "policy"
    """An edition of these numbers."""
    ERASURE = "erasure"
    """The content of evidence is erased."""


_KEEPERS = Second(roles=("commander", "conference-member"))


class PolicyBeforeErasure(PolicyBeforeSeconds):
    """The numbers when no evidence was kept that could be erased."""

    seconds: Mapping[DutyBeforeErasure, Second] = seconds_of(DutyBeforeErasure, _KEEPERS)
    second_days: SecondDays = DAYS


class WhistlePolicy(PolicyBeforeSeconds):
    """The numbers, and what needs a second person."""

    seconds: Mapping[Duty, Second] = seconds_of(Duty, _KEEPERS, own={Duty.ERASURE: Second(roles=("commander", "head"))})
    second_days: SecondDays = DAYS


class PolicyAdoptedByOne(Fact, name="whistle.policy-adopted", title="PolicyAdopted"):
    """An edition of the numbers, from a day on, with the reason."""

    edition: int
    effective_from: date
    pack: PolicyBeforeSeconds
    reason: PlainText


catalog.upcaster("whistle.policy-adopted", from_version=1)(since_seconds(WhistlePolicy))


class PolicyAdoptedBeforeErasure(Fact, name="whistle.policy-adopted", version=2, title="PolicyAdopted"):
    """An edition of the numbers, from a day on, with the reason; who asked, who approved."""

    edition: int
    effective_from: date
    pack: PolicyBeforeErasure
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None


catalog.upcaster("whistle.policy-adopted", from_version=2)(since_duties(WhistlePolicy, Duty.ERASURE))


class PolicyAdopted(Fact, name="whistle.policy-adopted", version=3):
    """An edition of the numbers, from a day on, with the reason; who asked, who approved."""

    edition: int
    effective_from: date
    pack: WhistlePolicy
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None


class PolicyTakenBack(Fact, name="whistle.policy-taken-back"):
    """An edition that had not begun is taken back: what was in force before it stays; who asked, who approved."""

    edition: int
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None
