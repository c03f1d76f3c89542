"""Rows go so many at a time, until none is left; each time is a turn."""

import asyncio

from libs.events.running.forgetting import AT_A_TIME, forgetting
from libs.events.running.turns import Turns
from libs.events.testing.waiting import eventually


async def test_it_goes_on_until_nothing_is_left_and_each_batch_is_a_turn():
    stop, turns, left, told = asyncio.Event(), Turns("answers"), [AT_A_TIME, 7, 0], []
    turns.done = lambda *_, **__: told.append(len(left))

    async def forget(pool, most):
        assert (pool, most) == ("pool", AT_A_TIME)
        return left.pop(0)

    working = asyncio.create_task(forgetting("pool", "answers", forget, stop, turns))
    await eventually(lambda: len(told) == 3, what="two batches and the pause")
    stop.set()
    await working
    assert (left, told) == ([], [2, 1, 0])


async def test_it_stops_between_two_batches():
    stop, calls = asyncio.Event(), []

    async def forget(_pool, _most):
        calls.append(1)
        stop.set()
        return AT_A_TIME

    await forgetting("pool", "answers", forget, stop, Turns("answers"))
    assert calls == [1]
