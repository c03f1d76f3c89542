"""What may be asked of campaigns."""

from datetime import date
from typing import Literal

from pydantic import Field

from libs.events.catalog.codes import IndustryCode, Kind, Name, PlainText, Ref, Value
from libs.events.countersigning.leading import Acting
from libs.events.decider import Command, Known

CampaignLevel = Literal["national", "provincial", "city", "county"]
LIFTING = ("national", "provincial")
"""Whose spare consent and lift exclusions (L-15): nobody's below the province."""


class Listed(Value):
    """The kinds of check and the industries that the registry lists."""

    kinds: frozenset[Kind]
    industries: frozenset[IndustryCode]
    acting: Acting


class CampaignCommand(Command):
    campaign: Ref


class OrderCampaign(CampaignCommand):
    """`document`: title and number of the order. Of city or county, `approved_by` is the government that approved it, and
    `most` at how many entities it is made.
    """

    level: CampaignLevel
    document: Name
    kinds: tuple[Kind, ...] = Field(min_length=1)
    industries: tuple[IndustryCode, ...] = Field(min_length=1)
    valid_from: date
    valid_until: date
    approved_by: Name | None = None
    most: int | None = Field(None, ge=1, le=1_000_000)
    known: Known[Listed]


class EndCampaign(CampaignCommand):
    """Over from `effective_from` on."""

    effective_from: date
    reason: PlainText
    known: Known[Acting]
