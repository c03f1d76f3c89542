"""What an objection refuses."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchObjection(NotFound):
    slug = "no-such-objection"
    title_zh = "异议不存在"
    title_en = "No such objection"
    do_zh = "请核对异议编号,可通过 GET /v1/objections 查询。"
    do_en = "GET /v1/objections lists them."


class NothingToObjectTo(NotFound):
    """A visit of which the entity has not been told is no more there than one that does not exist."""

    slug = "nothing-to-object-to"
    title_zh = "没有可提出异议的事项"
    title_en = "There is nothing of that number to object to"
    do_zh = "请核对编号:对检查结果填写结果编号,对检查记录和信用等级的使用填写检查编号,对案件填写案件编号。"
    do_en = "Name the result, the case, or the visit whose record or choice is meant."


class ObjectionTaken(Refusal):
    slug = "objection-taken"
    title_zh = "异议编号已用于其他内容"
    title_en = "The objection's number stands for something else"
    detail_zh = "{objection} 已有不同内容的异议"
    detail_en = "{objection} is on record with other content"
    do_zh = "请换用新的编号。"
    do_en = "Use a new number."


class ObjectionPending(NotNow):
    """A second one about the same would have it decided twice."""

    slug = "objection-pending"
    title_zh = "对同一事项的异议正在办理"
    title_en = "An objection to the same is not over yet"
    detail_zh = "对 {reference} 的异议 {pending} 尚未办结"
    detail_en = "objection {pending} to {reference} is not over"
    do_zh = "请等待该异议办结;有新的理由的,可先撤回再提出。"
    do_en = "Wait until it is told, or withdraw it and lodge another with all points."


class PointsMissing(Invalid):
    slug = "objection-without-points"
    title_zh = "异议未写明理由"
    title_en = "An objection says what is wrong"
    do_zh = "请逐条写明对哪些内容有异议。"
    do_en = "Say point by point what is wrong."


class NotAnsweringFor(Invalid):
    slug = "not-answering-for"
    title_zh = "该部门未参加此次检查"
    title_en = "The department had no part in it"
    detail_zh = "{department} 不在参加部门之列:{departments}"
    detail_en = "{department} is none of those that took part: {departments}"
    do_zh = "请填写参加检查的部门;不填写的由牵头部门答复。"
    do_en = "Name one that took part, or none: the lead department answers then."
    rule = "B-33 谁执法谁公示"


class ResultRevokedAlready(NotNow):
    slug = "objection-to-revoked"
    title_zh = "该结果已撤销"
    title_en = "The result counts no longer"
    detail_zh = "{reference} 已撤销,没有可以更正的内容"
    detail_en = "{reference} was revoked, and nothing of it is left to be put right"
    do_zh = "无需再提出异议。"
    do_en = "Nothing is left to object to."


class ObjectionOver(NotNow):
    slug = "objection-over"
    title_zh = "异议已办结"
    title_en = "The objection is over"
    do_zh = "无需再办理。"
    do_en = "Nothing is left to do."


class ObjectionAnswered(NotNow):
    slug = "objection-answered"
    title_zh = "异议已有处理决定"
    title_en = "The objection is decided already"
    do_zh = "请将决定告知企业。"
    do_en = "Tell the entity what was decided."


class ObjectionNotAccepted(NotNow):
    slug = "objection-not-accepted"
    title_zh = "异议尚未受理"
    title_en = "The objection has not been taken on"
    do_zh = "请先受理,再作出决定。"
    do_en = "Accept it first, then decide."


class ObjectionAccepted(NotNow):
    slug = "objection-accepted"
    title_zh = "异议已受理"
    title_en = "The objection was taken on already"
    do_zh = "受理后应逐条审查并作出决定。"
    do_en = "What was taken on is decided, point by point."


class NothingToTell(NotNow):
    slug = "objection-undecided"
    title_zh = "异议尚无结论"
    title_en = "Nothing has come of the objection yet"
    do_zh = "请先作出决定,再告知企业。"
    do_en = "Decide first, then tell."


class ToldBefore(Invalid):
    slug = "objection-told-before"
    title_zh = "告知日期有误"
    title_en = "The day of telling cannot be"
    detail_zh = "{on} 早于决定日期 {decided} 或晚于今天 {today}"
    detail_en = "{on} is before the decision of {decided}, or after today, {today}"
    do_zh = "请填写实际告知的日期。"
    do_en = "Give the day on which the entity was told."


class PointsUnanswered(Invalid):
    slug = "points-unanswered"
    title_zh = "异议理由未逐条答复"
    title_en = "Each point of the objection is answered once"
    detail_zh = "异议共 {count} 条,答复的是:{answers}"
    detail_en = "it has {count} points; answered were {answers}"
    do_zh = "请对每一条各答复一次,写明是否成立及理由。"
    do_en = "Answer each point once: whether it is right, and why."


class ReviewersTooFew(Invalid):
    slug = "reviewers-too-few"
    title_zh = "复核人员人数不足"
    title_en = "Too few officers reviewed it"
    detail_zh = "复核人员 {reviewers},应不少于 {fewest} 名"
    detail_en = "reviewed by {reviewers}; {fewest} or more are needed"
    do_zh = "请由足够的执法人员复核。"
    do_en = "Have it reviewed by enough officers."
    rule = "行政处罚法 第四十二条(不得少于两人)"


class ReviewerOfTeam(Invalid):
    """Whoever was there would judge what he did himself."""

    slug = "reviewer-of-team"
    title_zh = "复核人员参加了该次检查"
    title_en = "An officer of the team cannot review the objection"
    detail_zh = "{reviewers} 是该次检查或案件的执法人员"
    detail_en = "{reviewers} were of the team"
    do_zh = "请由未参加检查的执法人员复核。"
    do_en = "Have it reviewed by officers who were not there."
    rule = "行政处罚法 第四十三条(回避)"


class ReviewerNotCertified(Invalid):
    slug = "reviewer-not-certified"
    title_zh = "复核人员没有有效的执法证件"
    title_en = "A reviewer holds no certificate"
    detail_zh = "{reviewers} 今天没有有效的执法证件"
    detail_en = "{reviewers} hold no certificate that counts today"
    do_zh = "请由持证执法人员复核。"
    do_en = "Have it reviewed by certified officers."


class CorrectionMissing(Invalid):
    """A point that is right without anything being put right would be an answer in words alone."""

    slug = "correction-missing"
    title_zh = "异议成立但未写明如何更正"
    title_en = "A point is upheld, and nothing is put right"
    do_zh = "请写明更正的内容。"
    do_en = "Say what is put right."


class CorrectionUngrounded(Invalid):
    slug = "correction-ungrounded"
    title_zh = "异议不成立却写明更正"
    title_en = "No point is upheld, and something is put right"
    detail_zh = "没有一条异议成立,却要更正:{correction}"
    detail_en = "no point is upheld, and this is put right: {correction}"
    do_zh = "请去掉更正内容,或认定相应的异议理由成立。"
    do_en = "Leave the correction out, or uphold the point that it follows from."
