"""What is refused of the answer to a record, one class per rule."""

from libs.events.refusal import Invalid, Refusal


class AnswersItself(Invalid):
    """An entity that answers needs no officers and no witness."""

    slug = "answers-itself"
    title_zh = "企业本人答复时不填写执法人员和见证人"
    title_en = "An entity that answers names no officers and no witness"
    do_zh = "企业本人答复时,不填写执法人员和见证人。"
    do_en = "Answer with by=entity, and name neither officers nor a witness."


class NotTheirAnswer(Refusal):
    """Officers do not confirm or object in the entity's name (L-20, L-22)."""

    slug = "not-their-answer"
    status = 403
    title_zh = "执法人员不得代企业确认或提出异议"
    title_en = "Officers do not answer in the entity's name"
    detail_zh = "执法人员只能登记无人在场或拒绝签字,不能登记为 {answer}({by})"
    detail_en = "officers note that nobody was there or would sign, not {answer} ({by})"
    do_zh = "请由企业本人登录答复;无人在场或拒签的,由两名执法人员在见证人见证下登记拒签。"
    do_en = (
        "The entity signs in and answers; where nobody does, two officers note it before a witness (answer=refused-to-sign)."
    )
    rule = "L-20, L-22"


class NotedByTooFew(Refusal):
    """That nobody answered is noted by two officers who were there (行政处罚法 第四十二条)."""

    slug = "noted-by-too-few"
    status = 422
    title_zh = "登记拒签的执法人员不足两名或未到场"
    title_en = "Too few officers who were there note it"
    detail_zh = "登记人:{officers};未签到:{strangers};应不少于 {needed} 人"
    detail_en = "noted by: {officers}; not checked in: {strangers}; {needed} are needed"
    do_zh = "请填写本次检查已签到的两名执法人员。"
    do_en = "Name two officers who have checked in on this visit."
    rule = "行政处罚法 第四十二条"


class WitnessMissing(Invalid):
    """That an entity does not sign is noted before a witness (行政处罚法 第四十二条、行政强制法 第十八条)."""

    slug = "witness-missing"
    title_zh = "拒签或无人在场应有见证人"
    title_en = "That nobody signs is noted before a witness"
    do_zh = "请填写见证人编号(姓名不写入记录)。"
    do_en = "Name the number under which the department keeps who the witness is."
    rule = "L-22 全过程记录"
