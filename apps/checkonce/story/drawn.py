"""A draw that was made, as everybody may see it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from libs.clients.planning import Completion

__all__ = ["Drawn"]


@dataclass(frozen=True)
class Drawn:
    """`pack` is the proof pack as published, `verified` what a stranger's check of it said."""

    figures: Completion
    pack: dict[str, Any]
    verified: bool

    def excluded(self, reason: str) -> set[str]:
        """Entities of the frame that carry an exclusion of one kind."""
        return {leaf["entity"] for leaf in self.pack["frame"] if any(e["reason"] == reason for e in leaf["excluded"])}

    @property
    def classes(self) -> dict[str, str]:
        return {leaf["entity"]: leaf["class"] for leaf in self.pack["frame"]}
