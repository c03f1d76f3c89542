"""Checks behind the services whether everything has arrived, and whether anything is lost or doubled.

Compares every store with every topic and every consumer's record.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import asyncpg
from aiokafka import ConsumerRecord

from libs.events.bus.confiding import Opening, confidant_of
from libs.events.bus.kafka import Access, events_topic, shared_topic, whole_topic
from libs.events.bus.reading.messages import Received, read
from libs.events.fact import Visibility
from libs.events.patience import Patience

from .layout import CONFIDANTS, SERVICES, database, service_user

if TYPE_CHECKING:
    from .embedded import Embedded

__all__ = ["Audit", "Balance"]

_STILL_SECONDS = 120.0
_STORED = "select id::text as id, type, position, stream, version from public.events order by position"
_STORE_STATE = """
    select (select count(*) from public.events where type <> all($2) and type <> all($3)) as facts,
           (select count(*) from public.events where type = any($3)) as confided,
           (select count(*) from public.ledger) as sealed,
           (select count(*) from public.events where position > (select position from public.relay_checkpoint)) as unsent,
           (select count(*) from views.deadlines where due < $1) as due
"""
_RECEIVED = "select source, id::text as id, stream, version from public.inbox order by seq"


@dataclass(frozen=True, slots=True)
class Balance:
    """`lost`: facts that should be somewhere and are not. `duplicated`: facts that are somewhere twice in effect.

    `redelivered` counts repeated messages on topics (a relay may repeat a suffix; consumers skip them), `disordered` facts
    of a stream received out of order; `facts` all stored ones.
    """

    facts: int
    lost: int
    duplicated: int
    redelivered: int
    disordered: int
    details: tuple[str, ...] = ()


class Audit:
    """`async with Audit(embedded) as audit:` - reads the topics as their administrator, each database as its service's role.

    As the server's superuser it would run what that role has put behind the name of a read model.
    """

    def __init__(self, embedded: Embedded) -> None:
        self._embedded = embedded
        self._exit = AsyncExitStack()
        self._looking = asyncio.Lock()
        self._databases: dict[str, asyncpg.Connection] = {}

    async def __aenter__(self) -> Self:
        postgres = self._embedded.stack.postgres
        for place in self._embedded.places:
            for service in SERVICES:
                role = database(place.code, service)
                url = postgres.dsn(role, user=role, password=self._embedded.stack.secret(f"postgres.{role}"))
                connection = await asyncpg.connect(url)
                self._exit.push_async_callback(connection.close)
                self._databases[service_user(place.code, service)] = connection
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exit.aclose()

    async def settle(self) -> None:
        """Waits until every fact is on its topic, every consumer has it and no deadline is due.

        Raises TimeoutError naming the rest, once there is no more progress.
        """
        patience = Patience(_STILL_SECONDS, step=0.05)
        while open_ends := await self._looked():
            if not await patience.pause(sorted(open_ends)):
                raise TimeoutError(f"not settled ({patience}): " + "; ".join(open_ends))

    async def _looked(self) -> list[str]:
        # One look at a time: each database has one connection here.
        async with self._looking:
            return await self._open_ends()

    async def _open_ends(self) -> list[str]:
        """What is still under way. Sources are read before consumers, so that a fact written between is seen next time."""
        now = self._embedded.now()
        kinds = self._embedded.described.visibility
        private, confided_kinds = (
            [name for name, visibility in kinds.items() if visibility is kept]
            for kept in (Visibility.PRIVATE, Visibility.CONFIDED)
        )
        stored: dict[str, int] = {}
        confided: dict[str, int] = {}
        shared: dict[str, int] = {}
        ends: list[str] = []

        async def of_store(name: str, connection: asyncpg.Connection) -> None:
            row = await connection.fetchrow(_STORE_STATE, now, private, confided_kinds)
            source = f"/{name.replace('.', '/')}"
            stored[source], confided[source], shared[source] = row["facts"], row["confided"], row["sealed"]
            ends.extend(f"{name}: {row[what]} {what}" for what in ("unsent", "due") if row[what])

        async def of_consumer(name: str, connection: asyncpg.Connection) -> None:
            rows = await connection.fetch("select source, count(*) as n from public.inbox group by 1")
            received = {row["source"]: row["n"] for row in rows}
            for source, facts in self._expected(name, stored, confided, shared).items():
                if received.get(source, 0) != facts:
                    ends.append(f"{name}: {received.get(source, 0)} of {facts} from {source}")

        await asyncio.gather(*(of_store(*database) for database in self._databases.items()))
        await asyncio.gather(*(of_consumer(*database) for database in self._databases.items()))
        return ends

    def _expected(
        self, name: str, stored: Mapping[str, Any], confided: Mapping[str, Any], shared: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What a consumer must have of each source: what is confided, where it holds the secret."""
        place, _, service = name.partition(".")
        described = self._embedded.described
        sources = [f"/{place}/{other}" for other in described.subscribes[service]]
        wanted = {source: stored[source] for source in sources}
        if service in CONFIDANTS:
            wanted |= {source: stored[source] + confided[source] for source in sources}
        if service in described.neighbours:
            others = [p.code for p in self._embedded.places if p.code != place]
            wanted |= {f"/{other}/{s}": shared[f"/{other}/{s}"] for other in others for s in SERVICES}
        return wanted

    async def compare(self) -> Balance:
        """Fact by fact: store against topics, topics against consumers, order within streams."""
        stored: dict[str, list[str]] = {}
        confided: dict[str, list[str]] = {}
        shared: dict[str, list[str]] = {}
        details: list[str] = []
        lost = duplicated = redelivered = disordered = 0
        for name, connection in self._databases.items():
            source = f"/{name.replace('.', '/')}"
            rows = await connection.fetch(_STORED)
            kinds = self._embedded.described.visibility
            seen = [(row["id"], kinds.get(row["type"], Visibility.PRIVATE)) for row in rows]
            confided[source] = [identity for identity, what in seen if what is Visibility.CONFIDED]
            stored[source] = [identity for identity, what in seen if what in {Visibility.INTERNAL, Visibility.SHARED}]
            shared[source] = [identity for identity, what in seen if what is Visibility.SHARED]
            place, _, service = name.partition(".")
            sent = await self._topic(events_topic(place, service))
            missing, again = _difference(stored[source] + confided[source], [identity for _, identity in sent])
            lost, redelivered = lost + missing, redelivered + again
            details += [f"{events_topic(place, service)}: {missing} missing"] if missing else []
        for town in self._embedded.places:
            sent = await self._topic(shared_topic(town.code))
            for source, expected in shared.items():
                if source.startswith(f"/{town.code}/"):
                    missing, again = _difference(expected, [identity for of, identity in sent if of == source])
                    lost, redelivered = lost + missing, redelivered + again
                    details += [f"{shared_topic(town.code)} {source}: {missing} missing"] if missing else []
        for name, connection in self._databases.items():
            rows = await connection.fetch(_RECEIVED)
            for source, expected in self._expected(name, stored, confided, shared).items():
                mine = [row for row in rows if row["source"] == source]
                missing, again = _difference(expected, [row["id"] for row in mine])
                lost, duplicated = lost + missing, duplicated + again
                details += [f"{name} from {source}: {missing} missing, {again} doubled"] if missing or again else []
                disordered += _disordered(mine)
        return Balance(
            sum(map(len, (*stored.values(), *confided.values()))), lost, duplicated, redelivered, disordered, tuple(details)
        )

    async def _topic(self, topic: str) -> list[tuple[str, str]]:
        """(source, id) of every message on a topic."""
        kafka = self._embedded.stack.kafka
        access = Access(kafka.bootstrap, "admin", kafka.password, "SASL_PLAINTEXT")
        opening = self._opening(topic)
        return [_named(message, opening) async for message in whole_topic(access, topic)]

    def _opening(self, topic: str) -> Opening:
        """Opens all that services of the topic's place have sealed."""
        path = self._embedded.secret_of(topic.partition(".")[0], "confiding")
        kinds = self._embedded.described.visibility.items()
        sealing = frozenset(name.partition(".")[0] for name, seen in kinds if seen is Visibility.CONFIDED)
        return Opening(confidant_of(path), sealing, sealing)


def _named(message: ConsumerRecord, opening: Opening) -> tuple[str, str]:
    """Source and id of the fact that a message brings."""
    headers = dict(message.headers)
    if b".confided." in headers["ce_type"] and isinstance(sealed := read(message, opening), Received):
        return sealed.recorded.source, str(sealed.recorded.id)
    return headers["ce_source"].decode(), headers["ce_id"].decode()


def _difference(expected: Sequence[str], got: Sequence[str]) -> tuple[int, int]:
    """(how many expected ones are missing, how many came more than once)."""
    counted = Counter(got)
    return sum(identity not in counted for identity in expected), sum(n - 1 for n in counted.values())


def _disordered(rows: Sequence[Any]) -> int:
    """Facts received out of their stream's order. Versions may skip: not every fact is for everybody."""
    last: dict[str, int] = {}
    wrong = 0
    for row in rows:
        before = last.get(row["stream"], 0)
        wrong += row["version"] <= before
        last[row["stream"]] = row["version"]
    return wrong
