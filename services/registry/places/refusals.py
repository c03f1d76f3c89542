"""What is refused about areas."""

from libs.events.refusal import Invalid, Refusal


class TownshipTaken(Refusal):
    """A township belongs to at most one area on a day."""

    slug = "township-taken"
    title_zh = "乡镇街道已属于其他执法片区"
    title_en = "The township belongs to another area"
    rule = "L-36 执法片区"


class HeadMissing(Invalid):
    slug = "head-missing"
    title_zh = "指挥中心缺少镇街执法监管工作负责人"
    title_en = "The command centre lacks a township's head of enforcement"
    rule = "L-38 包含镇街执法监管工作负责人"


class NamedTooLow(Invalid):
    slug = "named-too-low"
    title_zh = "指挥中心成员须由县区级以上部门明确"
    title_en = "A command centre is named by a department of the county or above"
    rule = "L-38 由县区综合执法主管部门明确"
