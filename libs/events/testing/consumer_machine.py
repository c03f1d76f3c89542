"""The consumer and the log it reads as a state machine: facts come again, come by another way, fail, and are repaired."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid5

from aiokafka import ConsumerRecord
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from libs.events.envelope import Meta, Recorded, to_kafka
from libs.events.fact import Unknown
from libs.events.refusal import NotFound, Refusal
from libs.events.store.blame import passes
from libs.events.testing.carillon import NOON, ODD, SOURCE, STATE, TROUBLES, Carillon, Struck, Tuned, fact_of, message
from libs.events.testing.machine import World

BELL, GONG = "/421088/bell", "/421088/gong"
STREAMS = ("tower", "gate")
TOPIC, MIRROR = "421088.all", "mirror.421088.all"
PLACES = ((TOPIC, 0), (TOPIC, 1), (MIRROR, 0))
"""Where a fact can be read: its stream's partition, or the mirror, which has one partition for all."""
sources, streams, places = st.sampled_from((BELL, GONG)), st.sampled_from(STREAMS), st.sampled_from(PLACES)
# Usual, failing and odd facts, in equal shares.
kinds = st.sampled_from(("struck", "tuned")) | st.sampled_from(TROUBLES) | st.sampled_from(ODD)
sizes, backs, picks = st.integers(1, 8), st.sampled_from((0, 0, 0, 1, 3, 99)), st.integers(0, 3)
works = st.tuples(st.sampled_from(("batch", "repair", "rebuild")), picks, st.booleans(), sizes, backs)


@dataclass(frozen=True)
class Batch:
    place: tuple[str, int]
    messages: list[ConsumerRecord]

    @property
    def end(self) -> int:
        return self.messages[-1].offset + 1


class ConsumerMachine(RuleBasedStateMachine):
    def __init__(self, here: World) -> None:
        super().__init__()
        self.world, self.run = here, here.run
        self.carillon = Carillon(here)
        self.carillon.troubles = set(TROUBLES)
        self.consumer = self.carillon.consumer()
        self.log: dict[tuple[str, int], list[ConsumerRecord]] = {place: [] for place in PLACES}
        self.facts: dict[tuple[str, int], Recorded] = {}
        self.kept: set[tuple[str, int]] = set()
        self.broken: set[tuple[str, int, int]] = set()
        self.handled = dict.fromkeys(PLACES, 0)
        self.marks: Counter[tuple[str, int, str]] = Counter()
        self.position = 0
        here.empty()

    # ---- what is published

    @rule(source=sources, stream=streams, kind=kinds, times=st.integers(1, 3))
    def publish(self, source, stream, kind, times):
        self.carillon.troubles |= {kind} & set(TROUBLES)
        for _ in range(times):
            self.position += 1
            version = 1 + sum(r.source == source and r.stream == stream for r in self.facts.values())
            item = Recorded(
                fact_of(kind, self.position), source, stream, version, self.position, uuid5(UUID(int=0), str(self.position)),
                NOON, Meta("someone", f"c-{self.position}"),
            )  # fmt: skip
            if kind != "malformed":
                self.facts[source, self.position] = item
            self._send(item, spoilt=kind == "malformed")

    @precondition(lambda self: self.facts)
    @rule(source=sources, count=st.integers(1, 6))
    def relay_repeats(self, source, count):
        """A relay that died before its checkpoint sends a suffix once more, in order."""
        for item in [item for key, item in self.facts.items() if key[0] == source][-count:]:
            self._send(item)

    def _send(self, item, *, spoilt=False):
        for topic, partition in ((TOPIC, STREAMS.index(item.stream) % 2), (MIRROR, 0)):
            log = self.log[topic, partition]
            log.append(message(item, topic, partition, len(log), spoilt=spoilt))

    # ---- what is delivered

    @precondition(lambda self: self.position)
    @rule(place=places, size=sizes, back=backs, fresh=st.booleans(), isolate=st.booleans())
    def deliver(self, place, size, back, fresh, isolate):
        """A batch from where the database says, or from earlier; a failing one changes nothing until it is isolated."""
        batch = self._batch(place, size, back)
        if batch is None:
            return
        if fresh:
            self.consumer = self.carillon.consumer()
        new, failing = self._expected(batch)
        if failing and not isolate:
            before = self.state
            assert not isinstance(self.run(_tried(self._apply(batch, isolate=False))), int), "a failing fact passed unnoticed"
            self._read()
            assert self.state == before, "a batch that failed has left something"
        count = self.run(self._apply(batch, isolate=isolate or failing))
        assert count == new
        self._took(batch)

    @precondition(lambda self: self.position)
    @rule(place=places, size=sizes)
    def dies(self, place, size):
        """The session is lost within a handler: nothing of the batch remains."""
        batch = self._batch(place, size, 0)
        if batch is None:
            return
        self.carillon.deaths = {int(dict(m.headers)["ce_sequence"]) for m in batch.messages}
        before, outcome = self.state, self.run(_tried(self._apply(batch, isolate=True)))
        died = len(self.carillon.deaths) < len({m.headers for m in batch.messages})
        self.carillon.deaths = set()
        self._read()
        if isinstance(outcome, BaseException):
            assert died, repr(outcome)
            assert passes(outcome), repr(outcome)
            assert self.state == before, "a batch that died has left something"
        else:
            self._took(batch)

    def _batch(self, place, size, back):
        start = max(0, min(self._stored(place), len(self.log[place]) - 1) - back)
        messages = self.log[place][start : start + size]
        return Batch(place, messages) if messages else None

    async def _apply(self, batch, *, isolate):
        while True:
            try:
                return await self.consumer.apply(*batch.place, batch.messages, isolate=isolate)
            except Exception as error:
                # As in the consumer's own loop, rivals that locked each other out and lost sessions try again.
                if self.carillon.deaths or not passes(error):
                    raise

    def _took(self, batch):
        """The batch is committed: all it holds is kept from now on."""
        self.handled[batch.place] = max(self.handled[batch.place], batch.end)
        for record in batch.messages:
            headers = dict(record.headers)
            key = headers["ce_source"].decode(), int(headers["ce_sequence"])
            if key in self.facts:
                self.kept.add(key)
            else:
                self.broken.add((*batch.place, record.offset))

    def _expected(self, batch):
        """How many of its facts are new, and whether one of them must fail."""
        parked, new, failing = {(p["source"], p["stream"]) for p in self.state["parked"]}, set(), False
        for record in batch.messages:
            headers = dict(record.headers)
            key = headers["ce_source"].decode(), int(headers["ce_sequence"])
            if key in self.kept or key in new or key not in self.facts:
                continue
            new.add(key)
            item = self.facts[key]
            if _misshapen(item):
                parked.add((item.source, item.stream))
            elif (item.source, item.stream) not in parked and self._fails(item):
                failing = True
        return len(new), failing

    def _fails(self, item):
        return _misshapen(item) or getattr(item.fact, "trouble", None) in self.carillon.troubles

    @rule(lasting=st.sets(st.sampled_from(TROUBLES)))
    def troubles_change(self, lasting):
        self.carillon.troubles = lasting

    # ---- what an operator does

    @precondition(lambda self: self.facts)
    @rule(pick=picks, skips=st.booleans())
    def repair(self, pick, skips):
        """Retry applies in order up to the first that still fails; skip gives up the first one, on the record."""
        waiting = self._waiting(pick)
        if not waiting:
            return
        skipped, rest = (waiting[:1], waiting[1:]) if skips else ([], waiting)
        done = next((n for n, item in enumerate(rest) if self._fails(item)), len(rest))
        assert self.run(self._repair(pick, skips=skips)) == done
        self._read()
        parked = sorted(p["position"] for p in self.state["parked"] if (p["source"], p["stream"]) == _home(waiting[0]))
        assert parked == [item.position for item in rest[done:]]
        for item in skipped:
            (record,) = [s for s in self.state["skipped"] if s["position"] == item.position]
            assert (record["actor"], record["reason"], record["stream"]) == ("op", "why", item.stream)

    @rule(stream=streams)
    def nothing_to_repair(self, stream):
        if any(p["stream"] == stream for p in self.state["parked"]):
            return
        inbox = self.carillon.inbox()
        assert isinstance(self.run(_tried(inbox.retry(BELL, stream))), NotFound)
        assert isinstance(self.run(_tried(inbox.skip(BELL, stream, actor="op", reason="why"))), NotFound)

    def _waiting(self, pick):
        homes = sorted({(p["source"], p["stream"]) for p in self.state["parked"]})
        home = homes[pick % len(homes)] if homes else (BELL, STREAMS[0])
        positions = sorted(p["position"] for p in self.state["parked"] if (p["source"], p["stream"]) == home)
        return [self.facts[home[0], position] for position in positions]

    async def _repair(self, pick, *, skips):
        waiting = self._waiting(pick)
        home = _home(waiting[0]) if waiting else (BELL, STREAMS[0])
        if skips:
            return await self.carillon.inbox().skip(*home, actor="op", reason="why")
        return await self.carillon.inbox().retry(*home)

    @precondition(lambda self: self.facts)
    @rule()
    def rebuild(self):
        own, received = len(self.state["events"]), len(self.state["inbox"])
        without = len(self.state["parked"]) + len(self.state["skipped"])
        assert self.run(self.carillon.rebuild()) == own + received - without

    @precondition(lambda self: self.position)
    @rule()
    def come_to_rest(self):
        """With no trouble left, everything delivered and everything parked repaired, no readable fact is without effect."""
        self.carillon.troubles = set()
        for place in PLACES:
            while self._stored(place) < len(self.log[place]):
                self.deliver(place, 8, 0, fresh=False, isolate=False)
                self._read()
        while self.state["parked"]:
            self.repair(0, skips=_misshapen(self._waiting(0)[0]))
            self._read()
        assert self.kept == set(self.facts)

    # ---- two at once

    @precondition(lambda self: self.position)
    @rule(one=works, other=works)
    def meanwhile(self, one, other):
        """One is within a handler, its transaction open. The other then comes, and ends or waits for a lock."""
        if "repair" in {one[0], other[0]}:
            self.carillon.troubles = set()
        batches: list[Batch] = []
        first, second = self._work(batches, one), self._work(batches, other)
        for outcome in self.run(self.world.between(first, second)):
            # A repair is refused when nothing is left to do or a rebuild is in its way.
            assert not isinstance(outcome, BaseException) or isinstance(outcome, Refusal), repr(outcome)
        for batch in batches:
            self._took(batch)

    def _work(self, batches, wish):
        what, pick, skips, size, back = wish
        if what == "rebuild":
            return self.carillon.rebuild
        if what == "repair" and self.state["parked"]:
            return partial(self._repair, pick, skips=skips)
        behind = [place for place in PLACES if self._stored(place) < len(self.log[place])] or [PLACES[-1]]
        batch = self._batch(behind[pick % len(behind)], size, back)
        batches.append(batch)
        return partial(self._apply, batch, isolate=True)

    # ---- always

    def _read(self):
        row = self.run(self.world.pool.fetchrow(STATE))
        self.state = {name: json.loads(found or "[]") for name, found in row.items()}

    def _stored(self, place):
        return next((o["next_offset"] for o in self.state["offsets"] if (o["topic"], o["partition"]) == place), 0)

    @invariant()
    def all_is_well(self):
        self._read()
        self._inbox_holds_each_delivered_fact_once()
        applied = self._applied()
        self._views_are_the_fold(applied)
        self._each_applied_fact_was_answered_once(applied)
        self._marks_only_grow()
        rejected = [(r["topic"], r["partition"], r["kafka_offset"]) for r in self.state["rejected"]]
        assert sorted(rejected) == sorted(self.broken)

    def _inbox_holds_each_delivered_fact_once(self):
        inbox = self.state["inbox"]
        assert sorted((i["source"], i["position"]) for i in inbox) == sorted(self.kept)
        last: Counter[tuple[str, str]] = Counter()
        for row in inbox:
            item = self.facts[row["source"], row["position"]]
            assert (row["stream"], row["version"], row["id"], row["data"]) == (
                item.stream, item.version, str(item.id), json.loads(to_kafka(item)[1]),
            )  # fmt: skip
            assert last[_home(item)] < item.position, "learned out of its stream's order"
            last[_home(item)] = item.position

    def _applied(self):
        """The kept facts that are neither parked nor skipped; those that wait are the end of their stream."""
        parked = {(r["source"], r["position"]): r["error"] for r in self.state["parked"]}
        skipped = {(r["source"], r["position"]) for r in self.state["skipped"]}
        assert parked.keys() | skipped <= self.kept
        assert not parked.keys() & skipped
        applied = [self.facts[key] for key in sorted(self.kept - parked.keys() - skipped, key=lambda key: key[1])]
        first: dict[tuple[str, str], int] = {}
        for key in sorted(parked, key=lambda key: key[1]):
            item = self.facts[key]
            if _home(item) not in first:
                assert _misshapen(item) or getattr(item.fact, "trouble", ""), f"{item} waits behind nothing: {parked[key]}"
            first.setdefault(_home(item), item.position)
        for item in applied:
            assert not _misshapen(item)
            assert item.position < first.get(_home(item), item.position + 1), f"{item} overtook a parked fact"
        return applied

    def _views_are_the_fold(self, applied):
        trails: defaultdict[tuple[str, str], str] = defaultdict(str)
        for item in applied:
            if isinstance(item.fact, Struck | Tuned):
                trails[_home(item)] += f" {item.fact.number}"
        assert {(h["source"], h["stream"]): h["trail"] for h in self.state["heard"]} == dict(trails)

    def _each_applied_fact_was_answered_once(self, applied):
        struck = [item for item in applied if isinstance(item.fact, Struck)]
        causes = [event["meta"]["causation"] for event in self.state["events"]]
        assert sorted(causes) == sorted(str(item.id) for item in struck)
        trails: defaultdict[str, str] = defaultdict(str)
        for item in struck:
            trails[f"echo-{item.service}-{item.stream}"] += f" {item.fact.number}"
        assert {e["stream"]: e["trail"] for e in self.state["echoes"]} == dict(trails)
        assert all(event["meta"]["actor"] == f"system:{SOURCE}" for event in self.state["events"])

    def _marks_only_grow(self):
        for place in PLACES:
            assert 0 <= self._stored(place) <= self.handled[place], "messages below the stored offset were never handled"
        marks = Counter({(p["topic"], p["partition"], p["source"]): p["position"] for p in self.state["positions"]})
        assert all(marks[name] >= mark for name, mark in self.marks.items())
        self.marks = marks


def _misshapen(item):
    return isinstance(item.fact, Unknown) and item.fact.data == {"number": "many"}


def _home(item):
    return item.source, item.stream


async def _tried(work):
    try:
        return await work
    except Exception as error:  # noqa: BLE001 - the caller judges it
        return error
