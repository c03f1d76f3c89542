"""What planning refuses, one class per rule."""

from __future__ import annotations

from libs.events.refusal import Forbidden, Invalid, NotFound, NotNow, Refusal


class NoSuchDemand(NotFound):
    slug = "no-such-demand"
    title_zh = "抽查需求不存在"
    title_en = "No such demand"


class AlreadySubmitted(Refusal):
    slug = "demand-already-submitted"
    title_zh = "该编号的抽查需求已提交"
    title_en = "A demand of that number was already submitted"


class ItemNotInForce(Invalid):
    """Nothing outside the list is planned (B-01, B-03)."""

    slug = "item-not-in-force"
    title_zh = "检查事项不在清单内或未生效"
    title_en = "The item is not on the list or not in force"
    rule = "B-01 清单之外无监管;B-03 照单监管"


class OtherDepartmentsItem(Invalid):
    slug = "other-departments-item"
    title_zh = "检查事项属于其他部门"
    title_en = "The item belongs to another department"
    rule = "B-08 法无授权不可为"


class KindDiffers(Invalid):
    """The yearly cap compares kinds, so a demand has one kind (L-16)."""

    slug = "kind-differs"
    title_zh = "检查事项的检查类别与需求不一致"
    title_en = "The item is of another kind of check"
    rule = "L-16 同类检查一年不超过一次"


class IndustryNotListed(Invalid):
    slug = "industry-not-listed"
    title_zh = "所列事项不适用于该行业领域"
    title_en = "No item of the demand applies to the industry"
    rule = "B-01 清单之外无监管"


class ClassMissing(Invalid):
    """Every class has its ratio, the unclassified too: a draw without classes is no differentiated one (J-30)."""

    slug = "class-missing"
    title_zh = "信用等级比例不完整"
    title_en = "The ratio of a credit class is missing"
    rule = "J-30 运用信用分类信息实施差异化占比 100%"


class RatiosNotMonotone(Invalid):
    """Lower credit, more checks (B-14)."""

    slug = "ratios-not-monotone"
    title_zh = "信用较低等级的比例不得低于信用较高等级"
    title_en = "A worse class may not have a lower ratio than a better one"
    rule = "B-14、H-06 抽查比例与信用等级挂钩"


class KeyItemCapped(Invalid):
    slug = "key-item-capped"
    title_zh = "重点事项不设抽查比例上限"
    title_en = "Key items have no upper limit"
    rule = "N-13 重点事项不设上限;L-45 全覆盖"


class LimitsCrossed(Invalid):
    slug = "limits-crossed"
    title_zh = "下限大于上限"
    title_en = "The minimum is above the maximum"


class YearPast(Invalid):
    slug = "year-past"
    title_zh = "年度已过"
    title_en = "The year is over"


class DemandOver(NotNow):
    slug = "demand-withdrawn"
    title_zh = "抽查需求已撤回"
    title_en = "The demand was withdrawn"


class DemandJoined(NotNow):
    """What a plan rests on is not pulled from under it (N-10: amended only with a reason)."""

    slug = "demand-joined"
    title_zh = "抽查需求已纳入计划"
    title_en = "The demand is part of a plan"
    rule = "N-10 计划调整须说明理由"


class NoSuchPlan(NotFound):
    slug = "no-such-plan"
    title_zh = "检查计划不存在"
    title_en = "No such plan"


class AlreadyDrafted(Refusal):
    slug = "plan-already-drafted"
    title_zh = "该编号的计划已存在"
    title_en = "A plan of that number exists"


class TooFewMembers(Invalid):
    slug = "too-few-members"
    title_zh = "联席会成员不足"
    title_en = "A joint conference has at least two members"


class NothingToCoordinate(Invalid):
    slug = "nothing-to-coordinate"
    title_zh = "没有可统筹的抽查需求"
    title_en = "There is no open demand to coordinate"


class DemandNotOpen(Invalid):
    slug = "demand-not-open"
    title_zh = "抽查需求不可纳入计划"
    title_en = "The demand cannot be part of the plan"


class WindowWrong(Invalid):
    slug = "window-wrong"
    title_zh = "检查时间段有误"
    title_en = "The plan's window is not acceptable"


class ReasonMissing(Invalid):
    """An approved plan is amended only with a reason (N-10)."""

    slug = "reason-missing"
    title_zh = "调整已批准的计划须说明理由"
    title_en = "Amending an approved plan needs a reason"
    rule = "N-10 计划调整须说明理由"


class NotAMember(Forbidden):
    slug = "not-a-member"
    title_zh = "不是联席会成员"
    title_en = "Not a member of the joint conference"


class AlreadyVoted(Refusal):
    slug = "already-voted"
    title_zh = "该成员已表决"
    title_en = "The member has voted"


class NothingToVoteOn(NotNow):
    slug = "nothing-to-vote-on"
    title_zh = "当前没有待表决的计划"
    title_en = "There is no edition to vote on"


class PlanNotApproved(NotNow):
    """No draw without the joint conference's consent (L-15)."""

    slug = "plan-not-approved"
    title_zh = "计划未经联席会批准"
    title_en = "The plan is not approved"
    rule = "L-15 未经联席会同意不得入企检查"


class DemandsAlreadyDrawn(NotNow):
    """A second draw of the same strata would exceed the ratio that was approved."""

    slug = "demands-already-drawn"
    title_zh = "计划中的抽查需求均已抽取"
    title_en = "The demands are drawn already"


class DemandsLapsed(NotNow):
    slug = "demands-lapsed"
    title_zh = "抽查需求的检查事项在计划时间段内均未生效"
    title_en = "No item of the demand is in force in the plan's window"
    rule = "B-01 清单之外无监管"


class NoSuchDraw(NotFound):
    slug = "no-such-draw"
    title_zh = "抽取不存在"
    title_en = "No such draw"


class AlreadyOpened(Refusal):
    slug = "draw-already-opened"
    title_zh = "该编号的抽取已发起"
    title_en = "A draw of that number exists"


class CommitmentsClosed(NotNow):
    slug = "commitments-closed"
    title_zh = "承诺阶段已结束"
    title_en = "Commitments are closed"


class AlreadyCommitted(Refusal):
    slug = "already-committed"
    title_zh = "该成员已提交承诺"
    title_en = "The member has committed"


class KeyShared(Invalid):
    """Two members with one key could sign for each other."""

    slug = "key-shared"
    title_zh = "公钥已由其他成员使用"
    title_en = "Another member committed with this key"


class KeyUnusable(Invalid):
    slug = "key-unusable"
    title_zh = "公钥不可用"
    title_en = "The public key cannot be used"


class TooFewCommitments(NotNow):
    """Lead and at least one more: nobody makes the random numbers alone."""

    slug = "too-few-commitments"
    title_zh = "承诺成员不足"
    title_en = "The lead and at least one more member must have committed"


class FrameUnusable(NotNow):
    slug = "frame-unusable"
    title_zh = "名录中有编号不可用于抽取"
    title_en = "The register holds an id that cannot be drawn from"


class NotFrozen(NotNow):
    slug = "draw-not-frozen"
    title_zh = "抽取尚未冻结"
    title_en = "The draw is not frozen yet"


class AlreadyFrozen(NotNow):
    slug = "draw-already-frozen"
    title_zh = "抽取已冻结"
    title_en = "The draw is frozen already"


class SignatureWrong(Invalid):
    slug = "signature-wrong"
    title_zh = "签名不成立"
    title_en = "The signature does not hold"


class AlreadySigned(Refusal):
    slug = "already-signed"
    title_zh = "该成员已签名"
    title_en = "The member has signed"


class NotCommitted(NotNow):
    slug = "not-committed"
    title_zh = "该成员未提交承诺"
    title_en = "The member did not commit"


class NonceWrong(Invalid):
    """A nonce is the one that was committed to, or none at all."""

    slug = "nonce-wrong"
    title_zh = "随机数与承诺不符"
    title_en = "The nonce does not match its commitment"


class AlreadyRevealed(Refusal):
    slug = "already-revealed"
    title_zh = "该成员已揭示"
    title_en = "The member has revealed"


class RevealClosed(NotNow):
    """After the deadline a nonce counts as zeros, so that nobody waits to see the others' first."""

    slug = "reveal-closed"
    title_zh = "揭示已截止"
    title_en = "The reveal deadline has passed"


class SignaturesMissing(NotNow):
    slug = "signatures-missing"
    title_zh = "签名不足"
    title_en = "The lead and at least one more member must have signed"


class NoncesAwaited(NotNow):
    slug = "nonces-awaited"
    title_zh = "尚有成员未揭示"
    title_en = "Nonces are still awaited"


class DrawOver(NotNow):
    slug = "draw-completed"
    title_zh = "抽取已完成"
    title_en = "The draw is completed"


class NotCompleted(NotNow):
    slug = "draw-not-completed"
    title_zh = "抽取尚未完成"
    title_en = "The draw is not completed yet"


class NoSuchVisit(NotFound):
    slug = "no-such-visit"
    title_zh = "检查任务不存在"
    title_en = "No such visit"


class VisitOver(NotNow):
    slug = "visit-cancelled"
    title_zh = "检查任务已取消"
    title_en = "The visit was cancelled"


class VisitDone(NotNow):
    slug = "visit-done"
    title_zh = "检查已实施"
    title_en = "The visit has taken place"


class NotListed(NotFound):
    slug = "entity-not-listed"
    title_zh = "名录中没有该检查对象"
    title_en = "The frame does not list this entity"
