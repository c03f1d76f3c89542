"""The joint conference: who belongs to it from when on, and which one department leads (N-09, L-01).

One stream, so that there is exactly one lead on any day: with a new lead the one before becomes a member the same day.

Rules: N-06.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from libs.events.calendar import local_day
from libs.events.catalog.registry.conference import ConferenceJoined, ConferenceLeft
from libs.events.decider import Countersigned, Decider
from libs.events.fact import Fact
from libs.events.shapes.ahead import check_ahead

from ..lists.decide import check_order
from ..lists.newer import check_day
from . import commands as c
from . import refusals as r

JOINED = ConferenceJoined.of(c.JoinConference)
LEFT = ConferenceLeft.of(c.LeaveConference)

Change = tuple[date, bool | None]
"""From which day on a department leads (True), belongs (False), or has left (None)."""
_NEVER: Change = (date.min, None)


@dataclass(frozen=True, slots=True)
class Seats:
    """Each department's changes in order; who leads since `since`; somebody has led on every day from `begun` on."""

    changes: dict[str, tuple[Change, ...]] = field(default_factory=dict)
    lead: str | None = None
    since: date = date.min
    begun: date = date.min

    def last(self, department: str) -> Change:
        return self.changes.get(department, (_NEVER,))[-1]

    def on(self, department: str, day: date) -> bool | None:
        """What a department is on a day."""
        return next((lead for since, lead in reversed(self.changes.get(department, ())) if since <= day), None)

    def others_after(self, department: str, day: date) -> bool:
        """Whether another department is a member on the day or later, also one that has announced to leave."""
        others = [self.last(other) for other in self.changes if other != department]
        return any(lead is not None or left > day for left, lead in others)


def decide(command: c.ConferenceCommand, seats: Seats, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to."""
    department, day = command.department, command.effective_from
    changed, leads = seats.last(department)
    check_ahead(day, now)
    if isinstance(command, c.JoinConference):
        _check_listed(command, local_day(now))
    match command:
        case c.JoinConference(lead=lead) if lead is seats.on(department, day):
            return []
        case c.JoinConference(on_record=on_record) if day == changed:
            # It takes the place of what was said of that day. A later day follows it.
            check_day(on_record, "lead")
    match command:
        case c.JoinConference(lead=True):
            check_order(max(changed, seats.since), day)
            before = [ConferenceJoined(department=seats.lead, lead=False, effective_from=day)] if seats.lead else []
            return [*before, JOINED(command)]
        case c.JoinConference():
            check_order(changed, day)
            if seats.lead is None or day < seats.begun:
                raise r.LeadStays(department=department, english="nobody leads on that day", chinese="该日尚无牵头部门")
            if leads:
                raise r.LeadStays(department=department, english="it leads", chinese="该部门为牵头部门")
            return [JOINED(command)]
        case c.LeaveConference():
            if leads is None:
                raise r.NotAMember(department=department)
            check_order(changed, day)
            if leads and seats.others_after(department, day):
                raise r.LeadStays(department=department, english="it leads", chinese="该部门为牵头部门")
            if leads and command.known:
                raise r.LeadIsAsked(department=department, duties=command.known)
            return [LEFT(command)]
    raise AssertionError(type(command).__name__)


def _check_listed(command: c.JoinConference, today: date) -> None:
    """Raises NotListedThen unless the department is on the list from the day on, as far as is known for ever.

    A seat may begin before the day on which its department was entered: lists that are taken over say when they were recorded.
    """
    day, since = max(command.effective_from, today), command.known.departments.get(command.department)
    if since is None or since > day:
        raise r.NotListedThen(field="department", value=command.department, department=command.department, day=day)


def evolve(seats: Seats, fact: Fact) -> Seats:
    match fact:
        case ConferenceJoined(department=department, lead=lead, effective_from=day):
            changes = _with(seats, department, (day, lead))
            begun = day if seats.lead is None else seats.begun
            return Seats(changes, department, day, begun) if lead else replace(seats, changes=changes)
        case ConferenceLeft(department=department, effective_from=day):
            changes = _with(seats, department, (day, None))
            return Seats(changes, None, day) if department == seats.lead else replace(seats, changes=changes)
    return seats


def _with(seats: Seats, department: str, change: Change) -> dict[str, tuple[Change, ...]]:
    return {**seats.changes, department: (*seats.changes.get(department, ()), change)}


CONFERENCE: Decider[c.ConferenceCommand, Seats] = Decider(
    name="conference",
    commands=c.ConferenceCommand,
    stream=lambda _: "conference",
    initial=Seats(),
    decide=decide,
    evolve=evolve,
    # The approval, which has the same correlation, names both.
    unrecorded=dict.fromkeys((c.JoinConference, c.LeaveConference), tuple(Countersigned.model_fields)),
)
