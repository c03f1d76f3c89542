"""What is refused about rows of any list."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NotListed(NotFound):
    slug = "not-listed"
    title_zh = "不在名录中"
    title_en = "Not on the list"
    do_zh = "请核对代码。"
    do_en = "Check the code."


class IsWithdrawn(NotNow):
    """A row without a day of its own never brings back what was withdrawn."""

    slug = "is-withdrawn"
    title_zh = "已移出名录"
    title_en = "Withdrawn from the list"
    detail_zh = "自 {day} 起移出名录"
    detail_en = "withdrawn from {day} on"
    do_zh = "无需重复办理。"
    do_en = "Nothing is left to withdraw."


class StillRestedOn(Refusal):
    """What others rest on is taken off the list last (B-01: no blind spot inside the list)."""

    slug = "still-rested-on"
    title_zh = "仍有内容以其为依据,不能移出"
    title_en = "Others still rest on it"
    detail_zh = "{day} 当日或之后仍有效:{rests_zh}"
    detail_en = "in force on {day} or later: {rests_en}"
    do_zh = "请先调整或移出上述内容。"
    do_en = "Change or withdraw these first."
    rule = "B-01 清单之内监管无盲区"


class BeforeLastEdition(Refusal):
    """Every change is effective-dated, and what was in force on a past day stays what it was."""

    slug = "before-last-edition"
    title_zh = "生效日期早于上一版"
    title_en = "Takes effect before the edition it follows"
    detail_zh = "名录最近一次变更自 {since} 起生效"
    detail_en = "the list was last changed from {since} on"
    do_zh = "生效日期不得早于 {since}。"
    do_en = "Name {since} or a later day."


class EndsTooEarly(Invalid):
    slug = "ends-too-early"
    title_zh = "失效日期须晚于生效日期"
    title_en = "Ends on or before the day it begins"
    detail_zh = "自 {day} 起生效"
    detail_en = "begins on {day}"
    do_zh = "请更正失效日期。"
    do_en = "Name a later day."


class EndsBeforeItBegins(Invalid):
    slug = "ends-before-it-begins"
    title_zh = "截止日期早于起始日期"
    title_en = "Ends before it begins"
    detail_zh = "自 {since} 起生效"
    detail_en = "valid from {since}"
    do_zh = "请更正截止日期。"
    do_en = "Name a later day."


class NamedTwice(Invalid):
    slug = "named-twice"
    title_zh = "有重复项"
    title_en = "Names one twice"
    do_zh = "请删除重复项。"
    do_en = "Name each once."


class OlderThanOnRecord(NotNow):
    """The file's day is before the last change of what its row names."""

    slug = "older-than-on-record"
    title_zh = "文件早于名录的最近变更"
    title_en = "The file is older than what is on record"
    detail_zh = "名录自 {since} 起已变更,文件数据截至 {value};不一致的列:{differs}"
    detail_en = "the list has said otherwise since {since}, and the file is as of {value}; they differ in: {differs}"
    do_zh = "请使用较新的文件,或删除该行。如该行现仍属实,请以现在的日期为 as_of 重新导入。"
    do_en = "Send a newer file, or take the row out. Where the row is right today, send it with a later as_of."


class SaidBefore(NotNow):
    """Whether something has changed back or the file is an old one can be told by its day alone."""

    slug = "said-before"
    title_zh = "该行与名录变更前的内容相同"
    title_en = "The row says what the list said before its last change"
    detail_zh = "名录自 {since} 起已变更,该行与此前的内容相同,可能出自旧文件;不一致的列:{differs}"
    detail_en = (
        "the list has said otherwise since {since}; the row says what it said before, and may be of an older file; they differ"
        " in: {differs}"
    )
    do_zh = "请注明文件数据的截止日期(as_of)后重新导入;旧文件请更换为新文件。"
    do_en = "Send the file again with the day of its data (as_of), or a newer file."
