"""The words for each way in which a value may fail to fit its type, by pydantic's name for it.

A text takes the numbers of the rule by name, as pydantic's own does; `{expected}` and what else is a list is joined in the
language's way. What no request can lead to (a class that is no subclass) has no words of its own and is said in general ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["ANYTHING", "FAULTS", "Said", "pattern_said", "worded"]


class Said(NamedTuple):
    """One thing in both languages."""

    zh: str
    en: str


ANYTHING = Said("内容不符合要求", "is not what belongs here")
"""Of a fault that has no words of its own."""

_OBJECT = Said("应为 JSON 对象 {{…}}", "must be a JSON object {{…}}")
_LIST = Said("应为列表 […]", "must be a list […]")
_TEXT = Said("应为文字", "must be text")
_YES_OR_NO = Said("应为 true 或 false", "must be true or false")
_WHOLE = Said("应为整数", "must be a whole number")
_NUMBER = Said("应为数字", "must be a number")
_DAY = Said("应为存在的日期,格式 YYYY-MM-DD", "must be a day that exists, written YYYY-MM-DD")
_CLOCK = Said("应为时刻,格式 HH:MM", "must be a time of day, written HH:MM")
_TIME = Said(
    "应为带时区的时间,例如 2026-03-02T09:00:00+08:00", "must be a time with its offset, for example 2026-03-02T09:00:00+08:00"
)
_LENGTH_OF_TIME = Said("应为时长,例如 PT30M", "must be a length of time, for example PT30M")
_URL = Said("应为完整网址,例如 https://example.cn/", "must be a full URL, for example https://example.cn/")
_UUID = Said("应为 UUID", "must be a UUID")
_EMPTY = Said("此处不应有内容", "must be left empty")
_ONE_OF = Said("应为以下之一:{expected}", "must be one of {expected}")
_NOT_KNOWN = Said("没有这个字段,请删去或核对名称", "is no field here: leave it out or check its name")
_FRACTION = Said("应为分数", "must be a fraction")

FAULTS: Mapping[str, Said] = {
    # The request as a whole.
    "json_invalid": Said("不是有效的 JSON{where}", "is not JSON{where}"),
    "json_type": Said("应为 JSON 文字", "must be JSON text"),
    "parameter_twice": Said("只能给出一次", "must be given once"),
    "unknown_parameter": Said("没有这个参数;可用的参数:{known}", "is no parameter here; known: {known}"),
    "recursion_loop": Said("内容不得引用自身", "must not contain itself"),
    "recursion_depth_exceeded": Said("嵌套层数过多", "is nested too deeply"),
    # Fields.
    "missing": Said("必填,不得缺少", "is needed and missing"),
    "extra_forbidden": _NOT_KNOWN,
    "invalid_key": Said("字段名应为文字", "names must be text"),
    "missing_sentinel_error": _EMPTY,
    "none_required": _EMPTY,
    # Kinds.
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dataclass_type": _OBJECT,
    "named_tuple_type": _LIST,
    "dict_type": _OBJECT,
    "frozen_dict_type": _OBJECT,
    "ordered_dict_type": _OBJECT,
    "counter_type": _OBJECT,
    "mapping_type": _OBJECT,
    "list_type": _LIST,
    "deque_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "iterable_type": _LIST,
    "iteration_error": _LIST,
    "set_item_not_hashable": Said("列表各项应为单个值", "each item must be a single value"),
    "string_type": _TEXT,
    "string_unicode": Said("应为 UTF-8 文字", "must be UTF-8 text"),
    "string_not_ascii": Said("只能含 ASCII 字符", "must hold ASCII characters only"),
    "bytes_type": _TEXT,
    "bytes_invalid_encoding": Said("编码应为 {encoding}", "must be encoded as {encoding}"),
    "bool_type": _YES_OR_NO,
    "bool_parsing": _YES_OR_NO,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": Said("数字过大", "is too large a number"),
    "int_from_float": Said("应为整数,不得有小数", "must be a whole number, without a fraction"),
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "complex_type": _NUMBER,
    "complex_str_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "fraction_type": _FRACTION,
    "fraction_parsing": _FRACTION,
    "uuid_type": _UUID,
    "uuid_parsing": _UUID,
    "uuid_version": Said("应为第 {expected_version} 版 UUID", "must be a UUID of version {expected_version}"),
    "url_type": _URL,
    "url_parsing": _URL,
    "url_syntax_violation": _URL,
    "url_scheme": Said("网址应以 {expected_schemes} 开头", "must be a URL that begins with {expected_schemes}"),
    "url_too_long": Said("网址最长 {max_length} 个字符", "must be a URL of at most {max_length} characters"),
    # How much.
    "greater_than": Said("应大于 {gt}", "must be greater than {gt}"),
    "greater_than_equal": Said("不得小于 {ge}", "must be {ge} or more"),
    "less_than": Said("应小于 {lt}", "must be less than {lt}"),
    "less_than_equal": Said("不得大于 {le}", "must be {le} or less"),
    "multiple_of": Said("应为 {multiple_of} 的倍数", "must be a multiple of {multiple_of}"),
    "finite_number": Said("应为有限的数", "must be a finite number"),
    "decimal_max_digits": Said("最多 {max_digits} 位数字", "must have at most {max_digits} digits"),
    "decimal_max_places": Said("小数最多 {decimal_places} 位", "must have at most {decimal_places} decimal places"),
    "decimal_whole_digits": Said("整数部分最多 {whole_digits} 位", "must have at most {whole_digits} digits before the point"),
    # How long.
    "string_too_short": Said("至少 {min_length} 个字符,不得留空", "must have {min_length} or more characters"),
    "string_too_long": Said("最多 {max_length} 个字符", "must have at most {max_length} characters"),
    "bytes_too_short": Said("至少 {min_length} 字节", "must have {min_length} or more bytes"),
    "bytes_too_long": Said("最多 {max_length} 字节", "must have at most {max_length} bytes"),
    "too_short": Said("至少 {min_length} 项,现有 {actual_length} 项", "needs {min_length} or more items, has {actual_length}"),
    "too_long": Said("最多 {max_length} 项", "must have at most {max_length} items"),
    # Which.
    "string_pattern_mismatch": Said("格式不符:应为{pattern}", "must be {pattern}"),
    "enum": _ONE_OF,
    "literal_error": _ONE_OF,
    "union_tag_invalid": Said("{discriminator} 应为以下之一:{expected_tags}", "{discriminator} must be one of {expected_tags}"),
    "union_tag_not_found": Said("缺少 {discriminator},无法判断种类", "lacks {discriminator}, which says of what kind it is"),
    # When.
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": Said("应只有日期,格式 YYYY-MM-DD,不得带时刻", "must be a day alone, written YYYY-MM-DD"),
    "date_past": Said("应为过去的日期", "must be a day in the past"),
    "date_future": Said("应为将来的日期", "must be a day in the future"),
    "time_type": _CLOCK,
    "time_parsing": _CLOCK,
    "datetime_type": _TIME,
    "datetime_parsing": _TIME,
    "datetime_object_invalid": _TIME,
    "datetime_from_date_parsing": _TIME,
    "datetime_past": Said("应为过去的时间", "must be a time in the past"),
    "datetime_future": Said("应为将来的时间", "must be a time in the future"),
    "timezone_naive": Said("时间不得带时区", "must be a time without an offset"),
    "timezone_aware": _TIME,
    "timezone_offset": Said("时区偏移应为 {tz_expected} 秒", "must be a time with an offset of {tz_expected} seconds"),
    "time_delta_type": _LENGTH_OF_TIME,
    "time_delta_parsing": _LENGTH_OF_TIME,
    # What a validator of ours says is in the fault itself (`Unfit`).
    "value_error": ANYTHING,
    "assertion_error": ANYTHING,
}


_patterns: dict[str, Said] = {}


def worded(pattern: str, zh: str, en: str) -> str:
    """The regular expression itself, of whose texts it is now known what they are: hardly anybody reads the expression."""
    _patterns[pattern] = Said(zh, en)
    return pattern


def pattern_said(pattern: str) -> Said | None:
    """None for an expression of which nothing was said."""
    return _patterns.get(pattern)
