"""Whatever stands on a topic, its reader takes what is complete from the beginning, and says what is missing."""

import random
from dataclasses import replace

import pytest

from libs.events.bus.confiding import Opening
from libs.events.bus.quarantine import held, pass_over
from libs.events.bus.reading.sessions import StartOverError
from libs.events.bus.reading.succession import ConflictingFactError
from libs.events.testing.bell import Confessed, door_service
from libs.events.testing.partition import TOPIC, Chained
from libs.events.testing.services import service_under_test

SEALED = Confessed(sin="x")
LOGS, HISTORIES = 60, 25


@pytest.fixture
async def partition(database, issuer):
    async with service_under_test(door_service, database, issuer) as door:
        chained = Chained(door)
        # A reader that holds no secret passes over what is sealed.
        chained.consumer._opening = Opening(None, frozenset(), frozenset({"bell"}))
        yield chained


class Log:
    """A log and its reader, which reads it in batches of `most`."""

    def __init__(self, partition, most):
        self.partition, self.most = partition, most
        self.records, self.at, self.begun, self.passed = [], 0, 0, 0

    async def read(self, *items):
        """Goes on with these messages behind the others, up to the end."""
        self.records += [
            replace(record, offset=len(self.records) + n) for n, record in enumerate(self.partition.messages(*items))
        ]
        self.begun = 0
        while self.at < len(self.records):
            batch = self.records[self.at : self.at + self.most()]
            try:
                await self.partition.consumer.apply(TOPIC, 0, batch)
                self.at += len(batch)
            except StartOverError:
                self.begun, self.at = self.begun + 1, 0
                assert self.begun <= 2 * len(self.records), "it begins again without end"
            except ConflictingFactError:
                (self.at,) = [message.offset for message in await held(self.partition.pool) if message.kind == "conflict"]
                await pass_over(self.partition.pool, TOPIC, 0, self.at, actor="op", reason="restored")
                self.passed += 1

    async def stands(self):
        """What is known, and what is said to be missing."""
        waiting = await held(self.partition.pool)
        assert all(message.kind == "gap" for message in waiting)
        return await self.partition.known(), [int(message.error.split()[3]) for message in waiting]


async def test_a_hole_behind_a_sealed_message_is_held_however_the_batches_fall(partition):
    for most in (100, 2, 1):
        await partition.clear()
        log = Log(partition, lambda most=most: most)
        await log.read((1, 0), (2, 1, SEALED), (3, 2), (5, 4), (6, 5))
        await log.read((7, 6))
        assert await log.stands() == ([1, 3], [4])
        await log.read((1, 0), (2, 1, SEALED), (3, 2), (4, 3), (5, 4), (6, 5), (7, 6))
        assert await log.stands() == ([1, 3, 4, 5, 6, 7], [])


async def test_a_copy_of_the_first_message_sets_nothing_back(partition):
    log = Log(partition, lambda: 100)
    await log.read((1, 0), (2, 1), (3, 2), (4, 3, SEALED))
    await log.read((1, 0))
    await log.read((5, 4), (6, 5, SEALED))
    await log.read((6, 5, SEALED), (1, 0), (2, 1), (7, 6))
    assert await log.stands() == ([1, 2, 3, 5, 7], [])
    assert log.begun == 0


async def test_what_came_behind_the_missing_message_counts_too(partition):
    """Whoever moves a message on the topic: what was left while it was missing is taken where it stands."""
    for moved in ([(3, 2), (4, 3), (2, 1)], [(4, 3), (3, 2), (2, 1)], [(9, 7), (5, 3), (7, 5), (3, 1)]):
        await partition.clear()
        log = Log(partition, lambda: 1)
        await log.read((1, 0), *moved)
        assert await log.stands() == ([1, *sorted(position for position, _ in moved)], [])


async def test_of_any_log_what_is_complete_counts_and_what_is_missing_is_named(partition):
    chance, holes = random.Random(12), 0  # noqa: S311 - a test
    for _ in range(LOGS):
        await partition.clear()
        sent = chain(chance)
        records = [each for each in sent if chance.random() > 0.15]
        for _ in range(chance.randint(0, 4)):
            if records:
                # A copy of one, or of a row of them, somewhere behind.
                first = chance.randrange(len(records))
                copied = records[first : first + chance.choice((1, 1, 3, 9))]
                at = chance.randint(first, len(records))
                records[at:at] = copied
        for _ in range(moved := chance.choice((0, 0, 1, 3))):
            if records:
                records.insert(chance.randrange(len(records)), records.pop(chance.randrange(len(records))))
        log = Log(partition, lambda: chance.choice((1, 2, 3, 100)))
        while records:
            cut = chance.randint(1, len(records))
            await log.read(*records[:cut])
            records = records[cut:]
        there = {position(record) for record in log.records}
        whole = next((n for n, each in enumerate(sent) if each[0] not in there), len(sent))
        missing = bool(there & {each[0] for each in sent[whole:]})
        known, named = await log.stands()
        # What is moved to before the one it names may be left as long as something is missing.
        least = 0 if moved and missing else whole
        assert facts(sent[:least]) == known[: len(facts(sent[:least]))]
        assert known == facts(sent[:whole])[: len(known)]
        assert len(named) == missing
        assert all(each not in there for each in named)
        holes += missing
        await log.read(*sent)
        assert await log.stands() == (facts(sent), [])
    assert holes > LOGS / 4


async def test_whatever_a_restored_service_has_sent_before_all_of_it_counts_once_it_has_sent_all_again(partition):
    """With copies and holes anywhere, and what contradicts what is known passed over."""
    chance, passed = random.Random(35), 0  # noqa: S311 - a test
    for _ in range(HISTORIES):
        await partition.clear()
        history = chain(chance)
        sent = list(history)
        for _ in range(chance.randint(0, 2)):
            # Positions of the history that was are not given a second time.
            history = history[: chance.randrange(len(history))]
            last, free = history[-1][0] if history else 0, sorted(set(range(1, 90)) - {n for n, *_ in sent})
            for n in sorted(chance.sample([n for n in free if n > last], 3)):
                history.append((n, last, SEALED if chance.random() < 0.4 else None))
                last = n
            sent += history
        items = [each for each in sent if chance.random() > 0.1]
        for _ in range(chance.randint(0, 4) if items else 0):
            first = chance.randrange(len(items))
            items.insert(chance.randint(first, len(items)), items[first])
        log = Log(partition, lambda: chance.choice((1, 2, 3, 100)))
        await log.read(*items)
        for _ in range(2):
            await log.read(*history)
        passed += log.passed
        await log.read((100, history[-1][0]), (101, 100))
        assert {*facts(history), 100, 101} <= set(await partition.known())
        assert await held(partition.pool) == []
    assert passed > HISTORIES / 4


def chain(chance):
    """What a service sends to a partition: some positions, some of them sealed."""
    positions = sorted(chance.sample(range(1, 30), chance.randint(3, 9)))
    return [
        (n, before, SEALED if chance.random() < 0.4 else None) for n, before in zip(positions, [0, *positions], strict=False)
    ]


def facts(sent):
    return [n for n, _, fact in sent if fact is None]


def position(record):
    return int(dict(record.headers)["ce_sequence"])
