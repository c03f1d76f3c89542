"""A visit: assigned, announced (or lawfully not), under way, completed, closed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from libs.events.calendar import local_day
from libs.events.catalog.codes import DepartmentCode
from libs.events.catalog.inspection import visit as f
from libs.events.catalog.inspection.handling import FindingAssigned, FindingSettled
from libs.events.catalog.inspection.result import ResultIssued, ResultRevoked
from libs.events.catalog.planning.visit import VisitPart, with_part
from libs.events.decider import Decider
from libs.events.fact import Fact, Raw

from .. import commands as c
from .. import handling_refusals as h
from .. import part_refusals as parts
from .. import refusals as r
from . import answer, entry, frustration, handling, part
from . import seal as seals
from .states import Announced, Assigned, Closed, Completed, State, Unassigned, UnderWay

assigned = f.VisitAssigned.of(c.AssignVisit)
confided = f.VisitConfided.of(c.AssignInConfidence)
joined = f.PartJoined.of(c.JoinPart)
replaced = f.OfficerReplaced.of(c.ReplaceOfficer)
found_clue = f.ClueFound.of(c.PassOnClue, "entity")
answered = f.EntityAnswered.of(c.AnswerRecord)
revoked = ResultRevoked.of(c.RevokeResult, "entity")


def decide(command: c.VisitCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    match command, state:
        case c.AssignInConfidence(), Unassigned():
            return [confided(command)]
        case c.AssignInConfidence(), _:
            return []
        case c.AssignVisit(), Unassigned():
            return [assigned(command)]
        case c.AssignVisit(), _:
            return _told(state)
        case c.CancelVisit() | c.SettleFindings() | c.PassVisitDeadline() | c.JoinPart() | c.ReplaceOfficer(), _:
            return _from_elsewhere(command, state, now)
        case _, Unassigned():
            raise r.NoSuchVisit(visit=command.visit)
        case c.RevokeResult(), Completed(result=ResultIssued() as result) | Closed(result=ResultIssued() as result) if (
            result.result == command.result
        ):
            return [] if state.revoked else [revoked(command, entity=result.entity)]
        case c.RevokeResult(), _:
            raise r.NoSuchResult(result=command.result)
        case c.AssignHandling(), Completed():
            return handling.assign(command, state)
        case _, Completed() | Closed():
            raise r.VisitOver(visit=command.visit)
        case c.AssignHandling(), _:
            raise h.NotSealed(visit=command.visit)
        case c.AnnounceVisit() | c.WithholdNotice(), UnderWay():
            raise r.AlreadyUnderWay(visit=command.visit)
        case c.AnnounceVisit() | c.WithholdNotice(), Assigned():
            given = _kept(entry.notice(command, state.plan, now, overdue=state.overdue), state)
            return [] if isinstance(state, Announced) and state.notice == given else [given]
        case c.CheckInOfficer(), UnderWay(on=on) | Announced(notice=f.VisitAnnounced(on=on) | f.NoticeWithheld(on=on)):
            came = isinstance(state, UnderWay) and any(a.inspector == command.inspector for a in state.arrivals)
            arrived = entry.arrival(command, state.plan, on, now)
            return [] if came else [*_told(state), arrived]
        case c.CheckInOfficer(), _:
            raise r.NotAnnounced(visit=command.visit)
        case c.RefuseEntry(), Assigned():
            return [*_told(state), *frustration.refuse(command, state)]
        case c.FrustrateVisit(department=department), Assigned():
            _part_of(state.plan, department, "department")
            noted = frustration.frustrate(command, state, now)
            return [*_told(state), noted, f.VisitClosed(visit=command.visit, how=f.Closing.FRUSTRATED)]
        case c.RecordPart(department=department) | c.AmendPart(department=department), Assigned():
            return _record(command, state, _part_of(state.plan, department, "department"), now)
        case c.PassOnClue(finder=finder), Assigned():
            _part_of(state.plan, finder, "finder")
            return _clue(command, _present(state, finder, "finder"))
        case c.AnswerRecord(), Assigned():
            return _answer(command, state)
        case c.CompleteVisit(), Assigned():
            return _complete(command, _all_parts(state), now)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


_IN_CONFIDENCE: dict[type[Fact], type[Fact]] = {
    f.PartJoined: f.PartConfided,
    f.OfficerReplaced: f.OfficerConfided,
    f.NoticeWithheld: f.NoticeConfided,
    f.VisitClosed: f.VisitClosedInConfidence,
}


def _kept(fact: Fact, state: Assigned) -> Fact:
    """What is said of a visit: in confidence, while the visit is."""
    return _IN_CONFIDENCE[type(fact)].like(fact) if state.confided else fact


def _told(state: State) -> list[Fact]:
    """A confided visit as it stands, once its day has come or somebody is there."""
    if not isinstance(state, Assigned) or not state.confided:
        return []
    task: list[Fact] = [f.VisitAssigned.like(state.plan)]
    return [*task, f.NoticeWithheld.like(state.notice)] if isinstance(state, Announced) else task


def _from_elsewhere(command: c.VisitCommand, state: State, now: datetime) -> Sequence[Fact]:
    """Planning, rectifications and the clock. What has no bearing any more leads to nothing."""
    match command, state:
        case c.CancelVisit(), UnderWay():
            # Officers are there: what they find cannot be unplanned.
            return []
        case c.CancelVisit(), Assigned():
            return [_kept(f.VisitClosed(visit=command.visit, how=f.Closing.CANCELLED), state)]
        case c.SettleFindings(), Completed():
            return handling.settle(command, state)
        case c.JoinPart(), Assigned():
            return _join(command, state)
        case c.PassVisitDeadline(), Assigned():
            return _overdue(state, now)
        case c.ReplaceOfficer(), Assigned():
            return _replaced(command, state)
        case _:
            return []


def _join(command: c.JoinPart, state: Assigned) -> list[Fact]:
    """Nothing is added to a part that is on record, nor to what the entity has answered: planning hears of it by the result."""
    closed = isinstance(state, UnderWay) and (
        state.answer is not None or any(p.department == command.part.department for p in state.parts)
    )
    return [] if closed or command.filing in state.joined else [_kept(joined(command), state)]


def _replaced(command: c.ReplaceOfficer, state: Assigned) -> list[Fact]:
    """A team that is on the spot stays there: planning heard of it too late."""
    came = isinstance(state, UnderWay) and any(a.inspector == command.gone for a in state.arrivals)
    seated = any(p.department == command.department and command.gone in p.inspectors for p in state.plan.parts)
    return [_kept(replaced(command), state)] if seated and not came else []


def _overdue(state: Assigned, now: datetime) -> list[Fact]:
    plan = state.plan
    return [] if state.overdue or now <= plan.due else [f.VisitOverdue(visit=plan.visit, lead=plan.lead, due=plan.due)]


def _part_of(plan: f.VisitAssigned, department: DepartmentCode, named: str) -> VisitPart:
    for p in plan.parts:
        if p.department == department:
            return p
    raise r.NotOnVisit(field=named, value=department, visit=plan.visit, departments=[p.department for p in plan.parts])


def _present(state: Assigned, department: DepartmentCode, named: str, needed: int = 1) -> UnderWay:
    there = [a.inspector for a in state.arrivals if a.department == department] if isinstance(state, UnderWay) else []
    if isinstance(state, UnderWay) and len(there) >= needed:
        return state
    if there:
        raise r.TooFewOfficers(field=named, value=department, there=there, needed=needed)
    raise r.NotCheckedIn(field=named, value=department)


def _record(command: c.RecordPart | c.AmendPart, state: Assigned, plan: VisitPart, now: datetime) -> Sequence[Fact]:
    visit = _present(state, command.department, "department", command.known.two_officers)
    own = [p for p in visit.parts if p.department == command.department]
    if isinstance(command, c.RecordPart) and own:
        raise r.AlreadyRecorded(department=command.department)
    if isinstance(command, c.AmendPart) and not own:
        raise parts.NothingToAmend(department=command.department)
    if isinstance(command, c.AmendPart) and visit.answer is not None:
        raise parts.RecordAnswered(department=command.department)
    there = tuple(a.inspector for a in visit.arrivals if a.department == command.department)
    others = [p for p in visit.parts if p.department != command.department]
    entering = part.Entering(plan, others, there, visit.plan.method, now)
    return [part.record(command, entering, own[0] if own else None)]


def _clue(command: c.PassOnClue, visit: UnderWay) -> Sequence[Fact]:
    if not command.known.listed:
        raise r.UnknownDepartment(competent=command.competent)
    found = found_clue(command, entity=visit.plan.entity)
    if found in visit.clues:
        return []
    if command.known.elsewhere or any(c.clue == command.clue for c in visit.clues):
        raise r.ClueTaken(clue=command.clue)
    if command.competent == command.finder:
        raise r.ClueAtHome(competent=command.competent)
    command.known.require()
    return [found]


def _all_parts(state: Assigned) -> UnderWay:
    missing = state.missing if isinstance(state, UnderWay) else [p.department for p in state.plan.parts]
    if isinstance(state, UnderWay) and not missing:
        return state
    raise r.PartsMissing(departments=missing)


def _answer(command: c.AnswerRecord, state: Assigned) -> Sequence[Fact]:
    """The entity answers the whole record: an answer to half of it would confirm what it has not seen."""
    visit = _all_parts(state)
    answer.check(command, visit)
    given = answered(command)
    if visit.answer is not None and visit.answer != given:
        raise r.AlreadyAnswered(answer=command.answer)
    return [] if visit.answer is not None else [given]


def _complete(command: c.CompleteVisit, visit: UnderWay, now: datetime) -> Sequence[Fact]:
    if visit.answer is None:
        raise r.NotAnswered(answer=None)
    plan, before = visit.plan, _overdue(visit, now)
    record = visit.record
    for fact in before:
        record = seals.link(record, fact.raw())
    recorded = {p.department: p for p in visit.parts}
    results = tuple(part.summary(recorded[p.department], p) for p in plan.parts)
    issued = ResultIssued(
        result=command.result,
        visit=plan.visit,
        entity=plan.entity,
        entity_name=plan.entity_name,
        industries=plan.industries,
        kinds=tuple(dict.fromkeys(kind for p in plan.parts for kind in p.kinds)),
        lead=plan.lead,
        parts=results,
        problems=sum(r.problems for r in results),
        checked_on=max(local_day(a.at) for a in visit.arrivals),
        record=record,
    )
    completed = f.VisitCompleted(visit=plan.visit, completed_on=local_day(now), record=record)
    clear = [] if issued.problems else [f.VisitClosed(visit=plan.visit, how=f.Closing.CLEAR)]
    return [*before, completed, issued, *clear]


def seal(state: State, row: Raw) -> State:
    """The running digest after one more row; it ends with the row before the completion, which carries it."""
    return replace(state, record=seals.link(state.record, row)) if isinstance(state, Assigned) else state


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.VisitAssigned(), Assigned():
            return replace(state, confided=False)
        case f.VisitAssigned(), _:
            return Assigned(fact, seals.GENESIS, confided=isinstance(fact, f.VisitConfided))
        case f.PartJoined(), Assigned(plan=plan):
            grown = plan.model_copy(update={"parts": with_part(plan.parts, fact.part)})
            return replace(state, plan=grown, joined=state.joined | {fact.filing})
        case f.VisitAnnounced() | f.NoticeWithheld(), Assigned(plan=plan, record=record, overdue=overdue, joined=joined):
            return Announced(plan, record, overdue, notice=fact, joined=joined, confided=state.confided)
        case f.OfficerReplaced(), Assigned():
            return replace(state, plan=entry.with_other_officer(state.plan, fact))
        case f.OfficerCheckedIn(), Announced(plan=plan, record=record, overdue=overdue, notice=notice, joined=joined):
            return UnderWay(plan, record, overdue, on=notice.on, arrivals=(fact,), joined=joined)
        case f.OfficerCheckedIn(), UnderWay():
            return replace(state, arrivals=(*state.arrivals, fact))
        case f.PartRecorded(), UnderWay():
            # An amendment takes the place of what it amends.
            return replace(state, parts=(*(p for p in state.parts if p.department != fact.department), fact))
        case f.ClueFound(), UnderWay():
            return replace(state, clues=(*state.clues, fact))
        case f.EntityAnswered(), UnderWay():
            return replace(state, answer=fact)
        case f.VisitOverdue(), Assigned():
            return replace(state, overdue=True)
        case f.VisitCompleted(), UnderWay(parts=parts, clues=clues):
            return Completed(None, handling.matters(parts), frozenset(found.clue for found in clues))
        case ResultIssued(), Completed():
            return replace(state, result=fact)
        case FindingAssigned(finding=number), Completed(matters=matters):
            return replace(state, matters={**matters, number: replace(matters[number], assigned=fact)})
        case FindingSettled(finding=number), Completed(matters=matters):
            return replace(state, matters={**matters, number: replace(matters[number], settled=True)})
        case ResultRevoked(), Completed() | Closed():
            return replace(state, revoked=True)
        case f.VisitClosed(), Completed(result=result, revoked=revoked):
            return Closed(result, revoked)
        case f.VisitClosed(), _:
            return Closed(None)
    return state


VISIT: Decider[c.VisitCommand, State] = Decider(
    name="visit",
    commands=c.VisitCommand,
    stream=lambda command: f"visit-{command.visit}",
    initial=Unassigned(),
    decide=decide,
    evolve=evolve,
    seal=seal,
    # A fact is about one finding.
    unrecorded={c.AssignHandling: ("findings",), c.SettleFindings: ("findings",)},
)
