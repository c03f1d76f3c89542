"""Prints the part of `requirements.lock` that a service needs: the project's own dependencies and theirs, hashes included.

Runs where everything in the lock is installed, since the lock itself does not say who needs whom.
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

__all__ = ["closure", "entries", "runtime_lock"]


def entries(lock: str) -> dict[str, str]:
    """Package -> its lines in the lock (the pin and its hashes)."""
    blocks = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)[1:]
    return {canonicalize_name(re.split(r"[=\[ ]", block, maxsplit=1)[0]): block for block in blocks}


def closure(wanted: list[str]) -> set[str]:
    """Everything the requirements lead to on this platform. Raises PackageNotFoundError for what is not installed."""
    found: set[str] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [Requirement(text) for text in wanted]
    while waiting:
        requirement = waiting.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        found.add(key[0])
        for text in requires(requirement.name) or ():
            child = Requirement(text)
            if child.marker is None or any(child.marker.evaluate({"extra": extra}) for extra in (*requirement.extras, "")):
                waiting.append(child)
    return found


def runtime_lock(root: Path) -> str:
    """The lines of the lock for `[project] dependencies`. Raises KeyError when the lock lacks one of them."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = entries((root / "requirements.lock").read_text(encoding="utf-8"))
    return "".join(locked[name] for name in sorted(closure(project["dependencies"])))


if __name__ == "__main__":
    sys.stdout.write(runtime_lock(Path(__file__).parents[2]))
