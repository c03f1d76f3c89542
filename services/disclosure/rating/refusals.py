"""What is refused about a rating, one class per rule."""

from libs.events.refusal import NotFound, NotNow, Refusal


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


class WrongTicket(Refusal):
    """One answer for an unknown visit and a wrong ticket: it tells a guesser nothing."""

    slug = "wrong-ticket"
    status = 403
    title_zh = "评价凭证无效"
    title_en = "The ticket does not fit the visit"
    do_zh = "请重新扫描本次检查的评价二维码。"
    do_en = "Scan the code of your visit again."


class AlreadyRated(Refusal):
    slug = "already-rated"
    title_zh = "已经评价"
    title_en = "This ticket was used"
    rule = "X-03 一次检查一次评价"
    do_zh = "每次检查只能评价一次。"
    do_en = "Each visit is rated once."
