"""What may be asked of planning. What the lists say comes in looked up, so that deciding reads no table."""

from .demand import DemandCommand, KnownDemand, Limit, ListedItem, SubmitDemand, WithdrawDemand, Year
from .draw import CommitNonce, CompleteDraw, DrawCommand, DrawRef, FreezeDraw, OpenDraw, PassReveal, RevealNonce, SignManifest
from .plan import CastVote, CoordinatePlan, DraftPlan, PlanCommand
from .schedule import Busy, IssueSchedule, ScheduleCommand, ScheduleVisit
from .visit import CancelVisit, PlanVisit, VisitCommand

__all__ = [
    "Busy",
    "CancelVisit",
    "CastVote",
    "CommitNonce",
    "CompleteDraw",
    "CoordinatePlan",
    "DemandCommand",
    "DraftPlan",
    "DrawCommand",
    "DrawRef",
    "FreezeDraw",
    "IssueSchedule",
    "KnownDemand",
    "Limit",
    "ListedItem",
    "OpenDraw",
    "PassReveal",
    "PlanCommand",
    "PlanVisit",
    "RevealNonce",
    "ScheduleCommand",
    "ScheduleVisit",
    "SignManifest",
    "SubmitDemand",
    "VisitCommand",
    "WithdrawDemand",
    "Year",
]
