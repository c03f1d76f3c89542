"""An operation of a document as a method of a client."""

from __future__ import annotations

import keyword
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from libs.events.files.tus import TAG
from libs.events.http.openapi.naming import snake

from .documents import Document
from .schemas import Schema, Schemas, docstring, optional, references

_METHODS = ("get", "post", "put", "patch", "delete")
_COMMAND = "idempotency-key"
_OWN_HEADERS = {_COMMAND, "if-match", "if-none-match", "last-event-id"}
"""Headers that the client sends itself or does not use: it keeps no copies, and follows events from a position."""
_JSON = "application/json"
_EVENTS = "text/event-stream"


@dataclass(frozen=True)
class Parameter:
    """One argument of a method. `sent` is its name in the request."""

    sent: str
    kind: str
    default: str | None = None

    @property
    def name(self) -> str:
        plain = snake(self.sent)
        return f"{plain}_" if keyword.iskeyword(plain) or plain == "self" else plain

    def __str__(self) -> str:
        return f"{self.name}: {self.kind}" + (f" = {self.default}" if self.default is not None else "")


@dataclass(frozen=True)
class Operation:
    """One method and path of a document."""

    method: str
    path: str
    said: Schema
    schemas: Schemas

    @property
    def name(self) -> str:
        return str(self.said["operationId"])

    def needs(self) -> Iterator[Schema]:
        """The schemas whose models the method's text names."""
        yield from (parameter["schema"] for parameter in self._declared("path", "query"))
        yield self._answer
        if self._document is None:
            yield from (part for _, part in self._fields)
        else:
            yield {"$ref": self._document}

    def text(self) -> str:
        """The source of the method, or of two where the answer can be had in two forms."""
        if self._media_type != _JSON and _JSON not in self._content and _EVENTS not in self._content:
            return self._file_method(self.name)
        text = self._json_method()
        if _EVENTS in self._content:
            text += self._follow_method()
        if self.method == "get" and self._answer.get("type") == "object" and "$ref" not in self._answer:
            text += self._file_method(f"{self.name}_file") if "properties" not in self._answer and self._is_document else ""
        return text

    # What the document says

    def _declared(self, *places: str) -> Iterator[dict[str, Any]]:
        return (parameter for parameter in self.said.get("parameters", ()) if parameter["in"] in places)

    @cached_property
    def _content(self) -> dict[str, Any]:
        success = next(answer for status, answer in sorted(self.said["responses"].items()) if status < "300")
        content: dict[str, Any] = success.get("content", {})
        return content

    @property
    def _media_type(self) -> str:
        return next(iter(self._content), "")

    @property
    def _answer(self) -> Schema:
        schema: Schema = self._content.get(self._media_type, {}).get("schema", {})
        return schema

    @property
    def _is_document(self) -> bool:
        """A document without a model is published as bytes that were signed or hashed: they can be had as they stand."""
        return not isinstance(self._answer.get("additionalProperties"), dict)

    @property
    def _is_command(self) -> bool:
        return any(parameter["name"].lower() == _COMMAND for parameter in self._declared("header"))

    @property
    def _body(self) -> Schema | None:
        schema: Schema | None = self.said.get("requestBody", {}).get("content", {}).get(_JSON, {}).get("schema")
        return schema

    @property
    def _takes_file(self) -> bool:
        return "requestBody" in self.said and self._body is None

    @property
    def _document(self) -> str | None:
        """The reference of a body that is a thing of its own, known from an answer: it is passed as one."""
        body = self._body
        return body["$ref"] if body and "$ref" in body and self.schemas.is_answered(body["$ref"]) else None

    @cached_property
    def _fields(self) -> list[tuple[Parameter, Schema]]:
        """The fields of a body as arguments."""
        if self._body is None or self._document is not None:
            return []
        model = self.schemas.of(next(references(self._body)))
        required = set(model.get("required", ()))
        found = []
        for name, part in model["properties"].items():
            kind = self.schemas.type(part)
            given = Parameter(name, kind) if name in required else Parameter(name, optional(kind), "None")
            found.append((given, part))
        return sorted(found, key=lambda field: field[0].default is not None)

    # The method's text

    @property
    def _place(self) -> list[Parameter]:
        return [Parameter(said["name"], self.schemas.type(said["schema"])) for said in self._declared("path")]

    def _asked(self, place: str) -> list[Parameter]:
        found = []
        for said in self._declared(place):
            if place == "query" or said["name"].lower() not in _OWN_HEADERS:
                kind = self.schemas.type(said["schema"])
                needed = said.get("required", False)
                found.append(Parameter(said["name"], kind if needed else optional(kind), None if needed else "None"))
        return found

    def _json_method(self) -> str:
        query, headers = self._asked("query"), self._asked("header")
        first, named = list(self._place), [*(field for field, _ in self._fields), *query, *headers]
        parts = [self._path(), self._answer_type()]
        if self._document is not None:
            thing = Parameter(snake(self.schemas.name(self._document)), self.schemas.name(self._document))
            first.append(thing)
            parts.append(f"body={thing.name}")
        elif self._body is not None:
            parts.append(f"body={_mapping([field for field, _ in self._fields])}")
        if query:
            parts.append(f"query={_mapping(query)}")
        if self._takes_file:
            first += [Parameter("content", "Content"), Parameter("media_type", "str")]
            parts.append("content=content")
        if headers or self._takes_file:
            parts.append(f"headers={_mapping(headers, {'Content-Type': 'media_type'} if self._takes_file else {})}")
        if self._is_command:
            named += [Parameter("key", "str | None", "None"), Parameter("if_match", "int | None", "None")]
            parts += ["key=key", "if_match=if_match"]
        call = "_read" if self.method == "get" else "_command" if self._is_command else "_send"
        if self.method != "get":
            parts.insert(0, repr(self.method.upper()))
        return self._method(
            f"async def {self.name}", first, named, self._answer_type(), f"return await self.{call}({', '.join(parts)})"
        )

    def _file_method(self, name: str) -> str:
        query = self._asked("query")
        parts = [self._path(), *([f"query={_mapping(query)}"] if query else [])]
        answer = "AbstractAsyncContextManager[AsyncIterator[bytes]]"
        return self._method(f"def {name}", self._place, query, answer, f"return self._file({', '.join(parts)})")

    def _follow_method(self) -> str:
        query = [parameter for parameter in self._asked("query") if parameter.name != "limit"]
        answer = "AbstractAsyncContextManager[AsyncIterator[dict[str, Any]]]"
        body = f"return self._follow({self._path()}, query={_mapping(query)})"
        return self._method(f"def follow_{self.name}", self._place, query, answer, body)

    def _method(self, start: str, first: list[Parameter], named: list[Parameter], answer: str, body: str) -> str:
        if len({parameter.name for parameter in (*first, *named)}) < len(first) + len(named):
            raise ValueError(f"{self.method.upper()} {self.path}: two arguments have one name")
        arguments = ["self", *map(str, first), *(["*", *map(str, named)] if named else [])]
        text = f"{start}({', '.join(arguments)}) -> {answer}:\n{textwrap.indent(docstring(self.said, 'summary'), '    ')}\n"
        return textwrap.indent(f"{text}    {body}\n\n", "    ")

    def _path(self) -> str:
        names = {parameter.sent: parameter.name for parameter in self._place}
        if not names:
            return repr(self.path)
        return "f" + repr(re.sub(r"{(.*?)}", lambda found: f"{{segment({names[found[1]]})}}", self.path))

    def _answer_type(self) -> str:
        return self.schemas.type(self._answer) if self._answer else "None"


def operations(document: Document, schemas: Schemas) -> list[Operation]:
    """All operations of a document in its order, but those of a protocol that has clients of its own."""
    return [
        Operation(method, path, methods[method], schemas)
        for path, methods in document["paths"].items()
        for method in _METHODS
        if method in methods and TAG not in methods[method].get("tags", ())
    ]


def _mapping(parameters: list[Parameter], more: dict[str, str] | None = None) -> str:
    pairs = [f"{parameter.sent!r}: {parameter.name}" for parameter in parameters]
    pairs += [f"{name!r}: {value}" for name, value in (more or {}).items()]
    return "{" + ", ".join(pairs) + "}"
