"""What may be asked of items and of the source lists they were merged from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from libs.events.catalog.codes import ItemCode, Name, PlainText
from libs.events.catalog.registry.items import ItemContent, SourceContent, SourceList, SourceRef
from libs.events.decider import Command, Known

from ..lists import commands as lists_commands


@dataclass(frozen=True, slots=True)
class ItemLookups:
    """`without_mandate`: the department with the day on which it lacks a mandate, or nothing."""

    departments: frozenset[str]
    industries: frozenset[str]
    without_mandate: Mapping[str, date] = field(default_factory=dict)


class ItemCommand(Command):
    item: ItemCode
    effective_from: date


class NewItem(ItemCommand):
    content: ItemContent


class ItemRow(NewItem):
    known: Known[ItemLookups]


class ListItem(ItemRow):
    """A new item on the list, or a withdrawn one again."""


class AdjustItem(ItemRow):
    """The next edition of a listed item."""


class EnterItem(ItemRow, lists_commands.Entered):
    """A row of an item list: new, adjusted or as it stands. Files name no sources and no grounds: what is held stays."""


class LinkSource(ItemCommand):
    """B-02: the item was merged from this row of a source list too; the next edition says so. `known`: the rows' keys."""

    source: SourceRef
    known: Known[frozenset[str]]


class WithdrawItem(ItemCommand):
    reason: PlainText


class SourceCommand(Command):
    source: SourceList
    code: Name


class SourceRow(SourceCommand, lists_commands.Dated):
    content: SourceContent


class EnterSource(SourceRow, lists_commands.Entered):
    pass


class WithdrawSource(SourceCommand, lists_commands.Ended):
    pass
