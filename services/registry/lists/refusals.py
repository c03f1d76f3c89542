"""What is refused about rows of any list."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NotListed(NotFound):
    slug = "not-listed"
    title_zh = "不在名录中"
    title_en = "Not on the list"


class IsWithdrawn(NotNow):
    """A row without a day of its own never brings back what was withdrawn."""

    slug = "is-withdrawn"
    title_zh = "已移出名录"
    title_en = "Withdrawn from the list"


class StillRestedOn(Refusal):
    """What others rest on is taken off the list last (B-01: no blind spot inside the list)."""

    slug = "still-rested-on"
    title_zh = "仍有内容以其为依据,不能移出"
    title_en = "Others still rest on it"
    rule = "B-01 清单之内监管无盲区"


class BeforeLastEdition(Refusal):
    """Every change is effective-dated, and what was in force on a past day stays what it was."""

    slug = "before-last-edition"
    title_zh = "生效日期早于上一版"
    title_en = "Takes effect before the edition it follows"


class EndsTooEarly(Invalid):
    slug = "ends-too-early"
    title_zh = "失效日期须晚于生效日期"
    title_en = "Ends on or before the day it begins"


class EndsBeforeItBegins(Invalid):
    slug = "ends-before-it-begins"
    title_zh = "截止日期早于起始日期"
    title_en = "Ends before it begins"


class NamedTwice(Invalid):
    slug = "named-twice"
    title_zh = "有重复项"
    title_en = "Names one twice"
