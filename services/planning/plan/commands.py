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
from services.planning.codes import Year
from services.planning.demand.commands import KnownDemand


class PlanCommand(Command):
    plan: Ref


class DraftPlan(PlanCommand):
    """`reason`: why it is drafted only after its year began (L-11)."""

    year: Year
    lead: DepartmentCode
    members: tuple[DepartmentCode, ...] = Field(min_length=1)
    reason: PlainText | None = None


class CoordinatePlan(PlanCommand):
    """`known` holds those of `demands` that were ever submitted; `left_out`: deferred checks that none of them takes up."""

    demands: tuple[Ref, ...]
    known: tuple[KnownDemand, ...]
    window_from: date
    window_to: date
    reason: PlainText | None = None
    left_out: tuple[Ref, ...] = ()


class CastVote(PlanCommand):
    """`departments`: whose demands the present edition joins."""

    member: DepartmentCode
    approve: bool
    reason: PlainText | None = None
    departments: tuple[DepartmentCode, ...]
