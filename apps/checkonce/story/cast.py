"""What the story's people know: the example files, read as a department would."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

__all__ = ["EXAMPLES", "Files"]

_PACKED = Path(__file__).with_name("examples")
EXAMPLES = _PACKED if _PACKED.is_dir() else Path(__file__).resolve().parents[3] / "examples"
"""In a wheel they stand beside the story, in a checkout at its root."""


@dataclass(frozen=True)
class Files:
    """The CSV files of one place."""

    place: str
    folder: Path = EXAMPLES

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / self.place / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def content(self, name: str) -> bytes:
        return (self.folder / self.place / f"{name}.csv").read_bytes()

    @cached_property
    def departments(self) -> list[str]:
        return [row["code"] for row in self.rows("departments")]

    @cached_property
    def items(self) -> dict[str, dict[str, str]]:
        return {row["code"]: row for row in self.rows("items")}

    @cached_property
    def items_by_kind(self) -> dict[tuple[str, str], list[dict[str, str]]]:
        """General items by (department, kind): what one demand asks for."""
        found: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
        for row in self.items.values():
            if row["list_class"] == "general":
                found[row["department"], row["kind"]].append(row)
        return dict(found)

    @cached_property
    def kinds(self) -> list[str]:
        return sorted({row["kind"] for row in self.items.values()})

    @cached_property
    def industries(self) -> list[str]:
        return [row["code"] for row in self.rows("industries")]
