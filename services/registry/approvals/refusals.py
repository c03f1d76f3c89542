"""What is refused about approvals."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class WrongSupervisor(Invalid):
    """The way approval and supervision are divided says which department supervises."""

    slug = "wrong-supervisor"
    title_zh = "审批与监管的责任划分有误"
    title_en = "Approver and supervisor do not fit the mode"
    rule = "B-27 至 B-30 谁审批谁监管、谁主管谁监管"


class ApprovalExists(Refusal):
    slug = "approval-exists"
    title_zh = "该编号的审批已移交"
    title_en = "An approval of this number was handed over"


class NoSuchApproval(NotFound):
    slug = "no-such-approval"
    title_zh = "没有该编号的审批"
    title_en = "No such approval"


class ApprovalIsOver(NotNow):
    slug = "approval-is-over"
    title_zh = "该审批已终止"
    title_en = "The approval has ceased"


class NotTheApprover(Invalid):
    """B-28: the approver answers for the approval and deals with false or broken commitments."""

    slug = "not-the-approver"
    title_zh = "不是该审批的审批部门"
    title_en = "Not the department that approved"
    rule = "B-28 由审批部门负责处置"


class NotTheSupervisor(Invalid):
    slug = "not-the-supervisor"
    title_zh = "不是该审批的监管部门"
    title_en = "Not the department that is to supervise"
    rule = "B-27 至 B-30"


class NoCommitment(Invalid):
    slug = "no-commitment"
    title_zh = "该审批未采用告知承诺"
    title_en = "The approval was not by commitment"
    rule = "B-28 虚假承诺、违背承诺"
