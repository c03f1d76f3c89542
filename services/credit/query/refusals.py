"""What is refused to callers that ask for a class."""

from libs.events.http.admission.refusals import TooMany


class TooManyQueries(TooMany):
    slug = "too-many-queries"
    title_zh = "查询过于频繁"
    title_en = "Too many queries"
    detail_zh = "每个查询方每 {window} 秒限 {limit} 次"
    detail_en = "{limit} queries in {window} s are answered per caller"
    do_zh = "请 {seconds} 秒后再查询;需要整份名单请使用 /v1/profiles/export.csv。"
    do_en = "Ask again in {seconds} s; whole lists are at /v1/profiles/export.csv."
