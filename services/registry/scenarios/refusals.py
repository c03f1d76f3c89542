"""What is refused about suggestions."""

from libs.events.refusal import Invalid, NotFound, Refusal


class NoSuchSuggestion(NotFound):
    """L-08: only what the data suggests now, with its evidence, can be accepted as a suggestion."""

    slug = "no-such-suggestion"
    title_zh = "没有此项场景建议"
    title_en = "The data makes no such suggestion"


class AlreadyDismissed(Refusal):
    slug = "already-dismissed"
    title_zh = "该建议已经处理"
    title_en = "The suggestion was dismissed already"


class DismissedUntilThePast(Invalid):
    slug = "dismissed-until-the-past"
    title_zh = "搁置截止日期须在今日之后"
    title_en = "A dismissal ends on a later day"
