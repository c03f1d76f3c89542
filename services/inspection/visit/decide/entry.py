"""Before the officers may act: notice, or its lawful absence, and who came (L-19, X-01, H-12).

Rules: L-20.
"""

from datetime import date, datetime, timedelta

from libs.events.calendar import local_day
from libs.events.catalog.inspection import visit as f
from libs.events.catalog.planning.visit import with_other_officer as exchanged

from .. import commands as c
from .. import refusals as r

announced = f.VisitAnnounced.of(c.AnnounceVisit, "method")
withheld = f.NoticeWithheld.of(c.WithholdNotice)
checked_in = f.OfficerCheckedIn.of(c.CheckInOfficer, "at", "scanned")


def notice(
    command: c.AnnounceVisit | c.WithholdNotice, plan: f.VisitAssigned, now: datetime, *, overdue: bool
) -> f.VisitAnnounced | f.NoticeWithheld:
    """Notice of time, basis and method, or why there was none. Raises the refusals of L-19 and of the window."""
    match command:
        case c.AnnounceVisit() if plan.notice_forbidden:
            raise r.NoticeForbidden(visit=plan.visit)
        case c.WithholdNotice() if not plan.notice_forbidden:
            raise r.NoticeDue(visit=plan.visit)
    _day(command.on, plan, now, overdue=overdue)
    return announced(command, method=plan.method) if isinstance(command, c.AnnounceVisit) else withheld(command)


def _day(on: date, plan: f.VisitAssigned, now: datetime, *, overdue: bool) -> None:
    if on < local_day(now):
        raise r.NotBeforehand(on=on)
    # An overdue visit is on record as such and still has to be made.
    if on < plan.window_from or (on > plan.window_to and not overdue):
        raise r.OutsideWindow(on=on, window_from=plan.window_from, window_to=plan.window_to)


def arrival(command: c.CheckInOfficer, plan: f.VisitAssigned, on: date, now: datetime) -> f.OfficerCheckedIn:
    """An officer of the team is there. `on` is the day told or noted. Raises the refusals of X-01, H-12 and L-19."""
    if command.proof is not f.Proof.LATE:
        _scan(command)
    team = {p.department: p.inspectors for p in plan.parts}
    if command.inspector not in team.get(command.department, ()):
        raise r.NotOnTeam(inspector=command.inspector, department=command.department)
    if not command.known.certified:
        raise r.NotCertified(inspector=command.inspector, department=command.department)
    at = command.at or now
    if command.proof is f.Proof.LATE:
        _late_entry(command, at, now)
    elif not command.known.code_holds:
        raise r.WrongCode(code=None)
    if local_day(at) < on:
        raise r.TooEarly(at=at, on=on)
    return checked_in(command, at=at, scanned=None if command.proof is f.Proof.LATE else plan.entity)


def _scan(command: c.CheckInOfficer) -> None:
    if command.at is not None:
        raise r.ScanIsNow(at=command.at)
    if command.known.code_holds is None:
        raise r.MandateUnavailable(field="signing_key")


def with_other_officer(plan: f.VisitAssigned, made: f.OfficerReplaced) -> f.VisitAssigned:
    """The task with the substitute on the seat of who is gone, or the seat empty."""
    return plan.model_copy(update={"parts": exchanged(plan.parts, made.department, made.gone, made.substitute)})


def _late_entry(command: c.CheckInOfficer, at: datetime, now: datetime) -> None:
    if command.reason is None:
        raise r.LateEntryUnreasoned(reason=None)
    first = local_day(now) - timedelta(days=command.known.late_entry_days)
    if at > now or local_day(at) < first:
        raise r.LateEntryOutOfTime(at=at, first=first)
