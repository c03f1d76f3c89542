"""A hazard: ordered away from where lives are in danger, reported, acknowledged, treated or not, accepted (L-25).

Who was told says when he has read it, at any time. A time that passed is on record before what came after it (L-52).

Rules: L-25, L-52.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from libs.events.catalog.codes import DepartmentCode, Kind, Ref
from libs.events.catalog.inspection import hazard as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.registry.organs import OrganKind
from libs.events.decider import Decider
from libs.events.fact import Fact

from . import commands as c
from . import refusals as r

REPORT, ACKNOWLEDGE, TREAT = "report", "acknowledge", "treat"

given = f.DangerOrderGiven.of(c.GiveDangerOrder, "report_by")
lifted = f.DangerOrderLifted.of(c.LiftDangerOrder)
reported = f.HazardReported.of(c.ReportHazard, "acknowledge_by")
acknowledged = f.HazardAcknowledged.of(c.AcknowledgeHazard)
noticed = f.HazardNoticed.of(c.NoticeHazard)
ordered = f.TreatmentOrdered.of(c.OrderTreatment)
declined = f.TreatmentDeclined.of(c.DeclineTreatment)
done = f.TreatmentStepDone.of(c.DoTreatmentStep)
accepted = f.TreatmentAccepted.of(c.AcceptTreatment)


@dataclass(frozen=True, slots=True)
class Unknown:
    pass


@dataclass(frozen=True, slots=True)
class Endangering:
    """Somebody was ordered away, and nobody has reported it yet. `orders`: those that stand, by number, with who gave them.

    `due`: the time of the stage, None where none runs; `owner`: who owes it; `passed`: it is on record that it has passed.
    """

    hazard: Ref
    owner: Ref
    due: datetime | None
    orders: Mapping[Ref, DepartmentCode] = field(default_factory=dict, kw_only=True)
    facts: Mapping[Ref, f.DangerOrderGiven] = field(default_factory=dict, kw_only=True)
    passed: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Reported(Endangering):
    """The government is to acknowledge it."""

    report: f.HazardReported = field(kw_only=True)
    read_by: frozenset[DepartmentCode] = field(default=frozenset(), kw_only=True)


@dataclass(frozen=True, slots=True)
class Acknowledged(Reported):
    """The government is to say what is done."""


@dataclass(frozen=True, slots=True)
class Treated(Reported):
    treatment: f.TreatmentOrdered = field(kw_only=True)
    steps: frozenset[DepartmentCode] = field(default=frozenset(), kw_only=True)


@dataclass(frozen=True, slots=True)
class Declined(Reported):
    """The government sees no need. What was ordered away from danger is lifted still."""


@dataclass(frozen=True, slots=True)
class Accepted(Reported):
    pass


State = Unknown | Endangering
STAGES: dict[type, Kind] = {Endangering: REPORT, Reported: ACKNOWLEDGE, Treated: TREAT}
"""What is owed in a state whose time runs."""
_NOW: dict[type, tuple[str, str]] = {
    Endangering: ("待报告", "not reported"),
    Reported: ("待政府签收", "not acknowledged"),
    Acknowledged: ("待政府安排治理", "before the government, which orders a treatment or not"),
    Treated: ("治理中", "being treated"),
    Declined: ("政府不予治理,已办结", "over: the government declined a treatment"),
    Accepted: ("治理已验收,已办结", "over: the treatment was accepted"),
}


def decide(command: c.HazardCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    match command, state:
        case c.GiveDangerOrder(), _:
            return _give(command, state, now)
        case c.ReportHazard(), Unknown():
            return [_report(command, now), *_overdue_report(command, now)]
        case _, Unknown():
            raise r.NoSuchHazard(hazard=command.hazard)
        case c.PassHazardClock(stage=stage), Endangering() if stage == STAGES.get(type(state)):
            return _late(state, now)
        case c.PassHazardClock(), _:
            return []
        case c.ReportHazard(), Reported(report=report):
            if reported(command, acknowledge_by=report.acknowledge_by) == report:
                return []
            raise r.HazardNumberTaken(hazard=command.hazard)
        case c.NoticeHazard(body=body), Reported(report=report, read_by=read_by):
            if body not in {*report.peers, report.guidance}:
                raise r.NotTold(body=body)
            return [] if body in read_by else [noticed(command)]
        case c.LiftDangerOrder(), Endangering():
            return [_lift(command, state)]
        case _, Endangering():
            return [*_late(state, now), *_step(command, state, now)]
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _step(command: c.HazardCommand, state: Endangering, now: datetime) -> Sequence[Fact]:
    match command, state:
        case c.ReportHazard(), _ if type(state) is Endangering:
            return [_report(command, now)]
        case c.AcknowledgeHazard(), _ if type(state) is Reported:
            return [acknowledged(command)]
        case c.OrderTreatment(), _ if type(state) in {Reported, Acknowledged}:
            return [_treatment(command, now)]
        case c.DeclineTreatment(), _ if type(state) in {Reported, Acknowledged}:
            return [declined(command)]
        case c.DoTreatmentStep(department=department), Treated(treatment=treatment):
            if department not in treatment.departments:
                raise r.NotInTreatment(department=department)
            command.known.require()
            return [done(command)]
        case c.AcceptTreatment(), Treated(treatment=treatment, steps=steps):
            if missing := [each for each in treatment.departments if each not in steps]:
                raise r.TreatmentIncomplete(departments=missing)
            if state.orders:
                raise r.DangerStands(field="hazard", value=command.hazard, orders=sorted(state.orders))
            command.known.require()
            return [accepted(command)]
    now_zh, now_en = _NOW[type(state)]
    raise r.HazardNotAtThisStage(hazard=command.hazard, now_zh=now_zh, now_en=now_en)


def _report(command: c.ReportHazard, now: datetime) -> Fact:
    known = command.known
    if command.visit is not None and known.lead != command.lead:
        raise r.LeadReports(lead=command.lead)
    if command.finding is not None and not known.finding:
        raise r.NoFindingOfVisit(finding=command.finding)
    if command.found_at > now:
        raise r.FoundAhead(found_at=command.found_at)
    twice = {each for each in command.peers if command.peers.count(each) > 1 or each == command.lead}
    if wrong := sorted({*known.unlisted, *twice}):
        raise r.PeersUnknown(peers=wrong)
    known.require_kind(command.to, OrganKind.GOVERNMENT, "to")
    known.require_kind(command.guidance, OrganKind.GUIDANCE, "guidance")
    known.require()
    return reported(command, acknowledge_by=known.due)


def _overdue_report(command: c.ReportHazard, now: datetime) -> list[Fact]:
    due = command.known.report_by
    if now <= due:
        return []
    since = command.finding or command.hazard
    return [ClockPassed(subject=command.hazard, stage=REPORT, owner=command.lead, due=due, since=since)]


def _give(command: c.GiveDangerOrder, state: State, now: datetime) -> Sequence[Fact]:
    known = command.known
    order = given(command, report_by=known.report_by)
    before = state.facts.get(command.danger_order) if isinstance(state, Endangering) else None
    if before is not None and before == order.model_copy(update={"report_by": before.report_by}):
        return []
    if before is not None or known.taken is not None:
        raise r.OrderNumberTaken(danger_order=command.danger_order)
    if isinstance(state, Declined | Accepted):
        now_zh, now_en = _NOW[type(state)]
        raise r.HazardNotAtThisStage(hazard=command.hazard, now_zh=now_zh, now_en=now_en)
    if not now - timedelta(days=known.late_entry_days) <= command.at <= now:
        raise r.OrderOutOfTime(at=command.at, days=known.late_entry_days)
    _proven(command)
    return [order]


def _lift(command: c.LiftDangerOrder, state: Endangering) -> Fact:
    gave = state.orders.get(command.danger_order)
    if gave is None:
        raise r.NoSuchOrder(danger_order=command.danger_order)
    if gave != command.department:
        raise r.OrderOfAnother(department=command.department)
    _proven(command)
    return lifted(command)


def _proven(command: c.GiveDangerOrder | c.LiftDangerOrder) -> None:
    if command.known.uncertified or not command.officers:
        raise r.NoCertifiedOfficer(officers=command.known.uncertified, department=command.department)
    if not command.evidence:
        raise r.DangerUnproven(evidence=())
    command.known.require()


def _treatment(command: c.OrderTreatment, now: datetime) -> Fact:
    departments = command.departments
    if wrong := sorted({*command.known.unlisted, *(d for d in departments if departments.count(d) > 1)}):
        raise r.TreatmentUnclear(
            f"not listed, or named twice: {', '.join(wrong)}", f"不在名录或者重复:{'、'.join(wrong)}", departments=wrong
        )
    if command.lead not in departments:
        raise r.TreatmentUnclear("the lead takes no part", "牵头部门不在治理部门之中", lead=command.lead)
    if command.due <= now:
        raise r.TreatmentUnclear("its time has passed", "治理期限已过", due=command.due)
    command.known.require()
    return ordered(command)


def _late(state: Endangering, now: datetime) -> list[Fact]:
    if state.due is None or state.passed or now <= state.due:
        return []
    stage = STAGES[type(state)]
    return [ClockPassed(subject=state.hazard, stage=stage, owner=state.owner, due=state.due, since=state.hazard)]


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.DangerOrderGiven(), Unknown():
            return _with_order(Endangering(fact.hazard, fact.department, fact.report_by), fact)
        case f.DangerOrderGiven(), Endangering():
            return _with_order(state, fact)
        case f.DangerOrderLifted(danger_order=order), Endangering():
            return replace(state, orders={number: gave for number, gave in state.orders.items() if number != order})
        case f.HazardReported(to=to, acknowledge_by=due), Endangering(orders=orders, facts=facts):
            return Reported(fact.hazard, to, due, orders=orders, facts=facts, report=fact)
        case f.HazardReported(to=to, acknowledge_by=due), _:
            return Reported(fact.hazard, to, due, report=fact)
        case ClockPassed(stage=stage), Endangering() if stage == STAGES.get(type(state)):
            return replace(state, passed=True)
        case f.HazardNoticed(body=body), Reported():
            return replace(state, read_by=state.read_by | {body})
        case f.HazardAcknowledged(), Reported():
            return Acknowledged(state.hazard, state.owner, None, **_kept(state))
        case f.TreatmentOrdered(lead=lead, due=due), Reported():
            return Treated(state.hazard, lead, due, **_kept(state), treatment=fact)
        case f.TreatmentDeclined(), Reported():
            return Declined(state.hazard, state.owner, None, **_kept(state))
        case f.TreatmentStepDone(department=department), Treated():
            return replace(state, steps=state.steps | {department})
        case f.TreatmentAccepted(), Reported():
            return Accepted(state.hazard, state.owner, None, **_kept(state))
    return state


def _with_order(state: Endangering, fact: f.DangerOrderGiven) -> Endangering:
    number = fact.danger_order
    return replace(state, orders={**state.orders, number: fact.department}, facts={**state.facts, number: fact})


def _kept(state: Reported) -> dict[str, Any]:
    return {"orders": state.orders, "facts": state.facts, "report": state.report, "read_by": state.read_by}


HAZARD: Decider[c.HazardCommand, State] = Decider(
    name="hazard",
    commands=c.HazardCommand,
    stream=lambda command: f"hazard-{command.hazard}",
    initial=Unknown(),
    decide=decide,
    evolve=evolve,
)
