"""An item: listed, adjusted edition by edition, withdrawn, perhaps listed again (B-01, B-02, L-43 to L-46).

Rules: J-10, H-04, H-05, B-04.
"""

from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from libs.events.catalog.codes import ListClass
from libs.events.catalog.registry import items as f
from libs.events.decider import Decider
from libs.events.fact import Fact
from libs.events.refusal import Invalid
from libs.events.shapes.ahead import check_ahead

from ..bodies.decide import require_mandates
from ..lists import refusals as lists_refusals
from ..lists.decide import DatedList, check_listed
from ..lists.newer import check_newer
from . import commands as c
from . import refusals as r

LISTED = f.ItemListed.of(c.ListItem | c.EnterItem, "edition")
ADJUSTED = f.ItemAdjusted.of(c.AdjustItem | c.EnterItem, "edition")
LINKED = f.ItemAdjusted.of(c.LinkSource, "edition", "content")
WITHDRAWN = f.ItemWithdrawn.of(c.WithdrawItem)


@dataclass(frozen=True, slots=True)
class Unlisted:
    pass


@dataclass(frozen=True, slots=True)
class Listed:
    edition: int
    content: f.ItemContent
    effective_from: date


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """`last` is the edition that was withdrawn from `day` on."""

    last: Listed
    day: date


State = Unlisted | Listed | Withdrawn


def decide(command: c.ItemCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command about an item leads to."""
    _on_lists(command)
    check_ahead(command.effective_from, now)
    if isinstance(command, c.EnterItem):
        command = _with_what_files_leave_out(command, state)
    match command, state:
        case c.ListItem() | c.AdjustItem() | c.EnterItem(), Listed() if _same(command, state):
            return []
        case c.ListItem() | c.EnterItem(), Withdrawn(last=last) if _same(command, last):
            return []
        case c.ListItem(), Listed():
            raise r.AlreadyListed(item=command.item)
        case c.ListItem() | c.EnterItem(), Unlisted():
            _sound(command)
            return [LISTED(command, edition=1)]
        case c.ListItem() | c.EnterItem(), Withdrawn(last=last, day=day):
            _not_before(day, command.effective_from)
            _sound(command)
            return [LISTED(command, edition=last.edition + 1)]
        case c.AdjustItem() | c.EnterItem(), Listed(edition=edition, content=held, effective_from=since):
            _not_before(since, command.effective_from)
            _sound(command)
            if isinstance(command, c.EnterItem) and command.effective_from == since:
                check_newer(command.on_record, held, command.content)
            return [ADJUSTED(command, edition=edition + 1)]
        case c.LinkSource(), Listed():
            return [_linked(command, state)]
        case _, Unlisted():
            raise r.NoSuchItem(item=command.item)
        case c.WithdrawItem(effective_from=day), Listed(effective_from=since):
            _not_before(since, day)
            return [WITHDRAWN(command)]
        case _, Withdrawn(day=day):
            raise r.ItemIsWithdrawn(item=command.item, day=day)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _on_lists(command: c.ItemCommand) -> None:
    match command:
        case c.ItemRow(content=content, known=known):
            check_listed("content.department", [content.department], known.departments)
            check_industries(content.industries, known.industries)
        case c.LinkSource(source=source, known=known):
            check_listed("source.code", [f"{source.source.value}:{source.code}"], known)


def check_industries(industries: Collection[str], listed: Container[str]) -> None:
    """Raises Invalid where what is said of an item or an entity names no industry, or one that is on no list."""
    if not industries:
        raise Invalid(
            "names no industry",
            "未填写行业领域",
            field="content.industries",
            value=[],
            do_en="Name at least one.",
            do_zh="请至少填写一个行业领域。",
        )
    check_listed("content.industries", industries, listed)


def _linked(command: c.LinkSource, state: Listed) -> f.ItemAdjusted:
    """B-02: the next edition, merged from one more row of a source list."""
    _not_before(state.effective_from, command.effective_from)
    content = state.content
    if command.source in content.sources:
        raise r.AlreadyLinked(source=command.source.code)
    merged = content.model_copy(update={"sources": (*content.sources, command.source)})
    return LINKED(command, edition=state.edition + 1, content=merged)


def _with_what_files_leave_out(command: c.EnterItem, state: State) -> c.EnterItem:
    """Files have no columns for sources and grounds: a row once undid what had been linked by hand."""
    match state:
        case Listed(content=held) | Withdrawn(last=Listed(content=held)):
            said = command.content
            kept = {"sources": said.sources or held.sources, "grounds": said.grounds or held.grounds}
            return command.model_copy(update={"content": said.model_copy(update=kept)})
    return command


def _same(command: c.ItemRow, last: Listed) -> bool:
    return (command.content, command.effective_from) == (last.content, last.effective_from)


def _sound(command: c.ItemRow) -> None:
    require_mandates(command.known.without_mandate, "department")
    content = command.content
    if content.list_class is ListClass.KEY and content.frequency_months is None:
        raise r.KeyItemWithoutCycle(field="frequency_months")


def _not_before(since: date, day: date) -> None:
    if day < since:
        raise lists_refusals.BeforeLastEdition(detail_zh=f"清单最近一次变更自 {since} 起生效", effective_from=day, since=since)


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.ItemListed() | f.ItemAdjusted(), _:
            return Listed(fact.edition, fact.content, fact.effective_from)
        case f.ItemWithdrawn(effective_from=day), Listed():
            return Withdrawn(state, day)
    return state


def _source_stream(command: c.SourceCommand) -> str:
    return f"source-{command.source.value}-{command.code}"


ITEM: Decider[c.ItemCommand, State] = Decider(
    name="item",
    commands=c.ItemCommand,
    stream=lambda command: f"item-{command.item}",
    initial=Unlisted(),
    decide=decide,
    evolve=evolve,
    # It stands in the sources of `content`.
    unrecorded={c.LinkSource: ("source",)},
)
SOURCE = DatedList("code", c.EnterSource, f.SourceItemEntered, c.WithdrawSource, f.SourceItemWithdrawn).decider(
    "source", _source_stream
)
