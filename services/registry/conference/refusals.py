"""What is refused about the joint conference."""

from libs.events.refusal import NotFound, Refusal


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


class NotAMember(NotFound):
    slug = "not-a-conference-member"
    title_zh = "不是联席会议成员单位"
    title_en = "Not a member of the joint conference"
    do_zh = "请核对部门代码。"
    do_en = "Check the code."
