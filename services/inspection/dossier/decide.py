"""A dossier: owed when its matter is over, filed once with nothing missing, and each reading on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from libs.documents.kinds import ABOUT
from libs.events.calendar import local_day
from libs.events.catalog.inspection import dossier as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.inspection.docket import PaperKind
from libs.events.catalog.inspection.handling import Settled
from libs.events.decider import Decider
from libs.events.fact import Fact

from ..docket.streams import stream_of
from . import commands as c
from . import refusals as r

STAGE: Final = "dossier"
owed = f.DossierDue.of(c.OweDossier)
filed = f.DossierFiled.of(c.FileDossier, "ends", "index", "retained_until")
read = f.DossierRead.of(c.ReadDossier)

_ENDS: Final[dict[Settled, f.DossierEnd]] = {
    Settled.GUIDED: f.DossierEnd.GUIDED,
    Settled.CORRECTED: f.DossierEnd.GUIDED,
    Settled.RECTIFIED: f.DossierEnd.RECTIFIED,
    Settled.EXEMPTED: f.DossierEnd.EXEMPTED,
    Settled.DECIDED: f.DossierEnd.PENALISED,
    Settled.TRANSFERRED: f.DossierEnd.TRANSFERRED,
}
_OF_AN_END: Final[dict[Settled, PaperKind]] = {
    Settled.EXEMPTED: PaperKind.NO_PENALTY_DECISION,
    Settled.TRANSFERRED: PaperKind.TRANSFER,
}
_YEARS: Final[dict[f.Retention, int]] = {f.Retention.TEN_YEARS: 10, f.Retention.THIRTY_YEARS: 30}


@dataclass(frozen=True, slots=True)
class Unowed:
    pass


@dataclass(frozen=True, slots=True)
class Owed:
    owed: f.DossierDue
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Filed:
    pass


State = Unowed | Owed | Filed


def wanted(matter: c.Matter) -> list[c.Wanted]:
    """The papers that the dossier of a visit must hold, by what it ended with.

    Of each department its approval and its on-site record; of the lead the scheme of a joint check, the notice and the notice
    of the result; a list of what evidence there is; a paper for each order, each exemption and each transfer. A case has a
    dossier of its own.
    """
    lead, spot = matter.lead, () if matter.frustrated else (PaperKind.RECORD,)
    of_all = [c.Wanted(kind=kind, department=each) for each in matter.departments for kind in (PaperKind.APPROVAL, *spot)]
    of_lead = [
        *([PaperKind.SCHEME] if len(matter.departments) > 1 else []),
        PaperKind.NOTICE,
        *([] if matter.frustrated else [PaperKind.RESULT]),
    ]
    proven = dict.fromkeys(each.department for each in matter.findings if each.proven)
    ends = dict.fromkeys((_OF_AN_END[each.settled], each.department) for each in matter.findings if each.settled in _OF_AN_END)
    return [
        *of_all,
        *(c.Wanted(kind=kind, department=lead) for kind in of_lead),
        *(c.Wanted(kind=PaperKind.EVIDENCE_LIST, department=each) for each in proven),
        *(
            c.Wanted(
                kind=PaperKind.RECTIFICATION, department=each.department, stream=stream_of("rectification", each.rectification)
            )
            for each in matter.orders
        ),
        *(c.Wanted(kind=kind, department=department) for kind, department in ends),
    ]


def missing(matter: c.Matter) -> list[c.Wanted]:
    """Those that are not there."""
    there = {(each.paper.kind, each.paper.department) for each in matter.papers}
    about = {(each.paper.kind, each.paper.department, each.stream) for each in matter.papers}
    return [
        each
        for each in wanted(matter)
        if (
            (each.kind, each.department) not in there
            if each.stream is None
            else (each.kind, each.department, each.stream) not in about
        )
    ]


def ends(matter: c.Matter) -> tuple[f.DossierEnd, ...]:
    """What it ended with, each once."""
    if matter.frustrated:
        return (f.DossierEnd.FRUSTRATED,)
    found = dict.fromkeys(
        f.DossierEnd.OTHER if each.settled is None else _ENDS.get(each.settled, f.DossierEnd.OTHER) for each in matter.findings
    )
    return tuple(found) or (f.DossierEnd.NO_PROBLEM,)


def kept_until(retention: f.Retention, today: date) -> date | None:
    """From the first of January after it was filed, as archives count; None for ever."""
    years = _YEARS.get(retention)
    return None if years is None else date(today.year + years, 12, 31)


def decide(command: c.DossierCommand, state: State, now: datetime) -> Sequence[Fact]:
    """A deadline that passed is on record before what came after it. Raises the refusals of this matter."""
    match command, state:
        case c.OweDossier(), Unowed():
            return [owed(command)]
        case c.OweDossier(), _:
            return []
        case c.PassDossierDeadline(), Owed():
            return _overdue(state, now)
        case c.PassDossierDeadline(), _:
            return []
        case c.FileDossier(), Filed():
            raise r.DossierThere(dossier=command.dossier)
        case c.FileDossier(known=matter), _:
            _check(command, matter)
            before = _overdue(state, now) if isinstance(state, Owed) else []
            index = tuple(each.paper for each in matter.papers)
            until = kept_until(command.retention, local_day(now))
            return [*before, filed(command, ends=ends(matter), index=index, retained_until=until)]
        case c.ReadDossier(), Filed():
            return [read(command)]
        case c.ReadDossier(), _:
            raise r.NoSuchDossier(dossier=command.dossier)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _check(command: c.FileDossier, matter: c.Matter) -> None:
    if not matter.over:
        raise r.MatterOpen(visit=command.visit)
    lacking = missing(matter)
    if lacking:
        en = ", ".join(f"{each.kind.value} of {each.department}" for each in lacking)
        zh = "、".join(f"{each.department} 的{ABOUT[each.kind].title}" for each in lacking)
        raise r.PapersMissing(
            f"missing: {en}", f"缺少:{zh}", field="visit", value=[f"{each.kind.value}/{each.department}" for each in lacking]
        )


def _overdue(state: Owed, now: datetime) -> list[Fact]:
    due = state.owed
    if state.overdue or now <= due.due:
        return []
    return [ClockPassed(subject=due.dossier, stage=STAGE, owner=due.department, due=due.due, since=due.visit)]


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.DossierDue(), _:
            return Owed(fact)
        case ClockPassed(), Owed(owed=due):
            return Owed(due, overdue=True)
        case f.DossierFiled(), _:
            return Filed()
    return state


DOSSIER: Decider[c.DossierCommand, State] = Decider(
    name="dossier",
    commands=c.DossierCommand,
    stream=lambda command: f"dossier-{command.dossier}",
    initial=Unowed(),
    decide=decide,
    evolve=evolve,
)
