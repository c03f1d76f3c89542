"""What a rectification refuses."""

from __future__ import annotations

from libs.events.refusal import Invalid, NotFound, NotNow


class NoSuchRectification(NotFound):
    slug = "no-such-rectification"
    title_zh = "整改任务不存在"
    title_en = "No such rectification"


class RectificationOver(NotNow):
    slug = "rectification-over"
    title_zh = "整改已通过复查"
    title_en = "The rectification has passed its re-check"


class AwaitingRecheck(NotNow):
    slug = "awaiting-recheck"
    title_zh = "整改已报告,等待复查"
    title_en = "Reported already; the re-check is awaited"


class FailureUnreasoned(Invalid):
    slug = "failure-unreasoned"
    title_zh = "复查不通过应说明理由"
    title_en = "A failed re-check needs a reason"
