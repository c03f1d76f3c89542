"""Refusals of visits: their slot and their team."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class AlreadySubstituted(Refusal):
    slug = "already-substituted"
    title_zh = "已经替补"
    title_en = "Somebody has taken that place already"


class GroundUnproved(Invalid):
    """A substitution needs its reason and evidence: without, the draw could be corrected at will."""

    slug = "ground-unproved"
    title_zh = "替补理由缺少依据"
    title_en = "The ground is not proved"
    rule = "docs/draw.md 9a"


class PlaceTaken(NotNow):
    """Who has been visited is not exchanged any more."""

    slug = "visit-begun"
    title_zh = "检查已经开始"
    title_en = "The visit has begun"


class NotSeated(Invalid):
    slug = "not-on-team"
    title_zh = "该人员不在检查组内"
    title_en = "The officer is not on this team"


class NoSuchVisit(NotFound):
    slug = "no-such-visit"
    title_zh = "检查任务不存在"
    title_en = "No such visit"


class VisitOver(NotNow):
    slug = "visit-cancelled"
    title_zh = "检查任务已取消"
    title_en = "The visit was cancelled"


class VisitDone(NotNow):
    slug = "visit-done"
    title_zh = "检查已实施"
    title_en = "The visit has taken place"


class DayOutsideWindow(Invalid):
    slug = "day-outside-window"
    title_zh = "日期不在检查时段内"
    title_en = "The day is outside the visit's window"


class DayNotWorked(Invalid):
    slug = "day-not-worked"
    title_zh = "该日不是工作日"
    title_en = "The day is not a working day"


class NoticeTooShort(Invalid):
    """L-19: time, basis and method are announced beforehand, except where the item forbids notice."""

    slug = "notice-too-short"
    rule = "L-19"
    title_zh = "通知期不足"
    title_en = "The notice period is not kept"


class OutsideHours(Invalid):
    slug = "outside-hours"
    title_zh = "超出工作时间"
    title_en = "Outside the team's hours"


class OfficerBusy(Invalid):
    slug = "officer-busy"
    title_zh = "检查人员当日另有任务"
    title_en = "An officer of the team is elsewhere"
