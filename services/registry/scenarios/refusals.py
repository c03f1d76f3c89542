"""What is refused about suggestions."""

from libs.events.refusal import Invalid, NotFound, Refusal


class NoSuchSuggestion(NotFound):
    """L-08: only what the data suggests now, with its evidence, can be accepted as a suggestion."""

    slug = "no-such-suggestion"
    title_zh = "没有此项场景建议"
    title_en = "The data makes no such suggestion"
    do_zh = "可通过 GET /v1/scenarios/suggestions 查看。"
    do_en = "GET /v1/scenarios/suggestions lists them."


class AlreadyDismissed(Refusal):
    slug = "already-dismissed"
    title_zh = "该建议已经处理"
    title_en = "The suggestion was dismissed already"
    detail_zh = "已搁置至 {until}"
    detail_en = "dismissed until {until}"
    do_zh = "可待期满,或直接列入场景。"
    do_en = "Wait for that day, or list the scenario."


class DismissedUntilThePast(Invalid):
    slug = "dismissed-until-the-past"
    title_zh = "搁置截止日期须在今日之后"
    title_en = "A dismissal ends on a later day"
    detail_zh = "今日为 {today}"
    detail_en = "today is {today}"
    do_zh = "请填写今日之后的日期。"
    do_en = "Name a later day."
