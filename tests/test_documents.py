"""What the six services publish about themselves, looked at as somebody does who builds on it."""

import csv
import inspect
import io
import json
import re

import pytest
from fastapi.routing import iter_route_contexts

from apps.checkonce.clients.documents import application, document
from apps.checkonce.names import SERVICES
from libs.events.http.paging import _ours as OURS  # noqa: N812 - it refuses as `key_of` does
from libs.events.shapes.faults import fault_of
from libs.events.shapes.words import FAULTS
from services.registry.files import KINDS as REGISTRY_FILES

CHOICE = re.compile(r"\^\([\w|-]+\)\$")
AMOUNTS = ["greater_than", "greater_than_equal", "less_than", "less_than_equal"]
FOUND = {
    "model": ["model_type", "model_attributes_type"],
    "model-fields": ["missing", "extra_forbidden", "model_attributes_type", "invalid_key"],
    "str": ["string_type", "string_unicode", "string_too_short", "string_too_long", "string_pattern_mismatch"],
    "int": ["int_type", "int_parsing", "int_parsing_size", "int_from_float", "multiple_of", *AMOUNTS],
    "float": ["float_type", "float_parsing", "finite_number", *AMOUNTS],
    "bool": ["bool_type", "bool_parsing"],
    "date": ["date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact", *AMOUNTS],
    "datetime": ["datetime_type", "datetime_parsing", "datetime_from_date_parsing", "timezone_aware", *AMOUNTS],
    "enum": ["enum"],
    "literal": ["literal_error"],
    "tuple": ["tuple_type", "too_short", "too_long", "missing"],
    "list": ["list_type", "too_short", "too_long"],
    "dict": ["dict_type", "too_short", "too_long"],
    "tagged-union": ["union_tag_invalid", "union_tag_not_found"],
}
"""Which faults pydantic finds with a kind of schema."""
KINDS = {
    "registry": set(REGISTRY_FILES),
    "inspection": {"results"},
    "credit": {"opening"},
}
"""The kinds of files that each service takes."""
AROUND = {
    "json-or-python",
    "model-field",
    "default",
    "nullable",
    "definitions",
    "definition-ref",
    "union",
    "no-info",
    "function-before",
    "function-wrap",
    "with-info",
    "function-after",
}
"""Schemas that find no fault of their own: what a function finds is asked below."""


@pytest.fixture(scope="module", params=SERVICES)
def service(request):
    return request.param


@pytest.fixture(scope="module")
def published(service):
    return document(service)


def parts_of(node):
    if isinstance(node, dict):
        yield node
        for name, value in node.items():
            if name not in {"metadata", "serialization"}:
                yield from parts_of(value)
    elif isinstance(node, (list, tuple)):
        for value in node:
            yield from parts_of(value)


def fields_of(dependant):
    yield from (*dependant.path_params, *dependant.query_params, *dependant.header_params, *dependant.body_params)
    for inner in dependant.dependencies:
        yield from fields_of(inner)


@pytest.fixture(scope="module")
def schemas(service):
    """What validates the parameters and bodies of all routes, as pydantic's core knows it."""
    dependants = [
        context.dependant for context in iter_route_contexts(application(service).routes) if hasattr(context, "dependant")
    ]
    found = [part for each in dependants for field in fields_of(each) for part in parts_of(field._type_adapter.core_schema)]
    assert len(found) > 100
    return [part for part in found if isinstance(part.get("type"), str)]


def test_each_fault_that_a_request_can_have_is_said_in_its_own_words(schemas):
    kinds = {part["type"] for part in schemas}
    assert kinds <= FOUND.keys() | AROUND
    assert {name for kind in kinds - AROUND for name in FOUND[kind]} <= FAULTS.keys()


def test_a_validator_of_ours_says_its_fault_in_both_languages(schemas):
    for part in schemas:
        if part["type"] in {"function-after", "function-wrap"}:
            function = inspect.unwrap(part["function"]["function"])
            if inspect.isfunction(function) and function is not OURS:
                assert any("Unfit(" in inspect.getsource(each) for each in _with_helpers(function)), function


def _with_helpers(function):
    """A function and those of its own module that it calls, and so on."""
    yield function
    for name in function.__code__.co_names:
        called = function.__globals__.get(name)
        if inspect.isfunction(called) and called.__module__ == function.__module__ and called is not function:
            yield from _with_helpers(called)


def test_each_regular_expression_is_said_in_words(published):
    patterns = {part["pattern"] for part in parts_of(published) if isinstance(part.get("pattern"), str)}
    assert len(patterns) > 4
    for pattern in patterns:
        said = fault_of({"type": "string_pattern_mismatch", "loc": (), "input": "", "ctx": {"pattern": pattern}})
        assert pattern not in said.rule


def test_models_have_plain_names(published):
    names = list(published["components"]["schemas"])
    assert [name for name in names if not re.fullmatch("[A-Z][A-Za-z0-9]*", name)] == []
    texts = json.dumps(published)
    assert [name for name in re.findall(r'#/components/schemas/([^"]*)"', texts) if name not in names] == []


def test_every_operation_says_that_an_unknown_parameter_is_refused(published):
    silent = [
        f"{method} {path}"
        for path, methods in published["paths"].items()
        for method, said in methods.items()
        if "application/problem+json" not in said["responses"].get("422", {}).get("content", {})
    ]
    assert silent == []


def test_whatever_is_sent_or_answered_has_a_schema(published):
    bare = [
        (path, kind)
        for path, methods in published["paths"].items()
        for said in methods.values()
        for message in (said.get("requestBody", {}), *said["responses"].values())
        for kind, content in message.get("content", {}).items()
        if not content.get("schema")
    ]
    assert bare == []


def test_each_kind_of_file_has_an_example_that_reads_as_its_columns(service, published):
    taken = published["paths"].get("/v1/imports/{kind}", {}).get("post")
    assert (taken is not None) == (service in {"registry", "inspection", "credit"})
    if taken is None:
        return
    shown = taken["requestBody"]["content"]
    texts, objects = shown["text/csv"]["examples"], shown["application/x-ndjson"]["examples"]
    assert texts.keys() == objects.keys() == KINDS[service]
    for kind, example in texts.items():
        header, row = csv.reader(io.StringIO(example["value"]))
        assert dict(zip(header, row, strict=True)) == json.loads(objects[kind]["value"]), kind
