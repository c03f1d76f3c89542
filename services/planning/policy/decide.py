"""The place's numbers, edition by edition: never into the past, and never against the law they carry out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from libs.events.calendar import CHINA
from libs.events.catalog.codes import CreditClass, Ground
from libs.events.catalog.planning.policy import PolicyAdopted, PolicyPack
from libs.events.decider import Decider
from libs.events.fact import Fact

from . import refusals as r
from .commands import AdoptPolicy

_BY_RISK = (CreditClass.A, CreditClass.B, CreditClass.C, CreditClass.D)
_NEVER_LIFTED = frozenset({"X5", "X6"})
_CONSENT_FREE = frozenset({Ground.NOTIFICATION_COMMITMENT, Ground.ENVIRONMENT, Ground.SAFETY, Ground.CAMPAIGN})


@dataclass(frozen=True, slots=True)
class Unset:
    """The sources' numbers hold."""


@dataclass(frozen=True, slots=True)
class Adopted:
    edition: int
    effective_from: date
    pack: PolicyPack


State = Unset | Adopted


def decide(command: AdoptPolicy, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    _check_day(command, state, now.astimezone(CHINA).date())
    check_pack(command.pack)
    if isinstance(state, Adopted) and command.pack == state.pack:
        raise r.PolicyUnchanged(
            f"edition {state.edition} has the same numbers",
            f"第 {state.edition} 版的参数与此相同",
            field="pack",
            do_en="Nothing to do.",
            do_zh="无需重复发布。",
        )
    edition = state.edition + 1 if isinstance(state, Adopted) else 1
    return [PolicyAdopted(edition=edition, **dict(command))]


def _check_day(command: AdoptPolicy, state: State, today: date) -> None:
    if command.effective_from < today:
        raise r.PolicyRetroactive(
            f"{command.effective_from} is before {today}",
            f"{command.effective_from} 早于 {today}",
            field="effective_from",
            value=command.effective_from.isoformat(),
            do_en="Let it begin today or later.",
            do_zh="请填写当日或以后的日期。",
        )
    if isinstance(state, Adopted) and command.effective_from < state.effective_from:
        raise r.PolicyOutOfOrder(
            f"edition {state.edition} begins on {state.effective_from}",
            f"第 {state.edition} 版自 {state.effective_from} 起生效",
            field="effective_from",
            value=command.effective_from.isoformat(),
            do_en="Let it begin on that day or later.",
            do_zh="请填写该日或以后的日期。",
        )


def check_pack(pack: PolicyPack) -> None:
    """Raises what is unlawful in itself: lifting X5 or X6, numbers that favour the worse class, consent waived (L-15)."""
    for ground, lifts in sorted(pack.lifts.items()):
        barred = sorted(_NEVER_LIFTED.intersection(lifts))
        if barred:
            raise r.LiftsTheUnliftable(
                f"{ground} would lift {', '.join(barred)}",
                f"{ground} 不得解除 {'、'.join(barred)}",
                field=f"pack.lifts.{ground}",
                value=barred,
                do_en="Leave X5 (not operating) and X6 (not in force) out.",
                do_zh="请删除 X5(停业、注销或吊销)和 X6(事项未生效)。",
            )
    missing = sorted(set(CreditClass) - set(pack.ceilings_bp))
    if missing:
        raise r.CeilingMissing(
            f"no ceiling for {', '.join(missing)}",
            f"缺少 {'、'.join(missing)} 级的上限",
            field="pack.ceilings_bp",
            value=missing,
            do_en="Give a ceiling in basis points for A, B, C, D and U; 10000 is none.",
            do_zh="请为 A、B、C、D、U 各级填写上限(万分比),10000 表示不设上限。",
        )
    _rising(pack)
    unlawful = sorted(set(pack.consent_free) - _CONSENT_FREE)
    if unlawful:
        raise r.ConsentWaivedUnlawfully(
            f"{', '.join(unlawful)} is not among L-15's exceptions",
            f"{'、'.join(unlawful)} 不属于例外情形",
            field="pack.consent_free",
            value=unlawful,
            do_en="Name only O1, O2, O3 and O4.",
            do_zh="仅可填写 O1、O2、O3、O4。",
        )


def _rising(pack: PolicyPack) -> None:
    for better, worse in pairwise(_BY_RISK):
        low, high = pack.ceilings_bp[better], pack.ceilings_bp[worse]
        if low > high:
            raise r.CeilingsNotMonotone(
                f"{better} has {low}, {worse} has {high}",
                f"{better} 级为 {low},{worse} 级为 {high}",
                field=f"pack.ceilings_bp.{worse}",
                value=high,
                do_en="Let the ceilings rise from A to D.",
                do_zh="请使上限从 A 级到 D 级不降低。",
            )
        spared, longer = pack.spared_months.get(better, 0), pack.spared_months.get(worse, 0)
        if longer > spared:
            raise r.SparingNotMonotone(
                f"{better} is spared {spared} months, {worse} {longer}",
                f"{better} 级免抽 {spared} 个月,{worse} 级免抽 {longer} 个月",
                field=f"pack.spared_months.{worse}",
                value=longer,
                do_en="Let the months fall from A to D.",
                do_zh="请使免抽月数从 A 级到 D 级不增加。",
            )


def evolve(state: State, fact: Fact) -> State:
    if isinstance(fact, PolicyAdopted):
        return Adopted(fact.edition, fact.effective_from, fact.pack)
    return state


POLICY: Decider[AdoptPolicy, State] = Decider(
    name="policy",
    commands=(AdoptPolicy,),
    stream=lambda _: "policy",
    initial=Unset(),
    decide=decide,
    evolve=evolve,
)
