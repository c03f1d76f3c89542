"""What is refused about ratings and their tickets, one class per rule."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchVisit(NotFound):
    slug = "no-such-visit"
    title_zh = "检查任务不存在"
    title_en = "No such visit"
    do_zh = "请核对检查任务编号。"
    do_en = "Check the visit's number."


class NotCompleted(NotNow):
    """Only a visit that has taken place is rated (J-21)."""

    slug = "visit-not-completed"
    title_zh = "检查尚未完成"
    title_en = "The visit is not completed"
    rule = "J-21 当场做出满意度评价"
    do_zh = "请先完成检查。"
    do_en = "Complete the visit first."


class NoRatingSecret(NotNow):
    slug = "no-rating-secret"
    title_zh = "评价凭证密钥未配置"
    title_en = "Tickets cannot be signed: the service has no rating secret"
    do_zh = "请运维人员配置 CHECKONCE_RATING_SECRET。"
    do_en = "Operations: give this service its rating secret (CHECKONCE_RATING_SECRET)."


class AnotherRatingKey(NotNow):
    """Two keys for one quarter would tell enterprises apart, and tickets of the first would be worth nothing."""

    slug = "another-rating-key"
    title_zh = "评价凭证密钥与已公布的不一致"
    title_en = "The rating secret is not the one whose keys were published"
    detail_zh = "{period} {department} 的公钥已公布,与现密钥不符"
    detail_en = "the published key of {department} for {period} comes from another secret"
    do_zh = "请运维人员恢复原密钥文件,或自下一季度起更换。"
    do_en = "Operations: bring the former secret back; change it with a quarter at the earliest."


class NoRatingKeyYet(NotNow):
    slug = "no-rating-key-yet"
    title_zh = "本季度评价公钥尚未公布"
    title_en = "The quarter's rating keys are not published yet"
    do_zh = "请稍后再领取。"
    do_en = "Ask again in a moment."


class NotItsDepartments(Invalid):
    slug = "not-its-departments"
    title_zh = "部门与本次检查不符"
    title_en = "These are not the departments of the visit"
    detail_zh = "本次检查的部门为 {departments}"
    detail_en = "the visit's departments are {departments}"
    do_zh = "请为每个部门各提交一个盲化消息。"
    do_en = "Send one blinded message for each of them."


class NotBelowModulus(Invalid):
    slug = "not-below-modulus"
    title_zh = "盲化消息超出范围"
    title_en = "The blinded message is out of range"
    rule = "RFC 9474 4.3"
    do_zh = "请用该部门本季度的公钥盲化。"
    do_en = "Blind the message with the department's key of the quarter."


class TicketsIssued(Refusal):
    slug = "tickets-issued"
    title_zh = "本次检查的评价凭证已领取"
    title_en = "The visit's tickets were fetched"
    rule = "X-03 一次检查一次评价"
    do_zh = "每次检查只能领取一次;重复请求须提交相同内容。"
    do_en = "Tickets are signed once; repeat the same request to get the same answer."


class WrongTicket(Refusal):
    """One answer for an unknown key and a wrong signature: it tells a guesser nothing."""

    slug = "wrong-ticket"
    status = 403
    title_zh = "评价凭证无效"
    title_en = "The ticket is not valid"
    do_zh = "请使用为本次检查领取的评价凭证。"
    do_en = "Use a ticket that was fetched for the visit."


class TooFewTickets(NotNow):
    """A rating that only one or two could have given is not anonymous (X-03)."""

    slug = "too-few-tickets"
    title_zh = "评价人数过少,暂不接收"
    title_en = "Too few could have given this rating"
    detail_zh = "领取该部门评价凭证的主体不足 {step} 户,此时评价可能被追溯"
    detail_en = "fewer than {step} entities hold tickets for the department: the rating could be traced"
    rule = "X-03 评价不可追溯"
    do_zh = "凭证长期有效,请过些日子再评价。"
    do_en = "The ticket stays good: rate some days later."


class AlreadyRated(Refusal):
    slug = "already-rated"
    title_zh = "已经评价"
    title_en = "This ticket was used"
    rule = "X-03 一次检查一次评价"
    do_zh = "每张凭证只能评价一次。"
    do_en = "Each ticket rates once."
