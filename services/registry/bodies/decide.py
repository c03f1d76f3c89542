"""Departments and their mandates, as effective-dated lists; an inspector, certified for a department, renewed, suspended.

Who an inspector is stands in an erasable table, not here.

Rules: L-10, B-08, X-06.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from libs.events.calendar import local_day
from libs.events.catalog.registry import bodies as f
from libs.events.decider import Decider
from libs.events.fact import Fact
from libs.events.shapes.ahead import check_ahead

from ..lists import refusals as lists_refusals
from ..lists.decide import DatedList, check_listed, check_order
from ..lists.divisions import known_province
from ..lists.newer import check_newer
from . import commands as c
from . import refusals as r

CERTIFIED = f.InspectorCertified.of(c.CertifyInspector)
SUSPENDED = f.InspectorSuspended.of(c.SuspendInspector)
REINSTATED = f.InspectorReinstated.of(c.ReinstateInspector)


def require_mandates(without: Mapping[str, date], field: str) -> None:
    """Raises NoMandate naming the first of the departments without one, and the day."""
    for department, day in without.items():
        raise r.NoMandate(field=field, value=department, day=day)


def _divisions(command: c.ListDepartment) -> None:
    for division in command.divisions:
        known_province("divisions", division)


def _named(command: c.GrantMandate) -> None:
    named = [command.department, *([command.delegated_by] if command.delegated_by else [])]
    check_listed("department", named, command.known.departments)


def _mandate(command: c.GrantMandate, _: date) -> None:
    by, delegator = command.delegated_by, command.known.delegator
    if command.form is not f.MandateForm.DELEGATED:
        if by is not None:
            raise r.WrongDelegation(
                f"{command.form.value} needs no delegating body", "非委托执法不应填写委托部门", delegated_by=by
            )
        return
    if by is None:
        raise r.WrongDelegation("names no delegating body", "委托执法未填写委托部门", delegated_by=by)
    if by == command.department:
        raise r.WrongDelegation("a body cannot delegate to itself", "不得委托给自己", delegated_by=by)
    if delegator is None:
        raise r.WrongDelegation(f"{by} has no mandate on that day itself", f"{by} 在该日自身没有职权依据", delegated_by=by)
    if delegator is f.MandateForm.DELEGATED:
        raise r.WrongDelegation(f"{by} acts by delegation itself", f"{by} 自身受委托执法,不得再委托", delegated_by=by)


@dataclass(frozen=True, slots=True)
class Uncertified:
    pass


@dataclass(frozen=True, slots=True)
class Certified:
    """`since` is the day of the last suspension: no certificate reaches back before it. `again`: of the reinstatement."""

    last: f.InspectorCertified
    since: date = date.min
    again: date = date.min


@dataclass(frozen=True, slots=True)
class Suspended:
    last: f.InspectorCertified
    day: date


State = Uncertified | Certified | Suspended


def decide(command: c.InspectorCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command about an inspector leads to."""
    match command, state:
        case c.CertifyInspector(valid_from=begins, valid_until=ends), _ if ends < begins:
            raise lists_refusals.EndsBeforeItBegins(
                f"valid from {begins}",
                f"证件自 {begins} 起有效",
                do_en="Copy both days from the certificate again.",
                do_zh="请对照证件更正有效期。",
                valid_until=ends,
            )
        case c.CertifyInspector(), Uncertified():
            return [_certified(command)]
        case c.CertifyInspector(), Certified(last=last) | Suspended(last=last) if CERTIFIED(command) == last:
            return []
        case c.CertifyInspector(valid_from=begins), Certified(since=since) if begins < since:
            raise lists_refusals.BeforeLastEdition(
                f"was suspended from {since} on and certified anew since",
                f"自 {since} 起曾暂停执法资格,此后已重新取得",
                do_en="Take the old certificate out of the file.",
                do_zh="请从文件中删除暂停之前的证件。",
                valid_from=begins,
            )
        case c.CertifyInspector(), Certified(last=last):
            return [_certified_anew(command, last, now)]
        case c.CertifyInspector(valid_from=begins), Suspended(last=last, day=day) if begins >= day:
            return [_certified_anew(command, last, now)]
        case c.SuspendInspector(effective_from=day), Certified(since=since, again=again):
            check_order(max(since, again), day)
            check_ahead(day, now)
            return [SUSPENDED(command)]
        case c.ReinstateInspector(effective_from=day), Suspended(day=since):
            check_order(since, day)
            check_ahead(day, now)
            return [REINSTATED(command)]
        case c.ReinstateInspector(), Certified():
            raise r.NotSuspended(inspector=command.inspector)
        case _, Suspended(day=day):
            raise r.InspectorIsSuspended(inspector=command.inspector, day=day)
        case _, Uncertified():
            raise r.NoSuchInspector(inspector=command.inspector)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _certified_anew(command: c.CertifyInspector, last: f.InspectorCertified, now: datetime) -> f.InspectorCertified:
    certified = _certified(command)
    # A day to come is none of a file, and one that was typed wrong could not be put right.
    begun = last.valid_from if last.valid_from <= local_day(now) else date.min
    check_newer(command.on_record, last, certified, begun)
    return certified


def _certified(command: c.CertifyInspector) -> f.InspectorCertified:
    if command.known.holder is not None:
        raise r.CertificateOfAnother(certificate=command.certificate, holder=command.known.holder)
    require_mandates(command.known.without, "department")
    return CERTIFIED(command)


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.InspectorCertified(), Suspended(day=day):
            return Certified(fact, day)
        case f.InspectorCertified(), Certified(since=since, again=again):
            return Certified(fact, since, again)
        case f.InspectorCertified(), _:
            return Certified(fact)
        case f.InspectorSuspended(effective_from=day), Certified(last=last):
            return Suspended(last, day)
        case f.InspectorReinstated(effective_from=day), Suspended(last=last, day=since):
            return Certified(last, since, day)
    return state


DEPARTMENT = DatedList(
    "department", c.ListDepartment, f.DepartmentListed, c.WithdrawDepartment, f.DepartmentWithdrawn, named=_divisions
).decider()
MANDATE = DatedList(
    "department", c.GrantMandate, f.MandateGranted, c.EndMandate, f.MandateEnded, named=_named, check=_mandate
).decider("mandate")
INSPECTOR: Decider[c.InspectorCommand, State] = Decider(
    name="inspector",
    commands=c.InspectorCommand,
    stream=lambda command: f"inspector-{command.inspector}",
    initial=Uncertified(),
    decide=decide,
    evolve=evolve,
)
