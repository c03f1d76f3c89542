"""Refusals of joint plans with a neighbour."""

from libs.events.refusal import Forbidden, Invalid, NotFound, NotNow, Refusal


class NoSuchCrossPlan(NotFound):
    slug = "no-such-crossplan"
    title_zh = "跨区域联合计划不存在"
    title_en = "No such joint plan"
    do_zh = "可通过 GET /v1/crossplans 查询。"
    do_en = "GET /v1/crossplans lists them."


class CrossPlanExists(Refusal):
    slug = "crossplan-exists"
    title_zh = "该编号的跨区域联合计划已存在"
    title_en = "A joint plan of that number exists"
    do_zh = "请使用新的编号。"
    do_en = "Use another number."


class CrossPlanNumber(Invalid):
    slug = "crossplan-number"
    title_zh = "跨区域联合计划编号有误"
    title_en = "The joint plan's number is not acceptable"
    detail_zh = "{crossplan} 未以 {proposer}- 开头"
    detail_en = "{crossplan} does not begin with {proposer}-"
    do_zh = "请使用类似 {proposer}-2026-01 的编号。"
    do_en = "Use a number like {proposer}-2026-01."


class CrossPlanWithOneself(Invalid):
    slug = "crossplan-with-oneself"
    title_zh = "跨区域联合计划须与外地共同实施"
    title_en = "A joint plan needs another place"
    do_zh = "请填写对方行政区划代码。"
    do_en = "Name the neighbour's division code."
    rule = "J-15、J-16 跨区域执法联动"


class NotCovered(NotNow):
    """Results of joint checks are recognised on both sides, so an agreement must cover all of it (J-17, B-36)."""

    slug = "not-covered"
    title_zh = "没有生效的互认协议覆盖该联合计划"
    title_en = "No agreement in force covers the joint plan"
    detail_zh = "与 {kinds} 之间没有协议覆盖其检查类别、行业领域和时间段"
    detail_en = "none with {kinds} covers its kinds, industries and window"
    do_zh = "请先签订覆盖上述范围的互认协议。"
    do_en = "Conclude a recognition agreement that covers all of it first."
    rule = "J-17 检查标准统一、检查结果互认;N-07 合作协议"


class CrossPlanWindow(Invalid):
    slug = "crossplan-window"
    title_zh = "联合检查时间段有误"
    title_en = "The joint window is not acceptable"
    detail_zh = "{window_from} 至 {last},今天是 {today}"
    detail_en = "{window_from} to {last}, today is {today}"
    do_zh = "请使起止日期在同一年度内、先后有序且尚未结束。"
    do_en = "Let it lie within one year, first day first, and not be over."


class NotThePartner(Forbidden):
    slug = "not-the-partner"
    title_zh = "应由对方办理"
    title_en = "Only the partner may answer"
    detail_zh = "应由 {partner} 答复,而不是 {by}"
    detail_en = "{partner} answers, not {by}"
    do_zh = "请等待对方答复;如需撤回请终止。"
    do_en = "Wait for the partner; to take the proposal back, end it."


class CrossPlanOver(NotNow):
    slug = "crossplan-over"
    title_zh = "跨区域联合计划已终止或未获接受"
    title_en = "The joint plan is over"
    do_zh = "请重新提出联合计划。"
    do_en = "Propose a new one."


class CrossPlanAnswered(NotNow):
    slug = "crossplan-answered"
    title_zh = "跨区域联合计划已获接受"
    title_en = "The joint plan was accepted already"
    do_zh = "如需停止,请说明理由后终止。"
    do_en = "End it with a reason instead."
