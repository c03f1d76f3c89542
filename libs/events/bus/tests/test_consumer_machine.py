"""The consumer against the log it reads: whatever comes again, comes by another way, fails, dies or is repaired in between,
every fact counts once, in its stream's order, or waits visibly."""

from functools import partial

import pytest

from libs.events.testing.carillon import TABLES
from libs.events.testing.consumer_machine import BELL, GONG, PLACES, ConsumerMachine
from libs.events.testing.machine import play, world
from libs.events.views.rebuild import RebuildRunning


@pytest.fixture
def here(database):
    with world(database) as made:
        made.run(made.pool.execute(TABLES))
        yield made


def test_every_fact_counts_once_and_in_order_or_waits_visibly_whatever_happens_to_its_consumer(here):
    play(lambda: ConsumerMachine(here), examples=60, steps=40)


@pytest.fixture
def machine(here):
    made = ConsumerMachine(here)
    made.all_is_well()
    yield made
    made.all_is_well()
    made.come_to_rest()
    made.all_is_well()


def _deliver(machine, place, *, size=8, isolate=False):
    machine.deliver(place, size, 0, fresh=True, isolate=isolate)
    machine.all_is_well()


def _between(machine, first, second, *batches):
    outcomes = machine.run(machine.world.between(first, second))
    for batch in batches:
        machine._took(batch)
    return outcomes


@pytest.mark.parametrize("rebuild_first", [True, False])
def test_a_repair_during_a_rebuild_is_refused_or_the_rebuild_is(machine, rebuild_first):
    """Its effect went into the old tables, and the new ones had been filled without it: gone, with nothing parked any more."""
    machine.publish(BELL, "tower", "handler", 2)
    machine.publish(GONG, "tower", "struck", 1)
    _deliver(machine, PLACES[0])
    machine.carillon.troubles = set()
    works = [machine.carillon.rebuild, partial(machine._repair, 0, skips=False)]
    first, second = works if rebuild_first else works[::-1]
    done, refused = _between(machine, first, second)
    assert isinstance(done, int)
    assert isinstance(refused, RebuildRunning)


@pytest.mark.parametrize("repair_first", [True, False])
def test_a_fact_that_comes_while_its_stream_is_repaired_does_not_wait_behind_nothing(machine, repair_first):
    machine.publish(BELL, "tower", "handler", 2)
    _deliver(machine, PLACES[0])
    machine.publish(BELL, "tower", "struck", 1)
    machine.publish(GONG, "tower", "struck", 1)
    machine.carillon.troubles = set()
    batch = machine._batch(PLACES[0], 8, 0)
    works = [partial(machine._repair, 0, skips=False), partial(machine._apply, batch, isolate=True)]
    _between(machine, *(works if repair_first else works[::-1]), batch)
    machine.all_is_well()
    assert machine.state["parked"] == []


def test_a_fact_does_not_overtake_one_that_came_by_another_way_and_was_just_parked(machine):
    machine.publish(BELL, "tower", "handler", 1)
    machine.publish(BELL, "tower", "struck", 1)
    one, both = machine._batch(PLACES[0], 1, 0), machine._batch(PLACES[2], 2, 0)
    _between(machine, partial(machine._apply, one, isolate=True), partial(machine._apply, both, isolate=True), one, both)
    machine.all_is_well()
    assert [p["position"] for p in machine.state["parked"]] == [1, 2]


def test_a_good_fact_before_an_unreadable_one_is_applied_though_the_batch_is_isolated(machine):
    """It was parked as if behind it, and the first to be given up when an operator skipped the unreadable one."""
    machine.publish(BELL, "tower", "struck", 1)
    machine.publish(BELL, "tower", "misshapen", 1)
    _deliver(machine, PLACES[0], isolate=True)
    assert [p["position"] for p in machine.state["parked"]] == [2]
