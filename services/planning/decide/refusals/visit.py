"""What is refused about visits."""

from __future__ import annotations

from libs.events.refusal import NotFound, NotNow


class NoSuchVisit(NotFound):
    slug = "no-such-visit"
    title_zh = "检查任务不存在"
    title_en = "No such visit"


class VisitOver(NotNow):
    slug = "visit-cancelled"
    title_zh = "检查任务已取消"
    title_en = "The visit was cancelled"


class VisitDone(NotNow):
    slug = "visit-done"
    title_zh = "检查已实施"
    title_en = "The visit has taken place"
