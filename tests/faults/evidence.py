"""What is to be seen after a round: stores, topics, inboxes, views, read with plain SQL and a plain consumer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import asyncpg

from libs.events.bus.kafka import events_topic, shared_topic, whole_topic
from libs.events.patience import Patience

from .town import Town

__all__ = ["Evidence", "Message", "Store", "gather", "settle"]

PRIVATE = "chime.noted"
SHARED = "chime.rested"
ANSWERED = ("chime.struck", "chime.hummed")
"""What the echo answers at home; next door it answers what is shared."""
_TABLES = {
    "chime": {"chimes": "chime, strikes, rests, lapses", "echoes": "chime, heard"},
    "echo": {
        "heard": "source, position, chime",
        "tallies": "source, chime, strikes, rests",
        "latest": "source, chime, version",
        "hums": "chime, heard",
    },
}


@dataclass(frozen=True, slots=True)
class Message:
    """One message on a topic; `attributes` are its CloudEvents attributes."""

    partition: int
    offset: int
    attributes: Mapping[str, str]
    data: Mapping[str, Any]
    value: bytes


@dataclass(frozen=True)
class Store:
    """One service's database. Rows are dictionaries, in order of position or seq; `views` maps tables to rows."""

    events: Sequence[Mapping[str, Any]]
    inbox: Sequence[Mapping[str, Any]]
    ledger: Sequence[Mapping[str, Any]]
    deadlines: Sequence[Mapping[str, Any]]
    parked: int
    rejected: int
    passed: int
    chains: Mapping[str, tuple[int, str]]
    views: Mapping[str, Sequence[tuple[Any, ...]]]


@dataclass(frozen=True)
class Evidence:
    """`stores` by source, `topics` by name; `open_ends` is what never came to rest; the rest as in Town."""

    home: str
    far: str
    stores: Mapping[str, Store]
    topics: Mapping[str, Sequence[Message]]
    keys: Mapping[str, Mapping[str, Any]]
    expected_rejected: int = 0
    expected_passed: int = 0
    forged: AbstractSet[str] = frozenset()
    wrong_answers: Sequence[str] = ()
    open_ends: Sequence[str] = ()


async def settle(town: Town, still: float = 60.0) -> list[str]:
    """Waits until nothing is under way any more. Returns what is, once it has not changed for `still` quiet seconds."""
    async with AsyncExitStack() as opened:
        connections = {}
        for source in town.databases:
            connections[source] = await town.connect(source)
            opened.push_async_callback(connections[source].close)
        patience = Patience(still, step=0.05)
        while (ends := await _open_ends(town, connections)) and await patience.pause(ends):
            pass
        return ends


async def _open_ends(town: Town, connections: Mapping[str, asyncpg.Connection]) -> list[str]:
    ends = []
    sent: dict[str, int] = {}
    shared: dict[str, int] = {}
    answered: dict[str, int] = {}
    now = town.clock()
    for source, connection in connections.items():
        row = await connection.fetchrow(
            "select (select count(*) from public.events where type <> $1) as sent,"
            " (select count(*) from public.events where type = $2) as shared,"
            " (select count(*) from public.events where position > (select position from public.relay_checkpoint)) as unsent,"
            " (select count(*) from views.deadlines where due < $3) as due,"
            " (select count(*) from public.events where type = any($4)) as answered",
            PRIVATE,
            SHARED,
            now,
            ANSWERED,
        )
        answered[source] = row["answered"]
        sent[source], shared[source] = row["sent"], row["shared"]
        ends += [f"{source}: {row[what]} {what}" for what in ("unsent", "due") if row[what]]
    for consumer, source, want in (
        (f"/{town.home}/chime", f"/{town.home}/echo", sent[f"/{town.home}/echo"]),
        (f"/{town.home}/echo", f"/{town.home}/chime", sent[f"/{town.home}/chime"]),
        (f"/{town.home}/echo", f"/{town.far}/chime", shared[f"/{town.far}/chime"]),
    ):
        got = await connections[consumer].fetchval("select count(*) from public.inbox where source = $1", source)
        if got != want:
            ends.append(f"{consumer}: {got} of {want} from {source}")
    causes = answered[f"/{town.home}/chime"] + shared[f"/{town.far}/chime"]
    if causes != sent[f"/{town.home}/echo"]:
        ends.append(f"/{town.home}/echo: {sent[f'/{town.home}/echo']} of {causes} answers given")
    return ends


async def gather(town: Town, open_ends: Sequence[str]) -> Evidence:
    """Reads everything, once."""
    stores = {}
    for source in town.databases:
        connection = await town.connect(source)
        try:
            stores[source] = await _store(connection, _TABLES[source.rpartition("/")[2]])
        finally:
            await connection.close()
    topics = {name: await read_topic(town, name) for name in town.topics}
    topics |= {name: _sent_last(topics[name]) for name in town.sent_again}
    keys = {place: town.public_key(place) for place in (town.home, town.far)}
    return Evidence(
        town.home,
        town.far,
        stores,
        topics,
        keys,
        town.expected_rejected,
        town.passed,
        town.forged,
        town.wrong_answers,
        open_ends,
    )


async def _store(connection: asyncpg.Connection, tables: Mapping[str, str]) -> Store:
    async def rows(query: str) -> list[dict[str, Any]]:
        return [dict(row) for row in await connection.fetch(query)]

    columns = "stream, version, type, id::text as id, time, data::text as data"
    events = await rows(f"select position, {columns} from public.events order by position")
    inbox = await rows(f"select seq, source, position, {columns} from public.inbox order by seq")
    for row in (*events, *inbox):
        row["data"] = json.loads(row["data"])
    return Store(
        events=events,
        inbox=inbox,
        ledger=await rows("select * from public.ledger order by chain_index"),
        deadlines=await rows("select key, stream, due from views.deadlines"),
        parked=await connection.fetchval("select count(*) from public.parked"),
        rejected=await connection.fetchval("select count(*) from public.rejected_messages"),
        passed=await connection.fetchval("select count(*) from public.passed_messages"),
        chains={row["source"]: (row["chain_index"], row["hash"]) for row in await rows("select * from public.chains")},
        views={
            table: [tuple(row.values()) for row in await connection.fetch(f"select {names} from views.{table}")]
            for table, names in tables.items()
        },
    )


def _sent_last(messages: Sequence[Message]) -> list[Message]:
    """The messages of each partition from the last one that names none before it: where all were sent again."""
    begins: dict[int, int] = {}
    for message in messages:
        if message.attributes.get("predecessor") == "0" or message.attributes.get("chainindex") == "1":
            begins[message.partition] = message.offset
    return [message for message in messages if message.offset >= begins.get(message.partition, 0)]


async def read_topic(town: Town, topic: str) -> list[Message]:
    """Every readable message in order of partition and offset; unreadable ones are the rejected table's matter."""
    found = []
    async for message in whole_topic(town.ground.access, topic):
        headers = {name: value.decode("utf-8", "replace") for name, value in message.headers}
        if "ce_id" not in headers or "ce_sequence" not in headers:
            continue
        attributes = {name[3:]: value for name, value in headers.items() if name.startswith("ce_")}
        found.append(Message(message.partition, message.offset, attributes, json.loads(message.value), message.value))
    return sorted(found, key=lambda message: (message.partition, message.offset))


def events_of(source: str) -> str:
    """The topic of a source's facts."""
    return events_topic(*source.split("/")[1:])


def shared_of(source: str) -> str:
    """The topic of a source's shared facts."""
    return shared_topic(source.split("/")[1])
