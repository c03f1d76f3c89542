"""Refusals of plans."""

from libs.events.refusal import Forbidden, Invalid, NotFound, NotNow, Refusal


class NoSuchPlan(NotFound):
    slug = "no-such-plan"
    title_zh = "检查计划不存在"
    title_en = "No such plan"


class AlreadyDrafted(Refusal):
    slug = "plan-already-drafted"
    title_zh = "该编号的计划已存在"
    title_en = "A plan of that number exists"


class TooFewMembers(Invalid):
    slug = "too-few-members"
    title_zh = "联席会成员不足"
    title_en = "A joint conference has at least two members"


class ConferenceUnknown(Invalid):
    slug = "conference-unknown"
    title_zh = "未登记联席会成员"
    title_en = "The joint conference's members are not recorded"
    rule = "N-09 联席会议成员单位"


class NothingToCoordinate(Invalid):
    slug = "nothing-to-coordinate"
    title_zh = "没有可统筹的抽查需求"
    title_en = "There is no open demand to coordinate"


class DemandNotOpen(Invalid):
    slug = "demand-not-open"
    title_zh = "抽查需求不可纳入计划"
    title_en = "The demand cannot be part of the plan"


class WindowWrong(Invalid):
    slug = "window-wrong"
    title_zh = "检查时间段有误"
    title_en = "The plan's window is not acceptable"


class ReasonMissing(Invalid):
    """An approved plan is amended only with a reason (N-10)."""

    slug = "reason-missing"
    title_zh = "调整已批准的计划须说明理由"
    title_en = "Amending an approved plan needs a reason"
    rule = "N-10 计划调整须说明理由"


class NotAMember(Forbidden):
    slug = "not-a-member"
    title_zh = "不是联席会成员"
    title_en = "Not a member of the joint conference"


class AlreadyVoted(Refusal):
    slug = "already-voted"
    title_zh = "该成员已表决"
    title_en = "The member has voted"


class NothingToVoteOn(NotNow):
    slug = "nothing-to-vote-on"
    title_zh = "当前没有待表决的计划"
    title_en = "There is no edition to vote on"


class DraftedLate(Invalid):
    """The year's plan is made in advance; later only with a reason, which stays on record (L-11)."""

    slug = "drafted-late"
    title_zh = "年度计划应提前编制,年内编制须说明理由"
    title_en = "A plan drafted after its year began needs a reason"
    rule = "L-11 各单位提前编制年度检查计划"


class DeferredLeftOut(Invalid):
    """What was deferred to this plan is not dropped silently (L-14)."""

    slug = "deferred-left-out"
    title_zh = "已编入本计划的报备未列入,须说明理由"
    title_en = "Deferred checks are left out without a reason"
    rule = "L-14 未及时报备的需编入后续检查计划"
