"""Refusals of schedules."""

from libs.events.refusal import NotFound, NotNow, Refusal


class NoSuchSchedule(NotFound):
    slug = "no-such-schedule"
    title_zh = "排期不存在"
    title_en = "No such schedule"
    do_zh = "可通过 GET /v1/schedules 查询。"
    do_en = "GET /v1/schedules lists them."


class AlreadyIssued(Refusal):
    slug = "schedule-already-issued"
    title_zh = "该编号的排期已发布"
    title_en = "A schedule of that number exists"
    do_zh = "请更换排期编号。"
    do_en = "Choose another number."


class ScheduleRunning(NotNow):
    """Two computations for the same visits would overwrite each other."""

    slug = "schedule-running"
    title_zh = "该抽取正在排期"
    title_en = "A schedule of this draw is being computed"
    detail_zh = "{running} 正在计算"
    detail_en = "{running} is being computed"
    do_zh = "请等待其完成或者取消:GET /v1/schedules/{running}。"
    do_en = "Wait for it or cancel it: GET /v1/schedules/{running}."


class ScheduleOver(NotNow):
    slug = "schedule-over"
    title_zh = "排期计算已结束"
    title_en = "The computation is over"
    do_zh = "无需取消。"
    do_en = "Nothing to do."


class NothingToSchedule(NotNow):
    slug = "nothing-to-schedule"
    title_zh = "没有需要排期的任务"
    title_en = "No visit is waiting for a day"
    do_zh = "如需重新安排,请选择不保留已定日期。"
    do_en = "To move visits, set keep_days to false."


class VisitsUnplaced(NotNow):
    """Infeasible means a list of what is missing, not a schedule with holes that nobody asked for."""

    slug = "visits-unplaced"
    title_zh = "尚有任务无法安排"
    title_en = "Visits are left without a day"
    detail_zh = "{all} 项任务中有 {unplaced} 项未能安排"
    detail_en = "{unplaced} of {all} visits have no day"
    do_zh = "请处理所列缺少事项,或者选择部分排期。"
    do_en = "Supply what is missing, or ask for a partial schedule."


class ScheduleOutdated(NotNow):
    slug = "schedule-outdated"
    title_zh = "排期计算期间情况已变化"
    title_en = "What the schedule rests on has changed meanwhile"
    do_zh = "请重新排期。"
    do_en = "Start the schedule again."
