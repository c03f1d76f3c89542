"""The brake: where nearly every fact of a type fails, the partition waits instead of parking stream after stream.

A mistake in the data of one stream parks that stream. A mistake in a handler fails at all that it is given: parked one by one,
thousands of streams would wait for somebody, each fact behind them too. What is held goes on by itself, in order, with nothing
to be undone, as soon as the handler is mended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from aiokafka import ConsumerRecord

from ...envelope import Recorded
from ...store.store import PostgresStore
from ..quarantine import Bad, Kind, settle

__all__ = ["Brake", "FailingError", "hold"]


class FailingError(Exception):
    """Nearly every fact of a type fails; `item` is the one at which that was seen."""

    plain = True

    def __init__(self, item: Recorded[Any], failed: int, tried: int, error: str) -> None:
        super().__init__(f"{failed} of the last {tried} {item.fact.fact_type} failed, the last one with {error}")
        self.item = item


@dataclass
class Brake:
    """`facts`: so many facts of one type, the last ones that were tried, are judged together; 0: never. `share`: how many of
    them must have failed.

    It counts facts, not attempts: one that fails again and again is one. What waits behind a parked fact was not tried.
    """

    facts: int = 20
    share: float = 0.9
    _tried: dict[str, dict[tuple[str, int], bool]] = field(default_factory=dict)
    """By type of which one has failed: (source, position) -> whether it went well; the latest come last."""

    def failed(self, item: Recorded[Any], error: str) -> None:
        """Raises FailingError when that is too much."""
        if not self.facts:
            return
        tried = self._tried.setdefault(item.fact.fact_type, {})
        self._note(tried, item, well=False)
        failed = sum(not well for well in tried.values())
        if len(tried) == self.facts and failed >= self.share * self.facts:
            raise FailingError(item, failed, len(tried), error)

    def well(self, items: Iterable[Recorded[Any]]) -> None:
        """They had their effect."""
        if self._tried:
            for item in items:
                if (tried := self._tried.get(item.fact.fact_type)) is not None:
                    self._note(tried, item, well=True)

    def _note(self, tried: dict[tuple[str, int], bool], item: Recorded[Any], *, well: bool) -> None:
        key = (item.source, item.position)
        tried.pop(key, None)
        tried[key] = well
        if len(tried) > self.facts:
            del tried[next(iter(tried))]


async def hold(store: PostgresStore, message: ConsumerRecord, error: FailingError) -> None:
    """Notes that the partition stands at this message."""
    async with store.transaction() as tx:
        await tx.execute("select claim_partition($1, $2)", message.topic, message.partition)
        bad = Bad(message, Kind.FAILING, error.item.source, error)
        await settle(tx, message.topic, message.partition, bad)
