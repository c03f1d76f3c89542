"""Refusals of demands."""

from libs.events.refusal import Forbidden, Invalid, NotFound, NotNow, Refusal


class NoSuchDemand(NotFound):
    slug = "no-such-demand"
    title_zh = "抽查需求不存在"
    title_en = "No such demand"


class AlreadySubmitted(Refusal):
    slug = "demand-already-submitted"
    title_zh = "该编号的抽查需求已提交"
    title_en = "A demand of that number was already submitted"


class ItemNotInForce(Invalid):
    """Nothing outside the list is planned (B-01, B-03)."""

    slug = "item-not-in-force"
    title_zh = "检查事项不在清单内或未生效"
    title_en = "The item is not on the list or not in force"
    rule = "B-01 清单之外无监管;B-03 照单监管"


class OtherDepartmentsItem(Invalid):
    slug = "other-departments-item"
    title_zh = "检查事项属于其他部门"
    title_en = "The item belongs to another department"
    rule = "B-08 法无授权不可为"


class KindDiffers(Invalid):
    """The yearly cap compares kinds, so a demand has one kind (L-16)."""

    slug = "kind-differs"
    title_zh = "检查事项的检查类别与需求不一致"
    title_en = "The item is of another kind of check"
    rule = "L-16 同类检查一年不超过一次"


class IndustryNotListed(Invalid):
    slug = "industry-not-listed"
    title_zh = "所列事项不适用于该行业领域"
    title_en = "No item of the demand applies to the industry"
    rule = "B-01 清单之外无监管"


class ClassMissing(Invalid):
    """Every class has its ratio, the unclassified too: a draw without classes is no differentiated one (J-30)."""

    slug = "class-missing"
    title_zh = "信用等级比例不完整"
    title_en = "The ratio of a credit class is missing"
    rule = "J-30 运用信用分类信息实施差异化占比 100%"


class RatiosNotMonotone(Invalid):
    """Lower credit, more checks (B-14)."""

    slug = "ratios-not-monotone"
    title_zh = "信用较低等级的比例不得低于信用较高等级"
    title_en = "A worse class may not have a lower ratio than a better one"
    rule = "B-14、H-06 抽查比例与信用等级挂钩"


class KeyItemCapped(Invalid):
    slug = "key-item-capped"
    title_zh = "重点事项不设抽查比例上限"
    title_en = "Key items have no upper limit"
    rule = "N-13 重点事项不设上限;L-45 全覆盖"


class LimitsCrossed(Invalid):
    slug = "limits-crossed"
    title_zh = "下限大于上限"
    title_en = "The minimum is above the maximum"


class MandateMissing(Forbidden):
    """Only bodies with a legal mandate check (X-06)."""

    slug = "mandate-missing"
    title_zh = "部门没有有效的执法主体资格"
    title_en = "The department has no mandate in force"
    rule = "X-06 检查主体须有法定资格;B-08 法无授权不可为"


class CeilingExceeded(Invalid):
    """Good credit, fewer checks: the ratio of a general demand ends at the policy's ceiling of its class."""

    slug = "ceiling-exceeded"
    title_zh = "抽查比例超过该信用等级的上限"
    title_en = "The ratio is above the ceiling of its class"
    rule = "N-12、H-07、B-16 按信用等级控制抽查比例"


class GeneralItemAsKey(Invalid):
    slug = "general-item-as-key"
    title_zh = "一般事项不得列为重点需求"
    title_en = "A general item in a demand of the key list"
    rule = "L-43、L-44 一般清单与重点清单分类管理"


class CycleBroken(Invalid):
    """Key items cover everybody within their cycle."""

    slug = "cycle-broken"
    title_zh = "比例无法实现周期内全覆盖"
    title_en = "The ratio leaves out entities that fall due"
    rule = "L-45、B-18 重点事项周期内全覆盖"


class KeyRatioLowered(Invalid):
    """Marked risk, more checks."""

    slug = "key-ratio-lowered"
    title_zh = "重点监管对象的比例低于一般对象"
    title_en = "Key supervision may not lower the ratio"
    rule = "N-14、B-19 风险突出的提高抽查比例"


class YearPast(Invalid):
    slug = "year-past"
    title_zh = "年度已过"
    title_en = "The year is over"


class DemandOver(NotNow):
    slug = "demand-withdrawn"
    title_zh = "抽查需求已撤回"
    title_en = "The demand was withdrawn"


class DemandJoined(NotNow):
    """What a plan rests on is not pulled from under it (N-10: amended only with a reason)."""

    slug = "demand-joined"
    title_zh = "抽查需求已纳入计划"
    title_en = "The demand is part of a plan"
    rule = "N-10 计划调整须说明理由"


class CrossPlanNotInForce(Invalid):
    """Both sides check by one plan or not at all (J-17)."""

    slug = "crossplan-not-in-force"
    title_zh = "跨区域联合计划未生效"
    title_en = "The joint plan is not in force"
    rule = "J-17 跨省联合检查,检查标准统一"


class OutsideCrossPlan(Invalid):
    slug = "outside-crossplan"
    title_zh = "超出跨区域联合计划的范围"
    title_en = "Outside the joint plan"
    rule = "J-17 检查标准统一"
