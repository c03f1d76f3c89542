"""What is refused about an arrangement of holidays."""

from libs.events.refusal import Invalid

_RULE = "国务院办公厅关于部分节假日安排的通知"


class DayOfAnotherYear(Invalid):
    slug = "day-of-another-year"
    title_zh = "日期不属于该年度"
    title_en = "A day is of another year"
    detail_zh = "{day} 不在 {year} 年"
    detail_en = "{day} is not in {year}"
    do_zh = "请核对年度与日期;通知涉及相邻年度的日期时,请另行更正该年度的安排。没有写入任何内容。"
    do_en = (
        "Check the year and the day. Where the notice arranges a day of a neighbouring year, correct that year's arrangement"
        " separately. Nothing was written."
    )
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


class HalfAYear(Invalid):
    """It would be official, and legal deadlines would be set by it."""

    slug = "half-a-year"
    title_zh = "年度安排不完整"
    title_en = "The year's arrangement is not whole"
    detail_zh = "列出 {value} 个放假日,全年法定节假日为 {needed} 天;未列为放假的法定日期:{not_off}"
    detail_en = "{value} days off are named, the statutory days are {needed}; statutory days that are not off: {not_off}"
    do_zh = "请按通知列出全年全部放假日期,包括其中的周末;通知发布前请勿公布。"
    do_en = (
        "Name all days off of the year as the notice has them, weekends within them too."
        " Publish nothing before the notice is out."
    )
    rule = "全国年节及纪念日放假办法, 2024-11-10, article 2"
