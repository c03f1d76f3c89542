"""Refusals of the policy."""

from libs.events.refusal import Invalid


class LiftsTheUnliftable(Invalid):
    """Nobody to check, or no power to check: no ground lifts that (docs/draw.md, section 2)."""

    slug = "lifts-the-unliftable"
    title_zh = "该排除情形不得解除"
    title_en = "No ground lifts this exclusion"
    rule = "B-08 法无授权不可为;抽取格式第二节:X5、X6 不得解除"


class CeilingMissing(Invalid):
    slug = "ceiling-missing"
    title_zh = "信用等级比例上限不完整"
    title_en = "The ceiling of a credit class is missing"
    rule = "N-30 发起任务须明确差异化比例;J-18"


class CeilingsNotMonotone(Invalid):
    slug = "ceilings-not-monotone"
    title_zh = "信用较低等级的上限不得低于信用较高等级"
    title_en = "A worse class may not have a lower ceiling than a better one"
    rule = "B-14、H-06、N-12 抽查比例与信用等级挂钩"


class SparingNotMonotone(Invalid):
    slug = "sparing-not-monotone"
    title_zh = "信用较低等级的免抽期不得长于信用较高等级"
    title_en = "A worse class may not be spared longer than a better one"
    rule = "B-16、N-12 抽查频次与信用等级挂钩"


class ConsentWaivedUnlawfully(Invalid):
    slug = "consent-waived-unlawfully"
    title_zh = "该情形不得免于联席会同意"
    title_en = "This ground does not spare the joint conference's consent"
    rule = "L-15 仅告知承诺、环保、安全和国家、省专项检查除外"
