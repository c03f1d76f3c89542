"""Messages that nobody should have sent: on a topic at home, and on the neighbour's shared one."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from libs.events.bus.kafka import events_topic, shared_topic
from libs.events.bus.ledger import Link, Signer, message
from libs.events.clock import milliseconds
from libs.events.envelope import Meta, Recorded, to_cloudevent, to_kafka
from libs.events.fact import Unknown
from libs.events.signatures import load_key, new_key
from libs.events.testing.waiting import eventually

from ..evidence import read_topic
from ..town import Town

__all__ = ["an_event", "held_at", "odd_messages", "odd_messages_next_door", "pass_over", "prankster"]

_FAR_AHEAD = 10**9
"""A position beyond all true ones: taken for the last one seen, it would hide every fact to come."""
_POISON = "018f3a6e-0000-7000-8000-000000000001"

Message = tuple[bytes | None, Sequence[tuple[str, bytes]]]


def _broken(source: str) -> list[Message]:
    """Not JSON, no event, half an event, far too large, NUL characters, nothing at all."""
    good = {"ce_specversion": "1.0", "ce_id": "x", "ce_source": source, "ce_type": "checkonce.chime.struck.v1"}
    headers = [*((name, value.encode()) for name, value in good.items()), ("content-type", b"application/json")]
    return [
        (b"not json", headers),
        (b"{}", []),
        (b"{}", headers),
        (b'{"chime": "' + b"x" * 3_900_000 + b'"}', headers),
        (b'{"chime": "\\u0000"}', headers),
        (b"[]", [("content-type", b"application/cloudevents+json")]),
        (None, []),
        *_poison(source),
    ]


def _poison(source: str) -> list[Message]:
    """Events that are whole but for one attribute, which some reader once choked on."""
    whole = {
        "specversion": "1.0", "id": _POISON, "source": source, "subject": "chime-odd",
        "type": "checkonce.chime.rested.v1", "time": "2026-03-02T04:00:00Z", "sequence": str(_FAR_AHEAD), "streamversion": "1",
    }  # fmt: skip
    odd = [
        {"type": f"checkonce.chime.rested.v{'1' * 5000}"},
        {"subject": "x" * 5000},
        {"sequence": "1_0"},
        {"sequence": str(2**63)},
        {"streamversion": "７"},
        {"time": "0001-01-01T00:00:00+14:00"},
        {"predecessor": str(_FAR_AHEAD)},
    ]
    deep = [(f"ce_{name}", text.encode()) for name, text in whole.items() if name != "sequence"]
    made = [[(f"ce_{name}", text.encode()) for name, text in {**whole, **each}.items()] for each in odd]
    return [
        *((b"{}", [("content-type", b"application/json"), *headers]) for headers in made),
        (b"[" * 100_000, [("content-type", b"application/json"), *deep]),
    ]


def an_event(rng: random.Random, source: str, name: str = "chime.rested", position: int = _FAR_AHEAD) -> Recorded[Unknown]:
    identity = UUID(int=rng.getrandbits(128), version=4)
    fact = Unknown(name, 1, {"chime": str(rng.randrange(10)), "token": str(identity)})
    at = milliseconds(datetime.now(UTC))
    return Recorded(fact, source, "chime-odd", 1, position, identity, at, Meta("prankster", str(identity)))


@asynccontextmanager
async def prankster(town: Town):
    producer = town.ground.access.producer("prankster")
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def odd_messages(town: Town, rng: random.Random) -> None:
    """On the topic the echo reads at home: what is no event, and what speaks for another service, is set aside."""
    topic = events_topic(town.home, "chime")
    messages = _broken(f"/{town.home}/chime")
    stranger = an_event(rng, f"/{town.home}/stranger", "stranger.came")
    messages.append(to_kafka(stranger)[1:])
    town.forged.add(_POISON)
    async with prankster(town) as producer:
        for value, given in rng.sample(messages, len(messages)):
            await producer.send_and_wait(topic, value, key=f"chime-{rng.randrange(10)}".encode(), headers=given)
            await asyncio.sleep(rng.uniform(0.0, 0.2))
    town.expected_rejected += len(messages)


async def odd_messages_next_door(town: Town, rng: random.Random) -> None:
    """Into the neighbour's chain: what is no event, and what is none of that neighbour's, is set aside; what is no link holds
    until the operator passes over it.

    All good facts before a message count while it is held, those after it once it is passed over; a link that comes before its
    turn can not be passed over and holds nobody up.
    """
    topic, source = shared_topic(town.far), f"/{town.far}/chime"
    broken = [*_broken(source), *_strangers(town, rng)]
    odd = _no_links(town, rng)
    town.forged |= {_POISON, *(str(item.id) for item, _ in odd)}
    town.expected_rejected += len(broken)
    async with prankster(town) as producer:

        async def send(value: bytes | None, headers: Sequence[tuple[str, bytes]]) -> Any:
            return await producer.send_and_wait(topic, value, key=source.encode(), headers=list(headers))

        for message in rng.sample(broken, len(broken)):
            await send(*message)
        await _repeat_a_link(town, topic, send)
        ahead = await send(*_ahead(town, rng))
        await held_at(town, topic, ahead.partition, ahead.offset)
        await pass_over(town, topic, ahead.partition, ahead.offset, 409)
        for number, (item, extra) in enumerate(rng.sample(odd, len(odd))):
            sent = await send(*to_kafka(item, extra=extra)[1:])
            await held_at(town, topic, sent.partition, sent.offset)
            await _counted_before(town, topic, sent.partition, sent.offset)
            if number == 0:
                # What is held is known to the next process too, and only what is held can be passed over.
                await town.children["echo-a"].kill()
                town.children["echo-a"].start()
                await town.children["echo-a"].ready()
                await pass_over(town, topic, sent.partition, sent.offset + 1000, 404)
            await pass_over(town, topic, sent.partition, sent.offset, 200)
            town.passed += 1


def _no_links(town: Town, rng: random.Random) -> list[tuple[Recorded[Unknown], Mapping[str, str]]]:
    """Unsigned; signed by a stranger; with another fact's signature."""
    source = f"/{town.far}/chime"
    stranger, neighbour = Signer(new_key(town.folder / "stranger.json")), Signer(load_key(town.key(town.far, "chime")))
    items = [an_event(rng, source) for _ in range(3)]
    return [
        (items[0], {}),
        (items[1], _sealed(stranger, items[1])),
        # Signed by the neighbour once, for its first link, and put under another fact.
        (items[2], _sealed(neighbour, an_event(rng, source, position=1))),
    ]


def _strangers(town: Town, rng: random.Random) -> list[Message]:
    """From this side of the border, signed with the neighbour's own key; from a third place."""
    other, third = an_event(rng, f"/{town.home}/chime"), an_event(rng, "/999999/chime")
    neighbour, stranger = Signer(load_key(town.key(town.far, "chime"))), Signer(new_key(town.folder / "third.json"))
    town.forged |= {str(other.id), str(third.id)}
    return [to_kafka(item, extra=_sealed(key, item))[1:] for item, key in ((other, neighbour), (third, stranger))]


def _sealed(signer: Signer, item: Recorded[Unknown]) -> Mapping[str, str]:
    return signer.seal(Link(), to_cloudevent(item), dict(item.fact.data)).attributes()


def _ahead(town: Town, rng: random.Random) -> Message:
    """A true link, signed with the neighbour's own key, a thousand places before its turn."""
    item = an_event(rng, f"/{town.far}/chime")
    town.forged.add(str(item.id))
    signer = Signer(load_key(town.key(town.far, "chime")))
    seal = signer.seal(Link(1000, "f" * 64), to_cloudevent(item), dict(item.fact.data))
    return message(item, seal)[1:]


async def _repeat_a_link(town: Town, topic: str, send: Any) -> None:
    """The oldest link once more, byte for byte: known, and no reason to wait."""
    first = (await eventually(lambda: _links(town, topic), what="a shared fact"))[0]
    headers = [(f"ce_{name}", value.encode()) for name, value in first.attributes.items()]
    await send(first.value, [*headers, ("content-type", b"application/json")])


async def _links(town: Town, topic: str) -> list[Any]:
    return [m for m in await read_topic(town, topic) if m.attributes["id"] not in town.forged]


async def held_at(town: Town, topic: str, partition: int, offset: int) -> None:
    async def shown() -> bool:
        answer = await town.call(town.children["echo-a"], "GET", "/v1/ops/held")
        messages = answer.json() if answer.status_code == 200 else []
        return any((m["topic"], m["partition"], m["offset"]) == (topic, partition, offset) for m in messages)

    await eventually(shown, what=f"{topic}/{partition} held at {offset}")


async def _counted_before(town: Town, topic: str, partition: int, offset: int) -> None:
    """The good facts before the message have been taken: one bad message costs none of its batch."""
    before = {m.attributes["id"] for m in await _links(town, topic) if (m.partition, m.offset) < (partition, offset)}
    echo = await town.connect(f"/{town.home}/echo")
    try:
        rows = await echo.fetch("select id::text as id from public.inbox where source = $1", f"/{town.far}/chime")
    finally:
        await echo.close()
    if missing := before - {row["id"] for row in rows}:
        raise AssertionError(f"{len(missing)} good facts before {topic}/{partition} {offset} do not count")


async def pass_over(town: Town, topic: str, partition: int, offset: int, expected: int) -> None:
    path = f"/v1/ops/held/{topic}/{partition}/{offset}/pass"

    async def asked() -> Any:
        answer = await town.call(town.children["echo-a"], "POST", path, json={"reason": "sent by a prankster"})
        # A link before its turn is noted anew whenever its source's chain has grown meanwhile: between the two it is not held.
        return None if (answer.status_code, expected) == (404, 409) else answer

    answer = await eventually(asked, what=f"{path} is held")
    if answer.status_code != expected:
        raise AssertionError(f"{path}: {answer.status_code} instead of {expected}: {answer.text}")
