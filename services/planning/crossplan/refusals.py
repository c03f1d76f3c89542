"""Refusals of joint plans with a neighbour."""

from libs.events.refusal import Forbidden, Invalid, NotFound, NotNow, Refusal


class NoSuchCrossPlan(NotFound):
    slug = "no-such-crossplan"
    title_zh = "跨区域联合计划不存在"
    title_en = "No such joint plan"


class CrossPlanExists(Refusal):
    slug = "crossplan-exists"
    title_zh = "该编号的跨区域联合计划已存在"
    title_en = "A joint plan of that number exists"


class CrossPlanNumber(Invalid):
    slug = "crossplan-number"
    title_zh = "跨区域联合计划编号有误"
    title_en = "The joint plan's number is not acceptable"


class CrossPlanWithOneself(Invalid):
    slug = "crossplan-with-oneself"
    title_zh = "跨区域联合计划须与外地共同实施"
    title_en = "A joint plan needs another place"
    rule = "J-15、J-16 跨区域执法联动"


class NotCovered(NotNow):
    """Results of joint checks are recognised on both sides, so an agreement must cover all of it (J-17, B-36)."""

    slug = "not-covered"
    title_zh = "没有生效的互认协议覆盖该联合计划"
    title_en = "No agreement in force covers the joint plan"
    rule = "J-17 检查标准统一、检查结果互认;N-07 合作协议"


class CrossPlanWindow(Invalid):
    slug = "crossplan-window"
    title_zh = "联合检查时间段有误"
    title_en = "The joint window is not acceptable"


class NotThePartner(Forbidden):
    slug = "not-the-partner"
    title_zh = "应由对方办理"
    title_en = "Only the partner may answer"


class CrossPlanOver(NotNow):
    slug = "crossplan-over"
    title_zh = "跨区域联合计划已终止或未获接受"
    title_en = "The joint plan is over"


class CrossPlanAnswered(NotNow):
    slug = "crossplan-answered"
    title_zh = "跨区域联合计划已获接受"
    title_en = "The joint plan was accepted already"
