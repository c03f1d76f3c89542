"""A demand made for a joint plan with a neighbour: within its kinds, industries and year, while it is in force (J-17)."""

from datetime import date

from services.planning.crossplan.commands import KnownCrossPlan

from ..commands import SubmitDemand
from ..refusals import CrossPlanNotInForce, OutsideCrossPlan


def check_joint(command: SubmitDemand) -> None:
    """Raises CrossPlanNotInForce or OutsideCrossPlan."""
    if command.crossplan is None:
        return
    joint = in_force(command.crossplan, command.known.joint, "crossplan")
    if command.kind not in joint.kinds:
        raise _outside("kind", command.kind, joint, ", ".join(joint.kinds))
    for industry in command.industries:
        if industry not in joint.industries:
            raise _outside("industries", industry, joint, ", ".join(joint.industries))
    if command.year != joint.window_from.year:
        raise _outside("year", str(command.year), joint, str(joint.window_from.year))


def in_force(named: str, joint: KnownCrossPlan | None, field: str) -> KnownCrossPlan:
    """Raises CrossPlanNotInForce unless both places have agreed on it."""
    if joint is None or joint.state != "accepted":
        state = "unknown" if joint is None else joint.state
        raise CrossPlanNotInForce(
            f"{named} is {state}",
            f"{named} 的状态为 {state}",
            field=field,
            value=named,
            do_en="Wait for the neighbour's acceptance, or submit the demand without the joint plan.",
            do_zh="请待对方接受后再提出,或不以该联合计划提出需求。",
        )
    return joint


def check_window(joint: KnownCrossPlan, demand: str, first: date, last: date) -> None:
    """The joint window lies within the plan's: officers are certified for that. Raises OutsideCrossPlan."""
    if not first <= joint.window_from <= joint.window_to <= last:
        raise OutsideCrossPlan(
            f"{demand} is visited from {joint.window_from} to {joint.window_to} by {joint.crossplan}",
            f"{demand} 按 {joint.crossplan} 应在 {joint.window_from} 至 {joint.window_to} 检查",
            field="window_from",
            value=first.isoformat(),
            do_en="Let the plan's window contain the joint one.",
            do_zh="请使计划时间段包含联合检查时间段。",
        )


def _outside(field: str, value: str, joint: KnownCrossPlan, allowed: str) -> OutsideCrossPlan:
    return OutsideCrossPlan(
        f"{value} is not part of {joint.crossplan}: {allowed}",
        f"{value} 不在 {joint.crossplan} 之内:{allowed}",
        field=field,
        value=value,
        do_en="Keep to the joint plan, or submit a demand of your own.",
        do_zh="请在联合计划范围内提出,或另行提出需求。",
    )
