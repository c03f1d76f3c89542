"""The judge: from the history and the evidence, without any code of the services, every broken promise."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from libs.events.bus.ledger import ChainBrokenError, Link, UntrustedError, verify

from .evidence import ANSWERED, PRIVATE, SHARED, Evidence, events_of, shared_of
from .workload import Answer, Op

__all__ = ["INVARIANTS", "WENT_ON", "Violation", "judge"]

WENT_ON = "went on"
"""The promise that a round itself demands: after the fault everything answers, catches up and can be operated."""


@dataclass(frozen=True, slots=True)
class Violation:
    """`invariant` is a key of INVARIANTS, or WENT_ON; `what` says where and how much."""

    invariant: str
    what: str


def _commands(history: Sequence[Op], seen: Evidence) -> Iterator[str]:
    """Acknowledged: exactly one fact; unknown: at most one; refused: none; and no fact that nobody asked for."""
    for source in (f"/{seen.home}/chime", f"/{seen.far}/chime"):
        facts = Counter(row["data"]["token"] for row in seen.stores[source].events if "token" in row["data"])
        asked = {op.token: op for op in history if op.source == source}
        for token, op in asked.items():
            low, high = {Answer.OK: (1, 1), Answer.UNKNOWN: (0, 1), Answer.REFUSED: (0, 0)}[op.answer]
            if not low <= facts[token] <= high:
                yield f"{source}: {op.kind} {token} was answered {op.answer} and led to {facts[token]} facts"
        for token in facts.keys() - asked.keys():
            yield f"{source}: a fact of {token}, which nobody asked for"


def _streams(_: Sequence[Op], seen: Evidence) -> Iterator[str]:
    """Versions count 1, 2, 3 in the store; of each stream the time of its positions is the order of its versions."""
    for source, store in seen.stores.items():
        yield from _uncounted(f"{source} store", store.events)


def _uncounted(where: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    last: dict[str, int] = defaultdict(int)
    for row in rows:
        if row["version"] != last[row["stream"]] + 1:
            yield f"{where}: {row['stream']} goes from version {last[row['stream']]} to {row['version']}"
        last[row["stream"]] = row["version"]


def _topics(_: Sequence[Op], seen: Evidence) -> Iterator[str]:
    """Every fact that may leave is on its topic, in its stream's order by first appearance; none that may not."""
    for source, store in seen.stores.items():
        leaving = {row["id"]: row for row in store.events if row["type"] != PRIVATE}
        for topic, want in (
            (events_of(source), set(leaving)),
            (shared_of(source), {i for i, row in leaving.items() if row["type"] == SHARED}),
        ):
            mine = [message for message in seen.topics[topic] if message.attributes["source"] == source]
            mine = [message for message in mine if message.attributes["id"] not in seen.forged]
            first = list(dict.fromkeys(message.attributes["id"] for message in mine))
            if missing := want - set(first):
                yield f"{topic}: {len(missing)} facts of {source} missing"
            if extra := set(first) - want:
                yield f"{topic}: {len(extra)} messages that are no fact of {source}"
            if topic == events_of(source):
                yield from _uncounted(topic, _gapless([leaving[i] for i in first if i in leaving], store.events))


def _gapless(rows: Sequence[Mapping[str, Any]], events: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows with their versions counted among the facts that leave: private ones make rightful gaps."""
    rank: dict[str, int] = {}
    last: dict[str, int] = defaultdict(int)
    for row in events:
        if row["type"] != PRIVATE:
            last[row["stream"]] += 1
            rank[row["id"]] = last[row["stream"]]
    for row in rows:
        yield {"stream": row["stream"], "version": rank.get(row["id"], -1)}


def _receipts(seen: Evidence) -> list[tuple[str, str, Callable[[Mapping[str, Any]], bool]]]:
    """(consumer, source, which facts it must have)."""
    home, far = seen.home, seen.far
    return [
        (f"/{home}/chime", f"/{home}/echo", lambda _: True),
        (f"/{home}/echo", f"/{home}/chime", lambda row: row["type"] != PRIVATE),
        (f"/{home}/echo", f"/{far}/chime", lambda row: row["type"] == SHARED),
    ]


def _inboxes(_: Sequence[Op], seen: Evidence) -> Iterator[str]:
    """Every consumer has each fact that concerns it exactly once, in its stream's order; nothing is parked."""
    for consumer, source, wanted in _receipts(seen):
        want = [row["id"] for row in seen.stores[source].events if wanted(row)]
        rows = [row for row in seen.stores[consumer].inbox if row["source"] == source]
        got = Counter(row["id"] for row in rows)
        if missing := [i for i in want if i not in got]:
            yield f"{consumer}: {len(missing)} facts of {source} missing"
        if twice := [i for i, n in got.items() if n > 1]:
            yield f"{consumer}: {len(twice)} facts of {source} twice"
        if extra := got.keys() - set(want):
            yield f"{consumer}: {len(extra)} that are no fact of {source}"
        if wrong := _disordered(rows, [row for row in seen.stores[source].events if wanted(row)]):
            yield f"{consumer}: {wrong} streams of {source} out of order or with holes"
    known = {(consumer, source) for consumer, source, _ in _receipts(seen)}
    if strange := sum((at, row["source"]) not in known for at, store in seen.stores.items() for row in store.inbox):
        yield f"{strange} facts of sources kept that have no business there"
    yield from _set_aside(seen)


def _disordered(received: Iterable[Mapping[str, Any]], stored: Iterable[Mapping[str, Any]]) -> int:
    """How many streams were not received in the order they were stored in, from the first fact on."""
    versions: tuple[dict[str, list[int]], ...] = (defaultdict(list), defaultdict(list))
    for found, rows in zip(versions, (received, stored), strict=True):
        for row in rows:
            found[row["stream"]].append(row["version"])
    got, want = versions
    return sum(numbers != want[stream][: len(numbers)] for stream, numbers in got.items())


def _set_aside(seen: Evidence) -> Iterator[str]:
    for source, store in seen.stores.items():
        if store.parked:
            yield f"{source}: {store.parked} facts parked"
    rejected = sum(store.rejected for store in seen.stores.values())
    if rejected != seen.expected_rejected:
        yield f"{rejected} messages set aside, {seen.expected_rejected} were sent broken"
    passed = sum(store.passed for store in seen.stores.values())
    if passed != seen.expected_passed:
        yield f"{passed} messages passed over, {seen.expected_passed} by the operator"


def _views(_: Sequence[Op], seen: Evidence) -> Iterator[str]:
    """Each view equals the fold of the facts its service has."""
    for source, store in seen.stores.items():
        service = source.rpartition("/")[2]
        expected = _chime_views(store) if service == "chime" else _echo_views(store)
        for table, rows in expected.items():
            shown = Counter(store.views[table])
            if shown != Counter(rows):
                wrong = (shown - Counter(rows)) + (Counter(rows) - shown)
                yield f"{source} {table}: {wrong.total()} rows differ, such as {next(iter(wrong))}"


def _chime_views(store: Any) -> dict[str, list[tuple[Any, ...]]]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for row in store.events:
        if row["type"] != PRIVATE:
            counted[row["data"]["chime"]][row["type"]] += 1
    heard = Counter(row["data"]["chime"] for row in store.inbox if row["type"] == "echo.repeated")
    return {
        "chimes": [(name, n["chime.struck"], n["chime.rested"], n["chime.lapsed"]) for name, n in counted.items()],
        "echoes": list(heard.items()),
    }


def _echo_views(store: Any) -> dict[str, list[tuple[Any, ...]]]:
    rows = [row for row in store.inbox if row["type"] in {"chime.struck", "chime.rested"}]
    last: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row["source"], row["data"]["chime"])
        last[key] = max(last.get(key, 0), row["version"])
    hums = Counter(row["data"]["chime"] for row in store.inbox if row["type"] == "chime.hummed")
    tallies: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        tallies[(row["source"], row["data"]["chime"])][row["type"]] += 1
    return {
        "heard": [(row["source"], row["position"], row["data"]["chime"]) for row in rows],
        "tallies": [(*key, n["chime.struck"], n["chime.rested"]) for key, n in tallies.items()],
        "latest": [(*key, version) for key, version in last.items()],
        "hums": list(hums.items()),
    }


def _reactions(_: Sequence[Op], seen: Evidence) -> Iterator[str]:
    """Each stroke and hum at home and each rest abroad is answered by one echo, and nothing else is."""
    causes = [row["id"] for row in seen.stores[f"/{seen.home}/chime"].events if row["type"] in ANSWERED]
    causes += [row["id"] for row in seen.stores[f"/{seen.far}/chime"].events if row["type"] == SHARED]
    echoes = Counter(row["data"]["because"] for row in seen.stores[f"/{seen.home}/echo"].events)
    if unanswered := [i for i in causes if i not in echoes]:
        yield f"{len(unanswered)} of {len(causes)} facts were never answered"
    if twice := [i for i, n in echoes.items() if n > 1]:
        yield f"{len(twice)} facts were answered more than once"
    if unasked := echoes.keys() - set(causes):
        yield f"{len(unasked)} echoes without a cause"


def _deadlines(_: Sequence[Op], seen: Evidence) -> Iterator[str]:
    """Each stroke ends once: rested, or lapsed by its deadline. No deadline is left once all have passed."""
    for source, store in seen.stores.items():
        sounding: dict[str, str] = {}
        for row in store.events:
            chime = row["data"].get("chime", "")
            match row["type"]:
                case "chime.struck":
                    sounding[chime] = row["data"]["token"]
                case "chime.rested":
                    sounding.pop(chime, None)
                case "chime.lapsed":
                    if sounding.pop(chime, None) != row["data"]["stroke"]:
                        yield f"{source}: a deadline fired for a stroke that had ended: {row['data']['stroke']}"
        if sounding:
            yield f"{source}: {len(sounding)} deadlines never fired"
        if store.deadlines:
            yield f"{source}: {len(store.deadlines)} deadlines of ended strokes are left"


def _chains(_: Sequence[Op], seen: Evidence) -> Iterator[str]:
    """What was published as shared is one unbroken signed chain, equal to the ledger; the reader stands at its end."""
    for source, store in seen.stores.items():
        end = Link()
        known: set[str] = set(seen.forged)
        for message in seen.topics[shared_of(source)]:
            if message.attributes["source"] != source or message.attributes["id"] in known:
                continue
            known.add(message.attributes["id"])
            try:
                end = verify(end, message.attributes, message.data, [seen.keys[source.split("/")[1]]])
            except (ChainBrokenError, UntrustedError) as error:
                yield f"{source}: {error}"
                break
        last = store.ledger[-1] if store.ledger else {"chain_index": 0, "hash": Link().hash}
        if (end.index, end.hash) != (last["chain_index"], last["hash"]):
            yield f"{source}: the topic ends at link {end.index}, the ledger at {last['chain_index']}"
    source = f"/{seen.far}/chime"
    ledger = seen.stores[source].ledger
    stands = seen.stores[f"/{seen.home}/echo"].chains.get(source, (0, Link().hash))
    if ledger and stands != (ledger[-1]["chain_index"], ledger[-1]["hash"]):
        yield f"the reader of {source} stands at link {stands[0]} of {ledger[-1]['chain_index']}"


def _rest(_: Sequence[Op], seen: Evidence) -> Iterator[str]:
    """Everything comes to rest: nothing unsent, unread or overdue is left."""
    yield from seen.open_ends


def _answers(_: Sequence[Op], seen: Evidence) -> Iterator[str]:
    """What cannot be done now is refused as 503, in both languages, with what to do; nothing fails as 500."""
    yield from seen.wrong_answers


INVARIANTS: Mapping[str, Callable[[Sequence[Op], Evidence], Iterator[str]]] = {
    "commands": _commands,
    "streams": _streams,
    "topics": _topics,
    "inboxes": _inboxes,
    "views": _views,
    "reactions": _reactions,
    "deadlines": _deadlines,
    "chains": _chains,
    "rest": _rest,
    "answers": _answers,
}
"""What is promised, by name."""


def judge(history: Sequence[Op], seen: Evidence) -> list[Violation]:
    """All violations; an empty list is the only good answer."""
    return [Violation(name, what) for name, check in INVARIANTS.items() for what in check(history, seen)]
