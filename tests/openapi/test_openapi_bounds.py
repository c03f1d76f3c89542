"""Every list, text and object that a service asks for has an end: what does not fit is refused where it is said."""

from collections.abc import Iterator
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from apps.checkonce.clients.documents import document
from apps.checkonce.names import SERVICES
from libs.events.catalog.codes import Evidence, EvidenceRef
from libs.events.catalog.whistle.call import WhistleBlown
from libs.events.shapes.asked import asking

SHORT = {"date", "date-time", "time", "duration", "uuid"}
"""Formats whose texts have an end by themselves."""
ENDED = ("integer", "number", "boolean", "null")
EITHER = ("anyOf", "oneOf", "allOf")


def ends(pattern: str) -> bool:
    """Whether the texts of an expression have a greatest length. A text that fits it in the middle alone has none."""
    whole = pattern.startswith("^") and pattern.endswith("$")
    return whole and _parser.parse(pattern).getwidth()[1] < _constants.MAXREPEAT


def endless(whole: dict[str, Any], schema: dict[str, Any], where: str, seen: set[str]) -> Iterator[str]:
    """The places in a schema where as much can be said as the body holds."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema, where = ({"enum": []} if name in seen else whole["components"]["schemas"][name]), name
        seen.add(name)
    for option in (option for key in EITHER for option in schema.get(key, ())):
        yield from endless(whole, option, where, seen)
    if {*EITHER, "enum", "const"} & schema.keys():
        return
    match schema.get("type"):
        case "array":
            yield from _list(whole, schema, where, seen)
        case "string":
            if "maxLength" not in schema and schema.get("format") not in SHORT and not ends(schema.get("pattern", "")):
                yield f"{where}: a text"
        case "object":
            for name, inner in schema.get("properties", {}).items():
                yield from endless(whole, inner, f"{where}.{name}", seen)
            yield from _free_names(whole, schema, where, seen)
        case kind if kind not in ENDED:
            yield f"{where}: anything"


def _list(whole: dict[str, Any], schema: dict[str, Any], where: str, seen: set[str]) -> Iterator[str]:
    if "maxItems" not in schema:
        yield f"{where}: a list"
    for inner in (*schema.get("prefixItems", ()), *([schema["items"]] if schema.get("items") else ())):
        yield from endless(whole, inner, f"{where}[]", seen)


def _free_names(whole: dict[str, Any], schema: dict[str, Any], where: str, seen: set[str]) -> Iterator[str]:
    """Of an object whose names the caller gives: how many, each name, each value."""
    patterns, more = schema.get("patternProperties", {}), schema.get("additionalProperties", "properties" not in schema)
    if not patterns and more is False:
        return
    names = {"type": "string"} | schema.get("propertyNames", {})
    if "$ref" in names:
        names = whole["components"]["schemas"][names["$ref"].rpartition("/")[2]]
    if "maxProperties" not in schema and "enum" not in names:
        yield f"{where}: an object of any names"
    for pattern in patterns:
        if not ends(pattern) and "maxLength" not in names:
            yield f"{where}: a name"
    if not patterns:
        yield from endless(whole, names, f"{where}, a name", seen)
    for inner in (*patterns.values(), *([more] if isinstance(more, dict) and not patterns else ())):
        yield from endless(whole, inner, f"{where}{{}}", seen)


def asked(whole: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each parameter and each body that is JSON. Other bodies are files: they have an end in bytes, and so has each row."""
    for path, operations in whole["paths"].items():
        for method, operation in operations.items():
            for parameter in operation.get("parameters", ()):
                yield f"{method} {path} {parameter['in']} {parameter['name']}", parameter["schema"]
            for media, content in operation.get("requestBody", {}).get("content", {}).items():
                if media == "application/json":
                    yield f"{method} {path}", content["schema"]


@pytest.mark.parametrize("service", SERVICES)
def test_all_that_is_asked_has_an_end(service):
    whole, seen = document(service), set()
    schemas = list(asked(whole))
    assert len(schemas) > 50
    assert [place for where, schema in schemas for place in endless(whole, schema, where, seen)] == []


@pytest.mark.parametrize(
    ("schema", "found"),
    [
        ({"type": "array", "items": {"type": "integer"}}, ["x: a list"]),
        ({"type": "array", "maxItems": 2, "items": {"type": "string"}}, ["x[]: a text"]),
        ({"type": "string", "pattern": "^[a-z]+$"}, ["x: a text"]),
        ({"type": "string", "pattern": "[a-z]"}, ["x: a text"]),
        ({"type": "string", "format": "binary"}, ["x: a text"]),
        ({"anyOf": [{"type": "null"}, {"type": "string"}]}, ["x: a text"]),
        ({"type": "object", "properties": {"y": {}}}, ["x.y: anything"]),
        (
            {"type": "object", "additionalProperties": {"type": "string"}},
            ["x: an object of any names", "x, a name: a text", "x{}: a text"],
        ),
        ({"type": "object", "patternProperties": {"^a*$": {"type": "null"}}, "maxProperties": 2}, ["x: a name"]),
        ({"type": "object", "additionalProperties": {"type": "null"}, "propertyNames": {"enum": ["a"]}}, []),
    ],
)
def test_what_has_no_end_is_found_out(schema, found):
    """The walk above would not pass it over."""
    assert list(endless({}, schema, "x", set())) == found


def test_what_was_said_before_the_bound_stays_readable():
    evidence = [EvidenceRef(sha256="0" * 64, media_type="image/jpeg")] * 101
    shape = TypeAdapter(Evidence)
    assert len(shape.validate_python(evidence)) == 101
    with asking():
        with pytest.raises(ValidationError, match="at most 100 items"):
            shape.validate_python(evidence)
        assert len(shape.validate_python(evidence[:100])) == 100
    assert "maxItems" not in WhistleBlown.model_json_schema()["properties"]["evidence"]
