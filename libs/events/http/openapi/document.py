"""What the published OpenAPI document says beyond the routes' own words, the same way for every service.

FastAPI knows a route's models. What all routes have in common is said here once: refusals leave as problem documents
(RFC 9457) and only where they can arise, lists leave as files, and each operation has its name, who may take it, an example and
the links that lead on from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel

from ...catalog.glossary import TAGS, WORDS, describe, models_of
from ...shapes.asked import asking
from ..access import Permission, permission_of
from ..tables import workbook
from . import terms
from .examples import add_examples
from .links import link
from .naming import operation_name
from .operation import Operation, operations
from .words import ABOUT, said_of

__all__ = ["complete", "publish_openapi"]

_SCHEMAS = "#/components/schemas/"
_PROBLEM = {"$ref": f"{_SCHEMAS}Problem"}
_GENERIC = re.compile(r"([A-Za-z0-9]+)_([A-Za-z0-9]+)_")
_BEARER = "HTTPBearer"
_TEXT: dict[str, Any] = {"schema": {"type": "string"}}
_FILES = {"text/csv": _TEXT, workbook.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}
"""What a list is as a file, by the format that the path names."""

Permissions = Mapping[tuple[str, str], Permission]
Models = Mapping[str, type[BaseModel]]


def publish_openapi(app: FastAPI) -> None:
    """The application's document, completed when it is first asked for."""
    plain = app.openapi

    def completed() -> dict[str, Any]:
        if app.openapi_schema is None:
            # What a type says of values that are asked belongs into the document.
            with asking():
                app.openapi_schema = complete(plain(), _permissions(app), _models(app))
        return app.openapi_schema

    app.openapi = completed  # type: ignore[method-assign]  # FastAPI's way to extend the document


def _permissions(app: FastAPI) -> Permissions:
    """Who may take each operation, by method in lower case and path."""
    found = {}
    for context in iter_route_contexts(app.routes):
        permission = permission_of(context.original_route)
        if permission is not None:
            for method in context.methods or ():
                found[method.lower(), str(context.path_format)] = permission
    return found


def _models(app: FastAPI) -> Models:
    """The models of bodies and answers, by name."""
    fields = [
        field
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, APIRoute)
        for field in (context.body_field, context.response_field, *context.response_fields.values())
    ]
    return models_of(field.field_info.annotation for field in fields if field is not None)


def complete(document: dict[str, Any], permissions: Permissions | None = None, models: Models | None = None) -> dict[str, Any]:
    """The same document, changed in place."""
    _name_plainly(document)
    _end_lists(document)
    found = list(operations(document))
    for operation in found:
        _through_the_gate(operation)
        _answers(operation)
        _say(operation, (permissions or {}).get((operation.method, operation.path)))
    schemes = document.get("components", {}).get("securitySchemes", {})
    if (scheme := schemes.pop(terms.GATE, None)) is not None:
        schemes.setdefault(_BEARER, scheme)
    link(found)
    describe(document.get("components", {}).get("schemas", {}), models or {})
    add_examples(document, found)
    _introduce(document, found)
    return document


def _introduce(document: dict[str, Any], found: list[Operation]) -> None:
    """What is said of the service as a whole."""
    document.setdefault("info", {}).update(ABOUT)
    document["servers"] = [{"url": "/", "description": "The service that this document was asked of."}]
    used = {tag: None for operation in found for tag in operation.said.get("tags", ())}
    document["tags"] = [{"name": tag, **({"description": TAGS[tag]} if tag in TAGS else {})} for tag in used]


def _say(operation: Operation, permission: Permission | None) -> None:
    """Names the operation, and says who may take it."""
    said = operation.said
    said["operationId"] = operation_name(operation.method, operation.path, said["operationId"])
    said["description"] = said_of(permission, said.get("description", ""), waits="202" in said["responses"])
    for parameter in said.get("parameters", ()):
        if "description" not in parameter and parameter["name"] in WORDS:
            parameter["description"] = WORDS[parameter["name"]]
    # Without this a tool cannot tell what is open from what was forgotten.
    said.setdefault("security", [])


def _name_plainly(document: dict[str, Any]) -> None:
    """`Page_Book_`, as pydantic calls a generic, becomes `BookPage` in names, titles and references."""
    schemas = document.get("components", {}).get("schemas", {})
    plain = {name: f"{found[2]}{found[1]}" for name in schemas if (found := _GENERIC.fullmatch(name))}
    for name, better in plain.items():
        schemas[better] = {**schemas.pop(name), "title": better}
    _refer(document, {f"{_SCHEMAS}{name}": f"{_SCHEMAS}{better}" for name, better in plain.items()})


def _end_lists(node: Any) -> None:
    """A list of so many things of their own says `items` too: tools that know no `prefixItems` want it."""
    if isinstance(node, dict):
        if "prefixItems" in node:
            node.setdefault("items", node["prefixItems"][-1])
        for part in node.values():
            _end_lists(part)
    elif isinstance(node, list):
        for part in node:
            _end_lists(part)


def _refer(node: Any, renamed: dict[str, str]) -> None:
    if isinstance(node, dict):
        if (better := renamed.get(node.get("$ref", ""))) is not None:
            node["$ref"] = better
        for part in node.values():
            _refer(part, renamed)
    elif isinstance(node, list):
        for part in node:
            _refer(part, renamed)


def _through_the_gate(operation: Operation) -> None:
    if {terms.GATE: []} in operation.said.get("security", ()):
        operation.said["security"] = [{_BEARER: []}]
        operation.said["parameters"] = [*operation.said.get("parameters", ()), *terms.GATE_PARAMETERS]


def _answers(operation: Operation) -> None:
    said = operation.said
    for status in _impossible(operation):
        # What a route says in its own words it knows better.
        if said["responses"].get(status, {}).get("description") == terms.PROBLEMS[int(status)]:
            del said["responses"][status]
    for status, answer in said["responses"].items():
        if status >= "400" and _is_problem(answer):
            answer["content"] = {terms.PROBLEM_MEDIA_TYPE: {"schema": _PROBLEM}}
            if status in terms.ANSWER_HEADERS:
                answer["headers"] = terms.ANSWER_HEADERS[status]
    if operation.path.endswith(".csv"):
        said_itself = operation.success.get("content", {}).get("text/csv")
        operation.success["content"] = {"text/csv": said_itself or deepcopy(_TEXT)}
    if operation.path.endswith(".{format}"):
        operation.success["content"] = deepcopy(_FILES)
    if operation.header("idempotency-key"):
        for answer in operation.successes:
            answer["headers"] = terms.COMMAND_HEADERS


def _impossible(operation: Operation) -> Iterator[str]:
    """Statuses that are declared for every route, where this one has nothing that could lead to them."""
    has_body = "requestBody" in operation.said
    if not has_body:
        yield from ("400", "408", "413")
    if "security" not in operation.said:
        yield from ("401", "403")
    if not has_body and operation.named is None:
        yield "404"
    if not operation.header("if-match"):
        yield "412"


def _is_problem(answer: dict[str, Any]) -> bool:
    """Whether an answer has no content of its own, such as readiness has."""
    plain = answer.get("content", {}).get("application/json")
    return plain is None or plain.get("schema") == _PROBLEM
