"""What may be asked of visits: their day and time, their team, their end."""

from datetime import date
from typing import Annotated

from pydantic import Field

from libs.events.catalog.codes import (
    DepartmentCode,
    Digest,
    EntityId,
    EvidenceRef,
    IndustryCode,
    InspectorId,
    Name,
    PlainText,
    Ref,
    TownshipCode,
    Value,
)
from libs.events.catalog.planning.conducting import OfficerSeated, PassedOver
from libs.events.catalog.planning.officers import AwayGround
from libs.events.catalog.planning.visit import Origin, VisitPart
from libs.events.catalog.registry.items import Method
from libs.events.countersigning.leading import Acting
from libs.events.decider import Command, Known


class Progress(Value):
    """How far the visit is, as inspection says: whether an officer has checked in, the day on which it was completed, and
    whether its record is closed.
    """

    begun: bool = False
    completed_on: date | None = None
    closed: bool = False

    @property
    def done(self) -> bool:
        return self.closed or self.completed_on is not None


class Hands(Value):
    """Who asks, and whose matter it is: the lead of the joint conference's, in its place the lead's that the draw names (None
    for a visit of no draw), or that of the department which leads the visit.
    """

    acting: Acting
    drawn_by: DepartmentCode | None
    lead: DepartmentCode

    def require(self) -> None:
        """Raises NotTheLead."""
        self.acting.require(self.drawn_by, concerned=self.lead)


class Cancelling(Value):
    """`hands`: None where the system takes the visit back."""

    progress: Progress = Progress()
    hands: Hands | None = None


class Seat(Value):
    """The seat of who is gone, and who comes next in the draw's own order.

    `seat` is None when `gone` sits on none of the visit's seats; `arrived`: `gone` has checked in on the spot.
    """

    draw: Ref
    lead: DepartmentCode
    department: DepartmentCode | None
    seat: Name | None
    proof: Ref | None
    arrived: bool
    passed: tuple[PassedOver, ...]
    substitute: InspectorId | None
    acting: Acting


class VisitCommand(Command):
    visit: Ref


class PlanVisit(VisitCommand):
    draw: Ref
    entity: EntityId
    entity_name: Name
    industries: tuple[IndustryCode, ...]
    township: TownshipCode
    lead: DepartmentCode
    parts: tuple[VisitPart, ...]
    method: Method
    notice_forbidden: bool
    window_from: date
    window_to: date
    premises: Ref | None = None
    """The place of business where it is, None for the entity's own."""
    premises_name: Name | None = None
    origin: Origin
    cause: Ref
    """The number of what it comes of."""
    unannounced: tuple[DepartmentCode, ...] = ()
    """The departments whose items forbid notice."""
    seal: Digest | None = None
    """Where notice is forbidden: the seal of the team."""


class CancelVisit(VisitCommand):
    """Where the system takes back a visit that is open, it says nothing of its progress."""

    reason: PlainText
    known: Known[Cancelling] = Cancelling()


class JoinPart(VisitCommand):
    """An unplanned check goes with the visit (L-12, L-14)."""

    filing: Ref
    part: VisitPart


class SubstituteInspector(VisitCommand):
    gone: InspectorId
    ground: AwayGround
    reason: PlainText
    evidence: tuple[EvidenceRef, ...]
    known: Known[Seat]


class UnsealTeam(VisitCommand):
    """Team and salt of a sealed visit, as kept by the organiser."""

    team: tuple[OfficerSeated, ...]
    salt: Digest


class TellVisit(VisitCommand):
    """A visit that has no seal and was confided is no secret any more."""


Minute = Annotated[int, Field(ge=0, lt=1440)]


class Busy(Value):
    """Another visit of an officer on that day, and the minutes of the way between the two (either way)."""

    inspector: InspectorId
    visit: Ref
    start_minute: int
    minutes: int
    onsite: bool
    way_minutes: int


class Calendar(Value):
    """What decides whether a day and time may be: the visit's window, the first day after notice, whether the day is worked,
    the team's hours, and what else its officers do that day. A computed schedule was checked as a whole: it has no `busy` and
    no `hands`.
    """

    onsite: bool
    window_from: date
    window_to: date
    earliest: date
    worked: bool
    day_starts_minute: int
    team_minutes: int
    busy: tuple[Busy, ...] = ()
    progress: Progress = Progress()
    hands: Hands | None = None


class ScheduleVisit(VisitCommand):
    schedule: Ref
    day: date
    start_minute: Minute
    minutes: Annotated[int, Field(ge=1, le=1440)]
    reason: PlainText | None = None
    known: Known[Calendar]
