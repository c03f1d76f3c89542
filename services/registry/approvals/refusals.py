"""What is refused about approvals."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class WrongSupervisor(Invalid):
    """The way approval and supervision are divided says which department supervises."""

    slug = "wrong-supervisor"
    title_zh = "审批与监管的责任划分有误"
    title_en = "Approver and supervisor do not fit the mode"
    do_zh = "请更正监管部门或移交方式。"
    do_en = "Correct the supervisor or the mode."
    rule = "B-27 至 B-30 谁审批谁监管、谁主管谁监管"


class EntityUnknown(Invalid):
    """An approval of an entity that is not drawn would never be supervised."""

    slug = "approval-entity-unknown"
    title_zh = "名录中没有该检查对象"
    title_en = "The register's list has no such entity"
    detail_zh = "名录中没有 {entity}"
    detail_en = "{entity} is not on the list"
    do_zh = "请对照名录核对标识;新设主体请先列入名录。"
    do_en = "Copy the id from the register, or list a new business first."


class ApprovalExists(Refusal):
    slug = "approval-exists"
    title_zh = "该编号的审批已移交"
    title_en = "An approval of this number was handed over"
    do_zh = "请使用新的编号。"
    do_en = "Use another number."


class NoSuchApproval(NotFound):
    slug = "no-such-approval"
    title_zh = "没有该编号的审批"
    title_en = "No such approval"
    do_zh = "请核对编号和对象。"
    do_en = "Check number and entity."


class ApprovalIsOver(NotNow):
    slug = "approval-is-over"
    title_zh = "该审批已终止"
    title_en = "The approval has ceased"
    do_zh = "请移交新的审批。"
    do_en = "Hand over the new approval."


class NotTheApprover(Invalid):
    """B-28: the approver answers for the approval and deals with false or broken commitments."""

    slug = "not-the-approver"
    title_zh = "不是该审批的审批部门"
    title_en = "Not the department that approved"
    detail_zh = "审批部门为 {handed_approver}"
    detail_en = "the approver is {handed_approver}"
    do_zh = "请由审批部门办理。"
    do_en = "Only the department that approved ends it."
    rule = "B-28 由审批部门负责处置"


class NotTheSupervisor(Invalid):
    slug = "not-the-supervisor"
    title_zh = "不是该审批的监管部门"
    title_en = "Not the department that is to supervise"
    detail_zh = "监管部门为 {handed_supervisor}"
    detail_en = "the supervisor is {handed_supervisor}"
    do_zh = "请由移交时确定的监管部门接收。"
    do_en = "The department named in the hand-over takes it over."
    rule = "B-27 至 B-30"


class NoCommitment(Invalid):
    slug = "no-commitment"
    title_zh = "该审批未采用告知承诺"
    title_en = "The approval was not by commitment"
    do_zh = "请更正该项。"
    do_en = "Correct the entry."
    rule = "B-28 虚假承诺、违背承诺"
