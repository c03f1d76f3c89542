"""What a review of duty refuses."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchReview(NotFound):
    slug = "no-such-review"
    title_zh = "尽职审查不存在"
    title_en = "No such review"
    do_zh = "请核对审查编号。"
    do_en = "Check the number."


class NoOfficer(NotFound):
    slug = "no-officer"
    title_zh = "名录中没有该执法人员"
    title_en = "The register knows no such officer"
    do_zh = "请核对执法人员编号。"
    do_en = "Check the officer's number."


class ReviewTaken(Refusal):
    slug = "review-taken"
    title_zh = "审查编号已用于其他内容"
    title_en = "The review's number stands for something else"
    detail_zh = "{review} 已有不同内容的审查"
    detail_en = "{review} is on record with other content"
    do_zh = "请换用新的编号。"
    do_en = "Use a new number."


class NoSuchOfficer(Invalid):
    slug = "no-such-officer"
    title_zh = "名录中没有该执法人员"
    title_en = "The register knows no such officer"
    detail_zh = "名录中没有编号为 {officer} 的执法人员"
    detail_en = "no officer of the register has the number {officer}"
    do_zh = "请核对执法人员编号。"
    do_en = "Check the officer's number."


class IncidentToCome(Invalid):
    slug = "incident-to-come"
    title_zh = "事件日期在今天之后"
    title_en = "The incident is still to come"
    detail_zh = "事件日期 {on} 晚于今天 {today}"
    detail_en = "{on} is after today, {today}"
    do_zh = "请填写事件发生的日期。"
    do_en = "Give the day on which it happened."


class NotCompiled(NotNow):
    slug = "review-not-compiled"
    title_zh = "尚未汇集履职记录"
    title_en = "The record has not been compiled"
    do_zh = "请先汇集履职记录。"
    do_en = "Compile the evidence first."


class NotHeard(NotNow):
    slug = "officer-not-heard"
    title_zh = "尚未听取本人陈述"
    title_en = "The officer has not been heard"
    do_zh = "请先听取本人对所汇集记录的陈述;本人不陈述的,写明告知情况。"
    do_en = "Hear him on what was compiled; where he says nothing, say how he was asked."
    rule = "行政处罚法之外的问责同样应听取本人陈述和申辩(公务员法 第六十三条)"


class ReviewDecidedAlready(NotNow):
    slug = "review-decided"
    title_zh = "审查已作出结论"
    title_en = "The review is decided"
    do_zh = "本人不服的,可在期限内申请复核。"
    do_en = "The officer may appeal in time."


class ReviewOver(NotNow):
    slug = "review-over"
    title_zh = "审查已终结"
    title_en = "The review is over"
    do_zh = "无需再办理。"
    do_en = "Nothing is left to do."


class NothingToAppeal(NotNow):
    slug = "review-undecided"
    title_zh = "审查尚无结论"
    title_en = "Nothing has been decided yet"
    do_zh = "请等待结论。"
    do_en = "Wait for the decision."


class NotAppealed(NotNow):
    slug = "review-not-appealed"
    title_zh = "本人没有申请复核"
    title_en = "The officer has not appealed"
    do_zh = "期限届满未申请复核的,结论自行生效。"
    do_en = "What was decided holds once the time to appeal is over."


class AppealPending(NotNow):
    slug = "appeal-pending"
    title_zh = "复核正在进行"
    title_en = "The appeal is under way"
    do_zh = "请等待复核结论。"
    do_en = "Wait for what the other panel decides."


class PanelTooSmall(Invalid):
    slug = "panel-too-small"
    title_zh = "审查人员不足"
    title_en = "The panel is too small"
    detail_zh = "审查人员 {panel},应不少于 {fewest} 名"
    detail_en = "the panel is {panel}; {fewest} or more are needed"
    do_zh = "请由足够的人员集体审查。"
    do_en = "Let enough people decide together."


class PanelPartial(Invalid):
    """Whoever was there, or has decided before, would judge himself."""

    slug = "panel-partial"
    title_zh = "审查人员应当回避"
    title_en = "A member of the panel has to stand aside"
    detail_zh = "{panel} 参加了该次检查,或已参加过本案审查"
    detail_en = "{panel} was on the visit, or of the panel before"
    do_zh = "请由其他人员审查。"
    do_en = "Let others decide."


class GroundMissing(Invalid):
    slug = "liability-without-ground"
    title_zh = "认定失职未写明情形"
    title_en = "Liability needs one of its grounds"
    do_zh = "请写明属于哪一种应予追责的情形;不属于任何一种的,不得追责。"
    do_en = "Name the ground; where there is none, nobody is liable."
    rule = "L-52 追究责任的四种情形"


class GroundWithoutLiability(Invalid):
    slug = "ground-without-liability"
    title_zh = "未认定失职却写明追责情形"
    title_en = "A ground of liability, and nobody is liable"
    detail_zh = "未认定失职,却写明应予追责的情形"
    detail_en = "nobody is held liable, and the ground is {ground}"
    do_zh = "请去掉追责情形,或认定失职。"
    do_en = "Leave the ground out, or hold the officer liable."
