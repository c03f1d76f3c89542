"""Refusals of plans."""

from libs.events.refusal import Forbidden, Invalid, NotFound, NotNow, Refusal


class NoSuchPlan(NotFound):
    slug = "no-such-plan"
    title_zh = "检查计划不存在"
    title_en = "No such plan"
    do_zh = "可通过 GET /v1/plans 查询。"
    do_en = "GET /v1/plans lists them."


class AlreadyDrafted(Refusal):
    slug = "plan-already-drafted"
    title_zh = "该编号的计划已存在"
    title_en = "A plan of that number exists"
    do_zh = "新的计划请使用新的编号。"
    do_en = "Use a new number for a new plan."


class TooFewMembers(Invalid):
    slug = "too-few-members"
    title_zh = "联席会成员不足"
    title_en = "A joint conference has at least two members"
    detail_zh = "仅有牵头部门不构成联席会"
    detail_en = "the lead alone is no conference"
    do_zh = "请填写联席会其他成员部门。"
    do_en = "Name the other departments of the joint conference."


class ConferenceUnknown(Invalid):
    slug = "conference-unknown"
    title_zh = "未登记联席会成员"
    title_en = "The joint conference's members are not recorded"
    detail_zh = "{today} 名录中没有联席会成员或牵头部门"
    detail_en = "nobody sits in the joint conference on {today}"
    do_zh = "请填写牵头部门和成员部门,或先在名录中登记联席会成员。"
    do_en = "Name lead and members, or ask the registry to record the joint conference."
    rule = "N-09 联席会议成员单位"


class ConferenceDiffers(Invalid):
    """Whoever drafts a plan does not pick who votes on it."""

    slug = "conference-differs"
    title_zh = "牵头部门或成员与登记的联席会不一致"
    title_en = "Lead or members are not those of the recorded joint conference"
    detail_zh = "{today} 名录登记的是:{recorded}"
    detail_en = "recorded on {today}: {recorded}"
    do_zh = "请勿填写牵头部门和成员,或先在名录中变更联席会成员。"
    do_en = "Name neither lead nor members, or ask the registry to change the joint conference first."
    rule = "N-09 联席会议成员单位"


class NothingToCoordinate(Invalid):
    slug = "nothing-to-coordinate"
    title_zh = "没有可统筹的抽查需求"
    title_en = "There is no open demand to coordinate"
    do_zh = "请先由各部门提交抽查需求。"
    do_en = "Ask the departments to submit demands."


class DemandNotOpen(Invalid):
    slug = "demand-not-open"
    title_zh = "抽查需求不可纳入计划"
    title_en = "The demand cannot be part of the plan"
    detail_zh = "{demands} {why_zh}"
    detail_en = "{demands} is {why_en}"
    do_zh = "请填写 {year} 年度有效的需求,或留空以纳入全部需求。"
    do_en = "Name open demands of {year}, or none for all of them."


class WindowWrong(Invalid):
    slug = "window-wrong"
    title_zh = "检查时间段有误"
    title_en = "The plan's window is not acceptable"
    detail_zh = "{window_from} 至 {window_to} 不是 {year} 年度内的时间段"
    detail_en = "{window_from} to {window_to} is not a window of {year}"
    do_zh = "请使起止日期均在计划年度内且起始日不晚于截止日。"
    do_en = "Let it begin and end within the plan's year, first day first."


class ReasonMissing(Invalid):
    """An approved plan is amended only with a reason (N-10)."""

    slug = "reason-missing"
    title_zh = "调整已批准的计划须说明理由"
    title_en = "Amending an approved plan needs a reason"
    detail_zh = "第 {edition} 版已获批准"
    detail_en = "edition {edition} was approved"
    do_zh = "请说明调整理由。"
    do_en = "Say why the approved plan is amended."
    rule = "N-10 计划调整须说明理由"


class NotAMember(Forbidden):
    slug = "not-a-member"
    title_zh = "不是联席会成员"
    title_en = "Not a member of the joint conference"
    do_zh = "请由联席会成员部门办理。"
    do_en = "Only members of the joint conference do this."


class DrafterVotes(Forbidden):
    """Who makes a plan does not approve it in the name of others."""

    slug = "drafter-votes"
    title_zh = "编制人不得代表其他部门表决"
    title_en = "Who drafts a plan does not vote for others"
    detail_zh = "{by} 编制或统筹了本计划,只能代表牵头部门 {lead} 表决,不能代表 {member}"
    detail_en = "{by} has drafted or coordinated the plan and may vote for the lead {lead} only, not for {member}"
    do_zh = "请由 {member} 的其他人员表决。"
    do_en = "Let somebody else vote for {member}."
    rule = "NIST SP 800-53 Rev. 5, AC-5"


class VotesForAnother(Forbidden):
    """A majority is one of people too: nobody casts the votes of several members."""

    slug = "votes-for-another"
    title_zh = "一人只能代表一个成员表决"
    title_en = "Nobody votes for two members"
    detail_zh = "{by} 已代表 {before} 对本版计划表决,不能再代表 {member}"
    detail_en = "{by} has voted on this edition for {before}, and not for {member} too"
    do_zh = "请由 {member} 的其他人员表决。"
    do_en = "Let somebody else vote for {member}."
    rule = "NIST SP 800-53 Rev. 5, AC-5"


class AlreadyVoted(Refusal):
    slug = "already-voted"
    title_zh = "该成员已表决"
    title_en = "The member has voted"
    do_zh = "同一版计划不得重复表决。"
    do_en = "A vote stands for its edition."


class OtherEdition(NotNow):
    """A vote is for what its member has read, and not for what took its place meanwhile."""

    slug = "other-edition"
    title_zh = "表决的不是现行版本"
    title_en = "The vote is on another edition than the present one"
    detail_zh = "表决的是第 {edition} 版,待表决的是第 {present} 版"
    detail_en = "the vote names edition {edition}, and edition {present} awaits votes"
    do_zh = "请阅读待表决的版本后,按该版本号重新表决。"
    do_en = "Read the edition that awaits votes, and vote on it by its number."
    rule = "L-15"


class ConferenceChanged(NotNow):
    """An edition is not decided by departments that sit in the joint conference no more."""

    slug = "conference-changed"
    title_zh = "联席会成员已变更,本版计划不再表决"
    title_en = "The joint conference has changed since the edition was made"
    detail_zh = "第 {edition} 版的成员 {left} 已退出联席会或已撤销"
    detail_en = "{left} of edition {edition} left the joint conference or was withdrawn"
    do_zh = "请由牵头部门重新统筹,再由现任成员对新版计划表决。"
    do_en = "Let the lead coordinate the plan anew; those who sit now vote on that edition."
    rule = "N-09 联席会议成员单位"


class NothingToVoteOn(NotNow):
    slug = "nothing-to-vote-on"
    title_zh = "当前没有待表决的计划"
    title_en = "There is no edition to vote on"
    do_zh = "请待计划重新统筹后表决。"
    do_en = "Wait until the planner has coordinated a new edition."


class DraftedLate(Invalid):
    """The year's plan is made in advance; later only with a reason, which stays on record (L-11)."""

    slug = "drafted-late"
    title_zh = "年度计划应提前编制,年内编制须说明理由"
    title_en = "A plan drafted after its year began needs a reason"
    detail_zh = "{year} 年度已开始"
    detail_en = "{year} has begun"
    do_zh = "请说明年内编制的理由,该理由将记录在案。"
    do_en = "Say why the plan is drafted only now; the reason stays on record."
    rule = "L-11 各单位提前编制年度检查计划"


class DeferredLeftOut(Invalid):
    """What was deferred to this plan is not dropped silently (L-14)."""

    slug = "deferred-left-out"
    title_zh = "已编入本计划的报备未列入,须说明理由"
    title_en = "Deferred checks are left out without a reason"
    detail_zh = "未列入:{reason}"
    detail_en = "not taken up: {reason}"
    do_zh = "请纳入相关部门就该事项提出的需求,或说明不予列入的理由。"
    do_en = "Join a demand of that department for these items, or say why not."
    rule = "L-14 未及时报备的需编入后续检查计划"
