"""What is refused about an arrangement of holidays."""

from libs.events.refusal import Invalid

_RULE = "国务院办公厅关于部分节假日安排的通知"


class DayOfAnotherYear(Invalid):
    slug = "day-of-another-year"
    title_zh = "日期不属于该年度"
    title_en = "A day is of another year"
    detail_zh = "{day} 不在 {year} 年"
    detail_en = "{day} is not in {year}"
    do_zh = "请核对年度与日期;没有写入任何内容。"
    do_en = "Check the year and the day; nothing was written."
    rule = _RULE


class DayTwice(Invalid):
    slug = "day-twice"
    title_zh = "同一日期出现两次"
    title_en = "A day is named twice"
    detail_zh = "{day} 出现两次,或既放假又上班"
    detail_en = "{day} is there twice, or both off and worked"
    do_zh = "每个日期只能出现一次。"
    do_en = "Name each day once."
    rule = _RULE


class WorkedAnyway(Invalid):
    """Only Saturdays and Sundays are swapped."""

    slug = "worked-anyway"
    title_zh = "调休上班日应为周六或周日"
    title_en = "A swapped working day is a Saturday or Sunday"
    detail_zh = "{day} 本为工作日"
    detail_en = "{day} is a working day anyway"
    do_zh = "请只列出调休上班的周末日期。"
    do_en = "Name only the weekend days that are worked."
    rule = _RULE
