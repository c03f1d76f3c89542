"""The modules of `libs/clients/`: one for each service, one for what all services answer alike."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from .documents import Document
from .operations import Operation, operations
from .schemas import Schemas

_HEAD = '''"""{title}

Generated from the OpenAPI documents by `python -m apps.checkonce.clients`; changes by hand are lost.
"""

from __future__ import annotations

'''
_BASE = ("OPEN", "Accepted", "Client", "Page", "Reply", "Waits", "segment")
_IMPORTS = "/v1/import"
_HELD = "/v1/countersignatures/{countersignature}/"
_Key = tuple[str, str]
"""Method and path."""
_TEXTS = {"title", "description", "links", "tags", "example", "examples"}
"""Parts of a document that change no call."""


def modules(documents: Mapping[str, Document]) -> dict[str, str]:
    """File names and their text, from the documents by service."""
    first = next(iter(documents.values()))
    everywhere = {key for key in _keys(first) if all(_alike(first, other, key) for other in documents.values())}
    importing, imports = _shared(documents.values(), _IMPORTS, set())
    holding, held = _shared(documents.values(), _HELD, everywhere)
    found = {
        "operations.py": _module(
            "What every service answers alike: health, operations, its facts; and the import of files where there is one.",
            {
                "Operations": ("Client", "What an operator asks any service.", _chosen(first, everywhere)),
                "Imports": ("Client", "Files into the lists of a service.", _chosen(importing[0], imports)),
                "HeldFiles": ("Client", "Files that wait for a second person.", _chosen(holding[0], held)),
            },
        )
    }
    for service, document in documents.items():
        mixed = [("HeldFiles", holding), ("Imports", importing)]
        parents = ", ".join([*(name for name, those in mixed if document in those), "Operations"])
        own = set(_keys(document)) - everywhere - imports - held
        found[f"{service}.py"] = _module(
            f"{document['info']['title']}: its HTTP API.",
            {service.title(): (parents, f"{document['info']['title']}.", _chosen(document, own))},
            service,
        )
    return found


def _shared(documents: Iterable[Document], under: str, but: set[_Key]) -> tuple[list[Document], set[_Key]]:
    """The documents with operations under a path, other than `but`, and those operations.

    Raises ValueError where two of the services declare them differently.
    """
    found = [(document, {key for key in _keys(document) if key[1].startswith(under)} - but) for document in documents]
    those = [(document, keys) for document, keys in found if keys]
    (first, wanted), *_ = those
    for document, keys in those:
        if different := [key for key in wanted | keys if key not in wanted or not _alike(first, document, key)]:
            raise ValueError(f"services declare what they share in different ways: {sorted(different)}")
    return [document for document, _ in those], wanted


def _module(title: str, classes: Mapping[str, tuple[str, str, list[Operation]]], service: str = "") -> str:
    """A module with some clients and the models that their methods name."""
    definitions: dict[str, str] = {}
    clients = ""
    for name, (parents, doc, methods) in classes.items():
        _check_names(methods)
        clients += f'\nclass {name}({parents}):\n    """{doc}"""\n\n'
        if service:
            clients += f"    service = {service!r}\n\n"
        clients += "".join(method.text() for method in methods)
        for schemas in {id(method.schemas): method.schemas for method in methods}.values():
            needed = schemas.used_by(part for method in methods for part in method.needs())
            definitions |= {one: schemas.definition(one) for one in needed}
    codes = "".join(f"{text}\n" for text in definitions.values() if not text.startswith("class "))
    models = "".join(f"\n{text}\n" for text in definitions.values() if text.startswith("class "))
    body = codes + models + clients
    inherited = [base for base in ("HeldFiles", "Imports", "Operations") if service and re.search(rf"[(, ]{base}\b", clients)]
    return formatted(_HEAD.format(title=title) + _imports(body, inherited) + "\n" + body)


def _imports(body: str, parents: list[str]) -> str:
    """What the text needs from elsewhere, as ruff orders it."""
    wanted = {
        "collections.abc": ["AsyncIterator"],
        "contextlib": ["AbstractAsyncContextManager"],
        "typing": ["Annotated", "Any", "Literal"],
        "pydantic": ["Field"],
    }
    lines = ["import datetime as dt"] if "dt." in body else []
    for module, names in wanted.items():
        if used := [name for name in names if re.search(rf"\b{name}\b", body)]:
            lines.append(f"from {module} import {', '.join(used)}")
    lines.append(f"from .base import {', '.join(name for name in _BASE if re.search(rf'(?<![.]){name}(?![a-zA-Z_])', body))}")
    if re.search(r"\bContent\b", body):
        lines.append("from .content import Content")
    if parents:
        lines.append(f"from .operations import {', '.join(parents)}")
    return "\n".join(lines) + "\n\n"


def formatted(text: str) -> str:
    """The text as ruff writes it, imports in order. Raises RuntimeError with ruff's words when it is no Python."""
    for command in (["check", "--select", "I,F401", "--fix", "--quiet"], ["format", "--quiet"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--stdin-filename", "libs/clients/generated.py", "-"],
            input=text, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode or not done.stdout:
            raise RuntimeError(f"ruff {command[0]}: {done.stderr or done.stdout}")
        text = done.stdout
    return text


def _keys(document: Document) -> list[tuple[str, str]]:
    return [(operation.method, operation.path) for operation in operations(document, Schemas(document))]


def _chosen(document: Document, keys: Iterable[tuple[str, str]]) -> list[Operation]:
    wanted = set(keys)
    return [one for one in operations(document, Schemas(document)) if (one.method, one.path) in wanted]


def _alike(one: Document, other: Document, key: tuple[str, str]) -> bool:
    """Whether two services declare an operation with the same parameters, body and answers."""
    method, path = key
    if method not in other["paths"].get(path, {}):
        return False
    return _plain(one["paths"][path][method], one) == _plain(other["paths"][path][method], other)


def _plain(part: Any, document: Document) -> str:
    """A part of a document with its references resolved, without what does not change a call."""

    def resolved(value: Any) -> Any:
        if isinstance(value, dict):
            if isinstance(ref := value.get("$ref"), str):
                return resolved(document["components"]["schemas"][ref.rpartition("/")[2]])
            return {name: resolved(inner) for name, inner in value.items() if name not in _TEXTS}
        return [resolved(inner) for inner in value] if isinstance(value, list) else value

    return json.dumps(resolved(part), sort_keys=True)


def _check_names(methods: list[Operation]) -> None:
    seen: dict[str, Operation] = {}
    for method in methods:
        if method.name in seen:
            paths = f"{seen[method.name].path} and {method.path}"
            raise ValueError(f"{paths} are both {method.name}: give one route an operation_id")
        seen[method.name] = method
