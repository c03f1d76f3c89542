"""What is refused to callers that ask for a class."""

from __future__ import annotations

from libs.events.refusal import Refusal


class TooManyQueries(Refusal):
    slug = "too-many-queries"
    status = 429
    title_zh = "查询过于频繁"
    title_en = "Too many queries"
