"""A filing for a check outside the plan, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from ...fact import Fact, Visibility, catalog
from ..codes import (
    DepartmentCode,
    EntityId,
    Ground,
    IndustryCode,
    InspectorId,
    ItemCode,
    Kind,
    Name,
    PlainText,
    Ref,
    TownshipCode,
)
from ..registry.items import Method


class FilingSubmittedByNobody(Fact, name="planning.filing-submitted", title="FilingSubmitted"):
    """An unplanned check announced in advance (L-12), with its basis; `ground` when it claims to need no consent (L-15).

    `earliest`: the first day that keeps the days of L-12, counted from `filed_on`. `inspectors`: who is to go, named or drawn.
    """

    filing: Ref
    year: int
    department: DepartmentCode
    entity: EntityId
    entity_name: Name
    industries: tuple[IndustryCode, ...]
    township: TownshipCode
    kind: Kind
    items: tuple[ItemCode, ...]
    method: Method
    basis: PlainText
    ground: Ground | None = None
    document: Name | None = None
    planned_on: date
    filed_on: date
    earliest: date | None = None
    inspectors: tuple[InspectorId, ...] = ()
    notice_forbidden: bool = False


class FilingConfidedByNobody(
    FilingSubmittedByNobody, name="planning.filing-confided", visibility=Visibility.PRIVATE, title="FilingConfided"
):
    """The same of a check of which no notice may be given, or at an entity whose next visit is confided (L-19)."""


@catalog.upcaster("planning.filing-submitted", from_version=1)
@catalog.upcaster("planning.filing-confided", from_version=1)
def _filed_by_nobody_named(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "filed_by": None}


class FilingSubmittedAtNoPremises(Fact, name="planning.filing-submitted", version=2, title="FilingSubmitted"):
    """An unplanned check announced in advance (L-12), with its basis; `ground` when it claims to need no consent (L-15).

    `earliest`: the first day that keeps the days of L-12, counted from `filed_on`. `inspectors`: who is to go, named or drawn.
    `filed_by`: the subject who filed it.
    """

    filing: Ref
    year: int
    department: DepartmentCode
    entity: EntityId
    entity_name: Name
    industries: tuple[IndustryCode, ...]
    township: TownshipCode
    kind: Kind
    items: tuple[ItemCode, ...]
    method: Method
    basis: PlainText
    ground: Ground | None = None
    document: Name | None = None
    planned_on: date
    filed_on: date
    earliest: date | None = None
    inspectors: tuple[InspectorId, ...] = ()
    notice_forbidden: bool = False
    filed_by: str | None = None


class FilingConfidedAtNoPremises(
    FilingSubmittedAtNoPremises, name="planning.filing-confided", version=2, visibility=Visibility.PRIVATE,
    title="FilingConfided",
):  # fmt: skip
    """The same of a check of which no notice may be given, or at an entity whose next visit is confided (L-19)."""


@catalog.upcaster("planning.filing-submitted", from_version=2)
@catalog.upcaster("planning.filing-confided", from_version=2)
def _filed_for_its_own_place(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "premises": None, "premises_name": None}


class FilingSubmitted(Fact, name="planning.filing-submitted", version=3):
    """An unplanned check announced in advance (L-12), with its basis; `ground` when it claims to need no consent (L-15).

    `earliest`: the first day that keeps the days of L-12, counted from `filed_on`. `inspectors`: who is to go, named or drawn.
    `filed_by`: the subject who filed it. `premises`: the place of business that is to be checked, null for the entity's own;
    `industries` and `township` are those of the place.
    """

    filing: Ref
    year: int
    department: DepartmentCode
    entity: EntityId
    entity_name: Name
    industries: tuple[IndustryCode, ...]
    township: TownshipCode
    kind: Kind
    items: tuple[ItemCode, ...]
    method: Method
    basis: PlainText
    ground: Ground | None = None
    document: Name | None = None
    planned_on: date
    filed_on: date
    earliest: date | None = None
    inspectors: tuple[InspectorId, ...] = ()
    notice_forbidden: bool = False
    filed_by: str | None = None
    premises: Ref | None = None
    premises_name: Name | None = None


class FilingConfided(FilingSubmitted, name="planning.filing-confided", version=3, visibility=Visibility.PRIVATE):
    """The same of a check of which no notice may be given, or at an entity whose next visit is confided (L-19)."""


class FilingConsented(Fact, name="planning.filing-consented"):
    """The joint conference lets it take place as a visit of its own (L-15)."""

    filing: Ref
    lead: DepartmentCode
    visit: Ref


class FilingConsentedInConfidence(
    FilingConsented, name="planning.filing-consented-in-confidence", visibility=Visibility.PRIVATE
):
    """The same of a filing that is confided."""


class FilingExempted(Fact, name="planning.filing-exempted"):
    """No consent needed: on which ground, by which document (L-15 a-d). It is recorded, and counts."""

    filing: Ref
    ground: Ground
    document: Name
    visit: Ref


class FilingExemptedInConfidence(FilingExempted, name="planning.filing-exempted-in-confidence", visibility=Visibility.PRIVATE):
    """The same of a filing that is confided."""


class FilingJoined(Fact, name="planning.filing-joined"):
    """Goes with a visit that is planned anyway."""

    filing: Ref
    visit: Ref


class FilingJoinedInConfidence(FilingJoined, name="planning.filing-joined-in-confidence", visibility=Visibility.PRIVATE):
    """The same where the visit is confided: the filing names the entity, and so would tell whose visit it is."""


class FilingDeferred(Fact, name="planning.filing-deferred"):
    """Late, or not now: it waits for a later plan and is not done alone (L-14)."""

    filing: Ref
    department: DepartmentCode
    until_year: int
    reason: PlainText


class FilingDeferredInConfidence(FilingDeferred, name="planning.filing-deferred-in-confidence", visibility=Visibility.PRIVATE):
    """The same of a filing that is confided."""


class FilingRefused(Fact, name="planning.filing-refused"):
    filing: Ref
    lead: DepartmentCode
    reason: PlainText


class FilingRefusedInConfidence(FilingRefused, name="planning.filing-refused-in-confidence", visibility=Visibility.PRIVATE):
    """The same of a filing that is confided."""


class FilingWithdrawn(Fact, name="planning.filing-withdrawn"):
    filing: Ref
    reason: PlainText


class FilingWithdrawnInConfidence(
    FilingWithdrawn, name="planning.filing-withdrawn-in-confidence", visibility=Visibility.PRIVATE
):
    """The same of a filing that is confided."""
