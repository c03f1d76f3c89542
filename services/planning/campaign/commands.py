"""What may be asked of campaigns."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from libs.events.catalog.codes import IndustryCode, Kind, Name, PlainText, Ref
from libs.events.decider import Command

CampaignLevel = Literal["national", "provincial"]
"""Who may order one that spares consent and lifts exclusions (L-15): nobody below the province."""


class CampaignCommand(Command):
    campaign: Ref


class OrderCampaign(CampaignCommand):
    """`document`: title and number of the order. `listed_kinds`, `listed_industries`: those that the registry lists."""

    level: CampaignLevel
    document: Name
    kinds: tuple[Kind, ...] = Field(min_length=1)
    industries: tuple[IndustryCode, ...] = Field(min_length=1)
    valid_from: date
    valid_until: date
    listed_kinds: frozenset[Kind]
    listed_industries: frozenset[IndustryCode]


class EndCampaign(CampaignCommand):
    """Over from `effective_from` on."""

    effective_from: date
    reason: PlainText
