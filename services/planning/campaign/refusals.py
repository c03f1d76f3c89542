"""Refusals of campaigns."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchCampaign(NotFound):
    slug = "no-such-campaign"
    title_zh = "专项检查不存在"
    title_en = "No such campaign"
    do_zh = "可通过 GET /v1/campaigns 查询。"
    do_en = "GET /v1/campaigns lists them."


class CampaignOrderedAlready(Refusal):
    slug = "campaign-already-ordered"
    title_zh = "该编号的专项检查已存在"
    title_en = "A campaign of that number exists"
    do_zh = "新的专项检查请使用新的编号。"
    do_en = "Use a new number for a new campaign."


class CampaignUndocumented(Invalid):
    """A ground that lifts a prohibition is named by its document."""

    slug = "campaign-undocumented"
    title_zh = "未写明部署文件的文号"
    title_en = "The number of the ordering document is missing"
    detail_zh = "“{document}”未含文号"
    detail_en = "{document} holds no number"
    do_zh = "请写明文号,例如:国市监发〔2026〕12号。"
    do_en = "Name the order as it is numbered, with its year and number."
    rule = "L-15 国家、省组织的专项检查"


class CampaignUnbounded(Invalid):
    """Below the province a special check is approved by the government, and limited in what, whom and when it checks."""

    slug = "campaign-unbounded"
    title_zh = "专项检查未经批准或未限定范围"
    title_en = "The special check is not approved, or not limited"
    detail_zh = "本级专项检查未填写批准机关或检查户数"
    detail_en = "a special check of {level} level without the government that approved it or the number of entities"
    do_zh = "请填写批准的本级人民政府和检查户数上限。"
    do_en = "Name the government that approved it, and at how many entities it is made at most."
    rule = "国办发〔2024〕54号 专项检查须经批准,严格限定范围、内容和时限"


class CampaignTooLong(Invalid):
    slug = "campaign-too-long"
    title_zh = "专项检查时限过长"
    title_en = "The special check lasts too long"
    detail_zh = "本级专项检查截止于 {valid_until},最迟 {latest}"
    detail_en = "a special check of {level} level until {valid_until}, {latest} at the latest"
    do_zh = "请缩短时限;长期的检查应列入年度计划。"
    do_en = "Shorten it; what lasts longer belongs into the year's plan."
    rule = "国办发〔2024〕54号 专项检查须经批准,严格限定范围、内容和时限"


class CampaignSpanWrong(Invalid):
    slug = "campaign-span-wrong"
    title_zh = "专项检查的起止日期有误"
    title_en = "The campaign's days are not acceptable"
    detail_zh = "{effective_from} 不在 {first} 至 {last} 之内"
    detail_en = "{effective_from} is not within {first} to {last}"
    do_zh = "请填写专项检查期间内的日期。"
    do_en = "Name a day of the campaign."


class CampaignOutsideList(Invalid):
    slug = "campaign-outside-list"
    title_zh = "检查类别或行业领域不在清单内"
    title_en = "The kind of check or industry is not on the list"
    detail_zh = "未列入清单:{value}"
    detail_en = "not listed: {value}"
    do_zh = "请填写清单内的代码;新事项应先列入清单。"
    do_en = "Name what the registry lists; new matters are listed first."
    rule = "B-01 清单之外无监管"


class CampaignOver(NotNow):
    slug = "campaign-over"
    title_zh = "专项检查已结束"
    title_en = "The campaign was ended"
    do_zh = "无需重复结束。"
    do_en = "Nothing to do."
