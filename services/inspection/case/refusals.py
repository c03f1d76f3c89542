"""What a case refuses before its decision, one class per rule."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchCase(NotFound):
    slug = "no-such-case"
    title_zh = "案件不存在"
    title_en = "No such case"
    do_zh = "请核对案件编号。"


class CaseTaken(Refusal):
    slug = "case-taken"
    title_zh = "案件编号已被使用"
    title_en = "The number is another case's"
    detail_zh = "编号 {case} 已用于其他案件"
    detail_en = "{case} stands for another case"
    do_zh = "请换一个编号,或不填编号由系统编号。"
    do_en = "Take another number, or leave it out and get one."


class CaseOver(NotNow):
    slug = "case-over"
    title_zh = "案件已结案"
    title_en = "The case is closed"
    detail_zh = "案件 {case} 已结案"
    detail_en = "{case} is closed"
    do_zh = "新的违法行为请另行立案;已公布的处罚决定有误的,请办理撤销。"
    do_en = "File a new case for a new breach; revoke a decision that is wrong."


class WrongStage(NotNow):
    """Steps come in the order of the law."""

    slug = "wrong-stage"
    title_zh = "案件当前阶段不可办理该事项"
    title_en = "Not at this stage of the case"
    detail_zh = "案件 {case} 当前:{chinese}"
    detail_en = "{case} is at the stage: {english}"
    do_zh = "请先完成前一步骤(立案、调查取证、提出处理意见、告知、决定、送达、执行)。"
    do_en = "Take the step before first: filing, evidence, proposal, telling, decision, service, performance."
    rule = "行政处罚法 第五章"


class CaseIsSuspended(NotNow):
    slug = "case-suspended"
    title_zh = "案件已中止"
    title_en = "The case is suspended"
    detail_zh = "案件 {case} 中止期间不得作出决定"
    detail_en = "nothing is decided while {case} is suspended"
    do_zh = "中止原因消除后请先恢复办理。"
    do_en = "Resume the case when the ground is gone."
    rule = "行政处罚法 第二十七条"


class NotSuspended(NotNow):
    slug = "case-not-suspended"
    title_zh = "案件未中止"
    title_en = "The case is not suspended"
    detail_zh = "案件 {case} 正常办理中"
    detail_en = "{case} goes on as it is"
    do_zh = "无需恢复。"
    do_en = "Nothing is to be resumed."


class PartyUnclear(Invalid):
    slug = "party-unclear"
    title_zh = "当事人应为一个市场主体或一名自然人"
    title_en = "A case is against one entity or one person"
    detail_zh = "主体 {entity},自然人 {person}:应填且只填一项"
    detail_en = "entity {entity}, person {person}: name exactly one"
    do_zh = "请只填写主体编号或自然人编号之一。"
    do_en = "Name the entity, or the person by reference."


class FewerThanTwo(Invalid):
    slug = "fewer-than-two"
    title_zh = "执法人员不足"
    title_en = "Too few officers"
    detail_zh = "执法人员 {officers},不得少于 {least} 人"
    detail_en = "officers {officers}, and no fewer than {least} act"
    do_zh = "请由不少于规定人数的办案人员共同办理;因回避人手不足的,先补充办案人员。"
    do_en = "Let so many officers of the case act together; fill the seat of one who was recused first."
    rule = "行政处罚法 第四十二条"


class NotOnCase(Invalid):
    slug = "not-on-case"
    title_zh = "不是本案办案人员"
    title_en = "Not an officer of the case"
    detail_zh = "{officers} 不是本案办案人员(或已回避)"
    detail_en = "{officers} not, or no longer, of the case"
    do_zh = "请由本案办案人员办理,或先变更办案人员。"
    do_en = "Let officers of the case do it, or have the head change them."
    rule = "行政处罚法 第四十三条"


class AlreadyOnCase(Invalid):
    """One who decides, reviews or presides has not investigated, and a seat is not filled by one who has another."""

    slug = "already-on-case"
    title_zh = "该人员已是本案办案人员"
    title_en = "Already an officer of the case"
    detail_zh = "{officer} 是本案办案人员"
    detail_en = "{officer} is an officer of the case"
    do_zh = "审核、听证主持和接替人员应为本案以外的人员。"
    do_en = "Reviewer, host and substitute are other persons."
    rule = "行政处罚法 第五十八条、第六十四条"


class NotCompetentForItem(Invalid):
    slug = "not-competent-for-item"
    title_zh = "事项不属于本部门"
    title_en = "Not this department's items"
    detail_zh = "{items} 当日不是 {department} 的检查事项"
    detail_en = "{items}: not items of {department} on that day"
    do_zh = "请核对事项清单;属于其他部门的,移送有管辖权的部门。"
    do_en = "Check the list; pass what is another department's on to it."
    rule = "行政处罚法 第十七条"


class NoConsent(Invalid):
    slug = "no-consent"
    title_zh = "案件没有合法来源"
    title_en = "The case begins with nothing on record"
    detail_zh = "{origin} 没有对该当事人、属本部门办理的记录"
    detail_en = "{origin}: nothing on record there for this party and department"
    do_zh = "案件应来自检查发现的问题、移交线索、投诉举报、逾期未改正或司法机关移回;请核对编号。"
    do_en = (
        "A case begins with a finding of a visit, a clue, a complaint, a rectification or a transfer back: check the number."
    )
    rule = "L-15 未经联席会议同意不得随意检查或处罚"


class DecidedTwice(Refusal):
    slug = "decided-twice"
    title_zh = "同一违法行为已立案或已处罚"
    title_en = "The same breach has a case or a penalty already"
    detail_zh = "同一违法行为已由案件 {other} 办理"
    detail_en = "{other} is about the same breach"
    do_zh = "对同一违法行为不得给予两次以上罚款;请在原案件中办理。"
    do_en = "No two fines for one breach: go on with the other case."
    rule = "行政处罚法 第二十九条"


class TimeImpossible(Invalid):
    slug = "time-impossible"
    title_zh = "时间有误"
    title_en = "Not a possible time"
    detail_zh = "{at} 不在 {first} 至现在之间"
    detail_en = "{at} is not between {first} and now"
    do_zh = "请填写实际发生的时间,不得早于前一步骤,不得晚于现在。"
    do_en = "Give the time at which it happened: after the step before, and not to come."


class NothingNamed(Invalid):
    slug = "nothing-named"
    title_zh = "未附证据"
    title_en = "No evidence is named"
    detail_zh = "证据为空"
    detail_en = "evidence is empty"
    do_zh = "请先上传文件并在证据中列出。"
    do_en = "Upload the files and name them."
    rule = "行政处罚法 第四十六条"


class Unproven(NotNow):
    slug = "unproven"
    title_zh = "尚无证据"
    title_en = "No evidence yet"
    detail_zh = "案件 {case} 尚未收集证据"
    detail_en = "nothing proves anything in {case}"
    do_zh = "请先收集证据,再提出处理意见。"
    do_en = "Add evidence before the proposal."
    rule = "行政处罚法 第四十条、第五十四条"


class HearingNotOpen(NotNow):
    slug = "hearing-not-open"
    title_zh = "该案不适用听证或已逾期"
    title_en = "No hearing may be asked for, or no longer"
    detail_zh = "听证申请截止 {defend_by}"
    detail_en = "a hearing could be asked for until {defend_by}"
    do_zh = "仍可陈述、申辩,行政机关应当听取。"
    do_en = "Speak in defence: it is heard all the same."
    rule = "行政处罚法 第六十三条、第六十四条"


class HearingTooSoon(Invalid):
    slug = "hearing-too-soon"
    title_zh = "听证通知时间不足"
    title_en = "Too little notice of the hearing"
    detail_zh = "{on} 早于 {earliest}"
    detail_en = "{on} is before {earliest}"
    do_zh = "应在举行听证的七个工作日前通知当事人,请另定时间。"
    do_en = "Choose a later day, so that the days of notice are kept."
    rule = "行政处罚法 第六十四条"


class HearingDue(NotNow):
    slug = "hearing-due"
    title_zh = "听证尚未举行"
    title_en = "The hearing is still to be held"
    detail_zh = "案件 {case} 的当事人已要求听证"
    detail_en = "the party of {case} has asked for a hearing"
    do_zh = "请先组织听证。"
    do_en = "Hold the hearing first."
    rule = "行政处罚法 第六十五条"


class NotCollective(Invalid):
    slug = "not-collective"
    title_zh = "集体讨论人数不足"
    title_en = "One vote is no collective"
    detail_zh = "参加讨论 {votes_for} 人"
    detail_en = "{votes_for} took part"
    do_zh = "应由行政机关负责人集体讨论,请如实登记参加人数。"
    do_en = "The heads of the body discuss together: record how each voted."
    rule = "行政处罚法 第五十七条"


class TransferUnnamed(Invalid):
    slug = "transfer-unnamed"
    title_zh = "未注明移送编号"
    title_en = "The transfer is not named"
    detail_zh = "因涉嫌犯罪中止,移送编号:{transfer}"
    detail_en = "suspended for a suspected crime, transfer: {transfer}"
    do_zh = "请填写移送案件的编号。"
    do_en = "Name the transfer."
    rule = "行政处罚法 第二十七条"


class ExtensionTooLong(Invalid):
    slug = "extension-too-long"
    title_zh = "延长期限不符合规定"
    title_en = "Not a possible extension"
    detail_zh = "{until} 应晚于 {first} 且不晚于 {last}"
    detail_en = "{until} should be after {first} and not after {last}"
    do_zh = "请在期限届满前办理延长,并选择范围内的日期;再次延长应先集体讨论。"
    do_en = "Extend before the time is over, to a day of that span; a second one is discussed first."
    rule = "行政处罚法 第六十条"
