"""What may be asked of items, the source lists they were merged from, and what is written about them."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from libs.events.catalog.codes import IndustryCode, ItemCode, Name, PlainText, Ref
from libs.events.catalog.registry.discretion import PenaltyGrade
from libs.events.catalog.registry.items import ItemContent, SourceContent, SourceList, SourceRef
from libs.events.catalog.registry.scenarios import ManualSection
from libs.events.decider import Command

from .lists import Dated, Ended, Without


class ItemCommand(Command):
    item: ItemCode


class ItemRow(ItemCommand):
    content: ItemContent
    effective_from: date
    without_mandate: Without = Field(default={})


class ListItem(ItemRow):
    """A new item on the list, or a withdrawn one again."""


class AdjustItem(ItemRow):
    """The next edition of a listed item."""


class EnterItem(ItemRow):
    """A row of an item list: new, adjusted or as it stands. Files name no sources and no grounds: what is held stays."""


class LinkSource(ItemCommand):
    """B-02: the item was merged from this row of a source list too; the next edition says so."""

    source: SourceRef
    effective_from: date


class WithdrawItem(ItemCommand):
    effective_from: date
    reason: PlainText


class SourceCommand(Command):
    source: SourceList
    code: Name


class EnterSource(SourceCommand, Dated):
    content: SourceContent


class WithdrawSource(SourceCommand, Ended):
    pass


class ManualRow(Dated):
    manual: Ref
    industry: IndustryCode
    title: Name
    sections: tuple[ManualSection, ...] = Field(min_length=1)


class IssueManual(ManualRow):
    """`fitting`: the items in force on that day for the industry."""

    fitting: tuple[ItemCode, ...]


class WithdrawManual(Ended):
    manual: Ref


class ExemptionRow(Dated):
    exemption: Ref
    item: ItemCode
    behaviour: PlainText
    conditions: PlainText
    legal_basis: PlainText
    first_offence_only: bool


class ListExemption(ExemptionRow):
    """`listed`: whether the item is in force on that day."""

    listed: bool


class WithdrawExemption(Ended):
    exemption: Ref


class BenchmarkRow(Dated):
    """Grades from the mildest to the gravest."""

    benchmark: Ref
    item: ItemCode
    violation: PlainText
    grades: tuple[PenaltyGrade, ...] = Field(min_length=1)
    legal_basis: PlainText


class ListBenchmark(BenchmarkRow):
    """`listed`: whether the item is in force on that day."""

    listed: bool


class WithdrawBenchmark(Ended):
    benchmark: Ref
