"""What a docket refuses."""

from libs.events.refusal import NotNow


class DocketOver(NotNow):
    """`year`: of the docket."""

    slug = "docket-over"
    title_zh = "该年度已不能编号"
    title_en = "No number of that year is given any more"
    detail_zh = "文号按当年编排,现为 {now} 年,不能编入 {year} 年"
    detail_en = "numbers are of the running year {now}, not of {year}"
    do_zh = "请重新提交,文书将按当年编号。"
    do_en = "Send it again: the paper gets a number of this year."
