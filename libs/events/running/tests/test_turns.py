"""A worker's turns: what counts as well, as failing, as stuck, as hanging."""

import pytest

from libs.events.running import turns as turning
from libs.events.running.turns import Turns


@pytest.fixture
def clock(monkeypatch):
    """Seconds that pass only when they are told to."""

    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

    made = Clock()
    monkeypatch.setattr(turning, "clocks", made)
    return made


def test_a_worker_that_fails_again_and_again_is_stuck_after_a_while_and_does_not_hang(clock):
    turns = Turns("w")
    for _ in range(70):
        clock.now += 1
        turns.failed(OSError("away"))
    state = turns.state(60)
    assert (state.how, state.late, state.error) == ("stuck", 70.0, "OSError('away')")
    assert not turns.hangs(60)
    turns.done(3)
    assert turns.state(60) == ("running", 0.0, 0.0, 0.0, None, 3)


def test_one_failure_makes_a_worker_failing_alone(clock):
    turns = Turns("w")
    turns.failed("once")
    clock.now += 5
    assert (turns.state(60).how, turns.state(60).error) == ("failing", "once")


def test_a_worker_without_a_turn_is_stuck_and_then_hangs(clock):
    turns = Turns("w")
    clock.now += 61
    assert (turns.state(60).how, turns.hangs(300)) == ("stuck", False)
    clock.now += 240
    assert turns.hangs(300)


def test_the_usual_pause_of_a_worker_does_not_count(clock):
    turns = Turns("w")
    turns.done(again=3600)
    clock.now += 3600 + 59
    assert (turns.state(60).how, turns.hangs(60)) == ("running", False)
    clock.now += 2
    assert (turns.state(60).how, turns.hangs(60)) == ("stuck", True)


def test_what_failed_before_a_long_pause_is_late_at_once_and_not_after_it(clock):
    """It is tried again soon: only a turn that went well lets a worker rest."""
    turns = Turns("w")
    turns.done(again=10)
    clock.now += 71
    turns.failed("away")
    assert turns.state(60).how == "stuck"


def test_a_lengthy_turn_takes_as_long_as_it_needs(clock):
    turns = Turns("w")
    with turns.lengthy():
        clock.now += 10_000
        assert (turns.state(60).how, turns.hangs(60)) == ("running", False)
    assert turns.state(60).how == "running"


def test_turns_that_lead_to_the_same_failure_again_do_not_count(clock):
    turns = Turns("w")
    for _ in range(20):
        turns.done()
        clock.now += 4
        turns.failed("at the second turn")
        turns.doubt(8)
    turns.done()
    with turns.lengthy():
        clock.now += 1
    assert (turns.state(60).how, turns.state(60).error) == ("stuck", "at the second turn")
    clock.now += 8
    turns.done()
    assert turns.state(60).how == "running"
