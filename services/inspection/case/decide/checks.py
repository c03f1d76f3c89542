"""What several steps of a case check: who acts, at what time, at which stage."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from libs.events.catalog.codes import DepartmentCode, InspectorId

from ...visit import refusals as visit_refusals
from .. import commands as c
from .. import refusals as r
from .state import Case, Closed, State

_LONGEST = timedelta(days=5 * 366)
"""Art. 36: nothing is punished later than five years after it happened."""


def running(state: State, case: str) -> Case:
    """The case that goes on. Raises NoSuchCase, CaseOver and AlreadyRevoked."""
    match state:
        case Closed():
            raise r.CaseOver(case=case)
        case Case():
            return state
    raise r.NoSuchCase(case=case)


def not_yet_decided(state: State, case: str) -> Case:
    """Raises CaseIsSuspended and WrongStage, too."""
    case_ = running(state, case)
    if case_.suspended:
        raise r.CaseIsSuspended(case=case)
    if case_.decided:
        raise wrong_stage(case_)
    return case_


def wrong_stage(case: Case) -> r.WrongStage:
    """The refusal of a step that does not follow from where the case is."""
    chinese, english = _stage(case)
    return r.WrongStage(case=case.filed.case, chinese=chinese, english=english)


def _stage(case: Case) -> tuple[str, str]:
    if case.decided and case.decided.revoked:
        return "决定已撤销", "revoked"
    if case.decided and case.decided.served_at:
        return "决定已送达", "served"
    if case.decided:
        return "已作出决定", "decided"
    if case.told:
        return "已告知当事人", "told"
    if case.proposed:
        return "已提出处理意见", "proposed"
    return "调查取证", "investigation"


def officers_act(officers: Iterable[InspectorId], case: Case, known: c.Acting) -> None:
    """Raises FewerThanTwo, NotOnCase and NotCertified (art. 42 and 43)."""
    acting = set(officers)
    strangers = sorted(acting - set(case.officers))
    if strangers:
        raise r.NotOnCase(officers=strangers)
    certified(acting, case.filed.department, known)


def certified(acting: set[InspectorId], department: DepartmentCode, known: c.Acting) -> None:
    """Raises FewerThanTwo and NotCertified (art. 42)."""
    if len(acting) < known.least:
        raise r.FewerThanTwo(officers=sorted(acting), least=known.least)
    holds_none(acting, department, known)


def holds_none(acting: set[InspectorId], department: DepartmentCode, known: c.Acting) -> None:
    """Raises NotCertified."""
    for officer in sorted(acting - set(known.certified)):
        raise visit_refusals.NotCertified(inspector=officer, department=department)


def not_on_case(officer: InspectorId, case: Case) -> None:
    """Raises AlreadyOnCase."""
    if officer in case.officers:
        raise r.AlreadyOnCase(officer=officer)


def happened(at: datetime | None, now: datetime, *, first: datetime | None = None) -> datetime:
    """When it happened, `first` at the earliest. Raises TimeImpossible."""
    first = first or now - _LONGEST
    if at is not None and not first <= at <= now:
        raise r.TimeImpossible(at=at, first=first)
    return at or now


def entered(at: datetime | None, now: datetime, known: c.Entered) -> datetime:
    """The same for what is entered within days of having happened. Raises TimeImpossible."""
    return happened(at, now, first=now - timedelta(days=known.late_days))
