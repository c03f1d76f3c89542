"""An example of each request and each answer in JSON, made from its schema: so it fits, and follows when the schema changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...catalog.examples import NoExampleError, example_of
from .operation import Operation

__all__ = ["add_examples"]

_JSON = "application/json"


def add_examples(document: dict[str, Any], operations: Iterable[Operation]) -> None:
    """Where a route has given none. What no example can be made for stays without: the document must be had all the same."""
    schemas = document.get("components", {}).get("schemas", {})

    def add(holder: dict[str, Any], name: str) -> None:
        if "example" in holder or "examples" in holder or "schema" not in holder:
            return
        try:
            holder["example"] = example_of(holder["schema"], name, schemas)
        except NoExampleError:
            return

    for operation in operations:
        said, name = operation.said, str(operation.said["operationId"])
        for parameter in said.get("parameters", ()):
            if parameter.get("required"):
                add(parameter, parameter["name"])
        for message in (said.get("requestBody", {}), *operation.successes):
            if _JSON in message.get("content", {}):
                add(message["content"][_JSON], name)
