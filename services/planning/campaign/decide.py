"""A special check (专项检查, O4, L-15): by its document, for kinds of check and industries, from day to day; below the province
approved by the government and limited in number and time (国办发〔2024〕54号).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from libs.events.catalog.planning.demand import CampaignEnded, CampaignOrdered
from libs.events.decider import Decider
from libs.events.fact import Fact
from libs.events.shapes.ahead import check_ahead, check_end

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


_LONGEST = 366
"""Days. A default of the software: the source says that the term is limited, and no number; a plan's term is its year."""

State = Unordered | Ordered | Ended

ordered = CampaignOrdered.of(c.OrderCampaign, "level")
ended = CampaignEnded.of(c.EndCampaign)


def decide(command: c.CampaignCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises NotTheLead and the refusals of this folder."""
    _led(command)
    match command, state:
        case c.OrderCampaign(), Unordered():
            _check(command)
            check_ahead(command.valid_from, now, "valid_from")
            check_end(command.valid_until, now, "valid_until")
            return [ordered(command, level=command.level)]
        case c.OrderCampaign(), _:
            raise r.CampaignOrderedAlready(campaign=command.campaign)
        case _, Unordered():
            raise r.NoSuchCampaign(campaign=command.campaign)
        case c.EndCampaign(), Ordered():
            _check_end(command, state)
            return [ended(command)]
        case c.EndCampaign(), Ended():
            raise r.CampaignOver(campaign=command.campaign)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _led(command: c.CampaignCommand) -> None:
    """A campaign lifts exclusions of all departments, and so it is recorded by the lead of the joint conference."""
    match command:
        case c.OrderCampaign(known=c.Listed(acting=acting)) | c.EndCampaign(known=acting):
            acting.require()


def _check(command: c.OrderCampaign) -> None:
    # `isdecimal` also takes the full-width digits that documents are numbered with.
    if not any(character.isdecimal() for character in command.document):
        raise r.CampaignUndocumented(document=command.document)
    if command.valid_from > command.valid_until:
        raise r.CampaignSpanWrong(
            f"{command.valid_until}: it would end before it begins on {command.valid_from}",
            f"{command.valid_until}:截止日早于起始日",
            do_en="Give the first and the last day of the order.",
            do_zh="请填写文件载明的起止日期。",
            valid_until=command.valid_until,
        )
    if command.level not in c.LIFTING:
        _bounded(command)
    for field, named, listed in (
        ("kinds", command.kinds, command.known.kinds),
        ("industries", command.industries, command.known.industries),
    ):
        unknown = sorted(set(named) - listed)
        if unknown:
            raise r.CampaignOutsideList(field=field, value=unknown)


def _bounded(command: c.OrderCampaign) -> None:
    for field, value in (("approved_by", command.approved_by), ("most", command.most)):
        if value is None:
            raise r.CampaignUnbounded(field=field, value=None, level=command.level)
    latest = command.valid_from + timedelta(days=_LONGEST)
    if command.valid_until > latest:
        raise r.CampaignTooLong(valid_until=command.valid_until, latest=latest, level=command.level)


def _check_end(command: c.EndCampaign, state: Ordered) -> None:
    if not state.valid_from <= command.effective_from <= state.valid_until + timedelta(days=1):
        raise r.CampaignSpanWrong(effective_from=command.effective_from, first=state.valid_from, last=state.valid_until)


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
