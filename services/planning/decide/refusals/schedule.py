"""What is refused about days and routes."""

from __future__ import annotations

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchSchedule(NotFound):
    slug = "no-such-schedule"
    title_zh = "排期不存在"
    title_en = "No such schedule"


class AlreadyIssued(Refusal):
    slug = "schedule-already-issued"
    title_zh = "该编号的排期已发布"
    title_en = "A schedule of that number exists"


class ScheduleRunning(NotNow):
    """Two computations for the same visits would overwrite each other."""

    slug = "schedule-running"
    title_zh = "该抽取正在排期"
    title_en = "A schedule of this draw is being computed"


class ScheduleOver(NotNow):
    slug = "schedule-over"
    title_zh = "排期计算已结束"
    title_en = "The computation is over"


class NothingToSchedule(NotNow):
    slug = "nothing-to-schedule"
    title_zh = "没有需要排期的任务"
    title_en = "No visit is waiting for a day"


class VisitsUnplaced(NotNow):
    """Infeasible means a list of what is missing, not a schedule with holes that nobody asked for."""

    slug = "visits-unplaced"
    title_zh = "尚有任务无法安排"
    title_en = "Visits are left without a day"


class ScheduleOutdated(NotNow):
    slug = "schedule-outdated"
    title_zh = "排期计算期间情况已变化"
    title_en = "What the schedule rests on has changed meanwhile"


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
