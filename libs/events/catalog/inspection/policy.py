"""Editions of the jurisdiction's numbers for inspection."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import Field

from ...countersigning.rules import DAYS, Days, Second
from ...fact import Fact, catalog
from ..codes import PlainText, Value


class PolicyBeforeSeconds(Value):
    """Numbers that a jurisdiction sets, with the sources' values as defaults."""

    late_entry_days: int = Field(10, ge=0, le=60, description="X-01: calendar days within which a late entry is made.")
    rectification_working_days: int = Field(
        15, ge=1, le=250, description="Time to mend. A default of the jurisdiction: the law says 限期 and names no number."
    )


class Duty(StrEnum):
    """What may need a second person."""

    POLICY = "policy"
    """An edition of these numbers."""


class InspectionPolicy(PolicyBeforeSeconds):
    """The numbers, and what needs a second person."""

    seconds: Mapping[Duty, Second] = Field(
        dict.fromkeys(Duty, Second(roles=("planner", "conference-member"))),
        description="What another person than the asker must approve, and who may: NIST SP 800-53 Rev. 5, AC-3(2) and AC-5."
        f" The roles are a default of the jurisdiction. The duty `{Duty.POLICY}` cannot be left out.",
    )
    second_days: Days = DAYS


class PolicyAdoptedByOne(Fact, name="inspection.policy-adopted", title="PolicyAdopted"):
    """An edition of the numbers; they hold from its day on. What was ordered before keeps its time."""

    edition: int
    effective_from: date
    pack: PolicyBeforeSeconds
    reason: PlainText


@catalog.upcaster("inspection.policy-adopted", from_version=1)
def _with_seconds(data: dict[str, Any]) -> dict[str, Any]:
    """Editions of before were one person's, and did not say whose. What they leave open is as in the sources' pack."""
    seconds = InspectionPolicy().model_dump(mode="json", include={"seconds", "second_days"})
    return {**data, "pack": {**data["pack"], **seconds}, "asked_by": None, "approved_by": None}


class PolicyAdopted(Fact, name="inspection.policy-adopted", version=2):
    """An edition of the numbers; they hold from its day on. What was ordered before keeps its time; who asked, who approved."""

    edition: int
    effective_from: date
    pack: InspectionPolicy
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None
