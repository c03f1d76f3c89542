"""Refusals of visits: their slot and their team."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class AlreadySubstituted(Refusal):
    slug = "already-substituted"
    title_zh = "已经替补"
    title_en = "Somebody has taken that place already"
    do_zh = "可通过 GET /v1/substitutions 查询。"
    do_en = "GET /v1/substitutions lists them."


class GroundUnproved(Invalid):
    """A substitution needs its reason and evidence: without, the draw could be corrected at will."""

    slug = "ground-unproved"
    title_zh = "替补理由缺少依据"
    title_en = "The ground is not proved"
    detail_zh = "未提供证据"
    detail_en = "no evidence is named"
    rule = "docs/draw.md 9a"


class PlaceTaken(NotNow):
    """An entity that has been visited is not exchanged any more."""

    slug = "visit-begun"
    title_zh = "检查已经开始"
    title_en = "The visit has begun"
    do_zh = "检查情况应如实记录;如有错误,请撤销结果。"
    do_en = "What was found goes on record; take a result back by revoking it."


class NotSeated(Invalid):
    slug = "not-on-team"
    title_zh = "该人员不在检查组内"
    title_en = "The officer is not on this team"
    detail_zh = "{inspector} 不在 {visit} 的检查组内"
    detail_en = "{inspector} sits on no seat of {visit}"
    do_zh = "请填写检查组成员。"
    do_en = "Name an officer of the team."


class NoSuchVisit(NotFound):
    slug = "no-such-visit"
    title_zh = "检查任务不存在"
    title_en = "No such visit"
    do_zh = "可通过 GET /v1/visits 查询。"
    do_en = "GET /v1/visits lists them."


class DayTold(NotNow):
    """Everybody knows by now who comes: on another day it would be a visit with notice (L-19)."""

    slug = "day-told"
    title_zh = "不予事先通知的检查已到检查日并公开,不得改期"
    title_en = "An unannounced visit that was told is not moved to another day"
    detail_zh = "该检查已于 {told} 公开,不能改为 {day}"
    detail_en = "it was told for {told}, and cannot be on {day}"
    do_zh = "请取消该检查任务,另行安排。"
    do_en = "Cancel the visit, and plan another one."
    rule = "L-19"


class VisitOver(NotNow):
    slug = "visit-cancelled"
    title_zh = "检查任务已取消"
    title_en = "The visit was cancelled"
    do_zh = "任务已取消,无需办理。"
    do_en = "Nothing to do."


class VisitDone(NotNow):
    slug = "visit-done"
    title_zh = "检查已实施"
    title_en = "The visit has taken place"
    do_zh = "检查已实施,无需排期。"
    do_en = "A visit that was made needs no day."


class DayOutsideWindow(Invalid):
    slug = "day-outside-window"
    title_zh = "日期不在检查时段内"
    title_en = "The day is outside the visit's window"
    detail_zh = "检查时段为 {window_from} 至 {window_to}"
    detail_en = "the window is {window_from} to {window_to}"
    do_zh = "请选择检查时段内的日期。"
    do_en = "Choose a day of the window."


class DayNotWorked(Invalid):
    slug = "day-not-worked"
    title_zh = "该日不是工作日"
    title_en = "The day is not a working day"
    do_zh = "请按工作日历选择工作日。"
    do_en = "Choose a working day of the calendar."


class NoticeTooShort(Invalid):
    """L-19: time, basis and method are announced beforehand, except where the item forbids notice."""

    slug = "notice-too-short"
    rule = "L-19"
    title_zh = "通知期不足"
    title_en = "The notice period is not kept"
    detail_zh = "通知期满后的首日为 {earliest}"
    detail_en = "the first day after notice is {earliest}"
    do_zh = "请选择 {earliest} 或者之后的日期。"
    do_en = "Choose {earliest} or later."


class OutsideHours(Invalid):
    slug = "outside-hours"
    title_zh = "超出工作时间"
    title_en = "Outside the team's hours"
    detail_zh = "{span} 不在 {hours} 之内"
    detail_en = "{span} is not within {hours}"
    do_zh = "请在当日第 {opens} 至 {latest} 分钟之间开始。"
    do_en = "Begin between minute {opens} and minute {latest} of the day."


class OfficerBusy(Invalid):
    slug = "officer-busy"
    title_zh = "检查人员当日另有任务"
    title_en = "An officer of the team is elsewhere"
    detail_zh = "{inspector} {since}-{until} 在 {visit},路程 {way} 分钟"
    detail_en = "{inspector} is at {visit} from {since} to {until}, {way} minutes away"
    do_zh = "请更换时间或者日期,或者先调整另一项任务。"
    do_en = "Choose another time or day, or move the other visit first."
