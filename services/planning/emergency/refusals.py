"""Refusals of entries at once."""

from libs.events.refusal import Forbidden, Invalid, NotFound, NotNow, Refusal


class NoSuchEmergency(NotFound):
    slug = "no-such-emergency"
    title_zh = "没有这次紧急检查"
    title_en = "No such emergency entry"
    do_zh = "可通过 GET /v1/emergencies 查询。"
    do_en = "GET /v1/emergencies lists them."


class AlreadyEntered(Refusal):
    slug = "emergency-already-reported"
    title_zh = "该编号的紧急检查已报告"
    title_en = "An emergency entry of that number was already reported"
    do_zh = "另一次紧急检查请使用新的编号。"
    do_en = "Use a new number for another entry."


class EnteredLater(Invalid):
    slug = "emergency-not-entered-yet"
    title_zh = "进入时间晚于现在"
    title_en = "The entry lies in the future"
    detail_zh = "进入时间 {entered_at}"
    detail_en = "entered at {entered_at}"
    do_zh = "尚未进入的检查请事先报备;已进入的请填写实际进入时间。"
    do_en = "File a check that is to come; of an entry that was made, give the time it was made."
    rule = "国办发〔2024〕54号 情况紧急的及时报告并补办手续"


class ReportedTooLate(Invalid):
    slug = "emergency-reported-too-late"
    title_zh = "未及时报告"
    title_en = "The entry was not reported in time"
    detail_zh = "进入时间 {entered_at},应在 {hours} 小时内报告"
    detail_en = "entered at {entered_at}, to be reported within {hours} hours"
    do_zh = "请向联席会书面说明;该次进入不再作为紧急检查补办手续。"
    do_en = "Explain it to the joint conference; the procedure can no longer be made up."
    rule = "国办发〔2024〕54号 情况紧急的及时报告并补办手续"


class NotAnEmergency(Invalid):
    """Of all grounds only these two leave no time to announce a check."""

    slug = "ground-no-emergency"
    title_zh = "该情形不属于紧急情况"
    title_en = "The ground is no emergency"
    detail_zh = "所填情形不属于紧急情况"
    detail_en = "{ground} is no emergency"
    do_zh = "紧急检查仅限安全隐患(O3)或投诉举报、移送、吹哨(O7);其他请事先报备。"
    do_en = "Only a danger to safety (O3) and a complaint, transfer or whistle (O7) are; file other checks beforehand."
    rule = "L-15 未经联席会议同意不得随意入企检查"


class DangerUnstated(Invalid):
    slug = "danger-unstated"
    title_zh = "未写明危险情况"
    title_en = "Neither danger nor cause is stated"
    detail_zh = "未写明危险情况,也未填写吹哨、线索编号"
    detail_en = "no danger and no whistle or clue is named"
    do_zh = "请写明当时的危险情况,或填写针对该对象的吹哨、线索编号。"
    do_en = "State what was to be feared, or name the whistle or clue about the entity."
    rule = "国办发〔2024〕54号 情况紧急的及时报告并补办手续"


class CauseUnknown(Invalid):
    """An invented whistle would let anybody in (L-46)."""

    slug = "cause-unknown"
    title_zh = "没有针对该对象的在办吹哨或线索"
    title_en = "No open whistle or clue about the entity"
    detail_zh = "{cause} 不是针对 {entity} 的在办吹哨或线索"
    detail_en = "{cause} is no open whistle or clue about {entity}"
    do_zh = "请核对编号;没有吹哨或线索的,请写明危险情况(O3)。"
    do_en = "Check the number; without a whistle or clue, state the danger (O3)."
    rule = "L-46 一般事项原则上通过双随机抽查方式实施检查"


class NumberTaken(Refusal):
    slug = "emergency-number-taken"
    title_zh = "检查任务编号已被使用"
    title_en = "The number of its visit is another one's"
    detail_zh = "检查任务编号 {visit} 已被使用"
    detail_en = "{visit} is the number of another visit"
    do_zh = "请更换紧急检查编号。"
    do_en = "Use another number for the entry."


class NoConferenceYet(NotNow):
    slug = "emergency-without-conference"
    title_zh = "联席会尚无牵头部门"
    title_en = "Nobody leads the joint conference"
    detail_zh = "名录中没有联席会牵头部门,{year} 年度也没有已批准的检查计划"
    detail_en = "nobody is recorded as its lead, and no plan of {year} was approved"
    do_zh = "请先在名录中登记联席会成员。"
    do_en = "Ask the registry to record the joint conference."
    rule = "L-15 由联席会议同意"


class AlreadyRuled(NotNow):
    slug = "emergency-already-ruled"
    title_zh = "联席会已作出认定"
    title_en = "The joint conference has ruled on it"
    detail_zh = "{by} 已作出认定"
    detail_en = "{by} has ruled on it"
    do_zh = "如有新的事实,请由联席会另行处理。"
    do_en = "New facts are a matter of their own for the joint conference."


class RulesOnItself(Forbidden):
    slug = "rules-on-itself"
    title_zh = "不得认定本部门的紧急检查"
    title_en = "A department does not rule on its own entry"
    detail_zh = "该次检查由 {by} 实施"
    detail_en = "{by} has entered"
    do_zh = "牵头部门自己的紧急检查,由联席会其他成员部门认定。"
    do_en = "Another member of the joint conference rules on the lead's own entry."
    rule = "L-15 未经联席会议同意,任何部门不得随意入企检查"
