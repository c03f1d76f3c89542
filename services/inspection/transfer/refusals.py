"""What a transfer refuses, one class per rule."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal

_RULE = "国务院令第310号"


class NoSuchTransfer(NotFound):
    slug = "no-such-transfer"
    title_zh = "移送事项不存在"
    title_en = "No such transfer"
    do_zh = "请核对移送编号。"


class NoSuchFinding(NotFound):
    slug = "no-such-finding"
    title_zh = "检查问题不存在"
    title_en = "No such finding"
    do_zh = "请核对检查任务和问题编号。"


class FindingOfAnother(Refusal):
    """Who found it looks into it; others pass on clues (J-14)."""

    slug = "finding-of-another"
    status = 422
    title_zh = "该问题不是本部门发现的"
    title_en = "The finding is another department's"
    detail_zh = "问题 {finding} 由 {owner} 登记"
    detail_en = "{finding} was recorded by {owner}"
    do_zh = "请由登记该问题的部门办理移送。"
    do_en = "Let the department that recorded it transfer it."
    rule = "J-14"


class AlreadySuspected(Refusal):
    slug = "already-suspected"
    title_zh = "该问题已在办理移送"
    title_en = "The finding is being transferred already"
    detail_zh = "问题 {finding} 的移送编号为 {already}"
    detail_en = "{finding} is transferred as {already}"
    do_zh = "请在该移送事项中办理。"
    do_en = "Go on with that transfer."


class TransferNumberTaken(Refusal):
    slug = "transfer-number-taken"
    title_zh = "移送编号已使用"
    title_en = "The transfer's number is taken"
    do_zh = "请使用新的编号。"
    do_en = "Use a new number."


class TooFewOfficers(Invalid):
    """Art. 5: two or more officers look into it."""

    slug = "too-few-officers"
    title_zh = "核实人员不足"
    title_en = "Too few officers looked into it"
    detail_zh = "核实人员 {officers},至少应有 {least} 名不同的执法人员"
    detail_en = "named are {officers}; at least {least} different officers are needed"
    do_zh = "请指定两名以上执法人员组成专案组核实。"
    do_en = "Name two officers or more."
    rule = f"{_RULE} 第五条"


class OfficersNotCertified(Invalid):
    slug = "officers-not-certified"
    title_zh = "核实人员执法资格无效"
    title_en = "An officer is not certified"
    detail_zh = "{officers} 今日不持有 {department} 的有效执法证件"
    detail_en = "{officers} hold no certificate of {department} in force today"
    do_zh = "请指定该部门持有效执法证件的人员。"
    do_en = "Name certified officers of the department."
    rule = "行政处罚法 第四十二条"


class HeadDecidesAlone(Refusal):
    """Who wrote the report does not approve it: the head judges what others found."""

    slug = "head-decides-alone"
    status = 403
    title_zh = "提出报告的人员不得自行审批"
    title_en = "Who brought the report does not decide on it"
    do_zh = "请由本机关正职负责人或主持工作的负责人审批。"
    do_en = "Let the head, or whoever acts as the head, decide."
    rule = f"{_RULE} 第五条"


class NotTheReceiver(Refusal):
    slug = "not-the-receiver"
    status = 403
    title_zh = "不是本事项的接收机关"
    title_en = "Not the organ that is to receive it"
    detail_zh = "{receiver} 不是接收机关"
    detail_en = "{receiver} is not the organ it was sent to"
    do_zh = "请由接收机关办理。"
    do_en = "Only the organ that it was sent to does this."
    rule = f"{_RULE} 第七条、第八条"


class PassedOnToItself(Invalid):
    slug = "passed-on-to-itself"
    title_zh = "不得转送本机关"
    title_en = "Passed on to itself"
    do_zh = "请填写有管辖权的其他公安机关。"
    do_en = "Name the other police that are competent."
    rule = f"{_RULE} 第七条"


class NotAtThisStage(NotNow):
    """Each step follows the one before it."""

    slug = "not-at-this-stage"
    title_zh = "移送事项不在该环节"
    title_en = "The transfer is not at that stage"
    detail_zh = "移送 {transfer} 目前{now_zh}"
    detail_en = "{transfer} is {now_en}"
    do_zh = "请先办理当前环节。"
    do_en = "Take the step that is due first."
    rule = _RULE


class TransferOver(NotNow):
    slug = "transfer-over"
    title_zh = "移送事项已办结"
    title_en = "The transfer is over"
    do_zh = "新的涉嫌犯罪情况请另行登记。"
    do_en = "What is suspected anew is a transfer of its own."


class DisputeTooLate(NotNow):
    """Art. 9: reconsideration is asked for within three days of the notice."""

    slug = "dispute-too-late"
    title_zh = "提请复议的期限已过"
    title_en = "The time for asking for reconsideration is over"
    detail_zh = "应在 {until} 前提请复议"
    detail_en = "it had to be asked for by {until}"
    do_zh = "可以建议人民检察院依法进行立案监督。"
    do_en = "The procuratorate may still be asked to supervise."
    rule = f"{_RULE} 第九条"


class DisputedAlready(NotNow):
    """Art. 9: reconsideration once; after it, the procuratorate."""

    slug = "disputed-already"
    title_zh = "该途径已使用过"
    title_en = "This way was taken already"
    do_zh = "复议后仍有异议的,建议人民检察院立案监督;均已使用的,请办结并依法处理。"
    do_en = "After reconsideration ask the procuratorate; after both, end the transfer and act on the offence."
    rule = f"{_RULE} 第九条"


class OutcomeDoesNotFit(Invalid):
    slug = "outcome-does-not-fit"
    title_zh = "办理结果与当前环节不符"
    title_en = "The outcome does not fit the stage"
    detail_zh = "目前{now_zh},不能以该结果办结"
    detail_en = "it is {now_en}: {outcome} does not end it"
    do_zh = "已立案的填写刑事办理结果;未立案或者退回的,按未立案或者退回办结。"
    do_en = "A case that was opened ends as the courts or organs ended it; what was not opened or was returned ends so."
