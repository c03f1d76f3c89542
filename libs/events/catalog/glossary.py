"""The words of the published language: what a property of a fact, of a request or of an answer means.

A model says it itself: by `Field(description=...)`, or in a clause of its docstring that names the property in backticks. What
means the same wherever it stands is said once, by its name, in `glossary.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any, Final, get_args

from pydantic import BaseModel

__all__ = ["TAGS", "WORDS", "describe", "models_of"]

_SAID: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("glossary.toml").read_text(encoding="utf-8"))
TAGS: Final[Mapping[str, str]] = _SAID["tags"]
"""Groups of operations, by their names in the APIs' documents."""
WORDS: Final[Mapping[str, str]] = _SAID["words"]
"""By the name of a property or parameter, or by `Model.property` where one model means something else by it."""

_CLAUSES: Final = re.compile(r"(?<=[.])\s+|;\s+")


def describe(schemas: Mapping[str, MutableMapping[str, Any]], models: Mapping[str, type[BaseModel]]) -> None:
    """Gives each property of the schemas its description, in place, where it has none; what nothing is known of stays without.

    `models`: the classes by the schemas' names; one that inherits its fields has them described by the class they are of.
    """
    for name, schema in schemas.items():
        texts = [str(schema.get("description", "")), *_inherited(models.get(name))]
        for field, part in schema.get("properties", {}).items():
            if "description" not in part and (said := _said(name, field, texts)):
                part["description"] = said


def models_of(annotations: Iterable[Any]) -> dict[str, type[BaseModel]]:
    """The models that types lead to, by name; none for a name that two of them have."""
    found: dict[str, type[BaseModel]] = {}
    twice: set[str] = set()
    for model in _reached(annotations):
        if found.setdefault(model.__name__, model) is not model:
            twice.add(model.__name__)
    return {name: model for name, model in found.items() if name not in twice}


def _reached(annotations: Iterable[Any]) -> Iterator[type[BaseModel]]:
    seen: set[int] = set()
    waiting = list(annotations)
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        waiting += get_args(one)
        if isinstance(one, type) and issubclass(one, BaseModel):
            yield one
            waiting += [field.annotation for field in one.model_fields.values()]


def _inherited(model: type[BaseModel] | None) -> Iterator[str]:
    for one in () if model is None else model.__mro__[1:]:
        if one is not BaseModel and issubclass(one, BaseModel):
            yield one.__doc__ or ""


def _said(model: str, field: str, texts: Iterable[str]) -> str | None:
    mark = f"`{field}`"
    for text in texts:
        clauses = [clause.strip().rstrip(".") for clause in _CLAUSES.split(" ".join(text.split())) if mark in clause]
        if clauses:
            return f"{'; '.join(clauses)}."
    return WORDS.get(f"{model}.{field}") or WORDS.get(field)
