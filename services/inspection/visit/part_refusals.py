"""What is refused of a department's part of a visit, one class per rule."""

from libs.events.refusal import Invalid, NotNow, Refusal


class ItemsUncovered(Refusal):
    """All of the department's items of this visit, and no others, are checked (进一次门、查多项事, B-36; H-04)."""

    slug = "items-uncovered"
    status = 422
    title_zh = "检查事项与任务不一致"
    title_en = "The items are not exactly those of the visit"
    detail_zh = "未检查:{missing};不属于本次检查:{foreign};每项只列一次"
    detail_en = "not covered: {missing}; not of this visit: {foreign}; each once"
    do_zh = "请逐项填报:{due}"
    do_en = "Report exactly: {due}"
    rule = "H-04, B-36"


class ItemLapsed(Refusal):
    """What is not on the list that day is not checked (B-01, B-08)."""

    slug = "item-lapsed"
    status = 422
    title_zh = "检查事项当日不在清单上"
    title_en = "The item is not on the list that day"
    detail_zh = "{item} 在检查当日已移出清单"
    detail_en = "{item} had been taken off the list on the day of the visit"
    do_zh = "请将该事项登记为未检查,并注明已移出清单。"
    do_en = "Enter the item as not-examined, with that as its reason."
    rule = "B-01, B-08 法无授权不可为"


class OutcomeMismatch(Refusal):
    """A breach has its finding, and a finding its breach (L-24)."""

    slug = "outcome-mismatch"
    status = 422
    title_zh = "事项结论与问题不一致"
    title_en = "The outcome of the item does not fit its findings"
    detail_zh = "{item} 的结论为 {outcome},与登记的问题不一致"
    detail_en = "{item} is {outcome}, which its findings do not bear out"
    do_zh = "存在问题的事项应登记问题;其余事项不登记问题。"
    do_en = "An item with a finding is a breach, and a breach has its finding."
    rule = "L-24"


class OutcomeUnreasoned(Invalid):
    slug = "outcome-unreasoned"
    title_zh = "未检查或不适用的事项应说明理由"
    title_en = "An item that was not examined or does not apply needs its reason"
    detail_zh = "{item} 登记为 {outcome},未说明理由"
    detail_en = "{item} is {outcome}, and nobody says why"
    do_zh = "请在该事项的 reason 中说明理由。"
    do_en = "Say why in the `reason` of the item."
    rule = "L-22 全过程记录"


class PointsUncovered(Refusal):
    """Each point of the handbook in force is looked at (J-06, J-11)."""

    slug = "points-uncovered"
    status = 422
    title_zh = "未按合规手册逐点检查"
    title_en = "The points are not exactly those of the handbook"
    detail_zh = "{item} 的手册共 {points} 个检查点;缺:{missing};多:{foreign}"
    detail_en = "the handbook has {points} points for {item}; missing: {missing}; beyond it: {foreign}"
    do_zh = "请按当日有效的合规手册逐点填报结论。"
    do_en = "Give an outcome for each point of the handbook in force that day."
    rule = "J-06, J-11"


class FindingUnproved(Refusal):
    """A finding has its proof (行政处罚法 第四十条、第四十六条)."""

    slug = "finding-unproved"
    status = 422
    title_zh = "问题缺少证据"
    title_en = "A finding has no evidence"
    detail_zh = "没有证据的问题:{findings}"
    detail_en = "without evidence: {findings}"
    do_zh = "请先上传照片、视频或文书(POST /v1/files),再登记问题。"
    do_en = "Upload a photograph, recording or paper first (POST /v1/files), then name it with the finding."
    rule = "行政处罚法 第四十条、第四十六条"


class NothingToAmend(NotNow):
    slug = "nothing-to-amend"
    title_zh = "该部门尚未提交检查结果"
    title_en = "This department's part is not on record yet"
    do_zh = "请先提交检查结果。"
    do_en = "Record the part first."


class RecordAnswered(NotNow):
    """What the entity has answered is not changed behind it (L-22)."""

    slug = "record-answered"
    title_zh = "企业已对检查记录表示意见"
    title_en = "The entity has answered the record"
    do_zh = "记录不再更正;请走异议程序。"
    do_en = "The record is not amended any more; go through an objection."
    rule = "L-22 全过程记录"


class FindingOutside(Refusal):
    """A violation in somebody else's field is passed on, not acted on (J-14)."""

    slug = "finding-outside"
    status = 422
    title_zh = "问题不属于本部门检查事项"
    title_en = "The finding is not on an item of this department"
    detail_zh = "不是 {department} 的检查事项:{findings}"
    detail_en = "not {department}'s items: {findings}"
    do_zh = "请固定证据,并作为线索移送主管部门。"
    do_en = "Keep the evidence and pass it on as a clue."
    rule = "J-14"


class FindingTwice(Refusal):
    slug = "finding-twice"
    status = 422
    title_zh = "问题编号重复"
    title_en = "Two findings have one number"
    detail_zh = "问题编号 {findings} 已使用"
    detail_en = "{findings} is used twice"
    do_zh = "请为本次检查的每个问题使用不同编号。"
    do_en = "Number each finding of the visit differently."


class DispositionMismatch(Refusal):
    """No problem is archived or ends with guidance (L-23); a problem is acted on (L-24)."""

    slug = "disposition-mismatch"
    status = 422
    title_zh = "处理结果与检查情况不符"
    title_en = "The disposition does not fit the findings"
    rule = "L-23, L-24"


class NotExemptible(Refusal):
    """Minor exemption only from the exemption list, with its basis (H-16, B-31)."""

    slug = "not-exemptible"
    status = 422
    title_zh = "不符合轻微免罚清单"
    title_en = "Not on the minor-exemption list"
    detail_zh = "非轻微问题或事项无免罚情形:{findings}"
    detail_en = "not minor, or the item has no exemption case: {findings}"
    do_zh = "请选择其他处理结果。"
    do_en = "Choose another disposition for this part."
    rule = "H-16, B-31"
