"""Refusals of draws: their steps, beacons, chains of one-time codes and substitutions."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


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


class FrameTooLarge(NotNow):
    slug = "frame-too-large"
    title_zh = "名录超出一次抽取的上限"
    title_en = "The register is larger than one draw can hold"


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


class CommitmentsAwaited(NotNow):
    """Freezing early would leave out who still has time."""

    slug = "commitments-awaited"
    title_zh = "承诺期限未到,尚有成员未提交承诺"
    title_en = "Members still have time to commit"


class BeaconNotNamed(Invalid):
    """Any other round could have been looked at and chosen."""

    slug = "beacon-not-named"
    title_zh = "清单未指定该信标轮次"
    title_en = "The manifest names no such beacon round"


class BeaconNotDue(NotNow):
    slug = "beacon-not-due"
    title_zh = "该轮信标尚未产生"
    title_en = "That beacon round has not been emitted yet"


class BeaconWrong(Invalid):
    slug = "beacon-signature-wrong"
    title_zh = "信标签名不成立"
    title_en = "The beacon's signature does not hold"


class BeaconPassed(NotNow):
    """Whoever may still bring the first beacon after the second counts chooses between two outcomes."""

    slug = "beacon-passed"
    title_zh = "该轮信标已逾期,改用下一信标"
    title_en = "The time to obtain that round has passed; the next beacon counts"


class BeaconAwaited(NotNow):
    slug = "beacon-awaited"
    title_zh = "尚待公共信标"
    title_en = "The beacon is still awaited"


class DrawIsVoid(NotNow):
    slug = "draw-void"
    title_zh = "抽取已作废"
    title_en = "The draw was voided"


class NoSuchChain(NotFound):
    slug = "no-such-chain"
    title_zh = "一次性码链不存在"
    title_en = "No such chain of one-time codes"


class ChainTaken(Refusal):
    """A head is published once: another under the same number would let the organiser choose between two."""

    slug = "chain-already-published"
    title_zh = "该编号的一次性码链已公布"
    title_en = "A chain of that number was published"


class ChainForeign(Invalid):
    slug = "chain-of-another-year"
    title_zh = "一次性码链不属于本年度或本牵头部门"
    title_en = "The chain belongs to another year or another lead"


class ChainBusy(NotNow):
    """The next draw's head is this draw's code: while it is secret, there is none."""

    slug = "chain-busy"
    title_zh = "该一次性码链上尚有未结束的抽取"
    title_en = "A draw is under way on this chain"


class ChainSealed(NotNow):
    """The code of a draw with secret teams would show them."""

    slug = "chain-sealed"
    title_zh = "该一次性码链上有检查组尚未公开的抽取"
    title_en = "The chain's last draw has teams that are still secret"


class ChainExhausted(NotNow):
    slug = "chain-exhausted"
    title_zh = "一次性码链已用完"
    title_en = "The chain has no code left"


class NotDrawn(Invalid):
    slug = "not-drawn"
    title_zh = "该对象不在该层的抽中名单内"
    title_en = "The entity was not drawn in that stratum"


class SubstitutionTooLate(NotNow):
    slug = "window-over"
    title_zh = "检查期限已过"
    title_en = "The window of the demand is over"


class TeamStillSealed(NotNow):
    """What would show the teams of unannounced visits is published when they are over (L-19)."""

    slug = "teams-sealed"
    title_zh = "不予事先通知的检查尚未结束,暂不公开"
    title_en = "Withheld until the unannounced visits are over"
    rule = "L-19"


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
