"""Refusals of campaigns."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchCampaign(NotFound):
    slug = "no-such-campaign"
    title_zh = "专项检查不存在"
    title_en = "No such campaign"


class CampaignOrderedAlready(Refusal):
    slug = "campaign-already-ordered"
    title_zh = "该编号的专项检查已存在"
    title_en = "A campaign of that number exists"


class CampaignUndocumented(Invalid):
    """A ground that lifts a prohibition is named by its document."""

    slug = "campaign-undocumented"
    title_zh = "未写明部署文件的文号"
    title_en = "The number of the ordering document is missing"
    rule = "L-15 国家、省组织的专项检查"


class CampaignSpanWrong(Invalid):
    slug = "campaign-span-wrong"
    title_zh = "专项检查的起止日期有误"
    title_en = "The campaign's days are not acceptable"


class CampaignOutsideList(Invalid):
    slug = "campaign-outside-list"
    title_zh = "检查类别或行业领域不在清单内"
    title_en = "The kind of check or industry is not on the list"
    rule = "B-01 清单之外无监管"


class CampaignOver(NotNow):
    slug = "campaign-over"
    title_zh = "专项检查已结束"
    title_en = "The campaign was ended"
