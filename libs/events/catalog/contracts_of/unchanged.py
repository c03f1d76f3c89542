"""Whether a schema says the same as the published one of its version: it may change in its texts, and in nothing else.

Facts are kept for ever, and a neighbour or an older process reads them with the schema it has. What accepts less makes stored
facts unreadable here; what accepts more, an optional property among it, makes new ones unreadable there, since a schema forbids
what it does not name. A new version is different: who does not know it yet sets it aside and reads it after an update.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .schemas import VISIBILITY

__all__ = ["changes"]

_TEXTS = {"$schema", "$id", "$defs", "$comment", "title", "description", "examples", VISIBILITY}
_NAMED = {"properties": "property", "patternProperties": "pattern"}
_SETS = {"enum": "accepted value", "required": "required property"}
_READERS = {"private": 0, "confided": 1, "internal": 2, "shared": 3}

Schema = Mapping[str, Any]


def changes(published: Schema, today: Schema) -> list[str]:
    """What `today` changes besides texts, one line per change with its path; empty when nothing.

    More readers are no change of what is read, fewer are one.
    """
    found = list(_Comparison(published.get("$defs", {}), today.get("$defs", {})).between(published, today, "$"))
    before, after = published.get(VISIBILITY, "private"), today.get(VISIBILITY, "private")
    return found + ([f"$: visibility is {after}, was {before}"] if _READERS[after] < _READERS[before] else [])


@dataclass(frozen=True, slots=True)
class _Comparison:
    published_defs: Mapping[str, Schema]
    today_defs: Mapping[str, Schema]

    def between(self, published: Schema, today: Schema, at: str) -> Iterator[str]:
        published, today = _resolved(published, self.published_defs), _resolved(today, self.today_defs)
        for keyword in sorted((published.keys() | today.keys()) - _TEXTS):
            before, after = published.get(keyword), today.get(keyword)
            if keyword in _NAMED:
                yield from self._named(before or {}, after or {}, at, _NAMED[keyword])
            elif keyword in _SETS:
                yield from _sets(before, after, at, _SETS[keyword])
            elif isinstance(before, Mapping) and isinstance(after, Mapping) and keyword != "default":
                yield from self.between(before, after, f"{at}.{keyword}")
            elif keyword in {"anyOf", "prefixItems"} and before and after and len(before) == len(after):
                for number, (old, new) in enumerate(zip(before, after, strict=True)):
                    yield from self.between(old, new, f"{at}.{keyword}[{number}]")
            elif before != after:
                yield f"{at}: {keyword} is {_shown(after)}, was {_shown(before)}"

    def _named(self, before: Mapping[str, Schema], after: Mapping[str, Schema], at: str, what: str) -> Iterator[str]:
        yield from (f"{at}.{name}: {what} removed or renamed" for name in before if name not in after)
        yield from (f"{at}.{name}: {what} added" for name in after if name not in before)
        for name in before.keys() & after.keys():
            yield from self.between(before[name], after[name], f"{at}.{name}")


def _resolved(schema: Schema, defs: Mapping[str, Schema]) -> Schema:
    if "$ref" not in schema:
        return schema
    beside = {key: value for key, value in schema.items() if key != "$ref"}
    return _resolved({**defs[schema["$ref"].removeprefix("#/$defs/")], **beside}, defs)


def _sets(before: list[Any] | None, after: list[Any] | None, at: str, what: str) -> Iterator[str]:
    if what == "accepted value" and (before is None) != (after is None):
        yield f"{at}: enum is {_shown(after)}, was {_shown(before)}"
        return
    yield from (f"{at}: {value!r} is no longer a {what}" for value in before or () if value not in (after or ()))
    yield from (f"{at}: {value!r} is a new {what}" for value in after or () if value not in (before or ()))


def _shown(value: Any) -> str:
    return "absent" if value is None else repr(value)
