"""Refusals of the policy."""

from libs.events.refusal import Invalid


class LiftsTheUnliftable(Invalid):
    """Nobody to check, or no power to check: no ground lifts that (docs/draw.md, section 2)."""

    slug = "lifts-the-unliftable"
    title_zh = "该排除情形不得解除"
    title_en = "No ground lifts this exclusion"
    detail_zh = "{ground} 不得解除 {value}"
    detail_en = "{ground} would lift {value}"
    do_zh = "请删除 X5(停业、注销或吊销)和 X6(事项未生效)。"
    do_en = "Leave X5 (not operating) and X6 (not in force) out."
    rule = "B-08 法无授权不可为;抽取格式第二节:X5、X6 不得解除"


class CeilingMissing(Invalid):
    slug = "ceiling-missing"
    title_zh = "信用等级比例上限不完整"
    title_en = "The ceiling of a credit class is missing"
    detail_zh = "缺少 {value} 级的上限"
    detail_en = "no ceiling for {value}"
    do_zh = "请为 A、B、C、D、U 各级填写上限(万分比),10000 表示不设上限。"
    do_en = "Give a ceiling in basis points for A, B, C, D and U; 10000 is none."
    rule = "N-30 发起任务须明确差异化比例;J-18"


class CeilingsNotMonotone(Invalid):
    slug = "ceilings-not-monotone"
    title_zh = "信用较低等级的上限不得低于信用较高等级"
    title_en = "A worse class may not have a lower ceiling than a better one"
    detail_zh = "{better} 级为 {low},{worse} 级为 {value}"
    detail_en = "{better} has {low}, {worse} has {value}"
    do_zh = "请使上限从 A 级到 D 级不降低。"
    do_en = "Let the ceilings rise from A to D."
    rule = "B-14、H-06、N-12 抽查比例与信用等级挂钩"


class SparingNotMonotone(Invalid):
    slug = "sparing-not-monotone"
    title_zh = "信用较低等级的免抽期不得长于信用较高等级"
    title_en = "A worse class may not be spared longer than a better one"
    detail_zh = "{better} 级免抽 {spared} 个月,{worse} 级免抽 {value} 个月"
    detail_en = "{better} is spared {spared} months, {worse} {value}"
    do_zh = "请使免抽月数从 A 级到 D 级不增加。"
    do_en = "Let the months fall from A to D."
    rule = "B-16、N-12 抽查频次与信用等级挂钩"


class ConsentWaivedUnlawfully(Invalid):
    slug = "consent-waived-unlawfully"
    title_zh = "该情形不得免于联席会同意"
    title_en = "This ground does not spare the joint conference's consent"
    detail_zh = "{value} 不属于例外情形"
    detail_en = "{value} is not among L-15's exceptions"
    do_zh = "仅可填写 O1、O2、O3、O4。"
    do_en = "Name only O1, O2, O3 and O4."
    rule = "L-15 仅告知承诺、环保、安全和国家、省专项检查除外"
