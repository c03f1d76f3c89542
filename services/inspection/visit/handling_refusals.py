"""What is refused about the handling of findings, one class per rule."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchFinding(NotFound):
    slug = "no-such-finding"
    title_zh = "没有这项问题"
    title_en = "No such finding"
    detail_zh = "{findings} 不是 {department} 在本次检查中登记的问题"
    detail_en = "{findings} is no finding of {department} on this visit"
    do_zh = "请核对问题编号和部门。"
    do_en = "Check the finding's number and the department."


class NotSealed(NotNow):
    """Findings are handled after the record is sealed: until then the entity may still answer it (L-22)."""

    slug = "not-sealed"
    title_zh = "检查记录尚未固定"
    title_en = "The record is not sealed yet"
    do_zh = "请待牵头部门办结检查后,再逐项登记问题的处理。"
    do_en = "Wait until the lead has completed the visit, then say how each finding is handled."
    rule = "L-22 全过程记录"


class HandlingUnfit(Refusal):
    """A serious problem is not settled by guidance, and an ordinary one is put right (L-23, L-24, H-17)."""

    slug = "handling-unfit"
    status = 422
    title_zh = "处理方式与问题的严重程度不符"
    title_en = "The handling does not fit the severity of the finding"
    rule = "L-23, L-24, H-17"


class FindingHandled(Refusal):
    slug = "finding-handled"
    title_zh = "该问题已确定处理方式"
    title_en = "The handling of this finding is on record"
    detail_zh = "{findings} 已按 {handling} 处理"
    detail_en = "{findings} is handled as {handling}"
    do_zh = "责令改正未落实的可转立案,案件涉嫌犯罪的可转移送;其他更正请走异议程序。"
    do_en = "An order that was not obeyed may become a case, a case a transfer; other corrections go through an objection."


class ReviewerNeeded(Refusal):
    """That a serious problem is not borne out is for the legal reviewer to say (L-22, B-32)."""

    slug = "reviewer-needed"
    status = 403
    title_zh = "严重问题查证不属实应由法制审核人员认定"
    title_en = "A legal reviewer says that a serious finding is not borne out"
    do_zh = "请由本部门法制审核人员登记。"
    do_en = "A legal reviewer of the department records this."
    rule = "L-22, B-32 法制审核"


class HandlingUnreasoned(Invalid):
    slug = "handling-unreasoned"
    title_zh = "应说明理由"
    title_en = "The handling needs its reason"
    do_zh = "请在 basis 中写明查证情况或当场改正的情况。"
    do_en = "Say in `basis` what was verified, or how it was put right on the spot."
    rule = "L-22 全过程记录"


class NoClueOfVisit(Invalid):
    """What is passed on is passed on as a clue, with its evidence (J-14)."""

    slug = "no-clue-of-visit"
    title_zh = "未登记该线索"
    title_en = "No clue of this visit has that number"
    do_zh = "请先登记线索移送(POST /v1/visits/{{visit}}/clues),再填写线索编号。"
    do_en = "Pass the clue on first (POST /v1/visits/{{visit}}/clues), then name its number as `target`."
    rule = "J-14"
