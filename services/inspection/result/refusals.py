"""What a result taken over from elsewhere refuses."""

from libs.events.refusal import Refusal


class ResultTaken(Refusal):
    slug = "result-taken"
    title_zh = "结果编号已用于其他内容"
    title_en = "The result's number stands for something else"
    detail_zh = "{result} 已有不同内容的记录"
    detail_en = "{result} is on record with other content"
    do_zh = "更正后的结果请使用新的编号。"
    do_en = "Give a corrected result a number of its own."
