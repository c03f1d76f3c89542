"""Before the officers may act: notice, or its lawful absence, and who came (L-19, X-01, H-12).

Rules: L-20.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from libs.events.catalog.codes import DepartmentCode, InspectorId
from libs.events.catalog.inspection.visit import (
    CheckIn,
    NoticeWithheld,
    OfficerCheckedIn,
    OfficerReplaced,
    VisitAnnounced,
    VisitAssigned,
)
from services.inspection.commands import AnnounceVisit, CheckInOfficer, WithholdNotice
from services.inspection.policy import POLICY, day_of

from .refusals import (
    LateEntryOutOfTime,
    LateEntryUnreasoned,
    NotBeforehand,
    NotCertified,
    NoticeDue,
    NoticeForbidden,
    NotOnTeam,
    OutsideWindow,
    TooEarly,
    WrongCode,
)


def notice(
    command: AnnounceVisit | WithholdNotice, plan: VisitAssigned, now: datetime, *, overdue: bool
) -> VisitAnnounced | NoticeWithheld:
    """Notice of time, basis and method, or why there was none. Raises the refusals of L-19 and of the window."""
    match command:
        case AnnounceVisit() if plan.notice_forbidden:
            raise NoticeForbidden(
                field="visit",
                value=plan.visit,
                do_en="Record why notice is withheld instead.",
                do_zh="请改为登记不予通知的理由。",
            )
        case WithholdNotice() if not plan.notice_forbidden:
            raise NoticeDue(field="visit", value=plan.visit, do_en="Announce the visit.", do_zh="请事先通知企业。")
    _day(command.on, plan, now, overdue=overdue)
    if isinstance(command, AnnounceVisit):
        return VisitAnnounced(visit=plan.visit, on=command.on, basis=command.basis, method=plan.method)
    return NoticeWithheld(**command.model_dump())


def _day(on: date, plan: VisitAssigned, now: datetime, *, overdue: bool) -> None:
    if on < day_of(now):
        raise NotBeforehand(
            f"{on} is over",
            f"{on} 已过",
            field="on",
            value=on.isoformat(),
            do_en="Name today or a later day.",
            do_zh="请填写今天或以后的日期。",
        )
    # An overdue visit is on record as such and still has to be made.
    if on < plan.window_from or (on > plan.window_to and not overdue):
        raise OutsideWindow(
            f"{on} is not within {plan.window_from} to {plan.window_to}",
            f"{on} 不在 {plan.window_from} 至 {plan.window_to} 之间",
            field="on",
            value=on.isoformat(),
            do_en="Choose a day of the window.",
            do_zh="请选择时段内的日期。",
        )


def arrival(command: CheckInOfficer, plan: VisitAssigned, on: date, now: datetime) -> OfficerCheckedIn:
    """An officer of the team is there. `on` is the day told or noted. Raises the refusals of X-01, H-12 and L-19."""
    team = {p.department: p.inspectors for p in plan.parts}
    if command.inspector not in team.get(command.department, ()):
        raise NotOnTeam(
            f"{command.inspector} was not drawn for {command.department} on this visit",
            f"{command.inspector} 不是本次检查 {command.department} 抽中的人员",
            field="inspector",
            value=command.inspector,
            do_en="Only the drawn officers enter.",
            do_zh="请由抽中的执法人员到场。",
        )
    if not command.certified:
        raise not_certified(command.inspector, command.department)
    if command.how is CheckIn.LATE:
        _late_entry(command, now)
    elif not command.code_holds:
        raise WrongCode(
            field="code",
            value=None,
            do_en="Scan the code of this visit's mandate; when that is impossible, make a late entry.",
            do_zh="请扫描本次检查凭证的二维码;确无法扫码的,事后补录。",
        )
    if day_of(command.at) < on:
        raise TooEarly(
            f"the visit is on {on}",
            f"检查日期为 {on}",
            field="at",
            value=command.at.isoformat(),
            do_en="Come on that day, or give new notice.",
            do_zh="请在该日到场,或重新通知。",
        )
    return OfficerCheckedIn(**command.model_dump(exclude={"certified", "code_holds"}))


def with_other_officer(plan: VisitAssigned, made: OfficerReplaced) -> VisitAssigned:
    """The task with the substitute on the seat of who is gone, or the seat empty."""
    parts = []
    for part in plan.parts:
        team = part.inspectors
        if part.department == made.department:
            new = (made.substitute if name == made.gone else name for name in team)
            team = tuple(name for name in new if name is not None)
        parts.append(part.model_copy(update={"inspectors": team}))
    return plan.model_copy(update={"parts": tuple(parts)})


def not_certified(inspector: InspectorId, department: DepartmentCode) -> NotCertified:
    """The refusal for an officer without a certificate of the department in force."""
    return NotCertified(
        f"{inspector} holds no certificate of {department} in force on that day",
        f"{inspector} 当日不持有 {department} 的有效执法证件",
        field="inspector",
        value=inspector,
        do_en="Name a certified officer of the department, or bring the register up to date.",
        do_zh="请指定该部门持有效执法证件的人员,或更新人员名录。",
    )


def _late_entry(command: CheckInOfficer, now: datetime) -> None:
    if command.reason is None:
        raise LateEntryUnreasoned(
            field="reason",
            value=None,
            do_en="Say why there was no scan (emergency, failed network).",
            do_zh="请说明未扫码的原因(紧急情况、网络故障等)。",
        )
    first = day_of(now) - timedelta(days=POLICY.late_entry_days)
    if command.at > now or day_of(command.at) < first:
        raise LateEntryOutOfTime(
            f"{command.at.isoformat()} is not between {first} and now",
            f"{command.at.isoformat()} 不在 {first} 至现在之间",
            field="at",
            value=command.at.isoformat(),
            do_en="Without a valid check-in the part cannot be recorded; check in on the spot.",
            do_zh="没有有效签到不能提交检查结果,请现场签到。",
        )
