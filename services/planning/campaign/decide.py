"""A national or provincial campaign (O4, L-15): by its document, for kinds of check and industries, from day to day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from libs.events.catalog.planning.demand import CampaignEnded, CampaignOrdered
from libs.events.decider import Decider
from libs.events.fact import Fact

from . import commands as c
from . import refusals as r


@dataclass(frozen=True, slots=True)
class Unordered:
    """Nobody has ordered it."""


@dataclass(frozen=True, slots=True)
class Ordered:
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class Ended:
    pass


State = Unordered | Ordered | Ended

ordered = CampaignOrdered.of(c.OrderCampaign, "level")
ended = CampaignEnded.of(c.EndCampaign)


def decide(command: c.CampaignCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    del now
    match command, state:
        case c.OrderCampaign(), Unordered():
            _check(command)
            return [ordered(command, level=command.level)]
        case c.OrderCampaign(), _:
            raise r.CampaignOrderedAlready(
                field="campaign",
                value=command.campaign,
                do_en="Use a new number for a new campaign.",
                do_zh="新的专项检查请使用新的编号。",
            )
        case _, Unordered():
            raise r.NoSuchCampaign(
                field="campaign",
                value=command.campaign,
                do_en="GET /v1/campaigns lists them.",
                do_zh="可通过 GET /v1/campaigns 查询。",
            )
        case c.EndCampaign(), Ordered():
            _check_end(command, state)
            return [ended(command)]
        case c.EndCampaign(), Ended():
            raise r.CampaignOver(field="campaign", value=command.campaign, do_en="Nothing to do.", do_zh="无需重复结束。")
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _check(command: c.OrderCampaign) -> None:
    # `isdecimal` also takes the full-width digits that documents are numbered with.
    if not any(character.isdecimal() for character in command.document):
        raise r.CampaignUndocumented(
            f"{command.document} holds no number",
            f"“{command.document}”未含文号",
            field="document",
            value=command.document,
            do_en="Name the order as it is numbered, with its year and number.",
            do_zh="请写明文号,例如:国市监发〔2026〕12号。",
        )
    if command.valid_from > command.valid_until:
        raise _span(command.valid_until, f"it would end before it begins on {command.valid_from}", "截止日早于起始日")
    for field, named, listed in (
        ("kinds", command.kinds, command.known.kinds),
        ("industries", command.industries, command.known.industries),
    ):
        unknown = sorted(set(named) - listed)
        if unknown:
            raise r.CampaignOutsideList(
                f"not listed: {', '.join(unknown)}",
                f"未列入清单:{'、'.join(unknown)}",
                field=field,
                value=unknown,
                do_en="Name what the registry lists; new matters are listed first.",
                do_zh="请填写清单内的代码;新事项应先列入清单。",
            )


def _check_end(command: c.EndCampaign, state: Ordered) -> None:
    if not state.valid_from <= command.effective_from <= state.valid_until + timedelta(days=1):
        raise r.CampaignSpanWrong(
            f"{command.effective_from} is not within {state.valid_from} to {state.valid_until}",
            f"{command.effective_from} 不在 {state.valid_from} 至 {state.valid_until} 之内",
            field="effective_from",
            value=command.effective_from.isoformat(),
            do_en="Name a day of the campaign.",
            do_zh="请填写专项检查期间内的日期。",
        )


def _span(day: date, en: str, zh: str) -> r.CampaignSpanWrong:
    return r.CampaignSpanWrong(
        f"{day}: {en}",
        f"{day}:{zh}",
        field="valid_until",
        value=day.isoformat(),
        do_en="Give the first and the last day of the order.",
        do_zh="请填写文件载明的起止日期。",
    )


def evolve(state: State, fact: Fact) -> State:
    match fact:
        case CampaignOrdered():
            return Ordered(fact.valid_from, fact.valid_until)
        case CampaignEnded():
            return Ended()
    return state


CAMPAIGN: Decider[c.CampaignCommand, State] = Decider(
    name="campaign",
    commands=c.CampaignCommand,
    stream=lambda command: f"campaign-{command.campaign}",
    initial=Unordered(),
    decide=decide,
    evolve=evolve,
)
