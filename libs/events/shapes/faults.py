"""A fault that pydantic found, as field, value and rule in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from .words import ANYTHING, FAULTS, Said, pattern_said

__all__ = ["Fault", "Unfit", "as_text", "fault_of", "shown"]

_LONGEST = 200
_CHOICE = re.compile(r"\^\(([\w|-]+)\)\$")
_QUOTED_OR_NOT = re.compile(r"'([^']*)'|([^\s,']+)")
_LISTS = ("expected", "expected_tags", "expected_schemes", "known")
_NO_VALUE = ("missing", "json_invalid")
"""What pydantic gives as their input is what stands around the fault."""


class Unfit(ValueError):  # noqa: N818 - said of a value, and raised only for pydantic to take it
    """For validators: why the value is not acceptable, in both languages. `secret`: the refusal must not show the value."""

    def __init__(self, en: str, zh: str, *, secret: bool = False) -> None:
        super().__init__(f"{en} ({zh})")
        self.said = Said(zh, en)
        self.secret = secret


class Fault(NamedTuple):
    """`field` is a path such as `body.items.0.code`, `value` is fit for JSON and at most about 200 characters of it."""

    field: str
    value: Any
    rule: str
    rule_zh: str


def fault_of(error: Mapping[str, Any]) -> Fault:
    """One of pydantic's (`ValidationError.errors()`) or FastAPI's errors."""
    kind, place = error["type"], [str(part) for part in error["loc"]]
    context: dict[str, Any] = dict(error.get("ctx") or {})
    if kind == "json_invalid":
        # FastAPI puts the number of the character where a field's name belongs.
        at = [part for part in place if part.isdecimal()]
        context["where"], place = at, [part for part in place if not part.isdecimal()]
    rule = _rule(kind, context)
    unfit = context.get("error")
    secret = isinstance(unfit, Unfit) and unfit.secret
    value = None if secret or kind in _NO_VALUE else shown(error.get("input"))
    return Fault(".".join(place), value, rule.en, rule.zh)


def _rule(kind: str, context: Mapping[str, Any]) -> Said:
    if isinstance(unfit := context.get("error"), Unfit):
        return unfit.said
    said, zh, en = FAULTS.get(kind, ANYTHING), dict(context), dict(context)
    for name in _LISTS:
        if name in context:
            zh[name], en[name] = _listed(context[name], "、", "无"), _listed(context[name], ", ", "none")
    if "where" in context:
        (zh["where"], en["where"]) = _at(context["where"])
    if "pattern" in context:
        zh["pattern"], en["pattern"] = _pattern(context["pattern"])
    try:
        return Said(said.zh.format_map(zh), said.en.format_map(en))
    except KeyError:
        # A later pydantic may name its numbers otherwise: the refusal must not fail for that.
        return ANYTHING


def _listed(named: str | Iterable[str], comma: str, nothing: str) -> str:
    """`'a', 'b' or 'c'`, as pydantic says it, or names of our own."""
    if isinstance(named, str):
        parts = [quoted or plain for quoted, plain in _QUOTED_OR_NOT.findall(named) if plain != "or"]
    else:
        parts = list(named)
    return comma.join(parts) or nothing


def _at(places: list[str]) -> Said:
    return Said(f"(第 {places[0]} 个字符处)", f" (at character {places[0]})") if places else Said("", "")


def _pattern(pattern: str) -> Said:
    if choice := _CHOICE.fullmatch(pattern):
        each = choice[1].split("|")
        return Said(f"以下之一:{'、'.join(each)}", f"one of {', '.join(each)}")
    return pattern_said(pattern) or Said(f"符合 {pattern} 的文字", f"text that fits {pattern}")


def shown(value: Any) -> Any:
    """A value as JSON can hold it. Half a surrogate pair or a number beyond 64 bits would make the refusal itself fail."""
    if isinstance(value, (float, bool, type(None))) or (isinstance(value, int) and abs(value) < 2**63):
        return value
    if isinstance(value, (str, bytes)):
        text = value if isinstance(value, str) else value[:_LONGEST].decode("utf-8", "replace")
        return _whole(text[:_LONGEST])
    try:
        text = _whole(json.dumps(value, ensure_ascii=False, skipkeys=True, default=_as_json))
        return json.loads(text, parse_int=_number) if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    except (RecursionError, ValueError):
        return "…"


def as_text(value: Any) -> str:
    """A value that `shown` gave as text: nothing for none, a text itself, else its JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _as_json(value: Any) -> Any:
    """What a command may hold and JSON does not know."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return list(value) if isinstance(value, (set, frozenset)) else str(value)


def _whole(text: str) -> str:
    """The text without halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode()


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) < 19 else digits
