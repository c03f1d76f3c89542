"""What comes once more: the same fact is passed over; another one at a known position is a conflict and holds its partition.

A source numbers its facts once. Each is sent in the order of its positions, and perhaps again. So what is not beyond the last
position of its source is nearly always a repeat, and costs a look into the inbox. Not always: whoever can write to the topic
may have taken positions to come, or the source's database was restored and gives positions a second time. Then

- the same position with another id, stream, time or content contradicts what is known: a conflict;
- a position that was never received is new, however late, unless a later position of its stream is known: then it is a conflict
  too, since a stream's facts count in order.

Nothing is dropped because of its position alone. The messages before a conflict are taken, and the partition waits until an
operator passes over exactly this message, on the record. Actor and correlation are not compared: a fact is what it says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from ...envelope import Recorded
from ...store.store import Transaction
from ...telemetry import metrics
from ..quarantine import Bad, Kind, unpassed
from .messages import Received, Withheld
from .receiving import known
from .succession import ConflictingFactError, GapError, Succession

__all__ = ["Known", "LookCloserError", "compare", "confirm", "conflict", "sift"]


class LookCloserError(Exception):
    """Among what had come by another way is something else than is known. The batch is to be compared before it is kept."""


async def confirm(tx: Transaction, repeated: Sequence[Received]) -> None:
    """Counts facts that the inbox has already. Raises LookCloserError when one of them is another one."""
    if repeated and any(found != "same" for found in (await known(tx, repeated)).values()):
        raise LookCloserError
    metrics.duplicates.inc(len(repeated))


class Known:
    """What the facts of a batch are to those that are known; it grows by what is taken."""

    def __init__(self, found: Mapping[int, str | None]) -> None:
        self._found = found
        self.taken: dict[tuple[str, int], Received] = {}

    def says(self, received: Received) -> str | None:
        """`same`: a repeat; `other`: something else at a known position; `overtaken`: behind a later one of its stream."""
        item = received.recorded
        before = self.taken.get((item.source, item.position))
        if before is not None:
            return "same" if _said(before) == _said(received) else "other"
        if received.message.offset not in self._found:
            return None
        return self._found[received.message.offset] or ("overtaken" if self._overtakes(item) else None)

    def take(self, received: Received) -> None:
        self.taken[received.recorded.source, received.recorded.position] = received

    def _overtakes(self, late: Recorded[Any]) -> bool:
        return any(
            (item.source, item.stream) == (late.source, late.stream)
            and item.position > late.position
            and item.version >= late.version
            for item in (received.recorded for received in self.taken.values())
        )


async def compare(tx: Transaction, readable: Sequence[Received], seen: Mapping[str, int], *, closely: bool = False) -> Known:
    """Looks up in the inbox what may have come before: what is not beyond the last position of its source, or all `closely`."""
    last, suspects = dict(seen), []
    for received in readable:
        source, position = received.recorded.source, received.recorded.position
        if closely or position <= last.get(source, 0):
            suspects.append(received)
        elif received.signed:
            last[source] = position
    return Known(await known(tx, suspects) if suspects else {})


async def sift(
    tx: Transaction, topic: str, partition: int, found: Sequence[Received | Withheld], order: Succession, *, closely: bool
) -> tuple[list[Received], Bad | None]:
    """What is new up to the first conflict or gap, and that. `order` follows."""
    before = await compare(tx, [each for each in found if isinstance(each, Received)], order.seen, closely=closely)
    for each in found:
        place = each.place
        again = place.position <= order.seen.get(place.source, 0)
        verdict = before.says(each) if isinstance(each, Received) else "same" if again else None
        if verdict == "same":
            metrics.duplicates.inc(isinstance(each, Received))
        if verdict == "same" and again:
            await order.repeats(place)
            continue
        fault = await order.fault(place)
        told = _contradiction(each, verdict, fault)
        if told is not None:
            if await unpassed(tx, topic, partition, [each.message]):
                return list(before.taken.values()), Bad(each.message, Kind.CONFLICT, place.source, told)
        elif fault is None and isinstance(each, Received) and verdict is None:
            before.take(each)
        if fault is None:
            order.comes(place)
        elif isinstance(fault, GapError) and told is None and order.looks_anew(place):
            # Once it has been looked for from the beginning it is waited for, and what comes behind it is left.
            bad = Bad(each.message, Kind.GAP, place.source, fault, start_over=True, missing=place.before)
            return list(before.taken.values()), bad
    return list(before.taken.values()), None


def _contradiction(each: Received | Withheld, verdict: str | None, fault: Exception | None) -> ConflictingFactError | None:
    """What contradicts what is known, or its order; what is known itself does not, whatever it names."""
    if isinstance(each, Received) and verdict in {"other", "overtaken"}:
        return conflict(each, verdict)
    return fault if isinstance(fault, ConflictingFactError) and verdict is None else None


def _said(received: Received) -> tuple[object, ...]:
    item, raw = received.recorded, received.recorded.raw
    kind = raw and (raw.fact_type, raw.fact_version, orjson.loads(raw.json))
    return item.id, item.stream, item.version, item.time, kind


def conflict(received: Received, verdict: str) -> ConflictingFactError:
    """What `Known.says` of a fact, in words."""
    item = received.recorded
    if verdict == "overtaken":
        return ConflictingFactError(f"position {item.position} comes after a later one of {item.stream}")
    return ConflictingFactError(f"position {item.position} is known with other content; this is {item.id}")
