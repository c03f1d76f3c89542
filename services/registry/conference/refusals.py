"""What is refused about the joint conference."""

from libs.events.refusal import Invalid, NotFound, Refusal


class LeadStays(Refusal):
    """Exactly one department leads the joint conference at any time."""

    slug = "lead-stays"
    title_zh = "联席会议须有且只有一个牵头部门"
    title_en = "The joint conference has exactly one lead at a time"
    detail_zh = "{department}:{chinese}"
    detail_en = "{department}: {english}"
    do_zh = "请先明确自该日起的牵头部门。"
    do_en = "Let another department lead from that day on first."
    rule = "N-09, L-01 联席会议牵头部门"


class LeadIsAsked(Refusal):
    """Without a lead nobody could approve these any more, a new lead among them."""

    slug = "lead-is-asked"
    title_zh = "尚有事项须由牵头部门复核"
    title_en = "The lead is still asked to approve"
    detail_zh = "{department} 为最后的牵头部门,该日起仍由牵头部门复核的事项为:{duties}"
    detail_en = "{department} is the last lead, and from that day on the lead approves {duties}"
    do_zh = "请先发布不再由牵头部门 (lead) 复核上述事项的政策版本,或先明确新的牵头部门。"
    do_en = "First adopt an edition that leaves these to others than the lead, or let another department lead."
    rule = "NIST SP 800-53 Rev. 5, AC-5"


class NotListedThen(Invalid):
    """A seat outlives no department: it would lead, vote or approve for a body that there is not."""

    slug = "department-not-listed-then"
    title_zh = "该部门在该期间不在名录中"
    title_en = "The department is not on the list for as long as the seat lasts"
    detail_zh = "{department} 自 {day} 起不在部门名录中,或其撤销已登记"
    detail_en = "{department} is not on the list of departments from {day} on, or its withdrawal is recorded"
    do_zh = "请通过 GET /v1/departments/{{department}} 核对各版本的起止日期,先将该部门列入名录,或将席位改为自其列入之日起。"
    do_en = "GET /v1/departments/{{department}} shows from when until when: list it first, or let the seat begin when it does."
    rule = "N-09 联席会议成员单位"


class NotAMember(NotFound):
    slug = "not-a-conference-member"
    title_zh = "不是联席会议成员单位"
    title_en = "Not a member of the joint conference"
    do_zh = "请核对部门代码。"
    do_en = "Check the code."
