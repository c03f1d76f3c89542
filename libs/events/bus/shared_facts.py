"""What comes over the border: a neighbour's messages are taken link by link, held, or passed over by an operator.

Three kinds of message do not count:

- `untrusted`: no agreement in force gives a key. The partition waits; reading goes on by itself once there is one.
- `no-link`: unsigned, altered, signed by a stranger, with another service's key or with one that does not count at the time, or
  no continuation of anything. The partition waits until an operator passes over exactly this message, on the record, or until
  the key counts. Nothing of it counts, and the chain stays where it was, until a trusted link names what was passed over as the
  one before it: then its source has said it, and the chain goes on there.
- `gap`: a true link, signed by a trusted key, that comes before its turn: a link before it is missing. It cannot be passed. The
  partition is read once more from its beginning (the topic may have been made again under a stored offset that belonged to
  the old one); what then still comes before its turn is left, visibly, until the missing link comes: the neighbour sends again.

What reading refuses is set aside (`unreadable`). Where it is the next link all the same, its place in the chain is taken.

What a fact says is the RFC 8785 form of its data, and nothing else: that is what was signed. However a library on the way has
written it, the same bytes are compared, verified, decoded and kept.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, cast

import orjson
from aiokafka import ConsumerRecord

from ..clock import Clock
from ..envelope import from_kafka
from ..fact import Raw
from ..store.store import Transaction
from ..telemetry import metrics
from .keyring import ServiceKey
from .ledger import ChainBrokenError, Link, UntrustedError, canonical, verify
from .quarantine import Bad, Kind
from .reading.messages import Received, StrangerError, Unread, read, told
from .reading.receiving import known
from .reading.repeats import compare, conflict

__all__ = ["Border", "Trust", "caught_up"]

Trust = Callable[[Transaction, str, str], Awaitable[Sequence[ServiceKey]]]
"""(transaction, neighbour's place, its service) -> the keys that the agreements in force name for that service, whenever they
count."""

_OUT_OF_ORDER: Final = timedelta(hours=1)
"""By how much a fact may be older than one before it in its chain, and ahead of the reader's clock: clocks of several machines,
long transactions."""


@dataclass(frozen=True, slots=True)
class _Verdict:
    kind: Kind
    error: Exception


@dataclass(frozen=True, slots=True)
class _Chain:
    """Where a source's chain stands: its end, the latest time that a link's fact has, and the keys of the source's service."""

    end: Link
    reached: datetime | None
    keys: Sequence[ServiceKey]

    def keys_at(self, time: datetime) -> list[ServiceKey]:
        """The keys that count for the next link, if its fact happened then.

        A time is only what the holder of a key says. Once the chain has gone on past the end of a key, the key does not count
        for what is dated before that either.
        """
        at = time if self.reached is None else max(time, self.reached - _OUT_OF_ORDER)
        return [key for key in self.keys if key.counts_at(at)]

    def gone_on(self, end: Link, time: datetime, now: datetime) -> _Chain:
        """The chain with one link more.

        A time ahead of the reader's clock is wrong, so it says nothing of how far the chain has come: it would end keys that
        genuine links of today are signed with. The link itself counts, for its key does at that time.
        """
        if time > now + _OUT_OF_ORDER:
            return replace(self, end=end)
        return replace(self, end=end, reached=time if self.reached is None else max(time, self.reached))


@dataclass(frozen=True, slots=True)
class Border:
    """Verifies what is read from a neighbour's shared topic. `home` is the own place, `clock` the service's own."""

    home: str
    trust: Trust
    clock: Clock

    async def check(
        self,
        tx: Transaction,
        found: Sequence[Received | Unread],
        seen: dict[str, int],
        waiting: AbstractSet[str],
        *,
        closely: bool,
    ) -> tuple[list[Received], Bad | None, AbstractSet[str]]:
        """Continues each source's chain: the good messages up to the first bad one, that one, and which of the sources
        `waiting` for a link wait no more.

        `seen` (source -> last position) grows by what is taken and by nothing else: a forged position must hide nothing.
        """
        found = [each if isinstance(each, Unread) else _as_signed(each) for each in found]
        chains: dict[str, _Chain] = {}
        before = await compare(tx, [each for each in found if isinstance(each, Received)], seen, closely=closely)
        bad: Bad | None = None
        grown = set[str]()
        for received in found:
            if isinstance(received, Unread):
                grown |= await self._goes_on(tx, received, chains)
                continue
            source, position = received.recorded.source, received.recorded.position
            said = before.says(received)
            if said == "same":
                metrics.duplicates.inc()
                continue
            if source not in chains:
                chains[source] = await self._chain(tx, source)
            verdict = self._stray(received) or _next(received, chains[source])
            if isinstance(verdict, _Verdict) and _unlinked(verdict):
                verdict = await _over_passed(tx, received, chains[source]) or verdict
            if isinstance(verdict, Link) and said == "other":
                bad = Bad(received.message, Kind.CONFLICT, source, conflict(received, said))
                break
            if isinstance(verdict, Link):
                chains[source] = chains[source].gone_on(verdict, received.recorded.time, self.clock())
                seen[source] = max(position, seen.get(source, 0))
                before.take(received)
            elif (await known(tx, [received]))[received.message.offset] == "same":
                metrics.duplicates.inc()
            elif verdict.kind is not Kind.GAP or source not in waiting:
                bad = Bad(received.message, verdict.kind, source, verdict.error, start_over=verdict.kind is Kind.GAP)
                break
        taken = list(before.taken.values())
        grown |= {received.recorded.source for received in taken}
        await _store_ends(tx, {source: chains[source] for source in grown})
        return taken, bad, grown & waiting

    async def _goes_on(self, tx: Transaction, unread: Unread, chains: dict[str, _Chain]) -> set[str]:
        """The source whose chain has gone on by what nobody can read: where it is the next link its source has said it, and the
        one behind it names it. Nothing for all others.
        """
        message = unread.message
        try:
            event = from_kafka(message.value, message.headers)
            source, time = event.require("source"), datetime.fromisoformat(event.require("time"))
            _, place, _ = source.split("/")
        except ValueError:
            return set()
        if isinstance(unread.error, StrangerError) or place == self.home or time.tzinfo is None:
            return set()
        if source not in chains:
            chains[source] = await self._chain(tx, source)
        chain = chains[source]
        try:
            end = verify(chain.end, event.attributes, event.data, [key.jwk for key in chain.keys_at(time)])
        except (UntrustedError, ChainBrokenError):
            return set()
        chains[source] = chain.gone_on(end, time, self.clock())
        return {source}

    def _stray(self, received: Received) -> _Verdict | None:
        """The fault of facts that are no neighbour's, or that another service of it has to tell; None otherwise."""
        source, kind = received.recorded.source, cast("Raw", received.recorded.raw).fact_type
        if received.recorded.place == self.home:
            return _Verdict(Kind.NO_LINK, ChainBrokenError("source", f"{source} is not a neighbour"))
        if kind.partition(".")[0] != _service_of(source):
            return _Verdict(Kind.NO_LINK, ChainBrokenError("source", f"{source} does not speak for others: {kind}"))
        return None

    async def _chain(self, tx: Transaction, source: str) -> _Chain:
        row = await tx.fetchrow("select chain_index, hash, reached from chains where source = $1", source)
        end, reached = (Link(), None) if row is None else (Link(row["chain_index"], row["hash"]), row["reached"])
        _, place, service = source.split("/")
        return _Chain(end, reached, await self.trust(tx, place, service))


def _service_of(source: str) -> str:
    return source.rpartition("/")[2]


def _as_signed(received: Received) -> Received:
    """The message with its data in the form that is signed; as it is where it has none, for then nobody signed it."""
    raw = cast("Raw", received.recorded.raw)
    try:
        form = canonical(orjson.loads(raw.json))
    except ValueError:
        return received
    return received if form == raw.json else told(received, raw._replace(json=form))


def caught_up(found: Sequence[Received | Unread], seen: Mapping[str, int], bad: Bad | None) -> set[str]:
    """Sources of which the furthest link that is known was among these messages, new or sent again: of what was sent before it
    nothing is missing, and what was sent behind it comes next.
    """
    placed = (
        each.recorded for each in found if isinstance(each, Received) and (bad is None or each.message.offset < bad.offset)
    )
    return {recorded.source for recorded in placed if seen.get(recorded.source) == recorded.position}


def _next(received: Received, chain: _Chain) -> Link | _Verdict:
    """The chain's new end, or why the message does not continue it."""
    attributes, end = from_kafka(received.message.value, received.message.headers).attributes, chain.end
    # Of what is kept, not of what stood in the message: nothing counts but what was signed.
    data = orjson.loads(cast("Raw", received.recorded.raw).json)
    keys = [key.jwk for key in chain.keys_at(received.recorded.time)]
    try:
        return verify(end, attributes, data, keys)
    except UntrustedError as error:
        if chain.keys:
            # There is an agreement, so there is none to wait for.
            said = f"no key of {received.recorded.source} counts at {received.recorded.time.isoformat()}"
            return _Verdict(Kind.NO_LINK, ChainBrokenError("signature", said))
        return _Verdict(Kind.UNTRUSTED, error)
    except ChainBrokenError as error:
        broken = error
    try:
        index = int(attributes["chainindex"])
        # True to its own claims and signed by a trusted key: a link of the chain, only not the next one.
        verify(Link(index - 1, attributes["chainprevious"]), attributes, data, keys)
    except UntrustedError:
        return _Verdict(Kind.UNTRUSTED if index > end.index and not chain.keys else Kind.NO_LINK, broken)
    except (ChainBrokenError, KeyError, ValueError):
        return _Verdict(Kind.NO_LINK, broken)
    return _Verdict(Kind.GAP if index > end.index + 1 else Kind.NO_LINK, broken)


def _unlinked(verdict: _Verdict) -> bool:
    return isinstance(verdict.error, ChainBrokenError) and verdict.error.reason in {"order", "previous"}


async def _over_passed(tx: Transaction, received: Received, chain: _Chain) -> Link | None:
    """The chain's new end by a trusted link that names one which an operator has passed over; None for all others.

    What was passed is left out and its place in the chain is taken. Its own seal proves nothing, but the trusted link does: it
    holds the hash of what was passed, so its source has said exactly that. So the way goes back from the trusted link, hash by
    hash. Forward there may be several: whoever writes to the topic can send a link of his own behind any other.
    """
    attributes = from_kafka(received.message.value, received.message.headers).attributes
    try:
        at = Link(int(attributes["chainindex"]) - 1, attributes["chainprevious"])
    except (KeyError, ValueError):
        return None
    new = _next(received, replace(chain, end=at))
    if not isinstance(new, Link):
        return None
    while at.index > chain.end.index:
        before = await _passed_before(tx, received.recorded.source, at)
        if before is None:
            return None
        at = before
    return new if at == chain.end else None


async def _passed_before(tx: Transaction, source: str, link: Link) -> Link | None:
    """The link before one of that index and hash, if that one was passed over."""
    rows = await tx.fetch(
        "select topic, partition, kafka_offset, key, value, headers::text as headers from passed_messages"
        " where source = $1 and (chain_hash = $2 or chain_hash is null)",
        source,
        link.hash,
    )
    for row in rows:
        headers = [(name, None if value is None else value.encode()) for name, value in orjson.loads(row["headers"])]
        where = (row["topic"], row["partition"], row["kafka_offset"])
        found = read(ConsumerRecord(*where, 0, 0, row["key"], row["value"], None, 0, 0, headers), None, None)
        if isinstance(found, Received) and (claimed := _claimed(_as_signed(found))) is not None and claimed[1] == link:
            return claimed[0]
    return None


def _claimed(received: Received) -> tuple[Link, Link] | None:
    """The link before a message and its own, if its hash is that of what it says, whoever has signed it."""
    attributes = from_kafka(received.message.value, received.message.headers).attributes
    try:
        before = Link(int(attributes["chainindex"]) - 1, attributes["chainprevious"])
        verify(before, attributes, orjson.loads(cast("Raw", received.recorded.raw).json), ())
    except UntrustedError:
        return before, Link(before.index + 1, attributes["chainhash"])
    except (ChainBrokenError, KeyError, ValueError):
        return None
    raise AssertionError("verified without a key")


async def _store_ends(tx: Transaction, chains: Mapping[str, _Chain]) -> None:
    for source, chain in chains.items():
        await tx.execute(
            "insert into chains (source, chain_index, hash, reached) values ($1, $2, $3, $4) on conflict (source) do update"
            " set chain_index = excluded.chain_index, hash = excluded.hash, reached = excluded.reached",
            source,
            chain.end.index,
            chain.end.hash,
            chain.reached,
        )
