"""What a rectification refuses."""

from libs.events.refusal import Invalid, NotFound, NotNow


class NoSuchRectification(NotFound):
    slug = "no-such-rectification"
    title_zh = "整改任务不存在"
    title_en = "No such rectification"
    do_zh = "请核对整改编号。"


class RectificationOver(NotNow):
    slug = "rectification-over"
    title_zh = "整改已通过复查"
    title_en = "The rectification has passed its re-check"
    do_zh = "无需再办理。"
    do_en = "Nothing is left to do."


class AwaitingRecheck(NotNow):
    slug = "awaiting-recheck"
    title_zh = "整改已报告,等待复查"
    title_en = "Reported already; the re-check is awaited"
    do_zh = "请等待部门复查。"
    do_en = "Wait for the re-check."


class FailureUnreasoned(Invalid):
    slug = "failure-unreasoned"
    title_zh = "复查不通过应说明理由"
    title_en = "A failed re-check needs a reason"
    do_zh = "请说明仍存在的问题。"
    do_en = "Say what is still wrong."
