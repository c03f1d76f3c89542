"""A model: which points an indicator gives, and from which score on an entity is in which class. Editions only follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from libs.events.catalog.codes import CreditClass
from libs.events.catalog.credit.profile import ModelAdopted
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.credit.policy import FAMILIES, POLICY

from . import commands as c
from . import refusals as r

_CUT = (CreditClass.A, CreditClass.B, CreditClass.C)


@dataclass(frozen=True, slots=True)
class Unadopted:
    pass


@dataclass(frozen=True, slots=True)
class Adopted:
    edition: int
    effective_from: date
    content: dict[str, object]


State = Unadopted | Adopted

adopted = ModelAdopted.of(c.AdoptModel | c.InstallModel, "edition", "indicators")


def decide(command: c.ModelCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    del now
    match command, state:
        case c.InstallModel(), Adopted():
            return []
        case c.Content(), Adopted(content=content) if _content(command) == content:
            return []
        case c.Content(effective_from=day), Adopted(effective_from=before) if day < before:
            raise r.EffectiveBackwards(
                f"the edition in use takes effect on {before}",
                f"现行版自 {before} 起生效",
                field="effective_from",
                value=day,
                do_en="Name a day that is not earlier.",
                do_zh="请填写不早于现行版的日期。",
            )
        case c.Content(), _:
            check(command)
            edition = state.edition + 1 if isinstance(state, Adopted) else 1
            return [adopted(command, edition=edition, indicators=command.indicators)]
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def check(model: c.Content) -> None:
    """Raises the refusal of the first rule that the content of a model breaks."""
    if POLICY.bounded(model.base) != model.base:
        raise r.BaseOutOfBounds(
            f"base is not within {POLICY.least} to {POLICY.most}",
            f"基础分应在 {POLICY.least} 至 {POLICY.most} 之间",
            field="base",
            value=model.base,
            do_en="Choose a base within the bounds.",
            do_zh="请填写范围内的基础分。",
        )
    a, b, least_c = (model.cutoffs.get(cut) for cut in _CUT)
    if set(model.cutoffs) != set(_CUT) or not (
        a is not None and b is not None and least_c is not None and POLICY.most >= a > b > least_c > POLICY.least
    ):
        raise r.CutoffsDisordered(
            f"need {POLICY.most} >= A > B > C > {POLICY.least}, and no others",
            f"应满足 {POLICY.most} ≥ A > B > C > {POLICY.least},且只有这三项",
            field="cutoffs",
            value={key.value: least for key, least in model.cutoffs.items()},
            do_en="Give the least score of A, of B and of C; what is below is D.",
            do_zh="请分别填写 A、B、C 类的最低分,低于 C 类最低分的为 D 类。",
        )
    missing = sorted({i for family in FAMILIES for i in family.indicators} - set(model.indicators))
    if missing:
        raise r.IndicatorsMissing(
            f"no points for {', '.join(missing)}",
            f"缺少指标:{'、'.join(missing)}",
            field="indicators",
            value=missing,
            do_en="Give each of them points; 0 is a number too.",
            do_zh="请为上述指标赋分,可以为 0。",
        )
    for family in FAMILIES:
        _check_order([*family.good], model, at_least_zero=True)
        _check_order([*family.bad], model, at_least_zero=False)


def _check_order(indicators: list[str], model: c.Content, *, at_least_zero: bool) -> None:
    points = [model.indicators[indicator] for indicator in indicators]
    wrong_side = [i for i, p in zip(indicators, points, strict=True) if (p < 0 if at_least_zero else p > 0)]
    rising = [i for i, p, better in zip(indicators[1:], points[1:], points, strict=False) if p > better]
    if not wrong_side and not rising:
        return
    wrong = (wrong_side or rising)[0]
    order = " >= ".join([*indicators, "0"] if at_least_zero else ["0", *indicators])
    raise r.WorseEventRewarded(
        f"need {order}",
        f"应满足 {order}",
        field=f"indicators.{wrong}",
        value=model.indicators[wrong],
        do_en="Lower the points of the worse event, or raise those of the better one.",
        do_zh="请调低较差情形的分值,或调高较好情形的分值。",
    )


def _content(model: c.Content) -> dict[str, object]:
    return model.model_dump(exclude={"model"})


def evolve(state: State, fact: Fact) -> State:
    if isinstance(fact, ModelAdopted):
        return Adopted(fact.edition, fact.effective_from, fact.model_dump(exclude={"model", "edition"}))
    return state


MODEL: Decider[c.ModelCommand, State] = Decider(
    name="model",
    commands=c.ModelCommand,
    stream=lambda command: f"model-{command.model}",
    initial=Unadopted(),
    decide=decide,
    evolve=evolve,
)
