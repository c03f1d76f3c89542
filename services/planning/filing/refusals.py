"""Refusals of filings."""

from libs.events.refusal import Forbidden, Invalid, NotFound, NotNow, Refusal


class NoSuchFiling(NotFound):
    slug = "no-such-filing"
    title_zh = "报备不存在"
    title_en = "No such filing"
    do_zh = "可通过 GET /v1/filings 查询。"
    do_en = "GET /v1/filings lists them."


class AlreadyFiled(Refusal):
    slug = "filing-already-submitted"
    title_zh = "该编号的报备已提交"
    title_en = "A filing of that number was already submitted"
    do_zh = "新的检查请使用新的编号。"
    do_en = "Use a new number for a new check."


class FiledAfterwards(Invalid):
    """A check that was made already is not announced in advance any more (L-12)."""

    slug = "filed-afterwards"
    title_zh = "检查日期早于报备日期"
    title_en = "The check was to take place before it was filed"
    detail_zh = "检查日期 {planned_on},报备日期 {filed_on}"
    detail_en = "planned on {planned_on}, filed on {filed_on}"
    do_zh = "请在检查前报备;未经报备已实施的检查应向联席会说明。"
    do_en = "File before the check; report a check that was made without filing to the joint conference."
    rule = "L-12 计划外的检查要提前5日报备"


class NotOperating(Invalid):
    """X5: nothing lifts it."""

    slug = "not-operating"
    title_zh = "检查对象不在业"
    title_en = "The entity is not operating"
    do_zh = "请勿入户检查;名录有误的请更正名录。"
    do_en = "Do not go; correct the register if it is wrong."
    rule = "X5 停业、注销的不列入检查"


class NoSuchPremises(Invalid):
    slug = "no-such-premises"
    title_zh = "该主体没有此经营场所"
    title_en = "The entity has no such premises"
    detail_zh = "{day} 名录中 {entity} 没有编号为 {premises} 的在用经营场所"
    detail_en = "on {day} the register has no open premises {premises} of {entity}"
    do_zh = "请填写名录中该主体在用场所的编号;检查主体本身的,请留空。"
    do_en = "Name open premises of the entity, or leave it out where the entity's own place is checked."


class DrawnOnly(Invalid):
    """A general item is checked by the draw, unless the law gives a ground (L-46, B-12)."""

    slug = "drawn-only"
    title_zh = "一般事项应通过双随机抽查方式检查"
    title_en = "A general item is checked by draw only"
    detail_zh = "{items} 为一般事项"
    detail_en = "{items} is on the general list"
    do_zh = "请提出抽查需求纳入计划;确有法定情形(O1 至 O5、O7)的,请注明情形和文件。"
    do_en = "Submit a demand for the plan, or name the ground (O1-O5, O7) with its document."
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
    detail_zh = "{ground} 未注明文件"
    detail_en = "{ground} without a document"
    do_zh = "请注明文件:许可、法律条款、专项通知,或投诉、移送、吹哨编号。"
    do_en = "Name the document: approval, law, notice of the campaign, complaint, transfer or whistle."
    rule = "L-15 免予同意的须注明依据"


class CapReached(Refusal):
    """One check of a kind for an entity in a year; an entity that was checked elsewhere is excluded (L-16, L-17, L-21)."""

    slug = "cap-reached"
    title_zh = "本年度已有检查,不得再查"
    title_en = "A check of this year excludes another one"
    detail_zh = "{exclusion} {law_zh}:{entity}({on},事实 {fact})"
    detail_en = "{exclusion}: {law_en}: {entity} on {on} (fact {fact})"
    do_zh = "请直接采用该次检查结果;确需再查的,须有可以解除排除的法定情形和文件。"
    do_en = "Use that check's result; another one needs a ground that lifts the exclusion, with its document."
    rule = "L-16、L-21 同一年度同一企业同类检查不超过1次;L-17 上级已检查的应当排除"


class OfficerUnfit(Invalid):
    slug = "officer-unfit"
    title_zh = "检查人员不符合条件"
    title_en = "The officer may not make this check"
    do_zh = "请更换人员,或不填写,由系统随机抽取。"
    do_en = "Name other officers, or name none and let them be drawn."
    rule = "B-08 法无授权不可为;行政处罚法第四十二条"


class TooFewOfficers(Invalid):
    slug = "too-few-officers"
    title_zh = "检查人员不足"
    title_en = "Too few officers"
    detail_zh = "{department} 在 {first} 至 {last} 可派 {count} 人,至少需要 {seats} 人"
    detail_en = "{count} of {department} fit for {first} to {last}, {seats} needed"
    do_zh = "请补充本部门持证人员,或另择日期。"
    do_en = "Name certified officers of the department, or choose another day."
    rule = "行政处罚法第四十二条 执法人员不得少于两人"


class MayNotBeDoneAlone(NotNow):
    slug = "may-not-be-done-alone"
    title_zh = "编入后续计划的检查不得单独开展"
    title_en = "A deferred check may not be done alone"
    do_zh = "请提出抽查需求编入后续计划;该报备已列入待编事项。"
    do_en = "Submit a demand for the later plan; the filing is listed there."
    rule = "L-14 未及时报备的需编入后续检查计划,不得单独开展检查"


class FilingSettled(NotNow):
    slug = "filing-settled"
    title_zh = "报备已办结"
    title_en = "The filing is settled"
    do_zh = "新的检查请重新报备。"
    do_en = "A new check needs a new filing."


class ConsentTooLate(NotNow):
    """Silence is no consent (L-15)."""

    slug = "consent-too-late"
    title_zh = "已到计划检查日,不再受理同意"
    title_en = "The planned day has come: too late to consent"
    detail_zh = "计划检查日为 {planned_on}"
    detail_en = "planned on {planned_on}"
    do_zh = "该检查将编入后续计划;另择日期须重新报备。"
    do_en = "It waits for a later plan; a new day needs a new filing."
    rule = "L-15 未经联席会议同意不得入企检查"


class ConsentToOneself(Forbidden):
    slug = "consent-to-oneself"
    title_zh = "不得自行同意本部门的报备"
    title_en = "A department does not decide on its own filing"
    detail_zh = "该报备由 {by} 提出"
    detail_en = "{by} has filed it"
    do_zh = "牵头部门自己的报备,由联席会其他成员部门决定。"
    do_en = "Another member of the joint conference decides on the lead's own filing."
    rule = "L-15 未经联席会议同意,任何部门不得随意入企检查"


class FilerRules(Forbidden):
    """Nobody speaks for the department that files and for the conference that consents."""

    slug = "filer-rules"
    title_zh = "报备人不得代表联席会决定"
    title_en = "Who files a check does not decide on it"
    detail_zh = "{ruled_by} 代表 {department} 提出了该报备,不能再代表 {lead} 决定"
    detail_en = "{ruled_by} has filed it for {department}, and does not decide for {lead}"
    do_zh = "请由 {lead} 的其他人员决定。"
    do_en = "Let somebody else of {lead} decide."
    rule = "NIST SP 800-53 Rev. 5, AC-5"


class NoConference(NotNow):
    slug = "no-conference"
    title_zh = "联席会尚无牵头部门"
    title_en = "Nobody leads the joint conference"
    detail_zh = "名录中没有联席会牵头部门,{year} 年度也没有已批准的检查计划"
    detail_en = "nobody is recorded as its lead, and no plan of {year} was approved"
    do_zh = "请先在名录中登记联席会成员;未获同意的报备将编入后续计划。"
    do_en = "Ask the registry to record the joint conference; without consent the filing waits for a later plan."
    rule = "L-13、L-15 由联席会议统筹、同意"


class DeferredBackwards(Invalid):
    slug = "deferred-backwards"
    title_zh = "不得编入以往年度的计划"
    title_en = "It cannot wait for a plan of the past"
    detail_zh = "{until_year} 年早于 {year} 年"
    detail_en = "{until_year} is before {year}"
    do_zh = "请填写本年度或以后年度。"
    do_en = "Name the check's own year or a later one."
    rule = "L-14 编入后续检查计划"
