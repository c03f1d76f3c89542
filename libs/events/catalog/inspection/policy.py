"""Editions of the jurisdiction's numbers for inspection."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from ...fact import Fact
from ..codes import PlainText, Value


class InspectionPolicy(Value):
    """Numbers that a jurisdiction sets, with the sources' values as defaults."""

    late_entry_days: int = Field(10, ge=0, le=60, description="X-01: calendar days within which a late entry is made.")
    rectification_working_days: int = Field(
        15, ge=1, le=250, description="Time to mend. A default of the jurisdiction: the law says 限期 and names no number."
    )


class PolicyAdopted(Fact, name="inspection.policy-adopted"):
    """An edition of the numbers; they hold from its day on. What was ordered before keeps its time."""

    edition: int
    effective_from: date
    pack: InspectionPolicy
    reason: PlainText
