"""Refusals of schedules."""

from libs.events.refusal import NotFound, NotNow, Refusal


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
