"""Industries, scenarios, manuals, and suggestions that were dismissed."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ...fact import Fact
from ...shapes.asked import AtMost
from ..codes import (
    DepartmentCode,
    IndustryCode,
    ItemCode,
    Name,
    PlainText,
    Ref,
    Value,
)


class ManualSection(Value):
    """What is looked at for one item, point by point (J-06, J-11)."""

    item: ItemCode
    points: Annotated[tuple[PlainText, ...], AtMost(200)]
    legal_basis: PlainText | None = None


class IndustryListed(Fact, name="registry.industry-listed"):
    """In force from `effective_from`, or from the day it was recorded."""

    industry: IndustryCode
    title: Name
    effective_from: date | None = None


class IndustryWithdrawn(Fact, name="registry.industry-withdrawn"):
    industry: IndustryCode
    effective_from: date
    reason: PlainText


class ManualIssued(Fact, name="registry.manual-issued"):
    """The compliance handbook of an industry (合规手册, J-06); `edition` counts from 1."""

    manual: Ref
    edition: int
    industry: IndustryCode
    title: Name
    sections: tuple[ManualSection, ...]
    effective_from: date


class ManualWithdrawn(Fact, name="registry.manual-withdrawn"):
    manual: Ref
    effective_from: date
    reason: PlainText


class ScenarioListed(Fact, name="registry.scenario-listed"):
    """A 综合查一次 scenario (L-06): lead, co-departments, items checked together in an industry.

    `suggestion`: what the data suggested and the office accepted (L-08).
    """

    scenario: Ref
    title: Name
    industry: IndustryCode
    lead: DepartmentCode
    departments: tuple[DepartmentCode, ...]
    items: tuple[ItemCode, ...]
    effective_from: date
    suggestion: Ref | None = None


class ScenarioWithdrawn(Fact, name="registry.scenario-withdrawn"):
    scenario: Ref
    effective_from: date
    reason: PlainText


class SuggestionDismissed(Fact, name="registry.suggestion-dismissed"):
    """A scenario that the data suggested (L-08) and the office decided against; it is not suggested again before `until`."""

    suggestion: Ref
    reason: PlainText
    until: date
