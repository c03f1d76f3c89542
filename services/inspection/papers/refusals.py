"""What papers refuse, one class per rule."""

from libs.events.refusal import Invalid, NotFound, NotNow


class NoSuchPaper(NotFound):
    slug = "no-such-paper"
    title_zh = "文书不存在"
    title_en = "No such paper"
    do_zh = "请核对文书编号。"


class PaperErased(NotFound):
    slug = "paper-erased"
    title_zh = "文书内容已删除"
    title_en = "The content of the paper was erased"
    do_zh = "仅保留文号和内容校验值。"
    do_en = "Its number and digest are all that is left."


class PaperElsewhere(NotNow):
    """`kind`: of the paper."""

    slug = "paper-elsewhere"
    title_zh = "此类文书不随检查任务出具"
    title_en = "This paper is not one of a visit"
    detail_zh = "{title}在案件中出具"
    detail_en = "{kind} is a paper of a case"
    do_zh = "请在相应案件中办理。"
    do_en = "Issue it with the case."


class PaperTooEarly(NotNow):
    """`needs`: what must be on record first."""

    slug = "paper-too-early"
    title_zh = "尚不能出具该文书"
    title_en = "It is too early for this paper"
    detail_zh = "{title}须在{needs_zh}之后出具"
    detail_en = "{kind} is issued after {needs}"
    do_zh = "请先办理前一环节。"
    do_en = "Do the step before it first."
    rule = "国办发〔2024〕54号"


class VisitCancelled(NotNow):
    slug = "visit-cancelled"
    title_zh = "检查任务已取消"
    title_en = "The visit was cancelled"
    do_zh = "取消的任务不出具文书。"
    do_en = "A cancelled visit has no papers."


class PaperIncomplete(Invalid):
    """`words`: the fields that this kind of paper needs."""

    slug = "paper-incomplete"
    title_zh = "文书内容不完整"
    title_en = "The paper is incomplete"
    detail_zh = "{title}还需填写:{words}"
    detail_en = "{kind} needs: {words}"
    do_zh = "请补齐后重新提交。"
    do_en = "Fill in what is missing."
    rule = "行政检查文书基本格式文本(试行)"


class NotOfTheTeam(Invalid):
    """Whoever is named as an officer on a paper is one of the visit's own."""

    slug = "not-of-the-team"
    title_zh = "不是本部门此次检查的执法人员"
    title_en = "Not an officer of this department on this visit"
    detail_zh = "{inspectors} 不在 {department} 的检查人员 {team} 之中"
    detail_en = "{inspectors} is not of {team}, the officers of {department}"
    do_zh = "请填写本次检查的执法人员。"
    do_en = "Name officers of the visit."
    rule = "行政处罚法 第四十二条"


class OfficersTooFew(Invalid):
    slug = "officers-too-few"
    title_zh = "执法人员不得少于两人"
    title_en = "Fewer than two officers"
    detail_zh = "{title}写明的执法人员为 {officers}"
    detail_en = "{kind} names {officers}"
    do_zh = "请写明两名以上执法人员。"
    do_en = "Name two officers or more."
    rule = "行政处罚法 第四十二条"


class NoSuchOrder(Invalid):
    slug = "no-such-order"
    title_zh = "没有该责令改正"
    title_en = "No such order to rectify"
    detail_zh = "{rectification} 不是本部门在此次检查中的责令改正;本部门的有:{orders}"
    detail_en = "{rectification} is no order of this department on this visit; its own: {orders}"
    do_zh = "请填写本部门的整改编号。"
    do_en = "Name an order of the department."


class PaperThere(NotNow):
    slug = "paper-there"
    title_zh = "该文书已出具"
    title_en = "The paper was issued already"
    detail_zh = "已有文书 {document}"
    detail_en = "paper {document} is there"
    do_zh = "如有错误,请先作废原文书再重新出具。"
    do_en = "Void that one first if it is wrong."


class PaperVoid(NotNow):
    slug = "paper-void"
    title_zh = "文书已作废"
    title_en = "The paper is void"
    do_zh = "无需再办理;需要时请重新出具。"
    do_en = "Nothing is left to do; issue another one if needed."


class PaperFiled(NotNow):
    slug = "paper-filed"
    title_zh = "文书已归档"
    title_en = "The paper is in a dossier"
    detail_zh = "案卷 {dossier} 已归档,其中的文书不得更改"
    detail_en = "dossier {dossier} is filed, and its papers do not change"
    do_zh = "确有错误的,请另行出具更正文书。"
    do_en = "Issue a paper that corrects it."
    rule = "L-22 全过程记录"
