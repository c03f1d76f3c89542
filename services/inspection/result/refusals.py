"""What a result taken over from elsewhere refuses."""

from __future__ import annotations

from libs.events.refusal import Invalid, Refusal


class ResultTaken(Refusal):
    slug = "result-taken"
    title_zh = "结果编号已用于其他内容"
    title_en = "The result's number stands for something else"


class CheckedInFuture(Invalid):
    slug = "checked-in-future"
    title_zh = "检查日期晚于今天"
    title_en = "The check lies in the future"
