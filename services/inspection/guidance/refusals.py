"""What guidance refuses."""

from libs.events.refusal import Invalid, NotFound, NotNow


class NoSuchGuidance(NotFound):
    slug = "no-such-guidance"
    title_zh = "没有这条指导记录"
    title_en = "No such guidance"
    do_zh = "请核对编号。"


class GuidanceBeforehand(NotNow):
    """Guidance follows what was seen."""

    slug = "guidance-beforehand"
    title_zh = "检查尚未开始"
    title_en = "The visit has not begun"
    detail_zh = "检查 {visit} 尚无执法人员到场"
    detail_en = "nobody has arrived on {visit}"
    do_zh = "请在到场检查后登记。"
    do_en = "Record it when the visit is under way."


class GuidanceByOthers(Invalid):
    slug = "guidance-by-others"
    title_zh = "该部门不参加本次检查"
    title_en = "The department does not take part in the visit"
    detail_zh = "{department} 不参加检查 {visit}"
    detail_en = "{department} does not take part in {visit}"
    do_zh = "请由参加检查的部门登记。"
    do_en = "A department that takes part records it."
    rule = "B-33 谁执法谁公示"


class GuidanceOnOthersFinding(Invalid):
    slug = "guidance-on-others-finding"
    title_zh = "问题不属于本部门在该次检查中的记录"
    title_en = "Not a finding of this department on the visit"
    detail_zh = "问题 {finding} 不是 {department} 在检查 {visit} 中发现的"
    detail_en = "{finding} was not found by {department} on {visit}"
    do_zh = "请填写本部门记录的问题编号,或不填。"
    do_en = "Name a finding of the department's own part, or none."
    rule = "B-33 谁执法谁公示"
