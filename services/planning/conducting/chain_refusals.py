"""Refusals of chains of one-time codes."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchChain(NotFound):
    slug = "no-such-chain"
    title_zh = "一次性码链不存在"
    title_en = "No such chain of one-time codes"
    do_zh = "可通过 GET /v1/chains 查询。"
    do_en = "GET /v1/chains lists them."


class ChainTaken(Refusal):
    """A head is published once: another under the same number would let the organiser choose between two."""

    slug = "chain-already-published"
    title_zh = "该编号的一次性码链已公布"
    title_en = "A chain of that number was published"
    do_zh = "新的码链请使用新的编号。"
    do_en = "Use a new number for a new chain."


class ChainForeign(Invalid):
    slug = "chain-of-another-year"
    title_zh = "一次性码链不属于本年度或本牵头部门"
    title_en = "The chain belongs to another year or another lead"
    detail_zh = "{chain} 属于 {lead} {year} 年度,计划属于 {plan_lead} {plan_year} 年度"
    detail_en = "{chain} is of {lead} for {year}, the plan of {plan_lead} for {plan_year}"
    do_zh = "请填写计划牵头部门本年度的码链,或留空。"
    do_en = "Name a chain of the plan's lead and year, or none."


class ChainBusy(NotNow):
    """The next draw's head is this draw's code: while it is secret, there is none."""

    slug = "chain-busy"
    title_zh = "该一次性码链上尚有未结束的抽取"
    title_en = "A draw is under way on this chain"
    detail_zh = "{chain} 上的抽取 {open} 尚未结束"
    detail_en = "{open} is under way on {chain}"
    do_zh = "请先完成或作废 {open},或为本年度另行公布一条码链。"
    do_en = "Complete or void {open} first, or publish a second chain for the year."


class ChainSealed(NotNow):
    """The code of a draw with secret teams would show them, and that of a later draw whom its lists bar for a visit to come."""

    slug = "chain-sealed"
    title_zh = "该一次性码链上有一次性码尚未公开的抽取"
    title_en = "The code of the chain's last draw is still secret"
    detail_zh = "{sealed} 涉及不予事先通知的检查,其一次性码在检查结束前(最迟 {sealed_until})不公开"
    detail_en = "{sealed} rests on unannounced visits: its code is secret until they are over, at the latest {sealed_until}"
    do_zh = "请待其结束,或为本年度另行公布一条码链:POST /v1/chains。"
    do_en = "Wait for them, or publish a second chain for the year: POST /v1/chains."


class CodeSealed(NotNow):
    """A void burns the code in public. With it, whom the lists of a later draw bar for a visit to come is known (L-19)."""

    slug = "code-sealed"
    title_zh = "抽取的一次性码尚不能公开"
    title_en = "The draw's code may not be burnt yet"
    detail_zh = "{draw} 冻结的名单涉及其他抽取或者报备中尚未结束的不予事先通知的检查(最迟 {until} 结束)"
    detail_en = "the frozen lists of {draw} rest on unannounced visits of others, which are over on {until} at the latest"
    do_zh = "请待其结束后作废;在此之前可逐一取消本次抽取的检查:POST /v1/visits/{{visit}}/cancellation。"
    do_en = "Void it when they are over; until then cancel its visits one by one: POST /v1/visits/{{visit}}/cancellation."
    rule = "L-19"


class ChainExhausted(NotNow):
    slug = "chain-exhausted"
    title_zh = "一次性码链已用完"
    title_en = "The chain has no code left"
    detail_zh = "{chain} 共 {length} 个码,已使用 {used} 个"
    detail_en = "{used} of {length} codes of {chain} are used"
    do_zh = "请为本年度另行公布一条码链:POST /v1/chains。"
    do_en = "Publish a second chain for the year: POST /v1/chains."
