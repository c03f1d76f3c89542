"""What is refused about recusals and absences of officers."""

from libs.events.refusal import Invalid, NotFound, Refusal


class OfficerUnknown(Invalid):
    slug = "officer-unknown"
    title_zh = "该部门名录中没有此执法人员"
    title_en = "The department's list has no such officer"
    detail_zh = "{department} 的名录中没有 {inspector}"
    detail_en = "{inspector} is not on the list of {department}"
    do_zh = "请在名录中核对人员编号和所属部门。"
    do_en = "Check the officer's number and department in the registry."


class EntityUnknown(Invalid):
    """A recusal from an entity that nobody draws would be passed over without a word."""

    slug = "recusal-entity-unknown"
    title_zh = "名录中没有该检查对象"
    title_en = "The register's list has no such entity"
    detail_zh = "名录中没有 {entity}"
    detail_en = "{entity} is not on the list"
    do_zh = "请对照名录核对标识;刚列入名录的对象请稍后再试。"
    do_en = "Copy the id from the register; if it was listed a moment ago, try again."


class RecusalTaken(Refusal):
    slug = "recusal-recorded"
    title_zh = "该编号的回避已登记"
    title_en = "A recusal of that number is on record"
    do_zh = "请使用新的编号。"
    do_en = "Use a new number."


class NoSuchRecusal(NotFound):
    slug = "no-such-recusal"
    title_zh = "没有该回避登记"
    title_en = "No such recusal"
    do_zh = "可通过 GET /v1/recusals 查询。"
    do_en = "GET /v1/recusals lists them."


class AbsenceTaken(Refusal):
    slug = "absence-recorded"
    title_zh = "该编号的离岗已登记"
    title_en = "An absence of that number is on record"
    do_zh = "请使用新的编号。"
    do_en = "Use a new number."


class NoSuchAbsence(NotFound):
    slug = "no-such-absence"
    title_zh = "没有该离岗登记"
    title_en = "No such absence"
    do_zh = "可通过 GET /v1/absences 查询。"
    do_en = "GET /v1/absences lists them."


class DaysCrossed(Invalid):
    slug = "days-crossed"
    title_zh = "首日晚于末日"
    title_en = "The first day is after the last"
    do_zh = "请更正起止日期。"
    do_en = "Exchange the days."
