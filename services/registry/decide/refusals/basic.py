"""What is refused about items, entities and inspectors."""

from __future__ import annotations

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchItem(NotFound):
    """Nothing outside the list exists (B-01, B-08)."""

    slug = "no-such-item"
    title_zh = "检查事项不在清单中"
    title_en = "The item is not on the list"
    rule = "B-01 清单之外无监管"


class AlreadyListed(Refusal):
    slug = "already-listed"
    title_zh = "该事项已在清单中"
    title_en = "The item is already on the list"


class ItemIsWithdrawn(NotNow):
    slug = "item-is-withdrawn"
    title_zh = "该事项已移出清单"
    title_en = "The item has been withdrawn"


class BeforeLastEdition(Refusal):
    """Every change is effective-dated, and what was in force on a past day stays what it was."""

    slug = "before-last-edition"
    title_zh = "生效日期早于上一版"
    title_en = "Takes effect before the edition it follows"


class KeyItemWithoutCycle(Invalid):
    """Key items are covered fully in a cycle, which has to be fixed (L-45)."""

    slug = "key-item-without-cycle"
    title_zh = "重点事项未确定全覆盖周期"
    title_en = "A key item needs a cycle of full coverage"
    rule = "L-45 合理确定完成执法全覆盖的周期"


class NoSuchEntity(NotFound):
    slug = "no-such-entity"
    title_zh = "检查对象不在名录中"
    title_en = "The entity is not on the list"


class EntityIsStruckOff(NotNow):
    slug = "entity-is-struck-off"
    title_zh = "该对象已移出名录"
    title_en = "The entity has been struck off"


class NoSuchInspector(NotFound):
    slug = "no-such-inspector"
    title_zh = "执法检查人员不在名录中"
    title_en = "The inspector is not on the list"


class InspectorIsSuspended(NotNow):
    """Only a new certification ends a suspension; an old one in a file does not."""

    slug = "inspector-is-suspended"
    title_zh = "该人员已暂停执法资格"
    title_en = "The inspector is suspended"


class EndsBeforeItBegins(Invalid):
    slug = "ends-before-it-begins"
    title_zh = "截止日期早于起始日期"
    title_en = "Ends before it begins"


class NotSuspended(NotNow):
    slug = "not-suspended"
    title_zh = "该人员并未暂停执法资格"
    title_en = "The inspector is not suspended"


class AlreadyLinked(Refusal):
    """A source row belongs to the item once."""

    slug = "already-linked"
    title_zh = "该来源条目已关联"
    title_en = "The source row is linked to the item already"


class NoTag(NotFound):
    slug = "no-tag"
    title_zh = "该对象没有此标签"
    title_en = "The entity does not carry the tag"


class TagOver(Invalid):
    slug = "tag-over"
    title_zh = "标签截止日期已过"
    title_en = "The tag would be over before it begins"


class CodeIsRight(Invalid):
    """The allow-list is for lawful early codes alone: a code that computes needs no exception."""

    slug = "code-is-right"
    title_zh = "该代码校验无误,无需例外"
    title_en = "The code computes: it needs no exception"
    rule = "GB 32100-2015"


class CodeIsNoEarlyCode(Invalid):
    """The organisation part of a lawful early code computes (GB 11714); what fails that too is a typing error."""

    slug = "code-is-no-early-code"
    title_zh = "不是合法的早期统一社会信用代码"
    title_en = "Not a lawful early credit code"
    rule = "GB 32100-2015, GB 11714-1997"


class EvidenceMissing(Invalid):
    slug = "evidence-missing"
    title_zh = "缺少证明材料"
    title_en = "The evidence is missing"
    rule = "GB 32100-2015: an exception is audited"


class CodeNotAllowed(NotFound):
    slug = "code-not-allowed"
    title_zh = "该代码不在例外名单中"
    title_en = "The code is not on the allow-list"


class WrongSupervisor(Invalid):
    """Who supervises after an approval follows from how approval and supervision are divided."""

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
