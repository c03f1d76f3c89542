"""Refusals of the second person."""

from __future__ import annotations

from ..refusal import Forbidden, Invalid, NotFound, NotNow

_AC5 = "NIST SP 800-53 Rev. 5, AC-3(2), AC-5"


class NoSuchCountersignature(NotFound):
    slug = "no-such-countersignature"
    title_zh = "没有此项待复核事项"
    title_en = "No such request for a second person"
    detail_zh = "没有编号为 {countersignature} 的复核事项"
    detail_en = "nothing waits, or has waited, under {countersignature}"


class CountersignatureSettled(NotNow):
    slug = "countersignature-settled"
    title_zh = "复核事项已办结"
    title_en = "The request is settled"
    detail_zh = "该事项已办结,当前状态为 {state}"
    detail_en = "the request is no longer waiting: it is {state}"
    do_zh = "确需办理的,请重新提出。"
    do_en = "Ask anew if it is still wanted."


class SamePerson(Forbidden):
    slug = "same-person"
    title_zh = "申请人不得自行复核"
    title_en = "Who asks does not approve"
    detail_zh = "{approved_by} 是本事项的申请人"
    detail_en = "{approved_by} has asked for this"
    do_zh = "请由另一名有权人员复核;如需撤回,请办理撤回。"
    do_en = "Let another person approve it; the asker may only take it back."
    rule = _AC5


class NotTheSecond(Forbidden):
    slug = "not-the-second"
    title_zh = "无复核该事项的角色"
    title_en = "The role does not approve this"
    detail_zh = "复核该事项需要以下角色之一:{wanted_zh};您的角色为:{roles_zh}"
    detail_en = "approving this needs one of the roles {wanted}; the caller has {roles}"
    do_zh = "请由具有上述角色之一的其他人员复核。"
    do_en = "Let another person with one of these roles approve it."
    rule = _AC5


class NotAmong(Forbidden):
    """The role is right, and the body the approver acts for is not."""

    slug = "not-among-the-seconds"
    title_zh = "不在可复核人员范围内"
    title_en = "Approved by others than these"
    rule = _AC5


class NotAColleague(NotAmong):
    detail_zh = "该事项由申请人所在单位的其他人员复核;您代表的单位为:{acts_for}"
    detail_en = "this is approved by a colleague of who asked; the caller acts for: {acts_for}"
    do_zh = "请由申请人所在单位的另一名有权人员复核。"
    do_en = "Let another person of the asker's body approve it."


class NotOfTheLead(NotAmong):
    detail_zh = "该事项由牵头单位的人员复核,当日牵头单位为:{lead};您代表的单位为:{acts_for}"
    detail_en = "this is approved by the body that leads, today {lead}; the caller acts for: {acts_for}"
    do_zh = "请由牵头单位的有权人员复核。"
    do_en = "Let somebody of the leading body approve it."


class NobodyLeads(NotAmong):
    detail_zh = "该事项由牵头单位的人员复核,而当日没有登记牵头单位;您代表的单位为:{acts_for}"
    detail_en = "this is approved by the body that leads, and none is recorded for today; the caller acts for: {acts_for}"
    do_zh = "请先登记牵头单位,再由其人员复核;到期仍未复核的,事项自动失效,可以重新提出。"
    do_en = "Record who leads, and let somebody of that body approve it. What expires before may be asked anew."


class RefusedBefore(Forbidden):
    """Asked again, a request is for somebody else to refuse: one person would otherwise keep anything from being approved."""

    slug = "refused-before"
    title_zh = "同一事项不得由同一人再次退回"
    title_en = "Nobody refuses the same twice"
    detail_zh = "{by} 近期已退回过内容相同的事项"
    detail_en = "{by} has lately refused an equal request"
    do_zh = "请由其他有权复核的人员复核或退回;无人复核的,到期自动失效。您此前退回的理由已列在本事项中。"
    do_en = "Let another second person approve or refuse it; without one it expires. Your earlier reason is shown with it."
    rule = _AC5


class NotTheAsker(Forbidden):
    slug = "not-the-asker"
    title_zh = "仅申请人可以撤回"
    title_en = "Only who asked takes it back"
    detail_zh = "本事项不是 {by} 提出的"
    detail_en = "{by} has not asked for this"
    do_zh = "请由申请人撤回,或由复核人退回。"
    do_en = "Let the asker take it back, or refuse it as the second person."


class PolicyByOne(Invalid):
    """One edition by one person could otherwise end every other duty."""

    slug = "policy-by-one"
    title_zh = "政策参数的复核不得取消"
    title_en = "A policy always needs a second person"
    detail_zh = "seconds 缺少 {value}:取消之后,一个人即可取消其余全部复核"
    detail_en = "seconds lacks {value}: without it one person could end every other duty"
    do_zh = "请在 seconds 中保留该项,可以调整复核角色。"
    do_en = "Keep it among the seconds; the roles may change."
    rule = _AC5


class NoWayBack(Invalid):
    """Such an edition could never be changed again: who approves the next one is said by itself."""

    slug = "no-way-back"
    title_zh = "今后无人可以复核"
    title_en = "Nobody could approve the next change"
    detail_zh = "{duty} 由{among_zh}复核,而该版本生效之日无牵头单位,或申请人不代表任何单位"
    detail_en = "{duty} would be approved by {value}, and nobody leads when the edition begins, or the asker acts for no body"
    do_zh = "由牵头单位复核的,请先登记牵头单位;由申请人所在单位复核的,请由代表单位的人员提出。"
    do_en = "Record who leads before this is left to the lead; leave it to colleagues only as somebody who acts for a body."
    rule = _AC5


class NoSuchSecond(Invalid):
    slug = "no-such-second"
    title_zh = "无人可以办理该复核"
    title_en = "Nobody could approve this"
    detail_zh = "{unable_zh} 不能在本服务办理复核"
    detail_en = "in this service {value} cannot approve"
    do_zh = "请从以下角色中选择:{able_zh}。"
    do_en = "Choose among these roles: {able}."


class NoLeadKnown(NoSuchSecond):
    detail_zh = "本服务不掌握谁为牵头单位,不能要求由牵头单位的人员复核"
    detail_en = "this service does not know who leads, and cannot ask for the lead"
    do_zh = "请改为由申请人所在单位的其他人员 (colleagues) 或其他任何人 (anybody) 复核。"
    do_en = "Leave it to a colleague of the asker (colleagues) or to anybody else (anybody)."
