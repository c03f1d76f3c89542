"""The folder of published contracts: what should be in it, what is, and what may be replaced."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from ...fact import Catalog, Fact, UnreadableFactError
from ..examples import example_of
from .asyncapi import asyncapi_of, message_name
from .schemas import own_facts, schema_of
from .unchanged import changes

__all__ = ["CONTRACTS", "Published"]

CONTRACTS = Path(__file__).parent.parent / "contracts"
_GOLDEN = re.compile(r"^(?P<type>.+)\.v(?P<version>\d+)\.json$")
_SHOWN = 40


@dataclass(frozen=True)
class Published:
    """`folder` holds `asyncapi.json`, `schemas/<type>.v<n>.json` and `golden/<type>.v<n>.json`."""

    catalog: Catalog
    folder: Path = CONTRACTS

    @property
    def facts(self) -> list[type[Fact]]:
        return own_facts(self.catalog)

    def wanted(self) -> dict[str, str]:
        """Relative path -> text of the generated files; golden examples are not among them, they are made once."""
        files = {f"schemas/{message_name(cls)}.json": _text(schema_of(cls)) for cls in self.facts}
        files["asyncapi.json"] = _text(asyncapi_of(self.facts))
        return files

    def changed(self) -> list[str]:
        """Published versions that today's code would change or could not read, one line per reason."""
        faults = []
        for cls in self.facts:
            path = self.folder / "schemas" / f"{message_name(cls)}.json"
            if path.exists():
                found = changes(json.loads(path.read_text(encoding="utf-8")), schema_of(cls))
                faults += [f"{message_name(cls)} {fault}" for fault in found]
        return faults + list(self._unreadable())

    def _unreadable(self) -> Iterator[str]:
        for fact_type, version, path in self.goldens():
            if not (self.folder / "schemas" / path.name).exists():
                yield f"{path.stem}: published, but its schema is gone, so that nobody can tell whether it changed"
            try:
                fact = self.catalog.decode(fact_type, version, json.loads(path.read_text(encoding="utf-8")))
            except UnreadableFactError as error:
                yield f"{path.stem}: published data can no longer be read: {error}"
            else:
                if not isinstance(fact, Fact):
                    yield f"{path.stem}: published, but no class reads it any more"

    def goldens(self) -> list[tuple[str, int, Path]]:
        """(fact type, version, file) of each example, in order."""
        found = []
        for path in sorted((self.folder / "golden").glob("*.json")):
            parts = _GOLDEN.match(path.name)
            if parts is None:
                raise ValueError(f"{path.name} must be named <service>.<fact>.v<n>.json")
            found.append((parts["type"], int(parts["version"]), path))
        return found

    def outdated(self) -> list[str]:
        """What differs between the folder and today's code, as readable lines; empty when up to date."""
        lines: list[str] = []
        for name, text in self.wanted().items():
            path = self.folder / name
            if not path.exists():
                lines.append(f"{name}: missing")
                continue
            before = path.read_text(encoding="utf-8")
            if before != text:
                change = difflib.unified_diff(
                    before.splitlines(), text.splitlines(), f"{name} published", f"{name} code", "", "", 2, ""
                )
                lines += list(change)[:_SHOWN]
        golden = {(fact_type, version) for fact_type, version, _ in self.goldens()}
        missing = [cls for cls in self.facts if (cls.fact_type, cls.fact_version) not in golden]
        return lines + [f"golden/{message_name(cls)}.json: missing" for cls in missing]

    def write(self) -> list[str]:
        """Brings the folder up to date; returns the files written. Examples that exist are never touched.

        To be called only when `changed()` is empty.
        """
        written = []
        for name, text in {**self._examples(), **self.wanted()}.items():
            path = self.folder / name
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            written.append(name)
        return written

    def _examples(self) -> dict[str, str]:
        names = {cls: f"golden/{message_name(cls)}.json" for cls in self.facts}
        return {name: _text(_example(cls)) for cls, name in names.items() if not (self.folder / name).exists()}


def _example(cls: type[Fact]) -> Any:
    """A valid instance as it stands in the store. Raises ValueError when the generator's choice is not valid."""
    example = orjson.dumps(example_of(schema_of(cls), message_name(cls)))
    return cls.model_validate_json(example).model_dump(mode="json")


def _text(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
