"""The users of an embedded stack, their names, and their rights on the broker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from apps.checkonce.names import SERVICES
from apps.checkonce.stack import Grant
from libs.events.bus.kafka import events_topic, shared_topic
from libs.events.fact import Visibility

if TYPE_CHECKING:
    from libs.events.service import Service

__all__ = [
    "CONFIDANTS",
    "KEEPERS",
    "PLACES",
    "SERVICES",
    "Described",
    "Place",
    "database",
    "database_owner",
    "describe",
    "grants",
    "migrations",
    "neighbour_user",
    "service_user",
    "services",
    "topics",
]

_PARTITIONS = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A jurisdiction: six-digit code (GB/T 2260) and its names."""

    code: str
    zh: str
    en: str


PLACES = (Place("421088", "监利市", "Jianli"), Place("430623", "华容县", "Huarong"))


CONFIDANTS = ("planning", "inspection")
"""They hold the secret of what is confided (docs/decisions/0019)."""
KEEPERS = ("inspection", "whistle")
"""They keep the files that their facts name (docs/decisions/0035)."""


def services() -> dict[str, Service]:
    """The six services by name. Imports them, which takes seconds."""
    return {name: import_module(f"services.{name}.app").service for name in SERVICES}


@dataclass(frozen=True, slots=True)
class Described:
    """What running the services needs to know: whose facts each reads, which read neighbours', who sees which facts."""

    subscribes: Mapping[str, Sequence[str]]
    neighbours: frozenset[str]
    visibility: Mapping[str, Visibility]


def describe() -> Described:
    from libs.events.fact import catalog  # noqa: PLC0415 - complete once the services are imported

    known = services()
    return Described(
        {name: tuple(service.subscribes) for name, service in known.items()},
        frozenset(name for name, service in known.items() if service.neighbours),
        # The newest version of a type decides, and comes last.
        {cls.fact_type: cls.visibility for cls in catalog},
    )


def database(place: str, service: str) -> str:
    """The name of a service's database, and of the role that it runs as."""
    return f"checkonce_{place}_{service}"


def database_owner(place: str, service: str) -> str:
    """The role that migrates it."""
    return f"{database(place, service)}_owner"


def migrations(service: str) -> Path:
    """Found without an import of the service."""
    found = find_spec(f"services.{service}")
    if found is None or found.submodule_search_locations is None:
        raise LookupError(service)
    return Path(found.submodule_search_locations[0]) / "migrations"


def service_user(place: str, service: str) -> str:
    return f"{place}.{service}"


def neighbour_user(place: str, neighbour: str, service: str) -> str:
    """The user that `place` gives to one service of its neighbour."""
    return f"{place}.for-{neighbour}.{service}"


def topics(places: Sequence[str]) -> list[tuple[str, int]]:
    """Every topic with its number of partitions; a place's shared topic holds one chain per service."""
    return [
        topic
        for place in places
        for topic in [*((events_topic(place, s), _PARTITIONS) for s in SERVICES), (shared_topic(place), _PARTITIONS)]
    ]


def grants(places: Sequence[str], described: Described) -> Iterable[Grant]:
    """The least each user needs: write the own topics, read what is subscribed to, join the own groups."""
    for name, subscribed in described.subscribes.items():
        for place in places:
            user = service_user(place, name)
            for topic in (events_topic(place, name), shared_topic(place)):
                yield Grant(user=user, resource="topic", name=topic, operations=("WRITE", "DESCRIBE"))
            for topic in (events_topic(place, other) for other in subscribed):
                yield Grant(user=user, resource="topic", name=topic, operations=("READ", "DESCRIBE"))
            yield Grant(user=user, resource="group", name=user, operations=("READ",), prefixed=True)
            yield Grant(user=user, resource="cluster", name="kafka-cluster", operations=("IDEMPOTENT_WRITE",))
            if name not in described.neighbours:
                continue
            for other in places:
                if other != place:
                    guest = neighbour_user(other, place, name)
                    yield Grant(user=guest, resource="topic", name=shared_topic(other), operations=("READ", "DESCRIBE"))
                    yield Grant(user=guest, resource="group", name=f"{user}.from-{other}", operations=("READ",))
