"""The year's plan: drafted, coordinated, voted on, approved."""

from __future__ import annotations

from datetime import date

from ...fact import Fact
from ..codes import DepartmentCode, PlainText, Ref


class PlanDrafted(Fact, name="planning.plan-drafted"):
    """`members` of the joint conference vote on it; `lead` organises. `reason`: why only after its year began (L-11)."""

    plan: Ref
    year: int
    lead: DepartmentCode
    members: tuple[DepartmentCode, ...]
    reason: PlainText | None = None


class PlanCoordinated(Fact, name="planning.plan-coordinated"):
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


class PlanVoteCast(Fact, name="planning.plan-vote-cast"):
    plan: Ref
    edition: int
    member: DepartmentCode
    approve: bool
    reason: PlainText | None = None


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
