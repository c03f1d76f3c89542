"""What departments ask to inspect, and campaigns that order it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from ...fact import Fact, catalog
from ..codes import (
    BasisPoints,
    CreditClass,
    DepartmentCode,
    IndustryCode,
    ItemCode,
    Kind,
    ListClass,
    Name,
    PlainText,
    Ref,
)
from ..registry.items import Method


class Rounding(StrEnum):
    """How a stratum's fraction becomes a whole number; `fair` leaves it to the seed, so that the expectation is exact."""

    HALF_UP = "half-up"
    FLOOR = "floor"
    CEIL = "ceil"
    FAIR = "fair"


class CampaignOrderedFromAbove(Fact, name="planning.campaign-ordered", title="CampaignOrdered"):
    """O4, L-15 (d): a national or provincial campaign, by its document."""

    campaign: Ref
    level: Kind
    document: Name
    kinds: tuple[Kind, ...]
    industries: tuple[IndustryCode, ...]
    valid_from: date
    valid_until: date


@catalog.upcaster("planning.campaign-ordered", from_version=1)
def _of_no_number(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "approved_by": None, "most": None}


class CampaignOrdered(Fact, name="planning.campaign-ordered", version=2):
    """A special check (专项检查), by its document: of the state or the province (O4, L-15 d), or of city or county.

    `approved_by`: of city or county, the government that approved it (国办发〔2024〕54号), and `most`: at how many entities it
    is made.
    Nothing below the province spares consent or lifts an exclusion.
    """

    campaign: Ref
    level: Kind
    document: Name
    kinds: tuple[Kind, ...]
    industries: tuple[IndustryCode, ...]
    valid_from: date
    valid_until: date
    approved_by: Name | None = None
    most: int | None = None


class CampaignEnded(Fact, name="planning.campaign-ended"):
    campaign: Ref
    effective_from: date
    reason: PlainText


class DemandSubmitted(Fact, name="planning.demand-submitted"):
    """A department's wish for the year. `ratios` holds every class; a missing class would be a guess.

    `key_ratios`: for entities on the key-supervision list (B-19, N-14), where they differ.
    `crossplan`: made for a joint plan with a neighbour, and visited in its window (J-17).
    """

    demand: Ref
    year: int
    department: DepartmentCode
    kind: Kind
    items: tuple[ItemCode, ...]
    industries: tuple[IndustryCode, ...]
    list_class: ListClass
    ratios: dict[CreditClass, BasisPoints]
    rounding: Rounding
    minimum: int | None = None
    maximum: int | None = None
    method: Method
    key_ratios: dict[CreditClass, BasisPoints] | None = None
    crossplan: Ref | None = None


class DemandWithdrawn(Fact, name="planning.demand-withdrawn"):
    demand: Ref
    reason: PlainText
