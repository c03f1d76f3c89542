"""What is refused about a rating, one class per rule."""

from __future__ import annotations

from libs.events.refusal import NotFound, NotNow, Refusal


class NoSuchVisit(NotFound):
    slug = "no-such-visit"
    title_zh = "检查任务不存在"
    title_en = "No such visit"


class NotCompleted(NotNow):
    """Rated is what has taken place (J-21)."""

    slug = "visit-not-completed"
    title_zh = "检查尚未完成"
    title_en = "The visit is not completed"
    rule = "J-21 当场做出满意度评价"


class NotOfThisVisit(Refusal):
    slug = "not-of-this-visit"
    status = 403
    title_zh = "非本次检查的部门"
    title_en = "Not a department of this visit"


class WrongTicket(Refusal):
    """One answer for an unknown visit and a wrong ticket: it tells a guesser nothing."""

    slug = "wrong-ticket"
    status = 403
    title_zh = "评价凭证无效"
    title_en = "The ticket does not fit the visit"


class AlreadyRated(Refusal):
    slug = "already-rated"
    title_zh = "已经评价"
    title_en = "This ticket was used"
    rule = "X-03 one rating per ticket"
