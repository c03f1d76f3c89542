"""An item: listed, adjusted edition by edition, withdrawn, perhaps listed again (B-01, B-02, L-43 to L-46).

Rules: J-10, H-04, H-05, B-04.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from libs.events.catalog.codes import ListClass
from libs.events.catalog.registry.items import ItemAdjusted, ItemContent, ItemListed, ItemWithdrawn
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.registry.commands import AdjustItem, EnterItem, ItemCommand, ItemRow, LinkSource, ListItem, WithdrawItem

from .lists import require_mandates
from .refusals import AlreadyLinked, AlreadyListed, BeforeLastEdition, ItemIsWithdrawn, KeyItemWithoutCycle, NoSuchItem


@dataclass(frozen=True, slots=True)
class Unlisted:
    pass


@dataclass(frozen=True, slots=True)
class Listed:
    edition: int
    content: ItemContent
    effective_from: date


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """`last` is the edition that was withdrawn from `day` on."""

    last: Listed
    day: date


State = Unlisted | Listed | Withdrawn


def decide(command: ItemCommand, state: State, _: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    if isinstance(command, EnterItem):
        command = _with_what_files_leave_out(command, state)
    match command, state:
        case ListItem() | AdjustItem() | EnterItem(), Listed() if _same(command, state):
            return []
        case ListItem() | EnterItem(), Withdrawn(last=last) if _same(command, last):
            return []
        case ListItem(), Listed():
            raise AlreadyListed(field="item", value=command.item, do_en="Adjust it instead.", do_zh="请改用事项调整。")
        case ListItem() | EnterItem(), Unlisted():
            return [_listed(command, 1)]
        case ListItem() | EnterItem(), Withdrawn(last=last, day=day):
            _not_before(day, command.effective_from)
            return [_listed(command, last.edition + 1)]
        case AdjustItem() | EnterItem(), Listed(edition=edition, effective_from=since):
            _not_before(since, command.effective_from)
            _sound(command)
            return [
                ItemAdjusted(
                    item=command.item, edition=edition + 1, content=command.content, effective_from=command.effective_from
                )
            ]
        case LinkSource(), Listed():
            return [_linked(command, state)]
        case _, Unlisted():
            raise NoSuchItem(field="item", value=command.item, do_en="List it first.", do_zh="请先列入清单。")
        case WithdrawItem(effective_from=day, reason=reason), Listed(effective_from=since):
            _not_before(since, day)
            return [ItemWithdrawn(item=command.item, effective_from=day, reason=reason)]
        case _, Withdrawn(day=day):
            raise ItemIsWithdrawn(
                f"withdrawn from {day} on",
                f"自 {day} 起移出清单",
                field="item",
                value=command.item,
                do_en="List it again where the law allows.",
                do_zh="依法可重新列入清单。",
            )
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _linked(command: LinkSource, state: Listed) -> ItemAdjusted:
    """B-02: the next edition, merged from one more row of a source list."""
    _not_before(state.effective_from, command.effective_from)
    content = state.content
    if command.source in content.sources:
        raise AlreadyLinked(field="source", value=command.source.code, do_en="Nothing is left to do.", do_zh="无需重复关联。")
    merged = content.model_copy(update={"sources": (*content.sources, command.source)})
    return ItemAdjusted(item=command.item, edition=state.edition + 1, content=merged, effective_from=command.effective_from)


def _with_what_files_leave_out(command: EnterItem, state: State) -> EnterItem:
    """Files have no columns for sources and grounds: a row once undid what had been linked by hand."""
    match state:
        case Listed(content=held) | Withdrawn(last=Listed(content=held)):
            said = command.content
            kept = {"sources": said.sources or held.sources, "grounds": said.grounds or held.grounds}
            return command.model_copy(update={"content": said.model_copy(update=kept)})
    return command


def _same(command: ListItem | AdjustItem | EnterItem, last: Listed) -> bool:
    return (command.content, command.effective_from) == (last.content, last.effective_from)


def _listed(command: ListItem | EnterItem, edition: int) -> ItemListed:
    _sound(command)
    return ItemListed(item=command.item, edition=edition, content=command.content, effective_from=command.effective_from)


def _sound(command: ItemRow) -> None:
    require_mandates(command.without_mandate, "department")
    content = command.content
    if content.list_class is ListClass.KEY and content.frequency_months is None:
        raise KeyItemWithoutCycle(
            field="frequency_months", do_en="Say in how many months all are covered.", do_zh="请填写全覆盖周期(月)。"
        )


def _not_before(since: date, day: date) -> None:
    if day < since:
        raise BeforeLastEdition(
            f"the list was last changed from {since} on",
            f"清单最近一次变更自 {since} 起生效",
            field="effective_from",
            value=day.isoformat(),
            do_en=f"Name {since} or a later day.",
            do_zh=f"生效日期不得早于 {since}。",
        )


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case ItemListed() | ItemAdjusted(), _:
            return Listed(fact.edition, fact.content, fact.effective_from)
        case ItemWithdrawn(effective_from=day), Listed():
            return Withdrawn(state, day)
    return state


ITEM: Decider[ItemCommand, State] = Decider(
    name="item",
    commands=(ListItem, AdjustItem, EnterItem, LinkSource, WithdrawItem),
    stream=lambda command: f"item-{command.item}",
    initial=Unlisted(),
    decide=decide,
    evolve=evolve,
)
