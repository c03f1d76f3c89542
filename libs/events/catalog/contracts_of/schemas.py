"""JSON Schema (2020-12) of one fact at one version."""

from __future__ import annotations

from typing import Any

from ...fact import Catalog, Fact
from ..glossary import describe, models_of

__all__ = ["DIALECT", "VISIBILITY", "own_facts", "schema_of"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
VISIBILITY = "x-checkonce-visibility"

_LANGUAGE = __package__.rpartition(".")[0]


def own_facts(catalog: Catalog, language: str = _LANGUAGE) -> list[type[Fact]]:
    """The facts of the published language in a fixed order: those defined in the package `language`, no others."""
    return [cls for cls in catalog if cls.__module__.startswith(f"{language}.")]


def schema_of(cls: type[Fact]) -> dict[str, Any]:
    """What data of this fact and version must look like. Properties with a default may be absent: they were added later.

    `$id` is what CloudEvents carry as `dataschema`.
    """
    # Not the serialisation schema: there, what has a default is required, and older data lacks it.
    made = cls.model_json_schema(mode="validation")
    defs = made.pop("$defs", {})
    describe({cls.__name__: made, **defs}, models_of([cls]))
    head: dict[str, Any] = {
        "$schema": DIALECT,
        "$id": f"urn:checkonce:schema:{cls.fact_type}:v{cls.fact_version}",
        "title": made.pop("title"),
        VISIBILITY: cls.visibility.value,
    }
    return {**head, **made, **({"$defs": dict(sorted(defs.items()))} if defs else {})}
