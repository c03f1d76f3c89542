"""The places of business of an entity beside its own (一照多址): listed, changed, closed from a day on, opened again.

One licence may name several places, and a branch (分支机构) with a code of its own is an entity of its own. The places stand in
the entity's stream: there are none of an entity that is not listed. No fact says where a person lives (B-34).

Rules: L-01, B-34.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from libs.domain.masking import is_a_persons, is_masked, mask_text
from libs.domain.office.days import check_past_day
from libs.events.calendar import local_day
from libs.events.catalog.registry import entities as f
from libs.events.fact import Fact
from libs.events.shapes.ahead import check_ahead

from ..lists.decide import check_listed
from ..lists.newer import check_newer
from . import commands as c
from . import refusals as r

LISTED = f.PremisesListed.of(c.ListPremises)
CHANGED = f.PremisesChanged.of(c.ListPremises)
CLOSED = f.PremisesClosed.of(c.ClosePremises)
REOPENED = f.PremisesReopened.of(c.ReopenPremises)
MOST = 500
"""Of one entity: a reader is told all of them with it."""


@dataclass(frozen=True, slots=True)
class Place:
    """`closed`: the first day without business there."""

    content: f.PremisesContent
    closed: date | None = None


Places = Mapping[str, Place]


def decide(command: c.PremisesCommand, entity: f.EntityContent, places: Places, now: datetime) -> Sequence[Fact]:
    """`entity`: what the list says of it; its name is masked where it is its owner's."""
    held = places.get(command.premises)
    match command, held:
        case c.ListPremises(), None if len(places) >= MOST:
            raise r.TooManyPremises(premises=command.premises, most=MOST)
        case c.ListPremises(), Place(closed=date() as day):
            raise r.PremisesIsClosed(premises=command.premises, day=day)
        case c.ListPremises(content=content), Place(content=said) if content == said:
            return []
        case c.ListPremises(), _:
            return [_said(command, entity, held, local_day(now))]
        case _, None:
            raise r.NoSuchPremises(premises=command.premises)
        case c.ClosePremises(effective_from=day), Place(closed=None):
            check_ahead(day, now)
            return [CLOSED(command)]
        case c.ClosePremises(), Place(closed=day):
            raise r.PremisesIsClosed(premises=command.premises, day=day)
        case c.ReopenPremises(), Place(closed=None):
            raise r.PremisesIsOpen(premises=command.premises)
        case c.ReopenPremises(), _:
            return [REOPENED(command)]
    raise AssertionError(type(command).__name__)


def _said(command: c.ListPremises, entity: f.EntityContent, held: Place | None, today: date) -> Fact:
    content, known = command.content, command.known
    check_listed("content.township", [content.township], known.townships)
    check_listed("content.industries", content.industries, known.industries)
    beyond = [industry for industry in content.industries if industry not in entity.industries]
    if beyond:
        raise r.IndustryNotOfEntity(field="content.industries", value=beyond, listed=entity.industries)
    check_past_day("content.opened", content.opened, today)
    _check_nobodys_home(content, entity.name)
    if held is None:
        return LISTED(command)
    check_newer(command.on_record, held.content, content)
    return CHANGED(command)


def _check_nobodys_home(content: f.PremisesContent, entity_name: str) -> None:
    """Raises PremisesNamedAsPerson or HomeIsNoFact. What is refused must not stay in a report."""
    if is_a_persons(content.name) or is_masked(content.name):
        raise r.PremisesNamedAsPerson(field="content.name", value=None)
    if content.address is None:
        return
    if is_masked(entity_name) or is_a_persons(entity_name):
        raise r.HomeIsNoFact(
            "the entity is called as its owner, whose home the address may be",
            "该主体以业主姓名为名称,地址可能是其住址",
            field="content.address", value=None,
        )  # fmt: skip
    if is_a_persons(content.address) or mask_text(content.address).hidden:
        raise r.HomeIsNoFact("it names a person or a home", "含有人名或住址", field="content.address", value=None)


def evolve(places: Places, fact: Fact) -> Places:
    match fact:
        case f.PremisesListed(premises=number, content=content) | f.PremisesChanged(premises=number, content=content):
            return {**places, number: Place(content)}
        case f.PremisesClosed(premises=number, effective_from=day):
            return {**places, number: replace(places[number], closed=day)}
        case f.PremisesReopened(premises=number):
            return {**places, number: replace(places[number], closed=None)}
    return places
