"""A model: which points an indicator gives, and from which score on an entity is in which class. Editions only follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from libs.events.catalog.codes import CreditClass
from libs.events.catalog.credit.profile import ModelAdopted
from libs.events.decider import Countersigned, Decider
from libs.events.fact import Fact
from libs.events.shapes.ahead import check_ahead

from ..scale import LEAST, MOST, bounded
from . import commands as c
from . import refusals as r
from .sources import FAMILIES

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
    match command, state:
        case c.InstallModel(), Adopted():
            return []
        case c.ModelCommand(), Adopted(content=content) if _content(command) == content:
            return []
        case c.ModelCommand(effective_from=day), Adopted(effective_from=before) if day < before:
            raise r.EffectiveBackwards(effective_from=day, before=before)
        case c.ModelCommand(effective_from=day), _:
            check_ahead(day, now)
            check(command)
            edition = state.edition + 1 if isinstance(state, Adopted) else 1
            return [adopted(command, edition=edition, indicators=command.indicators)]
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def check(model: c.NewModel) -> None:
    """Raises the refusal of the first rule that the content of a model breaks."""
    if bounded(model.base) != model.base:
        raise r.BaseOutOfBounds(base=model.base, least=LEAST, most=MOST)
    a, b, least_c = (model.cutoffs.get(cut) for cut in _CUT)
    if set(model.cutoffs) != set(_CUT) or not (
        a is not None and b is not None and least_c is not None and MOST >= a > b > least_c > LEAST
    ):
        raise r.CutoffsDisordered(cutoffs={key.value: value for key, value in model.cutoffs.items()}, most=MOST, least=LEAST)
    missing = sorted({i for family in FAMILIES for i in family.indicators} - set(model.indicators))
    if missing:
        raise r.IndicatorsMissing(indicators=missing)
    for family in FAMILIES:
        _check_order([*family.good], model, at_least_zero=True)
        _check_order([*family.bad], model, at_least_zero=False)


def _check_order(indicators: list[str], model: c.NewModel, *, at_least_zero: bool) -> None:
    points = [model.indicators[indicator] for indicator in indicators]
    wrong_side = [i for i, p in zip(indicators, points, strict=True) if (p < 0 if at_least_zero else p > 0)]
    rising = [i for i, p, better in zip(indicators[1:], points[1:], points, strict=False) if p > better]
    if not wrong_side and not rising:
        return
    wrong = (wrong_side or rising)[0]
    order = " >= ".join([*indicators, "0"] if at_least_zero else ["0", *indicators])
    raise r.WorseEventRewarded(field=f"indicators.{wrong}", value=model.indicators[wrong], order=order)


def _content(model: c.NewModel) -> dict[str, object]:
    return model.model_dump(include=c.NewModel.model_fields.keys() - {"model"})


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
    # The approval, which has the same correlation, names both.
    unrecorded={c.AdoptModel: tuple(Countersigned.model_fields)},
)
