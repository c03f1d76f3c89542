"""One method of one path of a document, and what the completion asks of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

__all__ = ["Operation", "operations"]

_METHODS = ("get", "head", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
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


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield Operation(path, method, methods[method], document)
