"""A filing: an unplanned check, announced in advance; it joins a visit, waits for consent or a later plan (L-12..L-15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from libs.events.calendar import CHINA
from libs.events.catalog.codes import DepartmentCode
from libs.events.catalog.planning import filing as f
from libs.events.decider import Decider
from libs.events.fact import Fact
from libs.events.shapes.ahead import check_ahead

from .. import commands as c
from .. import refusals as r
from .checks import check_caps, check_lawful, check_officers


@dataclass(frozen=True, slots=True)
class Unfiled:
    """Nobody has announced it."""


@dataclass(frozen=True, slots=True)
class Awaiting:
    """In time, and the joint conference has not said anything yet."""

    filed: f.FilingSubmitted


@dataclass(frozen=True, slots=True)
class Joined:
    """Goes with that visit, of which nobody else may know where it is `confided`."""

    filed: f.FilingSubmitted
    visit: str
    confided: bool = False


@dataclass(frozen=True, slots=True)
class Deferred:
    """Waits for a later plan; never done alone (L-14)."""

    filed: f.FilingSubmitted


@dataclass(frozen=True, slots=True)
class Settled:
    """Has a visit of its own, was refused or taken back. `how` in both languages."""

    how: tuple[str, str]


State = Unfiled | Awaiting | Joined | Deferred | Settled

submitted = f.FilingSubmitted.of(
    c.SubmitFiling, "year", "notice_forbidden", "entity_name", "industries", "township", "filed_on", "earliest", "premises_name"
)
exempted = f.FilingExempted.of(c.SubmitFiling, "ground", "document", "visit")
joined = f.FilingJoined.of(c.SubmitFiling | c.ConsentFiling, "visit")
told = f.FilingJoined.of(c.TellJoined)
consented = f.FilingConsented.of(c.ConsentFiling, "lead", "visit")
deferred = f.FilingDeferred.of(f.FilingSubmitted | f.FilingConfided, "until_year", "reason")
refused = f.FilingRefused.of(c.RefuseFiling, "lead")
withdrawn = f.FilingWithdrawn.of(c.WithdrawFiling)


_IN_CONFIDENCE = "编入后续计划 waits for a later plan"
"""Of a check that had joined a confided visit: everybody reads the reason, and another would tell of the visit."""
NOT_CONSENTED = "到期未获联席会同意 not consented to before its day"

_KEPT: Mapping[type[Fact], type[Fact]] = {
    f.FilingConsented: f.FilingConsentedInConfidence,
    f.FilingExempted: f.FilingExemptedInConfidence,
    f.FilingDeferred: f.FilingDeferredInConfidence,
    f.FilingRefused: f.FilingRefusedInConfidence,
    f.FilingWithdrawn: f.FilingWithdrawnInConfidence,
}


def _of(filed: f.FilingSubmitted, outcome: Fact) -> Fact:
    """What became of a filing; of a confided one nobody is told: ground, document and actor would announce the visit."""
    return _KEPT[type(outcome)].like(outcome) if isinstance(filed, f.FilingConfided) else outcome


def consent_due(planned_on: date) -> datetime:
    """The first moment of the planned day in the place's own time: until then the conference may decide."""
    return datetime.combine(planned_on, time.min, CHINA)


def visit_number(filing: str) -> str:
    """Of the filing's own visit. No draw numbers one so: its visits end in digits."""
    return f"{filing}-V"


def decide(command: c.FilingCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    match command, state:
        case c.SubmitFiling(), Unfiled():
            return _submit(command, now)
        case c.SubmitFiling(), _:
            raise r.AlreadyFiled(filing=command.filing)
        case c.PassConsent(), Awaiting(filed=filed) if now >= consent_due(filed.planned_on):
            return [_deferred(filed, NOT_CONSENTED)]
        case c.LoseVisit(visit=visit, reason=reason), Joined(filed=filed, visit=other, confided=confided) if visit == other:
            return [_deferred(filed, _IN_CONFIDENCE if confided else reason)]
        case c.TellJoined(), Awaiting(filed=filed) | Deferred(filed=filed) if not isinstance(filed, f.FilingConfided):
            return [told(command)]
        case ((c.PassConsent() | c.LoseVisit() | c.TellJoined()), _):
            return []
        case _, Unfiled():
            raise r.NoSuchFiling(filing=command.filing)
        case c.WithdrawFiling(known=str(visit)), Awaiting(filed=filed) | Deferred(filed=filed):
            raise _settled(command.filing, Joined(filed, visit))
        case c.WithdrawFiling(), Awaiting(filed=filed) | Deferred(filed=filed):
            return [_of(filed, withdrawn(command))]
        case c.WithdrawFiling(), _:
            raise _settled(command.filing, state)
        case c.ConsentFiling() | c.DeferFiling() | c.RefuseFiling(), _:
            return _ruling(command, state, command.known, now)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _submit(command: c.SubmitFiling, now: datetime) -> Sequence[Fact]:
    check_lawful(command)
    check_ahead(command.planned_on, now, "planned_on")
    known = command.known
    check_caps(known)
    filed = submitted(
        command,
        year=command.planned_on.year,
        notice_forbidden=any(item.notice == "forbidden" for item in known.items),
        entity_name=known.entity_name,
        industries=known.industries,
        township=known.township,
        filed_on=known.filed_on,
        earliest=known.earliest,
        premises_name=known.premises_name,
    )
    # Its officers are those of the visit it may join.
    if filed.notice_forbidden or (known.visit is not None and known.visit.confided):
        filed = f.FilingConfided.like(filed)
    if command.planned_on < known.earliest:
        return [filed, _deferred(filed, _late(command))]
    visit = known.visit
    if visit is not None and not (known.policy.consent_free and not visit.window_from <= command.planned_on <= visit.window_to):
        return [filed, *_join(filed, command)]
    _staffed(filed, command, command.planned_on, _last_day(command))
    if known.policy.consent_free and command.ground is not None and command.document is not None:
        own = _own_visit(command)
        return [filed, _of(filed, exempted(command, ground=command.ground, document=command.document, visit=own))]
    return [filed]


def _late(command: c.SubmitFiling) -> str:
    ahead, kind = (
        (command.planned_on - command.known.filed_on).days,
        ("工作日", "working days") if command.known.policy.working else ("日", "days"),
    )
    return (
        f"提前 {ahead} 日报备,不足 {command.known.policy.days} {kind[0]},编入后续计划 filed {ahead} days ahead, "
        f"{command.known.policy.days} {kind[1]} needed: waits for a later plan"
    )


def _last_day(command: c.SubmitFiling) -> date:
    return command.planned_on + timedelta(days=command.known.policy.window_days)


def _staffed(filed: f.FilingSubmitted, command: c.SubmitFiling | c.ConsentFiling, first: date, last: date) -> None:
    check_officers(
        filed.inspectors,
        command.known,
        department=filed.department,
        first=first,
        last=last,
        kind=filed.kind,
    )


def _join(filed: f.FilingSubmitted, command: c.SubmitFiling | c.ConsentFiling) -> list[Fact]:
    """One entry, many checks (L-01, B-13): it goes with the visit that is planned anyway."""
    visit = command.known.visit
    if visit is None:
        return []
    _staffed(filed, command, max(visit.window_from, filed.filed_on), visit.window_to)
    goes = joined(command, visit=visit.visit)
    if not visit.confided:
        return [goes]
    # Everybody knows the other filings. A private fact among those of such a stream would show, by the versions of its
    # neighbours, once its day has come: the part that joins the visit says it alone, and here it waits as all others do.
    return [f.FilingJoinedInConfidence.like(goes)] if isinstance(filed, f.FilingConfided) else []


def _deferred(filed: f.FilingSubmitted, reason: str, until_year: int | None = None) -> Fact:
    year = filed.year + 1 if until_year is None else until_year
    return _of(filed, deferred(filed, until_year=year, reason=reason))


def _own_visit(command: c.SubmitFiling | c.ConsentFiling) -> str:
    """The number of its own visit. Raises FilingSettled when another one has it."""
    number = visit_number(command.filing)
    if command.known.taken:
        raise r.FilingSettled(
            f"{number} is the number of another visit",
            f"检查任务编号 {number} 已被使用",
            do_en="Use another number for the filing.",
            do_zh="请更换报备编号。",
            filing=command.filing,
        )
    return number


def _ruling(
    command: c.ConsentFiling | c.DeferFiling | c.RefuseFiling, state: State, known: c.Speaker, now: datetime
) -> Sequence[Fact]:
    by = known.by
    if by is None:
        raise r.NoConference(year=known.year)
    if known.joined is not None and isinstance(state, Awaiting | Deferred):
        raise _settled(command.filing, Joined(state.filed, known.joined))
    if isinstance(command, c.ConsentFiling) and isinstance(state, Deferred):
        raise r.MayNotBeDoneAlone(filing=command.filing)
    if not isinstance(state, Awaiting):
        raise _settled(command.filing, state)
    filed = state.filed
    _not_ones_own(by, command.ruled_by, known.acts_for, filed)
    match command:
        case c.DeferFiling(until_year=int(year)) if year < filed.year:
            raise r.DeferredBackwards(until_year=year, year=filed.year)
        case c.DeferFiling(reason=reason, until_year=until_year):
            return [_deferred(filed, reason, until_year)]
        case c.RefuseFiling():
            return [_of(filed, refused(command, lead=by))]
    if now >= consent_due(filed.planned_on):
        raise r.ConsentTooLate(planned_on=filed.planned_on)
    return _consent(command, filed, by)


def _consent(command: c.ConsentFiling, filed: f.FilingSubmitted, by: DepartmentCode) -> Sequence[Fact]:
    check_caps(command.known)
    if command.known.visit is not None:
        return _join(filed, command)
    _staffed(filed, command, filed.planned_on, filed.planned_on + timedelta(days=command.known.policy.window_days))
    return [_of(filed, consented(command, lead=by, visit=_own_visit(command)))]


def _not_ones_own(by: DepartmentCode, subject: str | None, acts_for: frozenset[str], filed: f.FilingSubmitted) -> None:
    """Raises ConsentToOneself for the department that has filed it, whatever else its people have claims of, and FilerRules for
    the person who has.
    """
    if by == filed.department:
        raise r.ConsentToOneself(by=by)
    if subject is not None and subject == filed.filed_by:
        raise r.FilerRules(ruled_by=subject, department=filed.department, lead=by)
    if filed.department in acts_for:
        raise r.ConsentToOneself(
            by=filed.department,
            do_en=f"Let somebody decide who acts for {by} and not for {filed.department}.",
            do_zh=f"请由代表 {by} 且不代表 {filed.department} 的人员决定。",
        )


def _settled(filing: str, state: State) -> r.FilingSettled:
    match state:
        case Joined(visit=visit):
            zh, en = f"已并入检查任务 {visit}", f"goes with visit {visit}"
        case Deferred():
            zh, en = "已编入后续计划", "waits for a later plan"
        case Settled(how=(zh, en)):
            pass
        case _:
            raise AssertionError(f"{type(state).__name__} is not settled")
    return r.FilingSettled(en, zh, filing=filing)


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.FilingSubmitted(), _:
            return Awaiting(fact)
        case f.FilingJoined(), Awaiting(filed=filed) | Deferred(filed=filed):
            return Joined(filed, fact.visit, confided=isinstance(fact, f.FilingJoinedInConfidence))
        case f.FilingDeferred(), Awaiting(filed=filed) | Joined(filed=filed):
            return Deferred(filed)
        case ((f.FilingConsented() | f.FilingExempted()), _):
            return Settled((f"已单列检查任务 {fact.visit}", f"has a visit of its own: {fact.visit}"))
        case f.FilingRefused(), _:
            return Settled((f"已不予同意:{fact.reason}", f"was refused: {fact.reason}"))
        case f.FilingWithdrawn(), _:
            return Settled(("已撤回", "was withdrawn"))
    return state


FILING: Decider[c.FilingCommand, State] = Decider(
    name="filing",
    commands=c.FilingCommand,
    stream=lambda command: f"filing-{command.filing}",
    initial=Unfiled(),
    decide=decide,
    evolve=evolve,
    # Who rules is in the envelope, and no decision rests on it later.
    unrecorded=dict.fromkeys((c.ConsentFiling, c.RefuseFiling), ("ruled_by",)),
)
