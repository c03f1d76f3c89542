"""Why a finding is not exempted from a penalty."""

from libs.events.refusal import Invalid, NotNow, Refusal

_LAW = "行政处罚法 第三十三条"


class NoSuchExemption(Invalid):
    slug = "no-such-exemption"
    title_zh = "该免罚情形在检查当日不在清单中"
    title_en = "The exemption was not on the list on the day of the visit"
    detail_zh = "免罚清单情形 {exemption} 在检查当日({on})未生效、已撤销或不存在"
    detail_en = "{exemption} was not in force on the day of the visit, {on}"
    do_zh = "请选择检查当日有效的免罚清单情形;没有相符情形的,请依法作其他处理。"
    do_en = "Name an entry in force on that day; if none fits, handle the finding another way."
    rule = "H-16 轻微免罚清单"


class ExemptionOfOtherItem(Invalid):
    slug = "exemption-of-other-item"
    title_zh = "该免罚情形不适用于本事项"
    title_en = "The exemption is for another item"
    detail_zh = "免罚情形 {exemption} 适用于事项 {of},所发现的问题属于事项 {item}"
    detail_en = "{exemption} is for item {of}, and the finding is on {item}"
    do_zh = "请选择适用于该事项的免罚清单情形。"
    do_en = "Name an entry of the list for this item."
    rule = "H-16 轻微免罚清单"


class ConditionsUnconfirmed(Invalid):
    """Each condition as the list words it, once, and no other."""

    slug = "conditions-unconfirmed"
    title_zh = "免罚条件未逐项确认"
    title_en = "The conditions are not each confirmed"
    detail_zh = "未确认的条件:{missing};清单中没有的条件:{foreign}"
    detail_en = "not confirmed: {missing}; not on the list: {foreign}"
    do_zh = "请按清单原文逐项确认全部条件。"
    do_en = "Confirm each condition in the words of the list."
    rule = "H-16 轻微免罚清单"


class ConditionUnproved(Invalid):
    slug = "condition-unproved"
    title_zh = "免罚条件没有证据"
    title_en = "A condition has no evidence"
    detail_zh = "没有证据的条件:{conditions}"
    detail_en = "without evidence: {conditions}"
    do_zh = "请为每项条件附上证据文件。"
    do_en = "Name a file that proves each of them."
    rule = "行政处罚法 第四十六条(证据须查证属实)"


class NotCorrectedYet(NotNow):
    slug = "not-corrected-yet"
    title_zh = "尚未证明已改正"
    title_en = "Nothing proves the correction"
    detail_zh = "问题 {finding} 既未当场改正,也没有复查通过的责令改正"
    detail_en = "{finding} was not corrected on the spot, and no ordered rectification of it has passed"
    do_zh = "请先责令改正,复查通过后再免罚。"
    do_en = "Order the rectification first, and exempt when it has passed."
    rule = f"{_LAW}(及时改正)"


class NotFirstOffence(Refusal):
    """The first of the same kind within the time that the policy sets, under whichever code the business went then."""

    slug = "not-first-offence"
    title_zh = "不是首次违法"
    title_en = "Not the first offence"
    detail_zh = "{on} 前 {years} 年内已有同类问题:{earlier}({visit},{checked_on},{behaviour})"
    detail_en = "within {years} years before {on} there was {earlier} ({visit}, {checked_on}, {behaviour})"
    do_zh = "该免罚情形仅适用于首次违法,请依法作其他处理。"
    do_en = "The entry is for first offences alone: handle the finding another way."
    rule = f"{_LAW}(初次违法)"
