"""What may be asked of planning. What the lists say comes in looked up, so that deciding reads no table."""

from .demand import DemandCommand, KnownDemand, Limit, ListedItem, SubmitDemand, WithdrawDemand, Year
from .draw import CommitNonce, CompleteDraw, DrawCommand, DrawRef, FreezeDraw, OpenDraw, PassReveal, RevealNonce, SignManifest
from .plan import CastVote, CoordinatePlan, DraftPlan, PlanCommand
from .policy import AdoptPolicy, CampaignCommand, CampaignLevel, EndCampaign, OrderCampaign
from .visit import CancelVisit, PlanVisit, VisitCommand

__all__ = [
    "AdoptPolicy",
    "CampaignCommand",
    "CampaignLevel",
    "CancelVisit",
    "CastVote",
    "CommitNonce",
    "CompleteDraw",
    "CoordinatePlan",
    "DemandCommand",
    "DraftPlan",
    "DrawCommand",
    "DrawRef",
    "EndCampaign",
    "FreezeDraw",
    "KnownDemand",
    "Limit",
    "ListedItem",
    "OpenDraw",
    "OrderCampaign",
    "PassReveal",
    "PlanCommand",
    "PlanVisit",
    "RevealNonce",
    "SignManifest",
    "SubmitDemand",
    "VisitCommand",
    "WithdrawDemand",
    "Year",
]
