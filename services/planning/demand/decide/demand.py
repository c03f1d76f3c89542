"""A demand: what a department wishes to check this year, within its list (B-01, J-18, N-13).

Rules: J-19, N-04, N-30, N-32, H-06.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from libs.events.calendar import local_day
from libs.events.catalog.codes import CreditClass, ListClass
from libs.events.catalog.planning.demand import DemandSubmitted, DemandWithdrawn
from libs.events.decider import Decider
from libs.events.fact import Fact

from .. import commands as c
from .. import refusals as r
from .joint import check_joint
from .share import check_share

_BY_RISK = (CreditClass.A, CreditClass.B, CreditClass.C, CreditClass.D)


@dataclass(frozen=True, slots=True)
class Unsubmitted:
    """Nobody has asked for it."""


@dataclass(frozen=True, slots=True)
class Open:
    pass


@dataclass(frozen=True, slots=True)
class Withdrawn:
    pass


State = Unsubmitted | Open | Withdrawn

submitted = DemandSubmitted.of(c.SubmitDemand)
withdrawn = DemandWithdrawn.of(c.WithdrawDemand)


def decide(command: c.DemandCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    match command, state:
        case c.SubmitDemand(), Unsubmitted():
            check_year(command.year, now)
            _check_mandate(command)
            _check_items(command)
            _check_ratios(command)
            check_share(command)
            check_joint(command)
            return [submitted(command)]
        case c.SubmitDemand(), _:
            raise r.AlreadySubmitted(
                field="demand",
                value=command.demand,
                do_en="Use a new number for a new demand.",
                do_zh="新的需求请使用新的编号。",
            )
        case _, Unsubmitted():
            raise r.NoSuchDemand(field="demand", value=command.demand, do_en="Check the number.", do_zh="请核对需求编号。")
        case c.WithdrawDemand(known=c.Holding(plan=str(plan))), Open():
            raise r.DemandJoined(
                f"part of plan {plan}",
                f"已纳入计划 {plan}",
                field="demand",
                value=command.demand,
                do_en="Coordinate the plan again without it, with a reason; then withdraw.",
                do_zh="请先说明理由、重新统筹计划并剔除该需求,再行撤回。",
            )
        case c.WithdrawDemand(), Open():
            return [withdrawn(command)]
        case _, Withdrawn():
            raise r.DemandOver(
                field="demand", value=command.demand, do_en="Submit a new demand.", do_zh="如需检查请重新提交需求。"
            )
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def check_year(year: int, now: datetime) -> None:
    """Raises YearPast when the year is over in the place's own time."""
    this_year = local_day(now).year
    if year < this_year:
        raise r.YearPast(
            f"{year} is before {this_year}",
            f"{year} 年早于 {this_year} 年",
            field="year",
            value=year,
            do_en="Plan for this year or a later one.",
            do_zh="请填写本年度或以后年度。",
        )


def _check_mandate(command: c.SubmitDemand) -> None:
    if not command.known.mandated:
        raise r.MandateMissing(
            f"{command.department} has no mandate in force",
            f"{command.department} 没有有效的执法主体资格",
            field="department",
            value=command.department,
            do_en="Ask the registry to record the mandate, or leave the check to the body that has it.",
            do_zh="请先在名录中登记执法主体资格,或由具备资格的部门提出。",
        )


def _check_items(command: c.SubmitDemand) -> None:
    listed = {item.item: item for item in command.known.listed}
    for code in command.items:
        item = listed.get(code)
        if item is None:
            raise r.ItemNotInForce(
                f"{code} is not in force in {command.year}",
                f"{code} 在 {command.year} 年度未生效",
                field="items",
                value=code,
                do_en="Name items that the registry lists for that year.",
                do_zh="请填写该年度清单内有效的检查事项。",
            )
        if item.department != command.department:
            raise r.OtherDepartmentsItem(
                f"{code} belongs to {item.department}",
                f"{code} 属于 {item.department}",
                field="items",
                value=code,
                do_en="Leave it to that department.",
                do_zh="请由该部门提出需求。",
            )
        if item.kind != command.kind:
            raise r.KindDiffers(
                f"{code} is of kind {item.kind}",
                f"{code} 的检查类别为 {item.kind}",
                field="items",
                value=code,
                do_en="Make a demand of its own for that kind.",
                do_zh="请就该类别另行提出需求。",
            )
        if item.list_class is ListClass.KEY and command.maximum is not None:
            raise _capped(code, command.maximum)
    covered = {industry for item in command.known.listed for industry in item.industries}
    for industry in command.industries:
        if industry not in covered:
            raise r.IndustryNotListed(
                f"no item of the demand applies to {industry}",
                f"所列事项均不适用于 {industry}",
                field="industries",
                value=industry,
                do_en="Name industries that the items are listed for.",
                do_zh="请填写事项清单载明的行业领域。",
            )


def _capped(value: str, maximum: int) -> r.KeyItemCapped:
    return r.KeyItemCapped(
        f"{value} with a maximum of {maximum}",
        f"{value} 设有上限 {maximum}",
        field="maximum",
        value=maximum,
        do_en="Leave the maximum out.",
        do_zh="请删除上限。",
    )


def _check_ratios(command: c.SubmitDemand) -> None:
    missing = sorted(set(CreditClass) - set(command.ratios))
    if missing:
        raise r.ClassMissing(
            f"no ratio for {', '.join(missing)}",
            f"缺少 {'、'.join(missing)} 级的比例",
            field="ratios",
            value=missing,
            do_en="Give a ratio in basis points for A, B, C, D and U.",
            do_zh="请为 A、B、C、D、U 各级填写比例(万分比)。",
        )
    for better, worse in pairwise(_BY_RISK):
        if command.ratios[better] > command.ratios[worse]:
            raise r.RatiosNotMonotone(
                f"{better} has {command.ratios[better]}, {worse} has {command.ratios[worse]}",
                f"{better} 级为 {command.ratios[better]},{worse} 级为 {command.ratios[worse]}",
                field=f"ratios.{worse}",
                value=command.ratios[worse],
                do_en="Let the ratios rise from A to D.",
                do_zh="请使比例从 A 级到 D 级不降低。",
            )
    if command.list_class is ListClass.KEY and command.maximum is not None:
        raise _capped("the key list", command.maximum)
    if command.minimum is not None and command.maximum is not None and command.minimum > command.maximum:
        raise r.LimitsCrossed(
            f"minimum {command.minimum}, maximum {command.maximum}",
            f"下限 {command.minimum},上限 {command.maximum}",
            field="minimum",
            value=command.minimum,
            do_en="Set the minimum at or below the maximum.",
            do_zh="请使下限不大于上限。",
        )


def evolve(state: State, fact: Fact) -> State:
    match fact:
        case DemandSubmitted():
            return Open()
        case DemandWithdrawn():
            return Withdrawn()
    return state


DEMAND: Decider[c.DemandCommand, State] = Decider(
    name="demand",
    commands=c.DemandCommand,
    stream=lambda command: f"demand-{command.demand}",
    initial=Unsubmitted(),
    decide=decide,
    evolve=evolve,
)
