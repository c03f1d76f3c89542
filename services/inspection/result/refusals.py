"""What a result taken over from elsewhere refuses."""

from libs.events.refusal import NotFound, NotNow, Refusal


class ResultTaken(Refusal):
    slug = "result-taken"
    title_zh = "结果编号已用于其他内容"
    title_en = "The result's number stands for something else"
    detail_zh = "{result} 已有不同内容的记录"
    detail_en = "{result} is on record with other content"
    do_zh = "更正后的结果请使用新的编号。"
    do_en = "Give a corrected result a number of its own."


class NoSuchRecorded(NotFound):
    slug = "no-such-recorded-result"
    title_zh = "没有该编号的导入结果"
    title_en = "No result from a file has this number"
    do_zh = "可通过 GET /v1/recorded-results 查询;本系统检查任务的结果请用 POST /v1/results/{{result}}/revocation 撤销。"
    do_en = "GET /v1/recorded-results lists them; that of a visit is revoked by POST /v1/results/{{result}}/revocation."


class RecordedRevoked(NotNow):
    slug = "recorded-result-revoked"
    title_zh = "该导入结果已撤销"
    title_en = "The result was revoked"
    detail_zh = "{result} 已撤销,不再计入"
    detail_en = "{result} was revoked, and does not count"
    do_zh = "确有该次检查的,请用新的编号重新导入。"
    do_en = "If the check was made, record it under a number of its own."
