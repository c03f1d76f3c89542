"""What a follow-up visit refuses."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchFollowup(NotFound):
    slug = "no-such-followup"
    title_zh = "回访任务不存在"
    title_en = "No such follow-up"
    do_zh = "请核对回访编号,可通过 GET /v1/followups 查询。"
    do_en = "GET /v1/followups lists them."


class NothingToFollow(NotFound):
    """A visit of which the entity has not been told is no more there than one that does not exist."""

    slug = "nothing-to-follow"
    title_zh = "没有可回访的检查"
    title_en = "No visit of that number to follow up"
    do_zh = "请填写已开始的检查编号。"
    do_en = "Name a visit on which officers have arrived."


class FollowupTaken(Refusal):
    slug = "followup-taken"
    title_zh = "回访编号已用于其他内容"
    title_en = "The follow-up's number stands for something else"
    detail_zh = "{followup} 已有不同内容的回访"
    detail_en = "{followup} is on record with other content"
    do_zh = "请换用新的编号。"
    do_en = "Use a new number."


class FollowupPending(NotNow):
    slug = "followup-pending"
    title_zh = "同一检查的回访尚未进行"
    title_en = "A follow-up of the same visit is still to be made"
    detail_zh = "{department} 的回访 {pending} 尚未进行"
    detail_en = "{pending} of {department} is still to be made"
    do_zh = "请在该次回访中一并提出。"
    do_en = "Bring it up on that one."


class NotOfVisit(Invalid):
    slug = "followup-by-stranger"
    title_zh = "该部门未参加此次检查"
    title_en = "The department had no part in the visit"
    detail_zh = "{department} 不在参加部门之列:{departments}"
    detail_en = "{department} is none of those that took part: {departments}"
    do_zh = "请填写参加检查的部门;不填写的由牵头部门回访。"
    do_en = "Name one that took part, or none: the lead department looks in then."


class FollowupOver(NotNow):
    slug = "followup-over"
    title_zh = "回访已办结"
    title_en = "The follow-up is over"
    do_zh = "无需再办理。"
    do_en = "Nothing is left to do."


class FollowupMade(NotNow):
    slug = "followup-made"
    title_zh = "回访已进行"
    title_en = "The follow-up was made already"
    do_zh = "请逐项答复企业提出的需求。"
    do_en = "Meet the needs that are on record of it."


class FollowupNotMade(NotNow):
    slug = "followup-not-made"
    title_zh = "回访尚未进行"
    title_en = "The follow-up has not been made"
    do_zh = "请先登记回访情况。"
    do_en = "Record the follow-up first."


class NobodyLookedIn(Invalid):
    slug = "nobody-looked-in"
    title_zh = "未填写回访人员"
    title_en = "Neither an officer nor an expert has looked in"
    do_zh = "请填写参加回访的执法人员或专家。"
    do_en = "Name the officers or experts."
    rule = "H-26 行政执法事后回访、H-41 专家团队进厂入企"


class MadeAtNoTime(Invalid):
    slug = "followup-at-no-time"
    title_zh = "回访日期有误"
    title_en = "The day of the follow-up cannot be"
    detail_zh = "{made_on} 早于事项办结日期 {ended_on} 或晚于今天 {today}"
    detail_en = "{made_on} is before the matter ended, {ended_on}, or after today, {today}"
    do_zh = "请填写实际回访的日期。"
    do_en = "Give the day on which it was made."


class NothingWasMended(Invalid):
    """A visit that somebody asked for follows no rectification that could hold."""

    slug = "nothing-was-mended"
    title_zh = "该回访没有对应的整改"
    title_en = "Nothing was to be mended"
    detail_zh = "此次回访应企业需求进行,整改是否保持应不填写"
    detail_en = "it was asked for and follows no rectification: whether it holds is {holds}"
    do_zh = "请去掉整改保持情况。"
    do_en = "Leave out whether it holds."


class MendingUnsaid(Invalid):
    slug = "mending-unsaid"
    title_zh = "未写明整改是否保持"
    title_en = "Whether what was mended holds is not said"
    do_zh = "请写明整改情况是否保持;出现反复的,应依法另行安排检查。"
    do_en = "Say whether it holds; what has come back is for a check of its own."


class NoSuchNeed(Invalid):
    slug = "no-such-need"
    title_zh = "没有这项需求"
    title_en = "There is no such need"
    detail_zh = "回访记录了 {count} 项需求,没有第 {need} 项"
    detail_en = "{count} needs are on record, and {need} is none of them"
    do_zh = "请核对需求序号。"
    do_en = "Number them from 1 on, as they are on record."


class NeedMetAlready(NotNow):
    slug = "need-met-already"
    title_zh = "该项需求已答复"
    title_en = "The need was met already"
    detail_zh = "第 {need} 项需求已有答复"
    detail_en = "need {need} has its answer"
    do_zh = "请答复其余需求。"
    do_en = "Meet the others."
