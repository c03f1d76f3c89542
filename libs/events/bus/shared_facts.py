"""What comes over the border: a neighbour's messages are taken link by link, held, or passed over by an operator.

Three kinds of message do not count:

- `untrusted`: no agreement in force gives a key. The partition waits; reading goes on by itself once there is one.
- `no-link`: unsigned, altered, signed by a stranger, or no continuation of anything. The partition waits until an operator
  passes over exactly this message, on the record. Nothing of it counts, and the chain stays where it was.
- `gap`: a true link, signed by a trusted key, that comes before its turn: a link before it is missing. It cannot be passed. The
  partition is read once more from its beginning (the topic may have been made again under a stored offset that belonged to
  the old one); what then still comes before its turn is left, visibly, until the missing link comes: the neighbour sends again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..envelope import from_kafka
from ..store.store import Transaction
from ..telemetry import metrics
from .ledger import ChainBrokenError, Link, UntrustedError, verify
from .prefetch import Received
from .quarantine import Bad, Kind, gaps, settle
from .receiving import known
from .repeats import compare, conflict

__all__ = ["Border", "Trust"]

Trust = Callable[[Transaction, str], Awaitable[Sequence[Mapping[str, Any]]]]
"""(transaction, neighbour's place) -> public JWKs trusted by the agreements in force."""


@dataclass(frozen=True, slots=True)
class _Verdict:
    kind: Kind
    error: Exception


@dataclass(frozen=True, slots=True)
class Border:
    """Verifies what is read from a neighbour's shared topic. `home` is the own place."""

    home: str
    trust: Trust

    async def check(
        self, tx: Transaction, topic: str, partition: int, readable: Sequence[Received], seen: dict[str, int], *, closely: bool
    ) -> tuple[list[Received], Bad | None]:
        """Continues each source's chain: the good messages up to the first bad one, and that one, which is noted.

        `seen` (source -> last position) grows by what is taken and by nothing else: a forged position must hide nothing.
        """
        waiting = await gaps(tx, topic, partition)
        ends: dict[str, Link] = {}
        keys: dict[str, Sequence[Mapping[str, Any]]] = {}
        before = await compare(tx, readable, seen, closely=closely)
        bad: Bad | None = None
        for received in readable:
            source, position, place = received.recorded.source, received.recorded.position, received.recorded.place
            said = before.says(received)
            if said == "same":
                metrics.duplicates.inc()
                continue
            if source not in ends:
                ends[source] = await _end(tx, source)
            if place not in keys:
                keys[place] = await self.trust(tx, place)
            verdict = self._stray(source, place) or _next(received, ends[source], keys[place])
            if isinstance(verdict, Link) and said == "other":
                bad = Bad(received.message, Kind.CONFLICT, source, conflict(received.recorded, said))
                break
            if isinstance(verdict, Link):
                ends[source], seen[source] = verdict, max(position, seen.get(source, 0))
                before.take(received)
            elif (await known(tx, [received]))[received.message.offset] == "same":
                metrics.duplicates.inc()
            elif verdict.kind is not Kind.GAP or source not in waiting:
                bad = Bad(received.message, verdict.kind, source, verdict.error, start_over=verdict.kind is Kind.GAP)
                break
        taken = list(before.taken.values())
        grown = {received.recorded.source for received in taken}
        await _store_ends(tx, {source: ends[source] for source in grown})
        await settle(tx, topic, partition, bad, healed=grown & waiting)
        return taken, bad

    def _stray(self, source: str, place: str) -> _Verdict | None:
        """The fault of facts that are no neighbour's; None where they are."""
        if place == self.home:
            return _Verdict(Kind.NO_LINK, ChainBrokenError("source", f"{source} is not a neighbour"))
        return None


def _next(received: Received, end: Link, keys: Sequence[Mapping[str, Any]]) -> Link | _Verdict:
    """The chain's new end, or why the message does not continue it."""
    event = from_kafka(received.message.value, received.message.headers)
    attributes, data = event.attributes, event.data
    try:
        return verify(end, attributes, data, keys)
    except UntrustedError as error:
        return _Verdict(Kind.UNTRUSTED, error)
    except ChainBrokenError as error:
        broken = error
    try:
        index = int(attributes["chainindex"])
        # True to its own claims and signed by a trusted key: a link of the chain, only not the next one.
        verify(Link(index - 1, attributes["chainprevious"]), attributes, data, keys)
    except UntrustedError:
        return _Verdict(Kind.UNTRUSTED if index > end.index else Kind.NO_LINK, broken)
    except (ChainBrokenError, KeyError, ValueError):
        return _Verdict(Kind.NO_LINK, broken)
    return _Verdict(Kind.GAP if index > end.index + 1 else Kind.NO_LINK, broken)


async def _end(tx: Transaction, source: str) -> Link:
    row = await tx.fetchrow("select chain_index, hash from chains where source = $1", source)
    return Link(row["chain_index"], row["hash"]) if row else Link()


async def _store_ends(tx: Transaction, ends: Mapping[str, Link]) -> None:
    for source, end in ends.items():
        await tx.execute(
            "insert into chains values ($1, $2, $3)"
            " on conflict (source) do update set chain_index = excluded.chain_index, hash = excluded.hash",
            source,
            end.index,
            end.hash,
        )
