"""What is refused about areas."""

from libs.events.refusal import Invalid, Refusal


class TownshipTaken(Refusal):
    """A township belongs to at most one area on a day."""

    slug = "township-taken"
    title_zh = "乡镇街道已属于其他执法片区"
    title_en = "The township belongs to another area"
    detail_zh = "{townships} 在 {day} 当日或之后属于片区 {other}"
    detail_en = "{townships} belongs to {other} on {day} or later"
    do_zh = "请先将其自该日起调出原片区。"
    do_en = "Take it out of the other area from that day on first."
    rule = "L-36 执法片区"


class HeadMissing(Invalid):
    slug = "head-missing"
    title_zh = "指挥中心缺少镇街执法监管工作负责人"
    title_en = "The command centre lacks a township's head of enforcement"
    detail_zh = "成员中没有 {value} 的执法监管工作负责人"
    detail_en = "nobody of {value} is a member"
    do_zh = "请补充该镇街执法监管工作负责人。"
    do_en = "Add the township's head of enforcement."
    rule = "L-38 包含镇街执法监管工作负责人"


class NamedTooLow(Invalid):
    slug = "named-too-low"
    title_zh = "指挥中心成员须由县区级以上部门明确"
    title_en = "A command centre is named by a department of the county or above"
    detail_zh = "{value} 为镇街一级"
    detail_en = "{value} is of a township"
    do_zh = "请填写县区级以上的主管部门。"
    do_en = "Name the department of the county or city that named the centre."
    rule = "L-38 由县区综合执法主管部门明确"
