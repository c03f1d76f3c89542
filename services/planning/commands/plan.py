"""What may be asked of plans."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from libs.events.catalog.codes import (
    DepartmentCode,
    PlainText,
    Ref,
)
from libs.events.decider import Command

from .demand import KnownDemand, Year


class PlanCommand(Command):
    plan: Ref


class DraftPlan(PlanCommand):
    year: Year
    lead: DepartmentCode
    members: tuple[DepartmentCode, ...] = Field(min_length=1)


class CoordinatePlan(PlanCommand):
    """`known` holds those of `demands` that were ever submitted."""

    demands: tuple[Ref, ...]
    known: tuple[KnownDemand, ...]
    window_from: date
    window_to: date
    reason: PlainText | None = None


class CastVote(PlanCommand):
    """`departments`: whose demands the present edition joins."""

    member: DepartmentCode
    approve: bool
    reason: PlainText | None = None
    departments: tuple[DepartmentCode, ...]
