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
    furthest, run, known, become = 0, 0, set(), []
    for n, p, *sealed in messages:
        in_step = run == furthest
        if n <= furthest and (sealed or n in known):
            become.append("repeat")
            run = n if p in {0, run} else run
            continue
        if p in {None, furthest}:
            become.append("taken")
            furthest = max(n, furthest)
            run = furthest if in_step else run
        elif p in {0, run}:
            become.append("taken")
            furthest, run = max(n, furthest), n
        else:
            become.append("conflict" if p < furthest else "gap")
            continue
        known.add(n)
    return become


class Inbox:
    """What the order asks the database, which holds no run."""

    async def fetchval(self, *_):
        return None


async def by_the_bus(messages):
    known, become = set(), []
    order = Succession(Inbox(), "421088.bell.events", 0, {}, {})
    for n, p, *sealed in messages:
        place = Place(SOURCE, n, p)
        if n <= order.seen.get(SOURCE, 0) and (sealed or n in known):
            await order.repeats(place)
            become.append("repeat")
        elif (fault := await order.fault(place)) is None:
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
        messages = [
            (n, chance.choice([None, *range(n)]), *[True] * (chance.random() < 0.3))
            for n in chance.choices(range(1, 8), k=chance.randint(1, 9))
        ]
        become = by_the_page(messages)
        assert await by_the_bus(messages) == become, messages
        met |= set(become)
    assert met == {"taken", "repeat", "gap", "conflict"}
