"""What is refused to callers that ask for a class."""

from libs.events.http.admission.refusals import TooMany
from libs.events.refusal import Refusal


class TooManyQueries(TooMany):
    slug = "too-many-queries"
    title_zh = "查询过于频繁"
    title_en = "Too many queries"
    detail_zh = "每个查询方每 {window} 秒限 {limit} 次"
    detail_en = "{limit} queries in {window} s are answered per caller"
    do_zh = "请 {seconds} 秒后再查询;需要整份名单请使用 /v1/profiles/export.csv。"
    do_en = "Ask again in {seconds} s; whole lists are at /v1/profiles/export.csv."


class ClassNotShown(Refusal):
    """Nothing in it depends on the entity: it tells nobody which class there is, or whether there is one."""

    slug = "class-not-shown"
    status = 403
    title_zh = "信用风险等级不对外提供"
    title_en = "The class is not shown to this caller"
    rule = "国市监信发〔2022〕6号"
    do_zh = "主体可凭本企业令牌查询自己的等级;机关系统请使用机关令牌。"
    do_en = "An entity reads its own class with its own token; systems of public bodies use theirs."
