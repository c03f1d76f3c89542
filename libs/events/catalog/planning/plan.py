"""The year's plan: drafted, coordinated, voted on, approved."""

from __future__ import annotations

from datetime import date
from typing import Any

from ...fact import Fact, catalog
from ..codes import DepartmentCode, PlainText, Ref


class PlanDraftedByNobody(Fact, name="planning.plan-drafted", title="PlanDrafted"):
    """`members` of the joint conference vote on it; `lead` organises. `reason`: why only after its year began (L-11)."""

    plan: Ref
    year: int
    lead: DepartmentCode
    members: tuple[DepartmentCode, ...]
    reason: PlainText | None = None


@catalog.upcaster("planning.plan-drafted", from_version=1)
def _drafted_by_nobody_named(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "drafted_by": None}


class PlanDrafted(Fact, name="planning.plan-drafted", version=2):
    """`members` of the joint conference vote on it; `lead` organises. `reason`: why only after its year began (L-11).

    `drafted_by`: the subject who drafted it.
    """

    plan: Ref
    year: int
    lead: DepartmentCode
    members: tuple[DepartmentCode, ...]
    reason: PlainText | None = None
    drafted_by: str | None = None


class PlanCoordinatedByNobody(Fact, name="planning.plan-coordinated", title="PlanCoordinated"):
    """Edition n of the plan: the demands it joins and its window. An amendment is a new edition with a reason."""

    plan: Ref
    edition: int
    year: int
    lead: DepartmentCode
    members: tuple[DepartmentCode, ...]
    demands: tuple[Ref, ...]
    window_from: date
    window_to: date
    reason: PlainText | None = None


@catalog.upcaster("planning.plan-coordinated", from_version=1)
def _coordinated_by_nobody_named(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "coordinated_by": None}


class PlanCoordinated(Fact, name="planning.plan-coordinated", version=2):
    """Edition n of the plan: the demands it joins and its window. An amendment is a new edition with a reason.

    `coordinated_by`: the subject who made the edition.
    """

    plan: Ref
    edition: int
    year: int
    lead: DepartmentCode
    members: tuple[DepartmentCode, ...]
    demands: tuple[Ref, ...]
    window_from: date
    window_to: date
    reason: PlainText | None = None
    coordinated_by: str | None = None


class PlanVoteCastByNobody(Fact, name="planning.plan-vote-cast", title="PlanVoteCast"):
    plan: Ref
    edition: int
    member: DepartmentCode
    approve: bool
    reason: PlainText | None = None


@catalog.upcaster("planning.plan-vote-cast", from_version=1)
def _cast_by_nobody_named(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "cast_by": None}


class PlanVoteCast(Fact, name="planning.plan-vote-cast", version=2):
    """A subject votes for one member in an edition."""

    plan: Ref
    edition: int
    member: DepartmentCode
    approve: bool
    reason: PlainText | None = None
    cast_by: str | None = None


class PlanApproved(Fact, name="planning.plan-approved"):
    plan: Ref
    edition: int
    year: int
    lead: DepartmentCode
    demands: tuple[Ref, ...]
    departments: tuple[DepartmentCode, ...]
    window_from: date
    window_to: date
    votes_for: int
    votes_against: int


class PlanRejected(Fact, name="planning.plan-rejected"):
    plan: Ref
    edition: int
    votes_for: int
    votes_against: int
