"""Group commit: who comes meanwhile goes together, nobody pays for another's mistake, nobody waits for ever."""

import asyncio

import pytest

from libs.events.patience import in_time
from libs.events.store.group_commit import Together
from libs.events.testing.waiting import eventually


class Desk:
    """Notes each group; holds the first until told to go on."""

    def __init__(self):
        self.groups = []
        self.open = asyncio.Event()
        self.open.set()
        self.fails = lambda _: None

    async def work(self, group):
        self.groups.append(list(group))
        await self.open.wait()
        error = self.fails(group)
        if error is not None:
            raise error
        return [item * 2 for item in group]


@pytest.fixture
def desk():
    return Desk()


async def started(desk, count):
    await eventually(lambda: len(desk.groups) >= count, what="a group is at work")


async def test_who_comes_while_one_is_served_goes_together(desk):
    together = Together(desk.work)
    desk.open.clear()
    first = asyncio.create_task(together.do(1))
    await started(desk, 1)
    others = [asyncio.create_task(together.do(n)) for n in (2, 3, 4)]
    await asyncio.sleep(0)
    desk.open.set()
    assert await asyncio.gather(first, *others) == [2, 4, 6, 8]
    assert desk.groups == [[1], [2, 3, 4]]


async def test_nobody_waits_for_a_lane_that_has_just_ended(desk):
    """The next asks in the very step in which the last answer comes: it hung when an ended lane still counted."""
    together = Together(desk.work)
    for number in range(50):
        assert await in_time(together.do(number)) == number * 2


async def test_of_a_group_that_fails_only_the_culprit_hears(desk):
    together = Together(desk.work)
    desk.fails = lambda group: ValueError("thirteen") if 13 in group else None
    answers = await asyncio.gather(*(together.do(n) for n in (12, 13, 14)), return_exceptions=True)
    assert answers[0] == 24
    assert isinstance(answers[1], ValueError)
    assert answers[2] == 28
    assert desk.groups == [[12, 13, 14], [12], [13], [14]]


async def test_what_is_perhaps_written_is_not_done_again(desk):
    together = Together(desk.work)
    desk.fails = lambda _: ConnectionResetError("the server went away")
    answers = await asyncio.gather(*(together.do(n) for n in (1, 2, 3)), return_exceptions=True)
    assert all(isinstance(answer, ConnectionResetError) for answer in answers)
    assert desk.groups == [[1, 2, 3]]


async def test_an_answer_may_be_a_refusal_of_one_alone(desk):
    async def work(group):
        desk.groups.append(list(group))
        return [KeyError(item) if item == 2 else item for item in group]

    together = Together(work)
    answers = await asyncio.gather(*(together.do(n) for n in (1, 2, 3)), return_exceptions=True)
    assert answers[0] == 1
    assert isinstance(answers[1], KeyError)
    assert answers[2] == 3
    assert desk.groups == [[1, 2, 3]]


async def test_work_that_forgets_somebody_leaves_nobody_waiting():
    async def work(group):
        return group[1:]

    answers = await asyncio.gather(*(Together(work).do(n) for n in (1, 2)), return_exceptions=True)
    assert all(isinstance(answer, RuntimeError) for answer in answers)


async def test_items_to_be_kept_apart_never_share_a_group(desk):
    together = Together(desk.work, apart=lambda item: item % 2 or None)
    await asyncio.gather(*(together.do(n) for n in (1, 3, 2, 4)))
    assert all(sum(item % 2 for item in group) <= 1 for group in desk.groups)
    assert sorted(item for group in desk.groups for item in group) == [1, 2, 3, 4]


async def test_slow_work_does_not_hold_up_those_behind_it(desk):
    """One long command, for example a draw, must not stand before everyone's door."""
    slow = asyncio.Event()

    async def work(group):
        desk.groups.append(list(group))
        if group == ["slow"]:
            await slow.wait()
        return list(group)

    together = Together(work)
    first = asyncio.create_task(together.do("slow"))
    await started(desk, 1)
    answered = []
    for _ in range(100):
        # Each newcomer looks whether the lane has been at it for too long.
        late = asyncio.create_task(together.do("quick"))
        await asyncio.wait([late], timeout=0.05)
        answered += [late] if late.done() else []
        if answered:
            break
    assert answered
    assert not first.done()
    slow.set()
    assert await first == "slow"


async def test_no_group_is_larger_than_sixty_four(desk):
    together = Together(desk.work)
    assert await asyncio.gather(*(together.do(n) for n in range(200))) == [n * 2 for n in range(200)]
    assert max(map(len, desk.groups)) == 64


async def test_whose_caller_has_gone_is_done_all_the_same(desk):
    together = Together(desk.work)
    desk.open.clear()
    tasks = [asyncio.create_task(together.do(n)) for n in (1, 2)]
    await started(desk, 1)
    tasks[0].cancel()
    desk.open.set()
    assert await tasks[1] == 4
    assert desk.groups == [[1, 2]]


async def test_those_who_wait_when_the_service_stops_are_told(desk):
    together = Together(desk.work)
    desk.open.clear()
    task = asyncio.create_task(together.do(1))
    await started(desk, 1)
    (lane,) = together._lanes
    lane.cancel()
    with pytest.raises(ConnectionAbortedError):
        await task
