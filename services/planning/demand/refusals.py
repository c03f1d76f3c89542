"""Refusals of demands."""

from libs.events.refusal import Forbidden, Invalid, NotFound, NotNow, Refusal


class NoSuchDemand(NotFound):
    slug = "no-such-demand"
    title_zh = "抽查需求不存在"
    title_en = "No such demand"
    do_zh = "请核对需求编号。"


class AlreadySubmitted(Refusal):
    slug = "demand-already-submitted"
    title_zh = "该编号的抽查需求已提交"
    title_en = "A demand of that number was already submitted"
    do_zh = "新的需求请使用新的编号。"
    do_en = "Use a new number for a new demand."


class ItemNotInForce(Invalid):
    """Nothing outside the list is planned (B-01, B-03)."""

    slug = "item-not-in-force"
    title_zh = "检查事项不在清单内或未生效"
    title_en = "The item is not on the list or not in force"
    detail_zh = "{items} 在 {year} 年度未生效"
    detail_en = "{items} is not in force in {year}"
    do_zh = "请填写该年度清单内有效的检查事项。"
    do_en = "Name items that the registry lists for that year."
    rule = "B-01 清单之外无监管;B-03 照单监管"


class OtherDepartmentsItem(Invalid):
    slug = "other-departments-item"
    title_zh = "检查事项属于其他部门"
    title_en = "The item belongs to another department"
    detail_zh = "{items} 属于 {department}"
    detail_en = "{items} belongs to {department}"
    do_zh = "请由该部门提出需求。"
    do_en = "Leave it to that department."
    rule = "B-08 法无授权不可为"


class KindDiffers(Invalid):
    """The yearly cap compares kinds, so a demand has one kind (L-16)."""

    slug = "kind-differs"
    title_zh = "检查事项的检查类别与需求不一致"
    title_en = "The item is of another kind of check"
    detail_zh = "{items} 的检查类别为 {kind}"
    detail_en = "{items} is of kind {kind}"
    do_zh = "请就该类别另行提出需求。"
    do_en = "Make a demand of its own for that kind."
    rule = "L-16 同类检查一年不超过一次"


class IndustryNotListed(Invalid):
    slug = "industry-not-listed"
    title_zh = "所列事项不适用于该行业领域"
    title_en = "No item of the demand applies to the industry"
    detail_zh = "所列事项均不适用于 {industries}"
    detail_en = "no item of the demand applies to {industries}"
    do_zh = "请填写事项清单载明的行业领域。"
    do_en = "Name industries that the items are listed for."
    rule = "B-01 清单之外无监管"


class ClassMissing(Invalid):
    """Every class has its ratio, the unclassified too: a draw without classes is no differentiated one (J-30)."""

    slug = "class-missing"
    title_zh = "信用等级比例不完整"
    title_en = "The ratio of a credit class is missing"
    detail_zh = "缺少 {ratios} 级的比例"
    detail_en = "no ratio for {ratios}"
    do_zh = "请为 A、B、C、D、U 各级填写比例(万分比)。"
    do_en = "Give a ratio in basis points for A, B, C, D and U."
    rule = "J-30 运用信用分类信息实施差异化占比 100%"


class RatiosNotMonotone(Invalid):
    """Lower credit, more checks (B-14)."""

    slug = "ratios-not-monotone"
    title_zh = "信用较低等级的比例不得低于信用较高等级"
    title_en = "A worse class may not have a lower ratio than a better one"
    detail_zh = "{better} 级为 {high},{worse} 级为 {value}"
    detail_en = "{better} has {high}, {worse} has {value}"
    do_zh = "请使比例从 A 级到 D 级不降低。"
    do_en = "Let the ratios rise from A to D."
    rule = "B-14、H-06 抽查比例与信用等级挂钩"


class KeyItemCapped(Invalid):
    slug = "key-item-capped"
    title_zh = "重点事项不设抽查比例上限"
    title_en = "Key items have no upper limit"
    detail_zh = "{what_zh} 设有上限 {maximum}"
    detail_en = "{what_en} with a maximum of {maximum}"
    do_zh = "请删除上限。"
    do_en = "Leave the maximum out."
    rule = "N-13 重点事项不设上限;L-45 全覆盖"


class LimitsCrossed(Invalid):
    slug = "limits-crossed"
    title_zh = "下限大于上限"
    title_en = "The minimum is above the maximum"
    detail_zh = "下限 {minimum},上限 {maximum}"
    detail_en = "minimum {minimum}, maximum {maximum}"
    do_zh = "请使下限不大于上限。"
    do_en = "Set the minimum at or below the maximum."


class MandateMissing(Forbidden):
    """Only bodies with a legal mandate check (X-06)."""

    slug = "mandate-missing"
    title_zh = "部门没有有效的执法主体资格"
    title_en = "The department has no mandate in force"
    detail_zh = "{department} 没有有效的执法主体资格"
    detail_en = "{department} has no mandate in force"
    do_zh = "请先在名录中登记执法主体资格,或由具备资格的部门提出。"
    do_en = "Ask the registry to record the mandate, or leave the check to the body that has it."
    rule = "X-06 检查主体须有法定资格;B-08 法无授权不可为"


class CeilingExceeded(Invalid):
    """Good credit, fewer checks: the ratio of a general demand ends at the policy's ceiling of its class."""

    slug = "ceiling-exceeded"
    title_zh = "抽查比例超过该信用等级的上限"
    title_en = "The ratio is above the ceiling of its class"
    detail_zh = "{credit_class} 级:{value} 超过上限 {ceiling}(万分比)"
    detail_en = "class {credit_class}: {value} is above the ceiling of {ceiling} basis points"
    do_zh = "请填写不超过 {ceiling} 的比例;仅重点事项的需求不设上限。"
    do_en = "Ask for at most {ceiling}; only a demand of key items has no ceiling."
    rule = "N-12、H-07、B-16 按信用等级控制抽查比例"


class GeneralItemAsKey(Invalid):
    slug = "general-item-as-key"
    title_zh = "一般事项不得列为重点需求"
    title_en = "A general item in a demand of the key list"
    detail_zh = "{items} 属于一般清单"
    detail_en = "{items} is on the general list"
    do_zh = "请就该事项另行提出一般清单的需求。"
    do_en = "Make a general demand of its own for it."
    rule = "L-43、L-44 一般清单与重点清单分类管理"


class CycleBroken(Invalid):
    """Key items cover everybody within their cycle."""

    slug = "cycle-broken"
    title_zh = "比例无法实现周期内全覆盖"
    title_en = "The ratio leaves out entities that fall due"
    detail_zh = "{credit_class} 级有 {due} 户在 {year} 年度内到期,比例 {value} 无法全部覆盖"
    detail_en = "class {credit_class}: {due} entities fall due in {year}, and {value} basis points leave some out"
    do_zh = "请填写 10000;到期名单见 GET /v1/coverage/entities。"
    do_en = "Ask for 10000; GET /v1/coverage/entities says who falls due."
    rule = "L-45、B-18 重点事项周期内全覆盖"


class KeyRatioLowered(Invalid):
    """Marked risk, more checks."""

    slug = "key-ratio-lowered"
    title_zh = "重点监管对象的比例低于一般对象"
    title_en = "Key supervision may not lower the ratio"
    detail_zh = "{credit_class} 级:{value} 低于 {lower}"
    detail_en = "class {credit_class}: {value} is below {lower}"
    do_zh = "请使重点监管对象的比例不低于一般对象。"
    do_en = "Let key supervision raise the ratio."
    rule = "N-14、B-19 风险突出的提高抽查比例"


class YearPast(Invalid):
    slug = "year-past"
    title_zh = "年度已过"
    title_en = "The year is over"
    detail_zh = "{year} 年早于 {this_year} 年"
    detail_en = "{year} is before {this_year}"
    do_zh = "请填写本年度或以后年度。"
    do_en = "Plan for this year or a later one."


class DemandOver(NotNow):
    slug = "demand-withdrawn"
    title_zh = "抽查需求已撤回"
    title_en = "The demand was withdrawn"
    do_zh = "如需检查请重新提交需求。"
    do_en = "Submit a new demand."


class DemandJoined(NotNow):
    """What a plan rests on is not pulled from under it (N-10: amended only with a reason)."""

    slug = "demand-joined"
    title_zh = "抽查需求已纳入计划"
    title_en = "The demand is part of a plan"
    detail_zh = "已纳入计划 {plan}"
    detail_en = "part of plan {plan}"
    do_zh = "请先说明理由、重新统筹计划并剔除该需求,再行撤回。"
    do_en = "Coordinate the plan again without it, with a reason; then withdraw."
    rule = "N-10 计划调整须说明理由"


class CrossPlanNotInForce(Invalid):
    """Both sides check by one plan or not at all (J-17)."""

    slug = "crossplan-not-in-force"
    title_zh = "跨区域联合计划未生效"
    title_en = "The joint plan is not in force"
    detail_zh = "{value} {state_zh}"
    detail_en = "{value} is {state_en}"
    do_zh = "请待对方接受后再提出,或不以该联合计划提出需求。"
    do_en = "Wait for the neighbour's acceptance, or submit the demand without the joint plan."
    rule = "J-17 跨省联合检查,检查标准统一"


class OutsideCrossPlan(Invalid):
    slug = "outside-crossplan"
    title_zh = "超出跨区域联合计划的范围"
    title_en = "Outside the joint plan"
    detail_zh = "{value} 不在 {crossplan} 之内:{allowed}"
    detail_en = "{value} is not part of {crossplan}: {allowed}"
    do_zh = "请在联合计划范围内提出,或另行提出需求。"
    do_en = "Keep to the joint plan, or submit a demand of your own."
    rule = "J-17 检查标准统一"
