"""What is refused about recusals and absences of officers."""

from libs.events.refusal import Invalid, NotFound, Refusal


class OfficerUnknown(Invalid):
    slug = "officer-unknown"
    title_zh = "该部门名录中没有此执法人员"
    title_en = "The department's list has no such officer"


class RecusalTaken(Refusal):
    slug = "recusal-recorded"
    title_zh = "该编号的回避已登记"
    title_en = "A recusal of that number is on record"


class NoSuchRecusal(NotFound):
    slug = "no-such-recusal"
    title_zh = "没有该回避登记"
    title_en = "No such recusal"


class AbsenceTaken(Refusal):
    slug = "absence-recorded"
    title_zh = "该编号的离岗已登记"
    title_en = "An absence of that number is on record"


class NoSuchAbsence(NotFound):
    slug = "no-such-absence"
    title_zh = "没有该离岗登记"
    title_en = "No such absence"


class DaysCrossed(Invalid):
    slug = "days-crossed"
    title_zh = "首日晚于末日"
    title_en = "The first day is after the last"
