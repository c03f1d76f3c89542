"""A demand: what a department wishes to check this year, within its list (B-01, J-18, N-13).

Rules: J-19, N-04, N-30, N-32, H-06.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from libs.events.calendar import local_day
from libs.events.catalog.codes import CreditClass, ListClass
from libs.events.catalog.planning.demand import DemandSubmitted, DemandWithdrawn
from libs.events.decider import Decider
from libs.events.fact import Fact
from libs.events.shapes.ahead import check_end

from .. import commands as c
from .. import refusals as r
from .joint import check_joint
from .share import check_share, rising


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
            raise r.AlreadySubmitted(demand=command.demand)
        case _, Unsubmitted():
            raise r.NoSuchDemand(demand=command.demand)
        case c.WithdrawDemand(known=c.Holding(plan=str(plan))), Open():
            raise r.DemandJoined(demand=command.demand, plan=plan)
        case c.WithdrawDemand(), Open():
            return [withdrawn(command)]
        case _, Withdrawn():
            raise r.DemandOver(demand=command.demand)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def check_year(year: int, now: datetime) -> None:
    """Raises YearPast when the year is over in the place's own time, EndsTooLate for one too far ahead."""
    this_year = local_day(now).year
    if year < this_year:
        raise r.YearPast(year=year, this_year=this_year)
    check_end(date(year, 1, 1), now, "year")


def _check_mandate(command: c.SubmitDemand) -> None:
    if not command.known.mandated:
        raise r.MandateMissing(department=command.department)


def _check_items(command: c.SubmitDemand) -> None:
    listed = {item.item: item for item in command.known.listed}
    for code in command.items:
        item = listed.get(code)
        if item is None:
            raise r.ItemNotInForce(items=code, year=command.year)
        if item.department != command.department:
            raise r.OtherDepartmentsItem(items=code, department=item.department)
        if item.kind != command.kind:
            raise r.KindDiffers(items=code, kind=item.kind)
        if item.list_class is ListClass.KEY and command.maximum is not None:
            raise r.KeyItemCapped(maximum=command.maximum, what_en=code, what_zh=code)
    covered = {industry for item in command.known.listed for industry in item.industries}
    for industry in command.industries:
        if industry not in covered:
            raise r.IndustryNotListed(industries=industry)


def _check_ratios(command: c.SubmitDemand) -> None:
    missing = sorted(set(CreditClass) - set(command.ratios))
    if missing:
        raise r.ClassMissing(ratios=missing)
    rising("ratios", command.ratios)
    if command.list_class is ListClass.KEY and command.maximum is not None:
        raise r.KeyItemCapped(maximum=command.maximum, what_en="the key list", what_zh="重点清单")
    if command.minimum is not None and command.maximum is not None and command.minimum > command.maximum:
        raise r.LimitsCrossed(minimum=command.minimum, maximum=command.maximum)


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
