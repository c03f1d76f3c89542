"""What is refused about draws."""

from __future__ import annotations

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


class NotListed(NotFound):
    slug = "entity-not-listed"
    title_zh = "名录中没有该检查对象"
    title_en = "The frame does not list this entity"
