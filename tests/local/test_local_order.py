"""docs/local.md, section 6: a reader written from the page alone, the vectors, and what the bus makes of them."""

import json
import random
from pathlib import Path

import pytest

from libs.events.bus.reading.messages import Place
from libs.events.bus.reading.succession import GapError, Succession

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/local/order.json").read_text(encoding="utf-8"))
SOURCE = "/421088/bell"


def by_the_page(messages):
    """The table, line by line; a message that is left or held is not known afterwards."""
    furthest, run, begun, known, facts, become = 0, None, None, set(), set(), []
    for n, p, *sealed in messages:
        if n <= furthest and (sealed or n in known):
            become.append("repeat")
            if p == 0 or (p is not None and p in {run, begun}):
                begun = None if n in {run, furthest} else n
            continue
        if p in {None, furthest}:
            furthest = max(n, furthest)
        elif p == 0 or p in {run, begun}:
            run, begun = (None if n > furthest else n), None
            furthest = max(n, furthest)
        else:
            missed = p > furthest or (run is not None and p > run and p not in facts)
            become.append("gap" if missed else "conflict")
            continue
        become.append("taken")
        known.add(n)
        facts |= set() if sealed else {n}
    return become


class Inbox:
    """What the order asks the database, which holds no run and these facts."""

    def __init__(self):
        self.facts = set()

    async def fetchrow(self, *_):
        return None

    async def fetchval(self, _, __, position):
        return position in self.facts


async def by_the_bus(messages):
    known, become, inbox = set(), [], Inbox()
    order = Succession(inbox, "421088.bell.events", 0, {}, {})
    for n, p, *sealed in messages:
        place = Place(SOURCE, n, p)
        if n <= order.seen.get(SOURCE, 0) and (sealed or n in known):
            await order.repeats(place)
            become.append("repeat")
        elif (fault := await order.fault(place)) is None:
            order.comes(place)
            known.add(n)
            inbox.facts |= set() if sealed else {n}
            become.append("taken")
        else:
            become.append("gap" if isinstance(fault, GapError) else "conflict")
    return become


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["case"] for vector in VECTORS])
async def test_both_readers_agree_with_the_vectors(vector):
    assert by_the_page(vector["messages"]) == vector["become"]
    assert await by_the_bus(vector["messages"]) == vector["become"]


async def test_both_readers_agree_about_whatever_stands_on_a_topic():
    chance, met = random.Random(6), set()  # noqa: S311 - a test
    for _ in range(2000):
        messages = [
            (n, chance.choice([None, *range(n)]), *[True] * (chance.random() < 0.3))
            for n in chance.choices(range(1, 8), k=chance.randint(1, 9))
        ]
        become = by_the_page(messages)
        assert await by_the_bus(messages) == become, messages
        met |= set(become)
    assert met == {"taken", "repeat", "gap", "conflict"}
