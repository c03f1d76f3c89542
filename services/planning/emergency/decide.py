"""An entry at once: reported within hours, ruled on by the joint conference afterwards (国办发〔2024〕54号, X-01, L-15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from libs.events.calendar import local_day
from libs.events.catalog.codes import Ground
from libs.events.catalog.planning import emergency as f
from libs.events.catalog.planning.clocks import ClockPassed
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.planning.demand import refusals as demand
from services.planning.exclusions import refusals as exclusions
from services.planning.filing import commands as filing
from services.planning.filing import refusals as filing_refusals
from services.planning.filing.decide.checks import check_officers

from . import commands as c
from . import refusals as r

RULING = "emergency-ruling"
"""The stage of the clock: whether the entry was justified."""


@dataclass(frozen=True, slots=True)
class Unreported:
    """Nobody has said that anybody entered."""


@dataclass(frozen=True, slots=True)
class Entered:
    """`overdue`: the joint conference has let its time pass."""

    entry: f.EmergencyEntered
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Ruled:
    entry: f.EmergencyEntered
    ruling: f.EmergencyRuled


State = Unreported | Entered | Ruled

entered = f.EmergencyEntered.of(
    c.EnterEmergency,
    *("entity_name", "industries", "township", "premises_name", "kinds", "visit", "to_rule", "rule_by"),
)
ruled = f.EmergencyRuled.of(c.RuleOnEmergency, "visit", "department", "by", "late")
passed = ClockPassed.of(c.PassRuling, "subject", "stage", "owner", "due", "since")


def visit_number(emergency: str) -> str:
    """Of the entry's own visit. Neither a draw's nor a filing's is numbered so."""
    return f"{emergency}-E"


def decide(command: c.EmergencyCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    match command, state:
        case c.EnterEmergency(), Unreported():
            return [_enter(command, now)]
        case c.EnterEmergency(), _:
            raise r.AlreadyEntered(emergency=command.emergency)
        case c.PassRuling(), Entered(entry=entry, overdue=False) if now >= entry.rule_by:
            owed = {"stage": RULING, "owner": entry.to_rule, "due": entry.rule_by, "since": entry.visit}
            return [passed(command, subject=entry.emergency, **owed)]
        case c.PassRuling(), _:
            return []
        case c.RuleOnEmergency(), Entered(entry=entry):
            return [_rule(command, entry, now)]
        case c.RuleOnEmergency(), Ruled(ruling=ruling):
            raise r.AlreadyRuled(by=ruling.by)
        case _, Unreported():
            raise r.NoSuchEmergency(emergency=command.emergency)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _enter(command: c.EnterEmergency, now: datetime) -> f.EmergencyEntered:
    known = command.known
    if command.entered_at > now:
        raise r.EnteredLater(entered_at=command.entered_at)
    if now - command.entered_at > timedelta(hours=known.report_hours):
        raise r.ReportedTooLate(entered_at=command.entered_at, hours=known.report_hours)
    _why(command)
    if known.entity is None:
        raise exclusions.NotListed(
            do_en="Ask the registry to list the entity first.", do_zh="请先将该对象列入名录。", entity=command.entity
        )
    day = local_day(command.entered_at)
    if command.premises is not None and known.entity.premises_name is None:
        raise filing_refusals.NoSuchPremises(premises=command.premises, entity=command.entity, day=day)
    kinds = _listed(command, known.entity)
    looked = filing.Looked(
        policy=filing.FilingPolicy(days=0, working=False, window_days=0, seats=known.seats),
        items=known.items,
        officers=known.officers,
    )
    check_officers(
        command.inspectors, looked, department=command.department, first=day, last=day, kind=next(iter(kinds)),
    )  # fmt: skip
    visit = known.joins or visit_number(command.emergency)
    if known.joins is None and known.taken:
        raise r.NumberTaken(emergency=command.emergency, visit=visit)
    return entered(
        command,
        entity_name=known.entity.name,
        industries=known.entity.industries,
        township=known.entity.township,
        premises_name=known.entity.premises_name,
        kinds=kinds,
        visit=visit,
        to_rule=known.to_rule or command.department,
        rule_by=known.rule_by,
    )


def _why(command: c.EnterEmergency) -> None:
    """O7 is a whistle or clue on record about the entity; O3 says what was to be feared, or names one as well."""
    if command.ground not in {Ground.SAFETY, Ground.COMPLAINT_TRANSFER_OR_WHISTLE}:
        raise r.NotAnEmergency(ground=command.ground)
    if command.cause is not None and not command.known.cause:
        raise r.CauseUnknown(cause=command.cause, entity=command.entity)
    if command.cause is None and command.ground is Ground.COMPLAINT_TRANSFER_OR_WHISTLE:
        raise r.CauseUnknown(
            "O7 without the number of a whistle or clue",
            "O7 未填写吹哨或线索编号",
            cause=None,
        )
    if command.cause is None and command.danger is None:
        raise r.DangerUnstated(danger=None)


def _listed(command: c.EnterEmergency, entity: c.OnFile) -> tuple[str, ...]:
    """The kinds of the items, which are the department's own and in force (B-01: nothing outside the list, at any time)."""
    listed = {item.item: item for item in command.known.items}
    day = local_day(command.entered_at)
    for code in command.items:
        item = listed.get(code)
        if item is None:
            raise demand.ItemNotInForce(
                f"{code} is not in force on {day}",
                f"{code} 在 {day} 未生效",
                do_en="Name items that the registry lists for that day.",
                do_zh="请填写该日清单内有效的检查事项。",
                items=code,
            )
        if item.department != command.department:
            raise demand.OtherDepartmentsItem(items=code, department=item.department, do_zh="请由该部门报告。")
        if set(item.industries).isdisjoint(entity.industries):
            raise demand.IndustryNotListed(
                f"{code} does not apply to {', '.join(entity.industries)}",
                f"{code} 不适用于 {'、'.join(entity.industries)}",
                do_en="Name items that are listed for the entity's industries.",
                do_zh="请填写适用于该检查对象行业领域的事项。",
                items=code,
            )
    return tuple(dict.fromkeys(listed[code].kind for code in command.items))


def _rule(command: c.RuleOnEmergency, entry: f.EmergencyEntered, now: datetime) -> f.EmergencyRuled:
    by, acts_for = command.known.by, command.known.acts_for
    if by is None:
        raise r.NoConferenceYet(year=command.known.year)
    if by == entry.department or entry.department in acts_for:
        raise r.RulesOnItself(by=entry.department)
    if command.ruled_by is not None and command.ruled_by == entry.entered_by:
        raise r.RulesOnItself(by=entry.department)
    return ruled(command, visit=entry.visit, department=entry.department, by=by, late=now >= entry.rule_by)


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.EmergencyEntered(), _:
            return Entered(fact)
        case ClockPassed(), Entered(entry=entry):
            return Entered(entry, overdue=True)
        case f.EmergencyRuled(), Entered(entry=entry):
            return Ruled(entry, fact)
    return state


EMERGENCY: Decider[c.EmergencyCommand, State] = Decider(
    name="emergency",
    commands=c.EmergencyCommand,
    stream=lambda command: f"emergency-{command.emergency}",
    initial=Unreported(),
    decide=decide,
    evolve=evolve,
    # Who rules is in the envelope, and no decision rests on it later. The clock's fact names the matter otherwise.
    unrecorded={c.RuleOnEmergency: ("ruled_by",), c.PassRuling: ("emergency",)},
)
