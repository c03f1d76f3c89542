"""What credit refuses, one class per rule."""

from __future__ import annotations

from libs.events.refusal import NotFound, Refusal


class NoSuchProfile(NotFound):
    slug = "no-such-profile"
    title_zh = "该主体尚无信用档案"
    title_en = "This entity has no credit profile"


class OpeningDiffers(Refusal):
    """An open profile's points change only by a record that says why."""

    slug = "opening-differs"
    title_zh = "信用档案已按其他分值建立"
    title_en = "The profile was opened with other points"


class NotAClass(Refusal):
    """Nobody is put back among the unclassified: U only says that there is no profile yet."""

    slug = "not-a-class"
    status = 422
    title_zh = "人工认定只能为 A、B、C、D 类"
    title_en = "A class set by hand is A, B, C or D"
    rule = "国市监信发〔2022〕6号 (A-D)"


class CutoffsDisordered(Refusal):
    slug = "cutoffs-disordered"
    status = 422
    title_zh = "分类界限有误"
    title_en = "Cut-offs are not A above B above C within the bounds of a score"
    rule = "国市监信发〔2022〕6号 (A-D)"


class BaseOutOfBounds(Refusal):
    slug = "base-out-of-bounds"
    status = 422
    title_zh = "基础分超出分值范围"
    title_en = "The base is outside the bounds of a score"


class IndicatorsMissing(Refusal):
    """Evidence that arrives must have a price."""

    slug = "indicators-missing"
    status = 422
    title_zh = "模型缺少指标"
    title_en = "The model leaves out indicators"


class WorseEventRewarded(Refusal):
    """Low credit raises the ratio of checks (H-06, B-14): a model in which the worse event earns more turns that round."""

    slug = "worse-event-rewarded"
    status = 422
    title_zh = "较差情形的分值不得高于较好情形"
    title_en = "A worse event may not earn more points than a better one"
    rule = "H-06, B-14 随机抽查比例频次与信用等级挂钩"


class EffectiveBackwards(Refusal):
    """An edition that takes effect before its predecessor would never be in force."""

    slug = "effective-backwards"
    status = 422
    title_zh = "新版生效日期早于现行版"
    title_en = "A new edition cannot take effect before the one it follows"


class NoModelInForce(Refusal):
    slug = "no-model-in-force"
    title_zh = "当日没有生效的模型"
    title_en = "No model is in force on that day"


class TooManyQueries(Refusal):
    slug = "too-many-queries"
    status = 429
    title_zh = "查询过于频繁"
    title_en = "Too many queries"
