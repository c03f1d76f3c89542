"""An inspector: certified for a department, renewed, suspended. Who it is stands in an erasable table, not here.

Rules: L-10.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from libs.events.catalog.registry.bodies import InspectorCertified, InspectorReinstated, InspectorSuspended
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.registry.commands import CertifyInspector, InspectorCommand, ReinstateInspector, SuspendInspector

from .dated import check_order
from .lists import require_mandates
from .refusals import BeforeLastEdition, EndsBeforeItBegins, InspectorIsSuspended, NoSuchInspector, NotSuspended


@dataclass(frozen=True, slots=True)
class Uncertified:
    pass


@dataclass(frozen=True, slots=True)
class Certified:
    """`since` is the day of the last suspension: no certificate reaches back before it. `again`: of the reinstatement."""

    last: InspectorCertified
    since: date = date.min
    again: date = date.min


@dataclass(frozen=True, slots=True)
class Suspended:
    last: InspectorCertified
    day: date


State = Uncertified | Certified | Suspended


def decide(command: InspectorCommand, state: State, _: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    match command, state:
        case CertifyInspector(valid_from=begins, valid_until=ends), _ if ends < begins:
            raise EndsBeforeItBegins(
                f"valid from {begins}",
                f"证件自 {begins} 起有效",
                field="valid_until",
                value=ends.isoformat(),
                do_en="Copy both days from the certificate again.",
                do_zh="请对照证件更正有效期。",
            )
        case CertifyInspector(), Uncertified():
            return [_certified(command)]
        case CertifyInspector(), Certified(last=last) | Suspended(last=last) if _fact(command) == last:
            return []
        case CertifyInspector(valid_from=begins), Certified(since=since) if begins < since:
            raise BeforeLastEdition(
                f"was suspended from {since} on and certified anew since",
                f"自 {since} 起曾暂停执法资格,此后已重新取得",
                field="valid_from",
                value=begins.isoformat(),
                do_en="Take the old certificate out of the file.",
                do_zh="请从文件中删除暂停之前的证件。",
            )
        case CertifyInspector(), Certified():
            return [_certified(command)]
        case CertifyInspector(valid_from=begins), Suspended(day=day) if begins >= day:
            return [_certified(command)]
        case SuspendInspector(reason=reason, effective_from=day), Certified(since=since, again=again):
            check_order(max(since, again), day)
            return [InspectorSuspended(inspector=command.inspector, reason=reason, effective_from=day)]
        case ReinstateInspector(reason=reason, effective_from=day), Suspended(day=since):
            check_order(since, day)
            return [InspectorReinstated(inspector=command.inspector, reason=reason, effective_from=day)]
        case ReinstateInspector(), Certified():
            raise NotSuspended(
                field="inspector", value=command.inspector, do_en="Nothing is left to end.", do_zh="无需办理恢复。"
            )
        case _, Suspended(day=day):
            raise InspectorIsSuspended(
                f"suspended from {day} on",
                f"自 {day} 起暂停执法资格",
                field="inspector",
                value=command.inspector,
                do_en="Reinstatement, or a certification that begins after the suspension, ends it.",
                do_zh="办理恢复,或在暂停之后重新取得资格。",
            )
        case _, Uncertified():
            raise NoSuchInspector(field="inspector", value=command.inspector, do_en="Check the number.", do_zh="请核对编号。")
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _fact(command: CertifyInspector) -> InspectorCertified:
    return InspectorCertified(**command.model_dump(include=set(InspectorCertified.model_fields)))


def _certified(command: CertifyInspector) -> InspectorCertified:
    require_mandates(command.without_mandate, "department")
    return _fact(command)


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case InspectorCertified(), Suspended(day=day):
            return Certified(fact, day)
        case InspectorCertified(), Certified(since=since, again=again):
            return Certified(fact, since, again)
        case InspectorCertified(), _:
            return Certified(fact)
        case InspectorSuspended(effective_from=day), Certified(last=last):
            return Suspended(last, day)
        case InspectorReinstated(effective_from=day), Suspended(last=last, day=since):
            return Certified(last, since, day)
    return state


INSPECTOR: Decider[InspectorCommand, State] = Decider(
    name="inspector",
    commands=(CertifyInspector, SuspendInspector, ReinstateInspector),
    stream=lambda command: f"inspector-{command.inspector}",
    initial=Uncertified(),
    decide=decide,
    evolve=evolve,
)
