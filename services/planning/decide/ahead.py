"""A plan is made in advance and takes up what was deferred to it (L-11, L-14); joint demands keep to theirs (J-17)."""

from __future__ import annotations

from datetime import datetime

from libs.events.calendar import CHINA
from services.planning.commands import CoordinatePlan, DraftPlan

from .joint import check_window, in_force
from .refusals import DeferredLeftOut, DraftedLate

__all__ = ["check_in_advance", "check_joined"]


def check_in_advance(command: DraftPlan, now: datetime) -> None:
    """Raises DraftedLate when the plan's year has begun, in the place's own time, and no reason is given."""
    if command.year <= now.astimezone(CHINA).year and command.reason is None:
        raise DraftedLate(
            f"{command.year} has begun",
            f"{command.year} 年度已开始",
            field="reason",
            do_en="Say why the plan is drafted only now; it stays on record.",
            do_zh="请说明年内编制的理由,该理由将记录在案。",
        )


def check_joined(command: CoordinatePlan) -> None:
    """Raises CrossPlanNotInForce or OutsideCrossPlan for a joint demand, DeferredLeftOut for what is dropped unexplained."""
    for demand in command.known:
        if demand.joint is not None and demand.demand in command.demands:
            in_force(demand.joint.crossplan, demand.joint, "demands")
            check_window(demand.joint, demand.demand, command.window_from, command.window_to)
    if command.left_out and command.reason is None:
        raise DeferredLeftOut(
            f"not taken up: {', '.join(command.left_out)}",
            f"未列入:{'、'.join(command.left_out)}",
            field="reason",
            value=list(command.left_out),
            do_en="Join a demand of that department for these items, or say why not.",
            do_zh="请纳入相关部门就该事项提出的需求,或说明不予列入的理由。",
        )
