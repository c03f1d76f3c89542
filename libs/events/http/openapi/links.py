"""Links between operations (OpenAPI 3.1, 4.8.20): from what was created to reading it, and from there to the commands on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from .operation import Operation

__all__ = ["link"]


@dataclass(frozen=True)
class _Link:
    target: Operation
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


def link(operations: Sequence[Operation]) -> None:
    """Writes the links between operations. A target is looked at only where its parameter is named: so this stays linear."""
    read_by: dict[str, set[str]] = {}
    by_name: dict[str, list[tuple[int, Operation]]] = {}
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


def _between(source: Operation, target: Operation, known: set[str]) -> Iterator[_Link]:
    """At most one link: to read what the answer is about or names, and from reading or creating a thing to what can be done.

    A collection leads to reading its first thing; where things cannot be read one by one, and from a list of what waits to be
    done, straight to what can be done with it. `known`: the parameter by which single things of the target's collection are
    read, none where they cannot be; `/plans/{year}` names no thing where plans are read by their number.
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
