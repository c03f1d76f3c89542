"""Each fault that pydantic can find is said in Chinese and in English, with the numbers of its rule; values are JSON."""

import json
import re
from datetime import date
from typing import Annotated, Literal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic_core._pydantic_core import list_all_errors

from libs.events.shapes.faults import Unfit, as_text, fault_of, shown
from libs.events.shapes.words import ANYTHING, FAULTS, worded

CHINESE = re.compile("[\u4e00-\u9fff]")
PYTHON_ALONE = {
    "no_such_attribute", "needs_python_object", "frozen_field", "frozen_instance", "get_attribute_error",
    "dataclass_exact_type",
    "default_factory_not_called", "ellipsis_error", "is_instance_of", "is_subclass_of", "callable_type", "arguments_type",
    "missing_argument", "unexpected_keyword_argument", "missing_keyword_only_argument", "unexpected_positional_argument",
    "missing_positional_only_argument", "multiple_argument_values",
}  # fmt: skip
"""What nothing that is sent can lead to."""


def fault(shape, value):
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(shape).validate_python(value)
    return fault_of(refused.value.errors(include_url=False)[0])


@pytest.mark.parametrize("error", list_all_errors(), ids=lambda error: error["type"])
def test_each_type_of_error_is_said_in_both_languages_with_its_numbers(error):
    context = {name: 7 if value in (0, "", None) else value for name, value in (error["example_context"] or {}).items()}
    context = {name: "'a' or 'b'" if name.startswith("expected") and name != "expected_version" else value
               for name, value in context.items()}  # fmt: skip
    if "pattern" in context:
        context["pattern"] = "^[0-9]$"
    said = fault_of({"type": error["type"], "loc": ("body", "x"), "input": 1, "msg": "English", "ctx": context})
    assert CHINESE.search(said.rule_zh)
    assert not CHINESE.search(said.rule)
    assert "English" not in said.rule_zh
    assert "{" not in said.rule.replace("{…}", "")
    if error["type"] in PYTHON_ALONE:
        assert error["type"] not in FAULTS
        assert (said.rule_zh, said.rule) == ANYTHING
    else:
        assert error["type"] in FAULTS


def test_an_error_of_a_later_pydantic_and_a_number_under_another_name_are_said_in_general():
    for kind in ("brand_new", "string_too_long"):
        said = fault_of({"type": kind, "loc": ("body",), "input": "x", "ctx": {"another": 1}})
        assert (said.rule_zh, said.rule) == ANYTHING


def _never(value: str) -> str:
    raise Unfit("is never good", "从来不行")


def _error(value: str) -> str:
    raise ValueError("in English")


@pytest.mark.parametrize(
    ("shape", "value", "zh", "en"),
    [
        (Annotated[str, Field(max_length=3)], "four", "最多 3 个字符", "must have at most 3 characters"),
        (Annotated[int, Field(ge=2)], 1, "不得小于 2", "must be 2 or more"),
        (Annotated[date, Field(ge=date(2000, 1, 1))], "1999-01-01", "不得小于 2000-01-01", "must be 2000-01-01 or more"),
        (Annotated[list[int], Field(min_length=2)], [1], "至少 2 项,现有 1 项", "needs 2 or more items, has 1"),
        (Literal["a", "b", "c d"], "x", "应为以下之一:a、b、c d", "must be one of a, b, c d"),
        (Annotated[str, StringConstraints(pattern="^(open|under-way)$")], "x", "格式不符:应为以下之一:open、under-way",
         "must be one of open, under-way"),
        (Annotated[str, StringConstraints(pattern=worded("^[a-c]+$", "a 至 c", "letters a to c"))], "x", "格式不符:应为a 至 c",
         "must be letters a to c"),
        (Annotated[str, AfterValidator(_never)], "x", "从来不行", "is never good"),
        (Annotated[str, AfterValidator(_error)], "x", *ANYTHING),
    ],
)  # fmt: skip
def test_the_rule_names_its_numbers_and_choices(shape, value, zh, en):
    said = fault(shape, value)
    assert (said.rule_zh, said.rule, said.value) == (zh, en, value)


class Thing(BaseModel):
    name: str
    when: date


def test_what_is_missing_has_no_value_and_repeats_nothing_of_the_rest():
    said = fault(Thing, {"when": "2026-03-02", "telephone": "13800000000"})
    assert (said.field, said.value) == ("name", None)


def test_a_value_is_json_and_not_pythons_way_to_write_it():
    assert shown({"a": [None, True, "b"]}) == {"a": [None, True, "b"]}
    assert shown(Thing(name="n", when=date(2026, 3, 2))) == {"name": "n", "when": "2026-03-02"}
    assert shown(date(2026, 3, 2)) == "2026-03-02"
    assert shown(b"\xff\xfe") == "\ufffd\ufffd"
    long = shown({"a": ["b"] * 100, "t": True})
    assert long.startswith('{"a": ["b", "b"')
    assert len(long) == 201
    assert (as_text(None), as_text("x"), as_text([None, True])) == ("", "x", "[null, true]")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.dates() | st.text("\ud800\0"),
    lambda part: (
        st.lists(part) | st.dictionaries(st.text() | st.integers(), part) | st.tuples(part) | st.frozensets(st.integers())
    ),
)


@given(anything)
def test_whatever_the_value_is_it_can_be_sent_and_is_short(value):
    sent = orjson.dumps(shown(value))
    assert len(json.dumps(json.loads(sent), ensure_ascii=False)) < 2000


def test_a_value_nested_past_pythons_depth_can_be_sent():
    value = []
    for _ in range(100_000):
        value = [value]
    assert shown(value) == "…"
