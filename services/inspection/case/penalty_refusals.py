"""What a case refuses of penalties: proposed, decided, performed, revoked."""

from libs.events.refusal import Invalid, NotNow, Refusal


class PenaltyUnclear(Invalid):
    slug = "penalty-unclear"
    title_zh = "处理意见与处罚内容不符"
    title_en = "Outcome and penalties do not fit"
    detail_zh = "{penalties}:{chinese}"
    detail_en = "{penalties}: {english}"
    do_zh = "给予处罚的应写明每一种处罚及金额或期限;不予处罚的不得列处罚内容。"
    do_en = "Say each penalty once, with amount or days where it has one; without a penalty list none."
    rule = "行政处罚法 第九条、第五十九条"


class BenchmarkMissing(Invalid):
    slug = "benchmark-missing"
    title_zh = "没有适用的裁量基准"
    title_en = "No discretion benchmark"
    detail_zh = "裁量基准 {benchmark} 未生效,或不是本案事项的基准"
    detail_en = "{benchmark} is not in force, or of none of the case's items"
    do_zh = "请选择本案事项现行的裁量基准及阶次。"
    do_en = "Name the benchmark in force of one of the items, and its grade."
    rule = "行政处罚法 第三十四条、B-31"


class GradeOutOfBenchmark(Invalid):
    slug = "grade-out-of-benchmark"
    title_zh = "处罚超出裁量阶次"
    title_en = "Outside the grade of the benchmark"
    detail_zh = "阶次 {grade} 的罚款为 {least} 至 {most} 分,拟罚款 {fen} 分"
    detail_en = "grade {grade} is from {least} to {most} fen, and {fen} fen are proposed"
    do_zh = "请改为阶次范围内的处罚;确需调整的,写明调整理由,并经法制审核和集体讨论。"
    do_en = "Stay within the grade; or say why it is left, which is then reviewed and discussed."
    rule = "行政处罚法 第三十四条、B-31"


class ExemptionDoesNotFit(Invalid):
    slug = "exemption-does-not-fit"
    title_zh = "免罚清单情形不适用"
    title_en = "The exemption is not in force for the case"
    detail_zh = "免罚情形 {exemption} 未生效,或不是本案事项的情形"
    detail_en = "{exemption} is not in force, or of none of the case's items"
    do_zh = "请选择本案事项现行的免罚情形,或不填写该项。"
    do_en = "Name an entry in force of one of the items, or none."
    rule = "行政处罚法 第三十三条、H-16"


class NotFirstOffence(Refusal):
    slug = "not-first-offence"
    title_zh = "不是初次违法"
    title_en = "Not a first offence"
    detail_zh = "此前已有 {earlier} 的同类处理"
    detail_en = "{earlier} was about the same before"
    do_zh = "请改用其他处理意见。"
    do_en = "Propose another outcome."
    rule = "行政处罚法 第三十三条"


class HarsherAfterDefence(Refusal):
    slug = "harsher-after-defence"
    title_zh = "不得因申辩加重处罚"
    title_en = "A defence makes no penalty harsher"
    detail_zh = "{penalties} 重于已告知的处罚"
    detail_en = "{penalties} is harsher than what the party was told"
    do_zh = "请不重于告知的内容提出处理意见。"
    do_en = "Propose what was told, or less."
    rule = "行政处罚法 第四十五条"


class ReviewMissing(NotNow):
    slug = "review-missing"
    title_zh = "未经法制审核或审核未通过"
    title_en = "No legal review, or not passed"
    detail_zh = "案件 {case} 的处理意见未通过法制审核"
    detail_en = "the proposal of {case} has passed no legal review"
    do_zh = "请先提请法制审核;审核未通过的,修改处理意见;经过听证的,在听证后审核。"
    do_en = "Ask for the legal review; change a proposal that failed; after a hearing it is reviewed anew."
    rule = "行政处罚法 第五十八条、B-32"


class BanOnNewEconomy(NotNow):
    slug = "ban-on-new-economy"
    title_zh = "对新业态不得简单封杀"
    title_en = "No simple ban on the new economy"
    detail_zh = "案件 {case} 的当事人为新业态,限制或禁止经营须先经法制审核"
    detail_en = "the party of {case} is of the new economy: a ban is reviewed first"
    do_zh = "请先提请法制审核,说明为何其他处罚不足。"
    do_en = "Ask for the legal review, and say why less would not do."
    rule = "B-20 严禁简单封杀或放任不管"


class DiscussionMissing(NotNow):
    slug = "discussion-missing"
    title_zh = "未经集体讨论决定"
    title_en = "Not discussed by the heads together"
    detail_zh = "案件 {case} 的处理意见未经集体讨论通过"
    detail_en = "the heads have not carried the proposal of {case} together"
    do_zh = "情节复杂、重大处罚、超出裁量基准和再次延长期限的,由负责人集体讨论决定。"
    do_en = "Have the heads discuss what is complex, major, outside the benchmark, or extended again."
    rule = "行政处罚法 第五十七条"


class NotTold(NotNow):
    slug = "not-told"
    title_zh = "尚未告知当事人"
    title_en = "The party was not told of this"
    detail_zh = "案件 {case} 拟作出的处罚尚未告知当事人"
    detail_en = "the party of {case} was not told of the penalty"
    do_zh = "请先告知拟处罚的内容、事实、理由、依据和当事人的权利。"
    do_en = "Tell the party first: content, facts, reasons, basis and rights."
    rule = "行政处罚法 第四十四条、第六十二条"


class DefencePending(NotNow):
    slug = "defence-pending"
    title_zh = "陈述申辩期限未满"
    title_en = "The party may still speak"
    detail_zh = "当事人可在 {defend_by} 前陈述、申辩或要求听证"
    detail_en = "the party may speak, or ask for a hearing, until {defend_by}"
    do_zh = "请在期限届满后作出决定。"
    do_en = "Decide when the time is over."
    rule = "行政处罚法 第六十二条、第六十四条"


class DefenceUnweighed(Invalid):
    slug = "defence-unweighed"
    title_zh = "未说明对申辩的采纳情况"
    title_en = "The decision does not answer the defence"
    detail_zh = "采纳情况:{weighed}"
    detail_en = "what was weighed: {weighed}"
    do_zh = "请说明采纳了哪些意见,未采纳的理由是什么。"
    do_en = "Say what was accepted, and why not the rest."
    rule = "行政处罚法 第四十五条"


class OutcomeDiffers(NotNow):
    slug = "outcome-differs"
    title_zh = "与处理意见不一致"
    title_en = "Not what was proposed"
    detail_zh = "案件 {case} 的处理意见为:{outcome}"
    detail_en = "proposed in {case}: {outcome}"
    do_zh = "请按处理意见作出决定,或先提出新的处理意见。"
    do_en = "Decide as proposed, or have another proposal made first."
    rule = "行政处罚法 第五十七条"


class SummaryTooHeavy(Invalid):
    slug = "summary-too-heavy"
    title_zh = "不适用简易程序"
    title_en = "Too heavy for the summary procedure"
    detail_zh = "{penalties} 超出当场处罚范围(警告或 {most} 分以下罚款)"
    detail_en = "{penalties}: on the spot a warning, or a fine up to {most} fen"
    do_zh = "请按普通程序办理。"
    do_en = "Take the ordinary procedure."
    rule = "行政处罚法 第五十一条"


class NotTaught(Invalid):
    slug = "not-taught"
    title_zh = "不予处罚应当进行教育"
    title_en = "Whoever is spared is taught"
    detail_zh = "教育情况:{taught}"
    detail_en = "how the party was taught: {taught}"
    do_zh = "请登记对当事人的教育情况。"
    do_en = "Say how the party was taught."
    rule = "行政处罚法 第三十三条"


class NotOwed(Invalid):
    slug = "not-owed"
    title_zh = "超出应履行的内容"
    title_en = "More than is owed"
    detail_zh = "{fen} 分、{kinds};尚欠 {left_fen} 分"
    detail_en = "{fen} fen and {kinds}; {left_fen} fen are owed"
    do_zh = "请按处罚决定核对缴款金额和执行的处罚种类。"
    do_en = "Compare it with the decision: amount and kinds."
    rule = "行政处罚法 第六十六条"


class InstalmentsDiffer(Invalid):
    slug = "instalments-differ"
    title_zh = "分期安排不符"
    title_en = "The instalments do not fit"
    detail_zh = "{instalments}:应合计 {left_fen} 分,日期依次在今天之后"
    detail_en = "{instalments}: they add up to {left_fen} fen, each after the one before and after today"
    do_zh = "请更正各期金额和日期。"
    do_en = "Correct amounts and days."
    rule = "行政处罚法 第六十六条"


class NotOverdue(NotNow):
    slug = "penalty-not-overdue"
    title_zh = "履行期限未满"
    title_en = "There is still time to perform"
    detail_zh = "履行期限为 {perform_by}"
    detail_en = "it may be performed until {perform_by}"
    do_zh = "请在期限届满后办理。"
    do_en = "Wait until the time is over."
    rule = "行政处罚法 第七十二条"


class SurchargeFull(NotNow):
    slug = "surcharge-full"
    title_zh = "没有可加处的罚款"
    title_en = "No surcharge is to be added"
    detail_zh = "已加处 {total_fen} 分,加处罚款不得超出罚款数额"
    detail_en = "{total_fen} fen were added, and no more than the fine itself is"
    do_zh = "请申请人民法院强制执行。"
    do_en = "Ask the court to enforce it."
    rule = "行政处罚法 第七十二条"


class NotUrged(Invalid):
    slug = "not-urged"
    title_zh = "催告后未满期限"
    title_en = "Too soon after the party was urged"
    detail_zh = "催告 {urged_at},{earliest} 后方可申请强制执行"
    detail_en = "urged at {urged_at}: the court is asked after {earliest}"
    do_zh = "催告书送达十个工作日后当事人仍未履行的,再申请强制执行。"
    do_en = "Ask the court ten working days after the party was urged."
    rule = "行政强制法 第五十四条"


class AlreadyRevoked(NotNow):
    slug = "penalty-revoked"
    title_zh = "处罚决定已撤销"
    title_en = "The decision was revoked"
    detail_zh = "案件 {case} 的处罚决定已撤销"
    detail_en = "the decision of {case} was revoked"
    do_zh = "无需再办理;仍需处理的,另行立案。"
    do_en = "Nothing is left to do; file a new case where one is needed."


class NotPerformed(NotNow):
    slug = "not-performed"
    title_zh = "尚不能结案"
    title_en = "The case cannot be closed yet"
    detail_zh = "案件 {case}:{chinese}"
    detail_en = "{case}: {english}"
    do_zh = "请在决定送达并履行(或强制执行)完毕后结案。"
    do_en = "Close it when the decision is served and performed or enforced."
    rule = "行政处罚法 第六章"
