"""Items of supervision: the list itself, its three source lists and what an item says."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from ...fact import Fact
from ...shapes.asked import AtMost
from ..codes import (
    DepartmentCode,
    Ground,
    Industries,
    ItemCode,
    Kind,
    ListClass,
    Name,
    PlainText,
    Value,
)


class Method(StrEnum):
    ONSITE = "onsite"
    DOCUMENT = "document"
    REMOTE = "remote"


class Notice(StrEnum):
    """L-19: notice before the visit, except where the item forbids it."""

    BEFORE = "before"
    FORBIDDEN = "forbidden"


class SourceList(StrEnum):
    """B-02: power and duty list, double-random list, Internet+ list: merged into the one list."""

    POWER = "power"
    RANDOM = "random"
    INTERNET = "internet"


class SourceRef(Value):
    """A row of a source list that an item of the one list comes from."""

    source: SourceList
    code: Name


class ItemContent(Value):
    """One thing a department may lawfully check (H-04, H-05). `kind` is what "the same kind of check" means.

    `grounds`: what the law says of this item (notification-commitment, environment, safety, another law: L-15, L-16);
    `sources`: the rows of the three source lists it was merged from (B-02).
    """

    kind: Kind
    subject: Name
    content: PlainText
    list_class: ListClass
    department: DepartmentCode
    industries: Industries
    methods: Annotated[tuple[Method, ...], AtMost(20)]
    frequency_months: int | None = None
    legal_basis: PlainText
    liability: PlainText
    notice: Notice = Notice.BEFORE
    minor_exemption: PlainText | None = None
    qualification: Kind
    grounds: Annotated[tuple[Ground, ...], AtMost(20)] = ()
    # Three source lists; each may name one check in the words of many laws.
    sources: Annotated[tuple[SourceRef, ...], AtMost(200)] = ()


class SourceContent(Value):
    """A row of a source list as its keeper wrote it; `department` as named there, which may be no code of ours."""

    title: Name
    department: Name
    power: Name | None = None
    legal_basis: PlainText | None = None
    industries: Annotated[tuple[Name, ...], AtMost(200)] = ()


class SourceItemEntered(Fact, name="registry.source-item-entered"):
    """A row of one of the three source lists (B-02), new or changed."""

    source: SourceList
    code: Name
    content: SourceContent
    effective_from: date


class SourceItemWithdrawn(Fact, name="registry.source-item-withdrawn"):
    source: SourceList
    code: Name
    effective_from: date
    reason: PlainText


class ItemListed(Fact, name="registry.item-listed"):
    """In force from a day on; `edition` counts from 1."""

    item: ItemCode
    edition: int
    content: ItemContent
    effective_from: date


class ItemAdjusted(Fact, name="registry.item-adjusted"):
    item: ItemCode
    edition: int
    content: ItemContent
    effective_from: date


class ItemWithdrawn(Fact, name="registry.item-withdrawn"):
    item: ItemCode
    effective_from: date
    reason: PlainText
