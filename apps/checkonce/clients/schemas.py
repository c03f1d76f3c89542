"""Schemas of a document as Python types: a model for each object, a Literal for each list of codes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from .documents import Document

Schema = dict[str, Any]

BASE = frozenset({"Accepted", "Problem", "ProblemField", "Waits"})
"""Written by hand in `base.py`: every service publishes them alike."""
TAKEN = frozenset(
    {
        "OPEN",
        "Annotated",
        "Any",
        "AsyncIterator",
        "Client",
        "Content",
        "Field",
        "HeldFiles",
        "Imports",
        "Literal",
        "Operations",
        "Page",
        "Reply",
    }
)
"""Names that the generated modules have from elsewhere."""
_SIMPLE = {"integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_FORMATS = {"date": "dt.date", "date-time": "dt.datetime"}


class Schemas:
    """The components of one document, by the names of the models."""

    def __init__(self, document: Document) -> None:
        self._all: dict[str, Schema] = document["components"]["schemas"]
        self._names = {name: _named(name) for name in self._all}
        self._answered = set(self._reached(_answers(document)))

    def of(self, ref: str) -> Schema:
        """What `#/components/schemas/Name` stands for."""
        return self._all[_last(ref)]

    def name(self, ref: str) -> str:
        return self._names[_last(ref)]

    def type(self, schema: Schema) -> str:
        """A schema as an annotation."""
        if "$ref" in schema:
            return self._referred(schema["$ref"])
        if "anyOf" in schema:
            return " | ".join(_once(self.type(part) for part in schema["anyOf"]))
        if "const" in schema or "enum" in schema:
            return _literal(schema)
        return self._typed(schema, schema.get("type", ""))

    def is_page(self, ref: str) -> bool:
        return set(self.of(ref).get("properties", ())) == {"items", "next"}

    def is_answered(self, ref: str) -> bool:
        """Whether some operation answers with this model, or with one that holds it."""
        return _last(ref) in self._answered

    def used_by(self, roots: Iterable[Schema]) -> list[str]:
        """Names in the document of what is needed to write these schemas, in the order of their Python names."""
        found = (name for name in self._reached(roots) if name not in BASE and not self.is_page(name))
        return sorted(found, key=lambda name: self._names[name])

    def _reached(self, roots: Iterable[Schema]) -> set[str]:
        found: set[str] = set()
        waiting = [ref for root in roots for ref in references(root)]
        while waiting:
            name = _last(waiting.pop())
            if name not in found:
                found.add(name)
                waiting += references(self._all[name])
        return found

    def definition(self, name: str) -> str:
        """The source of a model or of a list of codes."""
        schema = self._all[name]
        if "enum" in schema:
            text = f"{self._names[name]} = Annotated[{_literal(schema)}, OPEN]"
            return f"{text}\n{docstring(schema)}\n" if "description" in schema else f"{text}\n"
        if "properties" not in schema:
            return f"{self._names[name]} = {self.type(schema)}\n"
        lines = [f"class {self._names[name]}(Reply):"]
        if "description" in schema:
            lines.append(textwrap.indent(docstring(schema), "    ") + "\n")
        required = set(schema.get("required", ()))
        lines += [
            f"    {field}: {self._field(part, required=field in required)}" for field, part in schema["properties"].items()
        ]
        return "\n".join(lines) + "\n"

    def _field(self, schema: Schema, *, required: bool) -> str:
        kind = self.type(schema)
        if kind.startswith("Literal["):
            kind = f"Annotated[{kind}, OPEN]"
        if required:
            return kind
        default = schema.get("default")
        if default in ([], {}):
            return f"{kind} = Field(default_factory={type(default).__name__})"
        if default is None or isinstance(default, (list, dict)) or kind in _FORMATS.values():
            return f"{optional(kind)} = None"
        return f"{kind} = {default!r}"

    def _typed(self, schema: Schema, kind: str) -> str:
        if kind == "array":
            if "prefixItems" in schema:
                return f"tuple[{', '.join(self.type(part) for part in schema['prefixItems'])}]"
            return f"list[{self.type(schema.get('items', {}))}]"
        if kind == "object":
            return f"dict[str, {self._value(schema)}]"
        return _FORMATS.get(schema.get("format", ""), "str") if kind == "string" else _SIMPLE.get(kind, "Any")

    def _referred(self, ref: str) -> str:
        name = _last(ref)
        if self.is_page(ref):
            return f"Page[{self.type(self._all[name]['properties']['items']['items'])}]"
        return self._names[name]

    def _value(self, schema: Schema) -> str:
        more = schema.get("additionalProperties") or next(iter(schema.get("patternProperties", {}).values()), None)
        return self.type(more) if isinstance(more, dict) and "properties" not in schema else "Any"


def references(schema: Any) -> Iterator[str]:
    """Every `$ref` in a schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"]
        for part in schema.values():
            yield from references(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from references(part)


def _answers(document: Document) -> Iterator[Schema]:
    for methods in document["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if status < "300":
                    yield answer.get("content", {})


def optional(kind: str) -> str:
    return kind if kind == "Any" or kind.endswith("None") else f"{kind} | None"


def docstring(said: Schema, key: str = "description") -> str:
    """What a document says of a thing, as a docstring within the width of a line."""
    text = " ".join(str(said[key]).split()).replace("\\", "\\\\").replace('"""', "'''")
    wrapped = textwrap.fill(text, width=110, break_long_words=False, break_on_hyphens=False)
    return f'"""{wrapped}"""' if "\n" not in wrapped else f'"""{wrapped}\n"""'


def _literal(schema: Schema) -> str:
    codes = schema["enum"] if "enum" in schema else [schema["const"]]
    return f"Literal[{', '.join(repr(code) for code in codes)}]"


def _named(name: str) -> str:
    """A model whose name is taken in the generated modules is told apart."""
    return f"{name}Model" if name in TAKEN else name


def _last(ref: str) -> str:
    return ref.rpartition("/")[2]


def _once(parts: Iterable[str]) -> list[str]:
    ordered = list(dict.fromkeys(parts))
    return [part for part in ordered if part != "None"] + [part for part in ordered if part == "None"]
