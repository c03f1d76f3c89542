"""Group commit: items that come meanwhile go together, none fails by another's mistake, none waits without end."""

import asyncio

import pytest

from libs.events.patience import in_time
from libs.events.store.group_commit import GroupCommit
from libs.events.testing.waiting import eventually


class Writer:
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
def writer():
    return Writer()


async def started(writer, count):
    await eventually(lambda: len(writer.groups) >= count, what="a group is at work")


async def test_who_comes_while_one_is_served_goes_together(writer):
    commit = GroupCommit(writer.work)
    writer.open.clear()
    first = asyncio.create_task(commit.do(1))
    await started(writer, 1)
    others = [asyncio.create_task(commit.do(n)) for n in (2, 3, 4)]
    await asyncio.sleep(0)
    writer.open.set()
    assert await asyncio.gather(first, *others) == [2, 4, 6, 8]
    assert writer.groups == [[1], [2, 3, 4]]


async def test_nobody_waits_for_a_lane_that_has_just_ended(writer):
    """The next asks in the very step in which the last answer comes: it hung when an ended lane still counted."""
    commit = GroupCommit(writer.work)
    for number in range(50):
        assert await in_time(commit.do(number)) == number * 2


async def test_of_a_group_that_fails_only_the_culprit_hears(writer):
    commit = GroupCommit(writer.work)
    writer.fails = lambda group: ValueError("thirteen") if 13 in group else None
    answers = await asyncio.gather(*(commit.do(n) for n in (12, 13, 14)), return_exceptions=True)
    assert answers[0] == 24
    assert isinstance(answers[1], ValueError)
    assert answers[2] == 28
    assert writer.groups == [[12, 13, 14], [12], [13], [14]]


async def test_what_is_perhaps_written_is_not_done_again(writer):
    commit = GroupCommit(writer.work)
    writer.fails = lambda _: ConnectionResetError("the server went away")
    answers = await asyncio.gather(*(commit.do(n) for n in (1, 2, 3)), return_exceptions=True)
    assert all(isinstance(answer, ConnectionResetError) for answer in answers)
    assert writer.groups == [[1, 2, 3]]


async def test_an_answer_may_be_a_refusal_of_one_alone(writer):
    async def work(group):
        writer.groups.append(list(group))
        return [KeyError(item) if item == 2 else item for item in group]

    commit = GroupCommit(work)
    answers = await asyncio.gather(*(commit.do(n) for n in (1, 2, 3)), return_exceptions=True)
    assert answers[0] == 1
    assert isinstance(answers[1], KeyError)
    assert answers[2] == 3
    assert writer.groups == [[1, 2, 3]]


async def test_work_that_forgets_somebody_leaves_nobody_waiting():
    async def work(group):
        return group[1:]

    answers = await asyncio.gather(*(GroupCommit(work).do(n) for n in (1, 2)), return_exceptions=True)
    assert all(isinstance(answer, RuntimeError) for answer in answers)


async def test_items_to_be_kept_apart_never_share_a_group(writer):
    commit = GroupCommit(writer.work, apart=lambda item: item % 2 or None)
    await asyncio.gather(*(commit.do(n) for n in (1, 3, 2, 4)))
    assert all(sum(item % 2 for item in group) <= 1 for group in writer.groups)
    assert sorted(item for group in writer.groups for item in group) == [1, 2, 3, 4]


async def test_slow_work_does_not_hold_up_those_behind_it(writer):
    """One long command, for example a draw, must not stand before everyone's door."""
    slow = asyncio.Event()

    async def work(group):
        writer.groups.append(list(group))
        if group == ["slow"]:
            await slow.wait()
        return list(group)

    commit = GroupCommit(work)
    first = asyncio.create_task(commit.do("slow"))
    await started(writer, 1)
    answered = []
    for _ in range(100):
        # Each newcomer looks whether the lane has been at it for too long.
        late = asyncio.create_task(commit.do("quick"))
        await asyncio.wait([late], timeout=0.05)
        answered += [late] if late.done() else []
        if answered:
            break
    assert answered
    assert not first.done()
    slow.set()
    assert await first == "slow"


async def test_what_touches_the_same_is_not_worked_on_side_by_side(writer):
    """A slow group opens other lanes; they leave what it touches, which comes after it."""
    slow, begun = asyncio.Event(), []

    async def work(group):
        begun.append(list(group))
        if "slow a" in group:
            await slow.wait()
        return list(group)

    commit = GroupCommit(work, touch=lambda item: item.split()[1:])
    first = asyncio.create_task(commit.do("slow a"))
    await eventually(lambda: begun, what="the slow one is at work")
    same = [asyncio.create_task(commit.do(f"{n} a b")) for n in range(3)]

    async def other():
        # Each newcomer looks whether the lane has been at it for too long.
        task = asyncio.create_task(commit.do("other b"))
        await asyncio.wait([task], timeout=0.05)
        return task.done()

    await eventually(other, what="what touches something else goes on")
    assert not any(task.done() for task in (first, *same))
    slow.set()
    assert await asyncio.gather(first, *same) == ["slow a", "0 a b", "1 a b", "2 a b"]
    assert [group for group in begun if "0 a b" in group] == [["0 a b", "1 a b", "2 a b"]]


async def test_a_command_that_nobody_answers_spoils_no_group(writer):
    commit = GroupCommit(writer.work, touch=lambda item: [1 // (item - 3)])
    answers = await asyncio.gather(*(commit.do(n) for n in (1, 3, 2)), return_exceptions=True)
    assert [type(answer).__name__ for answer in answers] == ["int", "ZeroDivisionError", "int"]


async def test_no_group_is_larger_than_sixty_four(writer):
    commit = GroupCommit(writer.work)
    assert await asyncio.gather(*(commit.do(n) for n in range(200))) == [n * 2 for n in range(200)]
    assert max(map(len, writer.groups)) == 64


async def test_whose_caller_has_gone_is_done_all_the_same(writer):
    commit = GroupCommit(writer.work)
    writer.open.clear()
    tasks = [asyncio.create_task(commit.do(n)) for n in (1, 2)]
    await started(writer, 1)
    tasks[0].cancel()
    writer.open.set()
    assert await tasks[1] == 4
    assert writer.groups == [[1, 2]]


async def test_those_who_wait_when_the_service_stops_are_told(writer):
    commit = GroupCommit(writer.work)
    writer.open.clear()
    task = asyncio.create_task(commit.do(1))
    await started(writer, 1)
    (lane,) = commit._lanes
    lane.cancel()
    with pytest.raises(ConnectionAbortedError):
        await task
