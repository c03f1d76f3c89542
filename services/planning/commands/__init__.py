"""What may be asked of planning. What the lists say comes in looked up, so that deciding reads no table."""

from .chain import ChainCommand, KnownChain, Length, PublishChain
from .demand import DemandCommand, KnownDemand, Limit, ListedItem, SubmitDemand, WithdrawDemand, Year
from .draw import (
    BeaconSignature,
    CommitNonce,
    CompleteDraw,
    DrawCommand,
    DrawRef,
    FreezeDraw,
    OpenDraw,
    PassBeacon,
    PassCommit,
    PassReveal,
    RecordBeacon,
    RevealNonce,
    SignManifest,
    VoidDraw,
)
from .officer import AbsenceCommand, EndAbsence, LiftRecusal, RecordAbsence, RecordRecusal, RecusalCommand
from .plan import CastVote, CoordinatePlan, DraftPlan, PlanCommand
from .policy import AdoptPolicy, CampaignCommand, CampaignLevel, EndCampaign, OrderCampaign
from .substitution import SubstituteEntity, SubstituteInspector, UnsealTeam
from .visit import CancelVisit, PlanVisit, VisitCommand

__all__ = [
    "AbsenceCommand",
    "AdoptPolicy",
    "BeaconSignature",
    "CampaignCommand",
    "CampaignLevel",
    "CancelVisit",
    "CastVote",
    "ChainCommand",
    "CommitNonce",
    "CompleteDraw",
    "CoordinatePlan",
    "DemandCommand",
    "DraftPlan",
    "DrawCommand",
    "DrawRef",
    "EndAbsence",
    "EndCampaign",
    "FreezeDraw",
    "KnownChain",
    "KnownDemand",
    "Length",
    "LiftRecusal",
    "Limit",
    "ListedItem",
    "OpenDraw",
    "OrderCampaign",
    "PassBeacon",
    "PassCommit",
    "PassReveal",
    "PlanCommand",
    "PlanVisit",
    "PublishChain",
    "RecordAbsence",
    "RecordBeacon",
    "RecordRecusal",
    "RecusalCommand",
    "RevealNonce",
    "SignManifest",
    "SubmitDemand",
    "SubstituteEntity",
    "SubstituteInspector",
    "UnsealTeam",
    "VisitCommand",
    "VoidDraw",
    "WithdrawDemand",
    "Year",
]
