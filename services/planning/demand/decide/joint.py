"""A demand made for a joint plan with a neighbour: within its kinds, industries and year, while it is in force (J-17)."""

from datetime import date

from services.planning.crossplan import commands as crossplan_commands

from .. import commands as c
from .. import refusals as r


def check_joint(command: c.SubmitDemand) -> None:
    """Raises CrossPlanNotInForce or OutsideCrossPlan."""
    if command.crossplan is None:
        return
    joint = in_force(command.crossplan, command.known.joint, "crossplan")
    if command.kind not in joint.kinds:
        raise r.OutsideCrossPlan(kind=command.kind, crossplan=joint.crossplan, allowed=joint.kinds)
    for industry in command.industries:
        if industry not in joint.industries:
            raise r.OutsideCrossPlan(industries=industry, crossplan=joint.crossplan, allowed=joint.industries)
    if command.year != joint.window_from.year:
        raise r.OutsideCrossPlan(year=command.year, crossplan=joint.crossplan, allowed=joint.window_from.year)


_STATES_ZH = {"unknown": "未登记", "proposed": "尚待对方接受", "declined": "已被对方拒绝", "ended": "已终止"}


def in_force(named: str, joint: crossplan_commands.KnownCrossPlan | None, field: str) -> crossplan_commands.KnownCrossPlan:
    """Raises CrossPlanNotInForce unless both places have agreed on it."""
    if joint is None or joint.state != "accepted":
        state = "unknown" if joint is None else joint.state
        raise r.CrossPlanNotInForce(field=field, value=named, state_en=state, state_zh=_STATES_ZH.get(state, "未生效"))
    return joint


def check_window(joint: crossplan_commands.KnownCrossPlan, demand: str, first: date, last: date) -> None:
    """The joint window lies within the plan's: officers are certified for that. Raises OutsideCrossPlan."""
    if not first <= joint.window_from <= joint.window_to <= last:
        raise r.OutsideCrossPlan(
            f"{demand} is visited from {joint.window_from} to {joint.window_to} by {joint.crossplan}",
            f"{demand} 按 {joint.crossplan} 应在 {joint.window_from} 至 {joint.window_to} 检查",
            window_from=first,
            do_en="Let the plan's window contain the joint one.",
            do_zh="请使计划时间段包含联合检查时间段。",
        )
