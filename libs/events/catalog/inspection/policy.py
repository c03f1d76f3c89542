"""Editions of the jurisdiction's numbers for inspection."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from pydantic import Field

from ...countersigning.rules import DAYS, Among, Days, Second, seconds_of, since_duties, since_seconds
from ...fact import Fact, catalog
from ..codes import PlainText, Value


class PolicyBeforeSeconds(Value):
    """Numbers that a jurisdiction sets, with the sources' values as defaults."""

    late_entry_days: int = Field(10, ge=0, le=60, description="X-01: calendar days within which a late entry is made.")
    rectification_working_days: int = Field(
        15, ge=1, le=250, description="Time to mend. A default of the jurisdiction: the law says 限期 and names no number."
    )


class DutyBeforeErasure(StrEnum):
    POLICY = "policy"


class Duty(StrEnum):
    """What may need a second person."""

    POLICY = "policy"
    """An edition of these numbers."""
    ERASURE = "erasure"
    """The content of evidence is erased. Whoever approves it is of the same department: others may not even read it."""
    RECORDED = "recorded-results"
    """A file of results from elsewhere, which count for caps and for credit; and taking one back."""


_KEEPERS = Second(roles=("planner", "conference-member"))
_REVIEWERS = Second(roles=("legal-reviewer", "head"), among=Among.COLLEAGUES)


class PolicyBeforeErasure(PolicyBeforeSeconds):
    """The numbers when no evidence was kept that could be erased."""

    seconds: Mapping[DutyBeforeErasure, Second] = seconds_of(DutyBeforeErasure, _KEEPERS)
    second_days: Days = DAYS


class InspectionPolicy(PolicyBeforeSeconds):
    """The numbers, and what needs a second person."""

    seconds: Mapping[Duty, Second] = seconds_of(Duty, _KEEPERS, own={Duty.ERASURE: _REVIEWERS})
    second_days: Days = DAYS


class PolicyAdoptedByOne(Fact, name="inspection.policy-adopted", title="PolicyAdopted"):
    """An edition of the numbers; they hold from its day on. What was ordered before keeps its time."""

    edition: int
    effective_from: date
    pack: PolicyBeforeSeconds
    reason: PlainText


catalog.upcaster("inspection.policy-adopted", from_version=1)(since_seconds(InspectionPolicy))


class PolicyAdoptedBeforeErasure(Fact, name="inspection.policy-adopted", version=2, title="PolicyAdopted"):
    """An edition of the numbers; they hold from its day on. What was ordered before keeps its time; who asked, who approved."""

    edition: int
    effective_from: date
    pack: PolicyBeforeErasure
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None


catalog.upcaster("inspection.policy-adopted", from_version=2)(since_duties(InspectionPolicy, Duty.ERASURE, Duty.RECORDED))


class PolicyAdopted(Fact, name="inspection.policy-adopted", version=3):
    """An edition of the numbers; they hold from its day on. What was ordered before keeps its time; who asked, who approved."""

    edition: int
    effective_from: date
    pack: InspectionPolicy
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None


class PolicyTakenBack(Fact, name="inspection.policy-taken-back"):
    """An edition that had not begun is taken back: what was in force before it stays; who asked, who approved."""

    edition: int
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None
