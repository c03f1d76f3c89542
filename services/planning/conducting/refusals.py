"""Refusals of draws: their steps, beacons and substitutions."""

from libs.events.refusal import Forbidden, Invalid, NotFound, NotNow, Refusal


class NoSuchDraw(NotFound):
    slug = "no-such-draw"
    title_zh = "抽取不存在"
    title_en = "No such draw"
    do_zh = "可通过 GET /v1/draws 查询。"
    do_en = "GET /v1/draws lists them."


class AlreadyOpened(Refusal):
    slug = "draw-already-opened"
    title_zh = "该编号的抽取已发起"
    title_en = "A draw of that number exists"
    do_zh = "新的抽取请使用新的编号。"
    do_en = "Use a new number for a new draw."


class CommitmentsClosed(NotNow):
    slug = "commitments-closed"
    title_zh = "承诺阶段已结束"
    title_en = "Commitments are closed"
    do_zh = "请在下次抽取时按期提交承诺。"
    do_en = "Commit to the next draw in time."


class AlreadyCommitted(Refusal):
    slug = "already-committed"
    title_zh = "该成员已提交承诺"
    title_en = "The member has committed"
    do_zh = "承诺提交后不得更改。"
    do_en = "A commitment cannot be changed."


class KeyShared(Invalid):
    """Two members with one key could sign for each other."""

    slug = "key-shared"
    title_zh = "公钥已由其他成员使用"
    title_en = "Another member committed with this key"
    do_zh = "请使用本部门自己的密钥。"
    do_en = "Every member makes a key of its own."


class KeyUnusable(Invalid):
    slug = "key-unusable"
    title_zh = "公钥不可用"
    title_en = "The public key cannot be used"
    detail_zh = "密钥含私钥部分"
    detail_en = "it holds the private part"
    do_zh = "请仅提交公钥,并更换密钥:该私钥已泄露。"
    do_en = "Send the public part only, and make a new key: this one is no longer secret."


class ActsForAnother(Forbidden):
    """Numbers of several members rest on several people: nobody commits, signs and reveals for two."""

    slug = "acts-for-another"
    title_zh = "一人在一次抽取中只能代表一个成员"
    title_en = "Nobody acts for two members of a draw"
    detail_zh = "{by} 已代表 {before} 参加本次抽取,不能再代表 {member}"
    detail_en = "{by} has acted for {before} in this draw, and not for {member} too"
    do_zh = "请由 {member} 的其他人员办理。"
    do_en = "Let somebody else act for {member}."
    rule = "NIST SP 800-53 Rev. 5, AC-5"


class TooFewCommitments(NotNow):
    """Lead and at least one more: nobody makes the random numbers alone."""

    slug = "too-few-commitments"
    title_zh = "承诺成员不足"
    title_en = "The lead and at least one more member must have committed"
    detail_zh = "已承诺:{commitments}"
    detail_en = "committed: {commitments}"
    do_zh = "请待牵头部门和至少一个其他成员提交承诺。"
    do_en = "Wait for the lead's and another member's commitment."


class FrameUnusable(NotNow):
    slug = "frame-unusable"
    title_zh = "名录中有编号不可用于抽取"
    title_en = "The register holds an id that cannot be drawn from"
    detail_zh = "{entity} 含有不可用于抽取的字符"
    detail_en = "{entity} holds a character that separates the parts of a hashed label"
    do_zh = "请在名录中更正该检查对象编号(不得含竖线)。"
    do_en = "Give the entity an id without a vertical bar in the registry."


class FrameTooLarge(NotNow):
    slug = "frame-too-large"
    title_zh = "名录超出一次抽取的上限"
    title_en = "The register is larger than one draw can hold"
    detail_zh = "检查对象 {frame} 个;一次抽取的名录最多 {most} 个"
    detail_en = "{frame} entities; a frame holds at most {most}"
    do_zh = "请按县(市、区)分别编制计划、分别抽取。"
    do_en = "Draw district by district, each with a plan of its own."


class NotFrozen(NotNow):
    slug = "draw-not-frozen"
    title_zh = "抽取尚未冻结"
    title_en = "The draw is not frozen yet"
    do_zh = "请先冻结抽取。"
    do_en = "Freeze the draw first."


class AlreadyFrozen(NotNow):
    slug = "draw-already-frozen"
    title_zh = "抽取已冻结"
    title_en = "The draw is frozen already"
    do_zh = "请查看清单并签名。"
    do_en = "Read its manifest and sign it."


class SignatureWrong(Invalid):
    slug = "signature-wrong"
    title_zh = "签名不成立"
    title_en = "The signature does not hold"
    do_zh = "请用承诺时登记的密钥对清单原文签名:分离式 JWS,alg 为 Ed25519,kid 为本部门代码。"
    do_en = "Sign the manifest's bytes with the key you committed with: detached JWS, alg Ed25519, kid your department."


class AlreadySigned(Refusal):
    slug = "already-signed"
    title_zh = "该成员已签名"
    title_en = "The member has signed"
    do_zh = "无需重复签名。"
    do_en = "Nothing to do."


class NotCommitted(NotNow):
    slug = "not-committed"
    title_zh = "该成员未提交承诺"
    title_en = "The member did not commit"
    do_zh = "仅清单所列成员可以参与。"
    do_en = "Only members named in the manifest take part."


class NonceWrong(Invalid):
    """A nonce is the one that was committed to, or none at all."""

    slug = "nonce-wrong"
    title_zh = "随机数与承诺不符"
    title_en = "The nonce does not match its commitment"
    detail_zh = "其承诺值为 {commits_to},该成员此前提交的是 {committed}"
    detail_en = "it commits to {commits_to}, the member committed to {committed}"
    do_zh = "请揭示当初承诺所用的随机数。"
    do_en = "Reveal the nonce the commitment was made with."


class AlreadyRevealed(Refusal):
    slug = "already-revealed"
    title_zh = "该成员已揭示"
    title_en = "The member has revealed"
    do_zh = "无需重复揭示。"
    do_en = "Nothing to do."


class RevealClosed(NotNow):
    """After the deadline a nonce counts as zeros, so that nobody waits to see the others' first."""

    slug = "reveal-closed"
    title_zh = "揭示已截止"
    title_en = "The reveal deadline has passed"
    detail_zh = "截止时间为 {reveal_until}"
    detail_en = "the deadline was {reveal_until}"
    do_zh = "抽取将不含该随机数继续进行,并公布未揭示成员。"
    do_en = "The draw goes on without this nonce; the member is named."


class SignaturesMissing(NotNow):
    slug = "signatures-missing"
    title_zh = "签名不足"
    title_en = "The lead and at least one more member must have signed"
    detail_zh = "已签名:{signatures}"
    detail_en = "signed: {signatures}"
    do_zh = "请待牵头部门和至少一个其他成员签名。"
    do_en = "Wait for the lead's and another member's signature."


class NoncesAwaited(NotNow):
    slug = "nonces-awaited"
    title_zh = "尚有成员未揭示"
    title_en = "Nonces are still awaited"
    detail_zh = "未揭示:{nonces}"
    detail_en = "awaited: {nonces}"
    do_zh = "请等待揭示或揭示截止。"
    do_en = "Wait for them, or for the reveal deadline."


class DrawOver(NotNow):
    slug = "draw-completed"
    title_zh = "抽取已完成"
    title_en = "The draw is completed"
    do_zh = "请查看抽取证明。"
    do_en = "Read its certificate."


class NotCompleted(NotNow):
    slug = "draw-not-completed"
    title_zh = "抽取尚未完成"
    title_en = "The draw is not completed yet"
    do_zh = "请先完成抽取。"
    do_en = "Complete the draw first."


class NotYetPublished(NotCompleted):
    """The same for a read of what is published then: a read has no decision that could say it."""

    do_zh = "请待抽取完成后查询。"
    do_en = "Come back when it is completed."


class CommitmentsAwaited(NotNow):
    """Freezing early would leave out who still has time."""

    slug = "commitments-awaited"
    title_zh = "承诺期限未到,尚有成员未提交承诺"
    title_en = "Members still have time to commit"
    detail_zh = "截止 {until},待提交:{commitments}"
    detail_en = "awaited until {until}: {commitments}"
    do_zh = "请等待其提交或截止时间;逾期未提交的将予公布。"
    do_en = "Wait for them, or for the deadline; members who stay silent are then named."


class BeaconNotNamed(Invalid):
    """Any other round could have been looked at and chosen."""

    slug = "beacon-not-named"
    title_zh = "清单未指定该信标轮次"
    title_en = "The manifest names no such beacon round"
    detail_zh = "清单指定:{rounds}"
    detail_en = "named: {rounds}"
    do_zh = "请提交清单指定轮次的签名。"
    do_en = "Send the signature of a named round."


class BeaconNotDue(NotNow):
    slug = "beacon-not-due"
    title_zh = "该轮信标尚未产生"
    title_en = "That beacon round has not been emitted yet"
    detail_zh = "第 {round} 轮于 {local} 产生"
    detail_en = "round {round} is emitted at {local}"
    do_zh = "请在此之后提交。"
    do_en = "Send its signature after that."


class BeaconWrong(Invalid):
    slug = "beacon-signature-wrong"
    title_zh = "信标签名不成立"
    title_en = "The beacon's signature does not hold"
    detail_zh = "{why_zh}"
    detail_en = "round {round}: {why_en}"
    do_zh = "请从公开来源重新取得 {name} 第 {round} 轮的签名。"
    do_en = "Fetch round {round} of {name} again from a public relay."


class BeaconPassed(NotNow):
    """Whoever may still bring the first beacon after the second counts chooses between two outcomes."""

    slug = "beacon-passed"
    title_zh = "该轮信标已逾期,改用下一信标"
    title_en = "The time to obtain that round has passed; the next beacon counts"
    do_zh = "请以下一信标完成抽取。"
    do_en = "Complete the draw with the next beacon."


class BeaconAwaited(NotNow):
    slug = "beacon-awaited"
    title_zh = "尚待公共信标"
    title_en = "The beacon is still awaited"
    detail_zh = "尚无 {name} 第 {beacon} 轮({local} 产生)的记录"
    detail_en = "round {beacon} of {name}, emitted at {local}, is not on record"
    do_zh = "请待其产生后提交签名:POST /v1/draws/{{draw}}/beacon。"
    do_en = "Send its signature when it is emitted: POST /v1/draws/{{draw}}/beacon."


class DrawIsVoid(NotNow):
    slug = "draw-void"
    title_zh = "抽取已作废"
    title_en = "The draw was voided"
    do_zh = "请就其需求重新发起抽取。"
    do_en = "Open a new draw for its demands."


class NotDrawn(Invalid):
    slug = "not-drawn"
    title_zh = "该对象不在该层的抽中名单内"
    title_en = "The entity was not drawn in that stratum"
    detail_zh = "{gone} 未在 {demand} / {stratum} 中被抽中"
    detail_en = "{gone} was not drawn in {demand} / {stratum}"
    do_zh = "请查看抽取证明,或 GET /v1/entities/{{entity}}/why。"
    do_en = "Read the draw's certificate, or GET /v1/entities/{{entity}}/why."


class SubstitutionTooLate(NotNow):
    slug = "window-over"
    title_zh = "检查期限已过"
    title_en = "The window of the demand is over"
    detail_zh = "{demand} 的检查期限已于 {until} 届满"
    detail_en = "{demand} ended on {until}"
    do_zh = "不再替补,该层实际检查数量相应减少。"
    do_en = "No substitute is taken any more: the stratum has one visit less."


class SubstituteNotTold(NotNow):
    """Whoever comes after the next reserve, and the order of the draw, would tell that the reserve has an unannounced visit."""

    slug = "substitute-not-told"
    title_zh = "下一候补对象另有不予事先通知的检查"
    title_en = "The next reserve has an unannounced visit"
    detail_zh = "{demand} / {stratum} 层的下一候补对象另有不予事先通知的检查,最迟 {until} 期满,此前替补他人将泄露该检查"
    detail_en = (
        "the next reserve of {demand} / {stratum} has an unannounced visit whose window ends on {until}; to take another"
        " before would tell of it"
    )
    do_zh = "请在该检查公开后再次提出;届时检查期限已满的,不再替补,该层实际检查数量相应减少。"
    do_en = "Ask again once that visit is told. Where the demand's window is over by then, the stratum has one visit less."


class ListsWithheld(NotNow):
    """Frozen lists name who was at which entity, unannounced visits to come among them (L-19). Only reads are refused so."""

    slug = "lists-withheld"
    title_zh = "名单涉及不予事先通知的检查,暂不公开"
    title_en = "Its lists rest on unannounced visits that are not over"
    detail_zh = "{draw} 冻结的名单涉及其他抽取中尚未结束的不予事先通知的检查"
    detail_en = "unannounced visits of other draws, which are not over, stand in the frozen lists of {draw}"
    do_zh = "在此之前请查看 GET /v1/draws/{{draw}}/manifest:名单的摘要已经固定,公开后可以核对。"
    do_en = "Until then read GET /v1/draws/{{draw}}/manifest: the lists' digests are fixed, and can be checked then."
    rule = "L-19"


class TeamStillSealed(NotNow):
    """What would show the teams of unannounced visits is published when they are over (L-19).

    Only reads are refused so, and a read has no decision that could say it.
    """

    slug = "teams-sealed"
    title_zh = "不予事先通知的检查尚未结束,暂不公开"
    title_en = "Withheld until the unannounced visits are over"
    detail_zh = "{draw} 中不予事先通知的检查最迟于 {until} 结束"
    detail_en = "the last unannounced visit of {draw} is over on {until} at the latest"
    do_zh = "在此之前请查看 GET /v1/draws/{{draw}}/sealed:清单、签名、统计、密封值和证明摘要。"
    do_en = "Until then read GET /v1/draws/{{draw}}/sealed: manifest, signatures, figures, seals, certificate's digest."
    rule = "L-19"


class PlanNotApproved(NotNow):
    """No draw without the joint conference's consent (L-15)."""

    slug = "plan-not-approved"
    title_zh = "计划未经联席会批准"
    title_en = "The plan is not approved"
    detail_zh = "{plan} 第 {edition} 版{state_zh}"
    detail_en = "edition {edition} of {plan} is {state_en}"
    do_zh = "请先提请联席会表决。"
    do_en = "Let the joint conference vote on the plan first."
    rule = "L-15 未经联席会同意不得入企检查"


class DemandsAlreadyDrawn(NotNow):
    """A second draw of the same strata would exceed the ratio that was approved."""

    slug = "demands-already-drawn"
    title_zh = "计划中的抽查需求均已抽取"
    title_en = "The demands are drawn already"
    detail_zh = "已由其他抽取完成:{demands}"
    detail_en = "drawn by another draw: {demands}"
    do_zh = "请就剩余需求重新发起抽取。"
    do_en = "Open a new draw for the demands that are left."


class DemandsLapsed(NotNow):
    slug = "demands-lapsed"
    title_zh = "抽查需求的检查事项在计划时间段内均未生效"
    title_en = "No item of the demand is in force in the plan's window"
    detail_zh = "{demands}:{items}"
    detail_en = "{demands}: {items}"
    do_zh = "请说明理由调整计划,剔除该需求。"
    do_en = "Amend the plan: leave the demand out, with a reason."
    rule = "B-01 清单之外无监管"
