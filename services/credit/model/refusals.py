"""What is refused about a model, one class per rule."""

from libs.events.refusal import Refusal


class CutoffsDisordered(Refusal):
    slug = "cutoffs-disordered"
    status = 422
    title_zh = "分类界限有误"
    title_en = "Cut-offs are not A above B above C within the bounds of a score"
    detail_zh = "应满足 {most} ≥ A > B > C > {least},且只有这三项"
    detail_en = "need {most} >= A > B > C > {least}, and no others"
    rule = "国市监信发〔2022〕6号 (A-D)"
    do_zh = "请分别填写 A、B、C 类的最低分,低于 C 类最低分的为 D 类。"
    do_en = "Give the least scores of A, B and C; lower scores are D."


class BaseOutOfBounds(Refusal):
    slug = "base-out-of-bounds"
    status = 422
    title_zh = "基础分超出分值范围"
    title_en = "The base is outside the bounds of a score"
    detail_zh = "基础分应在 {least} 至 {most} 之间"
    detail_en = "base is not within {least} to {most}"
    do_zh = "请填写范围内的基础分。"
    do_en = "Choose a base within the bounds."


class IndicatorsMissing(Refusal):
    """Evidence that arrives must have a price."""

    slug = "indicators-missing"
    status = 422
    title_zh = "模型缺少指标"
    title_en = "The model leaves out indicators"
    detail_zh = "缺少指标:{indicators}"
    detail_en = "no points for {indicators}"
    do_zh = "请为上述指标赋分,可以为 0。"
    do_en = "Give each of them points; 0 is allowed."


class WorseEventRewarded(Refusal):
    """Low credit raises the ratio of checks (H-06, B-14): a model in which the worse event earns more would turn that round."""

    slug = "worse-event-rewarded"
    status = 422
    title_zh = "较差情形的分值不得高于较好情形"
    title_en = "A worse event may not earn more points than a better one"
    detail_zh = "应满足 {order}"
    detail_en = "need {order}"
    rule = "H-06, B-14 随机抽查比例频次与信用等级挂钩"
    do_zh = "请调低较差情形的分值,或调高较好情形的分值。"
    do_en = "Lower the points of the worse event, or raise those of the better one."


class EffectiveBackwards(Refusal):
    """An edition that takes effect before its predecessor would never be in force."""

    slug = "effective-backwards"
    status = 422
    title_zh = "新版生效日期早于现行版"
    title_en = "A new edition cannot take effect before the one it follows"
    detail_zh = "现行版自 {before} 起生效"
    detail_en = "the edition in use takes effect on {before}"
    do_zh = "请填写不早于现行版的日期。"
    do_en = "Name a day that is not earlier."


class NoModelInForce(Refusal):
    slug = "no-model-in-force"
    title_zh = "当日没有生效的模型"
    title_en = "No model is in force on that day"
    detail_zh = "{on} 及以前没有生效的模型"
    detail_en = "no edition takes effect on or before {on}"
    do_zh = "请采用生效日期更早的模型。"
    do_en = "Adopt a model with an earlier day of effect."
