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
    last, known, become = 0, set(), []
    for n, p in messages:
        if n in known:
            become.append("repeat")
            last = n if p in (0, last) else max(n, last)
        elif p is None:
            become.append("taken")
            last = max(n, last)
        elif p in (0, last) or (p > last and p in known):
            become.append("taken")
            last = n
        else:
            become.append("conflict" if p < last else "gap")
        if become[-1] == "taken":
            known.add(n)
    return become


class Inbox:
    """What the order asks the database: nothing was passed over, and these are known."""

    def __init__(self, known):
        self.known = known

    async def fetch(self, *_):
        return []

    async def fetchval(self, _, __, position):
        return position in self.known


async def by_the_bus(messages):
    known, become = set(), []
    order = Succession(Inbox(known), "421088.bell.events", 0, {}, frozenset())
    for n, p in messages:
        place = Place(SOURCE, n, p)
        if n in known:
            order.repeats(place)
            become.append("repeat")
        elif (fault := await order.fault(place, set())) is None:
            order.comes(place)
            known.add(n)
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
        messages = [(n, chance.choice([None, *range(n)])) for n in chance.choices(range(1, 8), k=chance.randint(1, 9))]
        become = by_the_page(messages)
        assert await by_the_bus(messages) == become, messages
        met |= set(become)
    assert met == {"taken", "repeat", "gap", "conflict"}
