"""Refusals of filings."""

from libs.events.refusal import Forbidden, Invalid, NotFound, NotNow, Refusal


class NoSuchFiling(NotFound):
    slug = "no-such-filing"
    title_zh = "报备不存在"
    title_en = "No such filing"


class AlreadyFiled(Refusal):
    slug = "filing-already-submitted"
    title_zh = "该编号的报备已提交"
    title_en = "A filing of that number was already submitted"


class FiledAfterwards(Invalid):
    """A check that was made already is not announced in advance any more (L-12)."""

    slug = "filed-afterwards"
    title_zh = "检查日期早于报备日期"
    title_en = "The check was to take place before it was filed"
    rule = "L-12 计划外的检查要提前5日报备"


class NotOperating(Invalid):
    """X5: nothing lifts it."""

    slug = "not-operating"
    title_zh = "检查对象不在业"
    title_en = "The entity is not operating"
    rule = "X5 停业、注销的不列入检查"


class DrawnOnly(Invalid):
    """A general item is checked by the draw, unless the law gives a ground (L-46, B-12)."""

    slug = "drawn-only"
    title_zh = "一般事项应通过双随机抽查方式检查"
    title_en = "A general item is checked by draw only"
    rule = "L-46、B-12 一般执法事项原则上通过双随机抽查方式实施检查"


class GroundUnfit(Invalid):
    slug = "ground-unfit"
    title_zh = "所称依据情形不成立"
    title_en = "The ground does not hold"
    rule = "L-15 仅告知承诺、环保、安全、国家和省专项检查可不经联席会议同意"


class DocumentMissing(Invalid):
    slug = "document-missing"
    title_zh = "未注明依据文件"
    title_en = "The ground names no document"
    rule = "L-15 免予同意的须注明依据"


class CapReached(Refusal):
    """One check of a kind for an entity in a year; who was checked elsewhere is excluded (L-16, L-17, L-21)."""

    slug = "cap-reached"
    title_zh = "本年度已有检查,不得再查"
    title_en = "A check of this year excludes another one"
    rule = "L-16、L-21 同一年度同一企业同类检查不超过1次;L-17 上级已检查的应当排除"


class OfficerUnfit(Invalid):
    slug = "officer-unfit"
    title_zh = "检查人员不符合条件"
    title_en = "The officer may not make this check"
    rule = "B-08 法无授权不可为;行政处罚法第四十二条"


class TooFewOfficers(Invalid):
    slug = "too-few-officers"
    title_zh = "检查人员不足"
    title_en = "Too few officers"
    rule = "行政处罚法第四十二条 执法人员不得少于两人"


class MayNotBeDoneAlone(NotNow):
    slug = "may-not-be-done-alone"
    title_zh = "编入后续计划的检查不得单独开展"
    title_en = "A deferred check may not be done alone"
    rule = "L-14 未及时报备的需编入后续检查计划,不得单独开展检查"


class FilingSettled(NotNow):
    slug = "filing-settled"
    title_zh = "报备已办结"
    title_en = "The filing is settled"


class ConsentTooLate(NotNow):
    """Silence is no consent (L-15)."""

    slug = "consent-too-late"
    title_zh = "已到计划检查日,不再受理同意"
    title_en = "The planned day has come: too late to consent"
    rule = "L-15 未经联席会议同意不得入企检查"


class ConsentToOneself(Forbidden):
    slug = "consent-to-oneself"
    title_zh = "不得自行同意本部门的报备"
    title_en = "A department does not decide on its own filing"
    rule = "L-15 未经联席会议同意,任何部门不得随意入企检查"


class NoConference(NotNow):
    slug = "no-conference"
    title_zh = "该年度尚无检查计划,联席会无牵头部门"
    title_en = "There is no plan of that year, so nobody leads a joint conference"
    rule = "L-13、L-15 由联席会议统筹、同意"


class DeferredBackwards(Invalid):
    slug = "deferred-backwards"
    title_zh = "不得编入以往年度的计划"
    title_en = "It cannot wait for a plan of the past"
    rule = "L-14 编入后续检查计划"
