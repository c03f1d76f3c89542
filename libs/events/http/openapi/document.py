"""What the published OpenAPI document says beyond the routes' own words, the same way for every service.

FastAPI knows a route's models. What all routes have in common is said here once: refusals leave as problem documents
(RFC 9457) and only where they can arise, lists leave as files, and links (OpenAPI 3.1, 4.8.20) lead from what was created to
reading it, and from there to the commands on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

from fastapi import FastAPI

from ...shapes.asked import asking
from ..tables import workbook

__all__ = ["PROBLEMS", "PROBLEM_MEDIA_TYPE", "publish_openapi"]

PROBLEM_MEDIA_TYPE = "application/problem+json"
PROBLEMS = {
    400: "not a well-formed request",
    401: "no valid token",
    403: "the caller's roles or scopes do not cover this",
    404: "not found",
    408: "the body came too slowly",
    409: "refused by a rule",
    412: "changed meanwhile (If-Match)",
    413: "the body is larger than this route takes",
    422: "content is not acceptable",
    429: "too many requests; Retry-After says in how many seconds to ask again",
    503: "temporarily unavailable; try again, with the same Idempotency-Key",
}
"""What any route may answer besides success."""
_SCHEMAS = "#/components/schemas/"
_PROBLEM = {"$ref": f"{_SCHEMAS}Problem"}
_GENERIC = re.compile(r"([A-Za-z0-9]+)_([A-Za-z0-9]+)_")
_METHODS = ("get", "post", "put", "patch", "delete")
_TEXT = {"schema": {"type": "string"}}
_FILES = {"text/csv": _TEXT, workbook.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}
"""What a list is as a file, by the format that the path names."""

_HEADERS: dict[str, dict[str, Any]] = {
    "401": {"WWW-Authenticate": {"description": "RFC 6750, section 3", "required": True, **_TEXT}},
    "429": {"Retry-After": {"description": "Seconds.", "required": True, "schema": {"type": "integer"}}},
    "503": {"Retry-After": {"description": "Seconds, where a time can be named.", "schema": {"type": "integer"}}},
}
_COMMAND_HEADERS: dict[str, Any] = {
    "ETag": {"description": "The stream's version after the command, for `If-Match`.", **_TEXT},
    "Idempotency-Replayed": {
        "description": "`true`: nothing was done now, this is the first answer to the key.",
        "schema": {"const": "true"},
    },
}


GATE = "Gate"
"""Marks an operation whose commands go through a gate: until the document is complete, it is the name of its security."""
_BEARER = "HTTPBearer"
KEY_HEADER, KEY_LENGTH = "idempotency-key", 200
VERSION_HEADER, VERSION_LENGTH = "if-match", 40
_GATE_PARAMETERS: list[dict[str, Any]] = [
    {
        "name": KEY_HEADER,
        "in": "header",
        "required": False,
        "description": "Yours, one per command: the same key again gets the first answer, for as many days as the place keeps"
        " it (14 unless it says otherwise; draft-ietf-httpapi-idempotency-key).",
        "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LENGTH},
    },
    {
        "name": VERSION_HEADER,
        "in": "header",
        "required": False,
        "description": "The ETag you have seen: the command is refused if the stream has changed since (RFC 9110, 13.1.1).",
        "schema": {"type": "string", "maxLength": VERSION_LENGTH},
    },
]


def publish_openapi(app: FastAPI) -> None:
    """The application's document, completed when it is first asked for."""
    plain = app.openapi

    def completed() -> dict[str, Any]:
        if app.openapi_schema is None:
            # What a type says of values that are asked belongs into the document.
            with asking():
                app.openapi_schema = complete(plain())
        return app.openapi_schema

    app.openapi = completed  # type: ignore[method-assign]  # FastAPI's way to extend the document


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """The same document, changed in place."""
    _name_plainly(document)
    operations = list(_operations(document))
    for operation in operations:
        _through_the_gate(operation)
        _answers(operation)
    schemes = document.get("components", {}).get("securitySchemes", {})
    if (scheme := schemes.pop(GATE, None)) is not None:
        schemes.setdefault(_BEARER, scheme)
    _link(operations)
    return document


def _name_plainly(document: dict[str, Any]) -> None:
    """`Page_Book_`, as pydantic calls a generic, becomes `BookPage` in names, titles and references."""
    schemas = document.get("components", {}).get("schemas", {})
    plain = {name: f"{found[2]}{found[1]}" for name in schemas if (found := _GENERIC.fullmatch(name))}
    for name, better in plain.items():
        schemas[better] = {**schemas.pop(name), "title": better}
    _refer(document, {f"{_SCHEMAS}{name}": f"{_SCHEMAS}{better}" for name, better in plain.items()})


def _refer(node: Any, renamed: dict[str, str]) -> None:
    if isinstance(node, dict):
        if (better := renamed.get(node.get("$ref", ""))) is not None:
            node["$ref"] = better
        for part in node.values():
            _refer(part, renamed)
    elif isinstance(node, list):
        for part in node:
            _refer(part, renamed)


@dataclass(frozen=True)
class _Operation:
    path: str
    method: str
    said: dict[str, Any]
    document: dict[str, Any]

    @property
    def collection(self) -> str:
        """`/v1/books` of `/v1/books/{book}/loans`."""
        return self.path.partition("/{")[0]

    @property
    def named(self) -> str | None:
        """The first path parameter: `book` of `/v1/books/{book}/loans`."""
        _, found, rest = self.path.partition("{")
        return rest.partition("}")[0] if found else None

    @property
    def reads_one(self) -> bool:
        return self.method == "get" and self.path == f"{self.collection}/{{{self.named}}}"

    @property
    def successes(self) -> list[dict[str, Any]]:
        """The answers that are no refusals."""
        responses: dict[str, dict[str, Any]] = self.said["responses"]
        return [answer for status, answer in responses.items() if status.startswith("2")]

    @property
    def success(self) -> dict[str, Any]:
        """The first of them."""
        return self.successes[0]

    def header(self, name: str) -> bool:
        return any(p["in"] == "header" and p["name"].lower() == name for p in self.said.get("parameters", ()))

    @cached_property
    def asked(self) -> set[str]:
        """Names in the body of the request."""
        return set(self._schema(self.said.get("requestBody", {})).get("properties", ()))

    @cached_property
    def answered(self) -> tuple[str, set[str]]:
        """Where the thing or the first of its list is in the body of the answer, and the names it has there."""
        schema = self._schema(self.success)
        where = ""
        if "items" in schema.get("properties", {}):
            schema, where = self._resolved(schema["properties"]["items"]), "/items"
        if schema.get("type") == "array":
            schema, where = self._resolved(schema["items"]), f"{where}/0"
        return where, set(schema.get("properties", ()))

    def _schema(self, message: dict[str, Any]) -> dict[str, Any]:
        return self._resolved(message.get("content", {}).get("application/json", {}).get("schema", {}))

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        name = schema.get("$ref", "").rpartition("/")[2]
        found: dict[str, Any] = self.document["components"]["schemas"][name] if name else schema
        return found


def _operations(document: dict[str, Any]) -> Iterator[_Operation]:
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield _Operation(path, method, methods[method], document)


def _through_the_gate(operation: _Operation) -> None:
    if {GATE: []} in operation.said.get("security", ()):
        operation.said["security"] = [{_BEARER: []}]
        operation.said["parameters"] = [*operation.said.get("parameters", ()), *_GATE_PARAMETERS]


def _answers(operation: _Operation) -> None:
    said = operation.said
    for status in _impossible(operation):
        # What a route says in its own words it knows better.
        if said["responses"].get(status, {}).get("description") == PROBLEMS[int(status)]:
            del said["responses"][status]
    for status, answer in said["responses"].items():
        if status >= "400" and _is_problem(answer):
            answer["content"] = {PROBLEM_MEDIA_TYPE: {"schema": _PROBLEM}}
            if status in _HEADERS:
                answer["headers"] = _HEADERS[status]
    if operation.path.endswith(".csv"):
        operation.success["content"] = {"text/csv": dict(_TEXT)}
    if operation.path.endswith(".{format}"):
        operation.success["content"] = deepcopy(_FILES)
    if operation.header("idempotency-key"):
        for answer in operation.successes:
            answer["headers"] = _COMMAND_HEADERS


def _impossible(operation: _Operation) -> Iterator[str]:
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


@dataclass(frozen=True)
class _Link:
    target: _Operation
    expression: str

    @property
    def name(self) -> str:
        return str(self.target.said["operationId"])

    def plain(self) -> dict[str, Any]:
        return {
            "operationId": self.name,
            "parameters": {str(self.target.named): self.expression},
            "description": self.target.said.get("summary", ""),
        }


def _link(operations: Sequence[_Operation]) -> None:
    """Writes the links between operations. A target is looked at only where its parameter is named: so this stays linear."""
    read_by: dict[str, set[str]] = {}
    by_name: dict[str, list[tuple[int, _Operation]]] = {}
    for number, operation in enumerate(operations):
        if operation.named is not None:
            by_name.setdefault(operation.named, []).append((number, operation))
        if operation.reads_one:
            read_by.setdefault(operation.collection, set()).add(str(operation.named))
    for source in operations:
        named = {source.named, *source.answered[1], *source.asked}
        near = sorted((found for name in named for found in by_name.get(str(name), ())), key=itemgetter(0))
        links = {
            link.name: link.plain()
            for _, target in near
            for link in _between(source, target, read_by.get(target.collection, set()))
        }
        if links:
            # What waits for a second person leads on as what is done.
            for answer in source.successes:
                answer["links"] = links


def _between(source: _Operation, target: _Operation, known: set[str]) -> Iterator[_Link]:
    """At most one link: to read what the answer is about or names, and from reading or creating a thing to what can be done.

    A collection leads to reading its first thing; where things cannot be read one by one, and from a list of what waits to be
    done, straight to what can be done with it. `known`: the parameter by which single things of the target's collection are
    read, none where they cannot be; `/imports/{kind}` names no thing, because imports are read by their number.
    """
    name = target.named
    if name is None or source is target or (known and name not in known):
        return
    where, names = source.answered
    same = source.path.startswith(target.collection)
    if same and source.named == name:
        if source.reads_one or target.reads_one:
            yield _Link(target, f"$request.path.{name}")
    elif name in names and (same if where else target.reads_one or (same and source.named is None)):
        if target.reads_one or not (where and source.path == target.collection and known):
            yield _Link(target, f"$response.body#{where}/{name}")
    elif same and source.method == "post" and source.named is None and name in source.asked:
        yield _Link(target, f"$request.body#/{name}")
