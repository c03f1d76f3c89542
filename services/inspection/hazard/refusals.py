"""What a hazard refuses, one class per rule."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchHazard(NotFound):
    slug = "no-such-hazard"
    title_zh = "隐患事项不存在"
    title_en = "No such hazard"
    do_zh = "请核对隐患编号。"


class HazardNumberTaken(Refusal):
    slug = "hazard-number-taken"
    title_zh = "隐患编号已使用"
    title_en = "The hazard's number is taken"
    do_zh = "请使用新的编号。"
    do_en = "Use a new number."


class LeadReports(Refusal):
    """L-25: the department that leads the visit reports what it found."""

    slug = "lead-reports"
    status = 422
    title_zh = "应由牵头部门报告"
    title_en = "The lead department of the visit reports"
    detail_zh = "{lead} 不是本次检查的牵头部门"
    detail_en = "{lead} does not lead that visit"
    do_zh = "请由牵头部门向当地政府报告;非检查发现的,不填写检查任务。"
    do_en = "Let the lead department report; of what was found on no visit leave out the visit."
    rule = "L-25"


class NoFindingOfVisit(Invalid):
    slug = "no-finding-of-visit"
    title_zh = "该检查没有此问题"
    title_en = "The visit has no such finding"
    do_zh = "请核对检查任务和问题编号。"
    do_en = "Check the numbers of visit and finding."


class PeersUnknown(Invalid):
    slug = "peers-unknown"
    title_zh = "部门不在名录中,或重复、或为报告部门"
    title_en = "Departments that are not listed, named twice, or the reporting one itself"
    detail_zh = "有误的部门:{peers}"
    detail_en = "wrong: {peers}"
    do_zh = "请填写名录中的其他部门,每个一次。"
    do_en = "Name other departments of the list, each once."
    rule = "L-25 通报同级相关监管部门"


class FoundAhead(Invalid):
    slug = "found-ahead"
    title_zh = "发现时间在将来"
    title_en = "Found in the future"
    detail_zh = "{found_at} 尚未到"
    detail_en = "{found_at} is still to come"
    do_zh = "请填写实际发现时间。"
    do_en = "Say when it was found."


class OrderOutOfTime(Invalid):
    slug = "order-out-of-time"
    title_zh = "责令时间不在可登记的期间"
    title_en = "The order is of a time that cannot be entered"
    detail_zh = "{at} 不在最近 {days} 天之内"
    detail_en = "{at} is not within the last {days} days"
    do_zh = "请填写实际责令时间;超过期限的,重新作出。"
    do_en = "Say when it was given; what is older is given anew."
    rule = "X-01"


class NoCertifiedOfficer(Invalid):
    slug = "no-certified-officer"
    title_zh = "执法人员资格无效"
    title_en = "An officer is not certified"
    detail_zh = "{officers} 今日不持有 {department} 的有效执法证件"
    detail_en = "{officers} hold no certificate of {department} in force today"
    do_zh = "请填写该部门持有效执法证件的人员。"
    do_en = "Name certified officers of the department."
    rule = "行政处罚法 第四十二条"


class DangerUnproven(Invalid):
    """An order that stops a business, and its end, rest on evidence."""

    slug = "danger-unproven"
    title_zh = "缺少证据"
    title_en = "No evidence of it"
    do_zh = "请附现场照片、检测结果等证据。"
    do_en = "Add photographs, measurements or papers."
    rule = "行政处罚法 第四十六条"


class OrderNumberTaken(Refusal):
    slug = "order-number-taken"
    title_zh = "责令编号已使用"
    title_en = "The order's number is taken"
    do_zh = "请使用新的编号。"
    do_en = "Use a new number."


class NoSuchOrder(NotFound):
    slug = "no-such-danger-order"
    title_zh = "该责令不存在或已解除"
    title_en = "No such order stands"
    do_zh = "请核对责令编号。"


class OrderOfAnother(Refusal):
    slug = "order-of-another"
    status = 403
    title_zh = "应由作出责令的部门解除"
    title_en = "Who gave the order lifts it"
    detail_zh = "{department} 未作出该责令"
    detail_en = "{department} did not give it"
    do_zh = "请由作出责令的部门审查后解除。"
    do_en = "Let the department that gave it lift it."
    rule = "安全生产法 第六十五条"


class NotTold(Refusal):
    """Only those who were told say that they have read it."""

    slug = "not-told"
    title_zh = "不在通报范围"
    title_en = "Not among those who were told"
    detail_zh = "{body} 不在通报的部门和指导机构之中"
    detail_en = "{body} is neither a peer nor the guidance body of it"
    do_zh = "无需办理。"
    do_en = "Nothing is asked of it."
    rule = "L-25"


class HazardNotAtThisStage(NotNow):
    slug = "hazard-not-at-this-stage"
    title_zh = "隐患事项不在该环节"
    title_en = "The hazard is not at that stage"
    detail_zh = "隐患 {hazard} 目前{now_zh}"
    detail_en = "{hazard} is {now_en}"
    do_zh = "请先办理当前环节。"
    do_en = "Take the step that is due first."
    rule = "L-25"


class TreatmentUnclear(Invalid):
    """Who takes part is on the list, the lead among them, and the time lies ahead."""

    slug = "treatment-unclear"
    title_zh = "治理安排有误"
    title_en = "The treatment is not in order"
    do_zh = "请更正参与部门、牵头部门或期限。"
    do_en = "Correct the departments, the lead or the time."


class NotInTreatment(Refusal):
    slug = "not-in-treatment"
    title_zh = "该部门不参加专项治理"
    title_en = "The department takes no part in the treatment"
    detail_zh = "{department} 不是治理部门"
    detail_en = "{department} takes no part in it"
    do_zh = "请由治理部门办理。"
    do_en = "Only departments of the treatment report steps."


class TreatmentIncomplete(NotNow):
    slug = "treatment-incomplete"
    title_zh = "尚有部门未完成治理"
    title_en = "Not every department has done its part"
    detail_zh = "未完成:{departments}"
    detail_en = "missing: {departments}"
    do_zh = "请待上述部门登记治理情况。"
    do_en = "Wait for what these departments have done."


class DangerStands(NotNow):
    """Nobody calls a hazard treated while people may not use the place."""

    slug = "danger-stands"
    title_zh = "停止使用或者撤离的责令尚未解除"
    title_en = "An order to stop use or to leave still stands"
    detail_zh = "未解除:{orders}"
    detail_en = "standing: {orders}"
    do_zh = "请先由作出责令的部门审查解除。"
    do_en = "Have it lifted first by the department that gave it."
    rule = "安全生产法 第六十五条"
