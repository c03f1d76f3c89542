"""What is refused about the effective-dated lists, mandates, the joint conference and areas."""

from __future__ import annotations

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


class NoMandate(Refusal):
    """Nobody checks without a legal ground (X-06, B-08)."""

    slug = "no-mandate"
    title_zh = "该部门在该日没有执法检查职权依据"
    title_en = "The department has no mandate on that day"
    rule = "X-06, B-08 法无授权不可为"


class WrongDelegation(Invalid):
    """A delegation names a body with a power of its own, which may not itself have been delegated (行政处罚法 20、21)."""

    slug = "wrong-delegation"
    title_zh = "委托关系有误"
    title_en = "The delegation does not hold"
    rule = "X-06, 行政处罚法第二十条、第二十一条"


class EndsTooEarly(Invalid):
    slug = "ends-too-early"
    title_zh = "失效日期须晚于生效日期"
    title_en = "Ends on or before the day it begins"


class LeadStays(Refusal):
    """Exactly one department leads the joint conference at any time."""

    slug = "lead-stays"
    title_zh = "联席会议须有且只有一个牵头部门"
    title_en = "The joint conference has exactly one lead at a time"
    rule = "N-09, L-01 联席会议牵头部门"


class NotAMember(NotFound):
    slug = "not-a-conference-member"
    title_zh = "不是联席会议成员单位"
    title_en = "Not a member of the joint conference"


class TownshipTaken(Refusal):
    """A township belongs to at most one area on a day."""

    slug = "township-taken"
    title_zh = "乡镇街道已属于其他执法片区"
    title_en = "The township belongs to another area"
    rule = "L-36 执法片区"


class HeadMissing(Invalid):
    slug = "head-missing"
    title_zh = "指挥中心缺少镇街执法监管工作负责人"
    title_en = "The command centre lacks a township's head of enforcement"
    rule = "L-38 包含镇街执法监管工作负责人"


class NamedTooLow(Invalid):
    slug = "named-too-low"
    title_zh = "指挥中心成员须由县区级以上部门明确"
    title_en = "A command centre is named by a department of the county or above"
    rule = "L-38 由县区综合执法主管部门明确"


class NamedTwice(Invalid):
    slug = "named-twice"
    title_zh = "有重复项"
    title_en = "Names one twice"


class ItemDoesNotFit(Invalid):
    """A handbook, a menu and a benchmark speak of listed items only (B-01, J-06)."""

    slug = "item-does-not-fit"
    title_zh = "事项在该日不在清单中,或不适用于该行业"
    title_en = "The item is not in force on that day, or not for that industry"
    rule = "B-01 清单之外无监管; J-06 行业合规手册"


class GradesOutOfOrder(Invalid):
    """From the mildest to the gravest, each range in itself from least to most (B-31)."""

    slug = "grades-out-of-order"
    title_zh = "裁量阶次或罚款幅度顺序有误"
    title_en = "The grades or their fines are out of order"
    rule = "B-31 行政执法自由裁量基准"


class AlreadyDismissed(Refusal):
    slug = "already-dismissed"
    title_zh = "该建议已经处理"
    title_en = "The suggestion was dismissed already"


class DismissedUntilThePast(Invalid):
    slug = "dismissed-until-the-past"
    title_zh = "搁置截止日期须在今日之后"
    title_en = "A dismissal ends on a later day"
