"""A few real rounds in every test run; `make faults` plays them by the hundred."""

import asyncio

import pytest

from .rounds import play
from .table import Kept
from .writers import race

TOGETHER = (
    (1001, "kill -9 a service"),
    (1002, "kill -9 the relay"),
    (1003, "dies at acknowledgement-before-checkpoint"),
    (1004, "dies at relay-hand-over"),
    (1005, "dies at rebuild-after-swap"),
    (1006, "dies at migration"),
    (1007, "a consumer at an older fact version"),
    (1008, "odd messages on the neighbour's shared topic"),
    (1009, "a deadline that fails"),
    (1010, "facts that the code cannot read"),
)
"""They strike processes of their own town only."""
ALONE = ((1011, "kill -9 PostgreSQL"), (1012, "broker's network mute"), (1013, "the database fails over in silence"))
FULL = ((1021, "PostgreSQL's disk is full"), (1022, "the broker's disk is full"))


@pytest.fixture(scope="module")
async def together(faulty_ground):
    """Fault -> outcome of its round; four towns at a time."""
    gate = asyncio.Semaphore(4)

    async def one(seed, fault):
        async with gate:
            return fault, await play(faulty_ground, seed, fault=fault, seconds=1.5)

    # A group: when a round fails as a whole, no other one goes on by itself beside later tests.
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(*named)) for named in TOGETHER]
    return dict(task.result() for task in tasks)


def whole(outcome):
    assert outcome.whole, f"{outcome.line()} {outcome.violations}"
    assert outcome.answers["ok"] > 20, "the clients got something done"


@pytest.mark.parametrize("fault", [fault for _, fault in TOGETHER])
def test_nothing_is_lost_doubled_or_disordered_by(together, fault):
    whole(together[fault])
    assert together[fault].died_there > 0 or not fault.startswith("dies at")


@pytest.mark.parametrize(("seed", "fault"), ALONE, ids=[fault for _, fault in ALONE])
async def test_nothing_is_lost_doubled_or_disordered_when_the_servers_are_struck_by(faulty_ground, seed, fault):
    whole(await play(faulty_ground, seed, fault=fault, seconds=1.5))


@pytest.mark.parametrize(("seed", "fault"), FULL, ids=[fault for _, fault in FULL])
async def test_what_a_full_disk_cannot_keep_is_refused_and_nothing_else_is_lost_when(faulty_ground, seed, fault):
    outcome = await play(faulty_ground, seed, fault=fault, seconds=1.5)
    if outcome.impossible:
        # Said in capitals at the end of the run (conftest.py): this machine lets nobody mount a small disk.
        return
    whole(outcome)


async def test_sixteen_writers_lose_and_invert_nothing_for_a_reader_of_the_tail(faulty_ground):
    """`make faults` lets them run for a minute. A reader without the fence must lose facts."""
    tail = await race(faulty_ground, 6.0)
    assert (tail.lost, tail.inverted) == (0, 0), tail.line()
    assert tail.lost_without_fence > 0, tail.line()
    assert tail.fences > 50, tail.line()
    assert tail.fence_p99_ms < max(1000, 20 * tail.held_p99_ms), tail.line()
    assert (tail.slow_lost, tail.slow_killed > 0) == (0, True), tail.line()
    # Each fact waits for those that were open before it, and for nobody who came later.
    assert tail.lag_p95 < 3 * 3.0, tail.line()


def test_a_run_goes_on_where_its_file_ends(tmp_path, together):
    kept = Kept(tmp_path / "rounds.json")
    for outcome in together.values():
        kept.add(outcome)
    again = Kept.load(tmp_path / "rounds.json")
    assert again.rounds == kept.rounds
    assert again.next_seed == 1011
    assert list(again.tables()) == list(kept.tables())
