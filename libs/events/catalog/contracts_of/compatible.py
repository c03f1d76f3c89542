"""Whether a schema may take the place of the published one of the same version: whatever was valid must stay valid.

Facts are kept for ever and neighbours read them with the schema they have, so a published version changes in its texts, or
by accepting more, or not at all. Only the part of JSON Schema that is generated here is understood; a foreign keyword that
changes is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .schemas import VISIBILITY

__all__ = ["incompatibilities"]

_TEXTS = {"$schema", "$id", "$defs", "$comment", "title", "description", "examples"}
_LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_HANDLED = {
    *_TEXTS, *_LOWER, *_UPPER, VISIBILITY, "$ref", "anyOf", "type", "enum", "const", "properties", "required", "default",
    "additionalProperties", "patternProperties", "propertyNames", "items", "prefixItems",
}  # fmt: skip
_READERS = {"private": 0, "internal": 1, "shared": 2}

Schema = Mapping[str, Any]


def incompatibilities(old: Schema, new: Schema) -> list[str]:
    """Why `new` may not replace `old`, one line per reason with its path; empty when it may."""
    return list(_Comparison(old.get("$defs", {}), new.get("$defs", {})).faults(old, new, "$"))


@dataclass(frozen=True, slots=True)
class _Comparison:
    old_defs: Mapping[str, Schema]
    new_defs: Mapping[str, Schema]

    def faults(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        old, new = _resolved(old, self.old_defs), _resolved(new, self.new_defs)
        if "anyOf" in old or "anyOf" in new:
            yield from self._alternatives(old, new, at)
            return
        yield from _narrowed(old, new, at)
        yield from self._object(old, new, at)
        yield from self._array(old, new, at)
        yield from _visibility(old, new, at)

    def _alternatives(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        choices = new.get("anyOf", [new])
        for number, given in enumerate(old.get("anyOf", [old])):
            attempts = [list(self.faults(given, choice, at)) for choice in choices]
            if all(attempts):
                yield f"{at}: alternative {number} is no longer accepted ({min(attempts, key=len)[0]})"
        yield from _default(old, new, at)

    def _object(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before:
            if name not in after:
                yield f"{at}.{name}: property removed or renamed"
            else:
                yield from self.faults(before[name], after[name], f"{at}.{name}")
        for name in new.get("required", []):
            if name not in before:
                yield f"{at}.{name}: new property is required"
            elif name not in old.get("required", []):
                yield f"{at}.{name}: property became required"
        for keyword in ("additionalProperties", "propertyNames"):
            yield from self._part(old, new, keyword, at)
        patterns_before, patterns_after = old.get("patternProperties", {}), new.get("patternProperties", {})
        if set(patterns_before) != set(patterns_after):
            yield f"{at}: keys must match {sorted(patterns_after)}, before {sorted(patterns_before)}"
            return
        for pattern, part in patterns_before.items():
            yield from self.faults(part, patterns_after[pattern], f"{at}[/{pattern}/]")

    def _array(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        yield from self._part(old, new, "items", at)
        before, after = old.get("prefixItems", []), new.get("prefixItems", [])
        if len(before) != len(after):
            yield f"{at}: {len(after)} fixed places, before {len(before)}"
            return
        for number, (first, second) in enumerate(zip(before, after, strict=True)):
            yield from self.faults(first, second, f"{at}[{number}]")

    def _part(self, old: Schema, new: Schema, keyword: str, at: str) -> Iterator[str]:
        before, after = old.get(keyword), new.get(keyword)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from self.faults(before, after, f"{at}.{keyword}" if keyword != "items" else f"{at}[]")
        elif before != after:
            yield f"{at}: {keyword} is {_shown(after)}, was {_shown(before)}"


def _resolved(schema: Schema, defs: Mapping[str, Schema]) -> Schema:
    if "$ref" not in schema:
        return schema
    beside = {key: value for key, value in schema.items() if key != "$ref"}
    return _resolved({**defs[schema["$ref"].removeprefix("#/$defs/")], **beside}, defs)


def _narrowed(old: Schema, new: Schema, at: str) -> Iterator[str]:
    before, after = old.get("type"), new.get("type")
    if after not in {None, before} and (before, after) != ("integer", "number"):
        yield f"{at}: type is {_shown(after)}, was {_shown(before)}"
    gone = _lost_values(old, new)
    if gone:
        yield f"{at}: no longer accepts {', '.join(gone)}"
    for keyword in _LOWER:
        if keyword in new and (keyword not in old or new[keyword] > old[keyword]):
            yield f"{at}: {keyword} is {new[keyword]}, was {_shown(old.get(keyword))}"
    for keyword in _UPPER:
        if keyword in new and (keyword not in old or new[keyword] < old[keyword]):
            yield f"{at}: {keyword} is {new[keyword]}, was {_shown(old.get(keyword))}"
    # Pattern, format and whatever else: whether one contains the other cannot be told, so any change is one too many.
    for keyword in sorted(set(new) - _HANDLED):
        if old.get(keyword) != new[keyword]:
            yield f"{at}: {keyword} is {_shown(new[keyword])}, was {_shown(old.get(keyword))}"
    yield from _default(old, new, at)


def _default(old: Schema, new: Schema, at: str) -> Iterator[str]:
    # Older data lacks the property: another default would give it another meaning afterwards.
    if "default" in old and old["default"] != new.get("default", ...):
        yield f"{at}: default is {_shown(new.get('default'))}, was {_shown(old['default'])}"


def _lost_values(old: Schema, new: Schema) -> list[str]:
    def values(schema: Schema) -> list[Any] | None:
        return [schema["const"]] if "const" in schema else schema.get("enum")

    before, after = values(old), values(new)
    if after is None:
        return []
    return [_shown(value) for value in before if value not in after] if before is not None else ["values outside the list"]


def _visibility(old: Schema, new: Schema, at: str) -> Iterator[str]:
    before, after = old.get(VISIBILITY), new.get(VISIBILITY)
    if before is not None and _READERS[after or "private"] < _READERS[before]:
        yield f"{at}: visibility is {after}, was {before}: readers would miss it"


def _shown(value: Any) -> str:
    return "absent" if value is None else repr(value)
