"""Deadlines against the facts that start and end them: whatever the clock does and however many workers look, each one
fires once, after it was due and while it ran."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from libs.events.decider import Command, Decider, Deciders
from libs.events.fact import Fact
from libs.events.refusal import NotNow
from libs.events.store.runner import Origin, Runner
from libs.events.store.store import PostgresStore
from libs.events.testing.machine import World, play, world
from libs.events.timers import CLOCK_ACTOR, Deadline, Deadlines, Timers
from libs.events.views.rebuild import rebuild
from libs.events.views.views import Views

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SOURCE = "/421088/kettle"
COOK = Origin("cook")
KETTLES = ("tea", "rice", "quiet", "stuck")
"""When its time has come "quiet" has nothing to say, and "stuck" cannot as long as it is."""
ONE_LATER = timedelta(seconds=31)
"""Longer than a refused deadline is put off."""

kettles = st.sampled_from(KETTLES)
minutes = st.lists(st.integers(1, 20), min_size=1, max_size=2)
limits = st.sampled_from((1, 2, 3, 200))
jumps = st.sampled_from([timedelta(microseconds=1), ONE_LATER, *(timedelta(minutes=n) for n in (-30, -10, 1, 5, 20, 40))])


class Lit(Fact, name="kettle.lit"):
    """One deadline per entry of `dues`; `number` tells this lighting from the ones before."""

    kettle: str
    number: int
    dues: tuple[datetime, ...]


class Doused(Fact, name="kettle.doused"):
    kettle: str


class Whistled(Fact, name="kettle.whistled"):
    kettle: str
    key: str
    number: int


class Light(Command):
    kettle: str
    number: int
    dues: tuple[datetime, ...]


class Douse(Command):
    kettle: str


class Whistle(Command):
    kettle: str
    key: str
    number: int


class Stuck(NotNow):
    slug = "stuck"
    title_zh = "卡住了"
    title_en = "Stuck"


deadlines = Deadlines()


@deadlines.start(Lit)
def lit(r):
    for n, due in enumerate(r.fact.dues):
        key = f"{r.fact.kettle}/{n}"
        yield Deadline(key, r.stream, due, Whistle(kettle=r.fact.kettle, key=key, number=r.fact.number))


@deadlines.stop(Doused)
def doused(r):
    yield from (f"{r.fact.kettle}/{n}" for n in range(2))


@deadlines.stop(Whistled)
def whistled(r):
    yield r.fact.key


class TimersMachine(RuleBasedStateMachine):
    def __init__(self, here: World) -> None:
        super().__init__()
        self.world, self.run = here, here.run
        self.now, self.number, self.stuck = NOON, 0, True
        # Whatever state it is in, a kettle whistles when told: a deadline that fires twice shows.
        decider = Decider("kettle", (Light, Douse, Whistle), lambda c: f"kettle-{c.kettle}", None, self._decide, lambda s, _: s)
        self.runner = Runner(PostgresStore(here.pool, SOURCE, self), Deciders(decider), lambda: self.now)
        self.workers = [Timers(here.pool, self.runner, self.runner.deciders, lambda: self.now) for _ in range(2)]
        self.silent: set[tuple[str, int]] = set()
        self.running: dict[str, tuple[int, datetime]] = {}
        self.table: dict[str, tuple[int, datetime]] = {}
        self.heard = 0
        here.empty()

    def _decide(self, command: Command, _state: None, _now: datetime) -> Sequence[Fact]:
        match command:
            case Light(kettle=kettle, number=number, dues=dues):
                return [Lit(kettle=kettle, number=number, dues=dues)]
            case Douse(kettle=kettle):
                return [Doused(kettle=kettle)]
            case Whistle(kettle="quiet"):
                return []
            case Whistle(kettle="stuck") if self.stuck:
                raise Stuck(do_en="Wait.", do_zh="请等待。")
            case Whistle(kettle=kettle, key=key, number=number):
                return [Whistled(kettle=kettle, key=key, number=number)]
        raise AssertionError(command)

    def handles(self, _, *, home):
        return home

    async def apply(self, tx, recorded):
        """The store's inline part."""
        await deadlines.apply(tx, recorded)
        await self.world.pass_by()

    # ---- facts

    @rule(kettle=kettles, after=minutes)
    def light(self, kettle, after):
        self.run(self.runner.execute(self._light(kettle, after), COOK))

    @rule(kettle=kettles)
    def douse(self, kettle):
        self.run(self.runner.execute(Douse(kettle=kettle), COOK))

    @rule(steps=st.lists(st.tuples(kettles, st.none() | minutes), min_size=2, max_size=5), done=st.booleans())
    def many_at_once(self, steps, done):
        """In one transaction, which may be given up: the last word on each counts, or none."""
        commands = [Douse(kettle=k) if after is None else self._light(k, after) for k, after in steps]
        self.run(self._together(commands, done=done))

    def _light(self, kettle, after):
        self.number += 1
        return Light(kettle=kettle, number=self.number, dues=tuple(self.now + timedelta(minutes=n) for n in after))

    async def _together(self, commands, *, done):
        async with self.world.pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            await self.runner.execute_many(commands, COOK, tx=connection)
            await (transaction.commit() if done else transaction.rollback())

    # ---- time

    @rule(by=jumps)
    def clock_moves(self, by):
        self.now += by

    @rule(stuck=st.booleans())
    def gets_stuck(self, stuck):
        self.stuck = stuck

    @rule(worker=st.sampled_from((0, 1)), limit=limits)
    def fire(self, worker, limit):
        """The oldest of those that have passed, as many as asked for, unless they were refused a moment ago."""
        due = sorted((due, key) for key, (_, due) in self.table.items() if due < self.now)
        able = [key for _, key in due if not (key.startswith("stuck/") and self.stuck)]
        before = dict(self.table)
        fired = self.run(self.workers[worker].fire_due(limit))
        self._judge()
        gone = {key for key in before if key not in self.table}
        assert fired == len(gone)
        assert gone <= set(able)
        if not any(key.startswith("stuck/") for _, key in due):
            latest = max((before[key][1] for key in gone), default=NOON)
            assert len(gone) >= min(limit, len(able))
            assert all(before[key][1] >= latest for key in set(able) - gone), "a younger one went first"

    @rule(worker=st.sampled_from((0, 1)))
    def come_to_rest(self, worker):
        """Nothing is stuck any more and all time has passed: a worker who has seen it all leaves nothing behind."""
        self.stuck = False
        self.now = max([self.now, *(due for _, due in self.table.values())]) + ONE_LATER
        for _ in self.table:
            self.run(self.workers[worker].fire_due(3))
            self._judge()
        self._judge()
        assert self.table == {}, "a deadline has passed and nobody fires it"

    # ---- two at once

    @precondition(lambda self: self.number)
    @rule(data=st.data(), what=st.sampled_from(("fire", "light", "douse", "rebuild")), first=st.booleans(), limit=limits)
    def meanwhile(self, data, what, first, limit):
        """While a worker fires, its transaction open, another worker, a fact or a rebuild comes; or the other way round."""
        fire = partial(self.workers[0].fire_due, limit)
        match what:
            case "fire":
                other = partial(self.workers[1].fire_due, data.draw(limits))
            case "light":
                other = partial(self.runner.execute, self._light(data.draw(kettles), data.draw(minutes)), COOK)
            case "douse":
                other = partial(self.runner.execute, Douse(kettle=data.draw(kettles)), COOK)
            case _:
                other = self._rebuilt
        before, heard = len(self.table), self.heard
        outcomes = self.run(self.world.between(fire, other) if first else self.world.between(other, fire))
        assert not [outcome for outcome in outcomes if isinstance(outcome, BaseException)], outcomes
        self._judge()
        if what == "fire":
            assert sum(outcomes) == before - len(self.table), "a deadline was counted twice"
            assert sum(outcomes) >= self.heard - heard

    @rule(lost=st.booleans())
    def rebuilds(self, lost):
        """The table comes back from the facts; of those that passed silently no fact tells, so they run again."""
        if lost:
            self.run(self.world.pool.execute("delete from deadlines"))
        self.run(self._rebuilt())
        self.silent = set()
        self._judge()
        assert self.table == self.running

    async def _rebuilt(self):
        views = Views()
        await rebuild(self.world.pool, SOURCE, views, _Interrupted(self.world))

    # ---- always

    @invariant()
    def all_is_well(self):
        self._judge()

    def _judge(self):
        """The facts, in order, say which deadlines run; each whistle is of one that ran and was due; the table agrees."""
        events = self.run(self.runner.store.read_all(0, 100_000)).events
        self.running = {}
        for item in events:
            match item.fact:
                case Lit(kettle=kettle, number=number, dues=dues):
                    self.running |= {f"{kettle}/{n}": (number, due) for n, due in enumerate(dues)}
                case Doused(kettle=kettle):
                    self.running = {key: value for key, value in self.running.items() if not key.startswith(f"{kettle}/")}
                case Whistled(key=key, number=number):
                    assert key in self.running, f"{item} fired twice, or after it had ended"
                    assert self.running[key][0] == number, f"{item} was replaced"
                    assert self.running.pop(key)[1] < item.time, f"{item} fired too early"
                    assert item.meta.actor == CLOCK_ACTOR
        self.heard = sum(isinstance(item.fact, Whistled) for item in events)
        rows = self.run(self.world.pool.fetch("select key, stream, due, data::text as data from deadlines"))
        self.table = {row["key"]: (json.loads(row["data"])["number"], row["due"]) for row in rows}
        assert self.table.items() <= self.running.items()
        for key in self.running.keys() - self.table.keys():
            number, due = self.running[key]
            assert key.startswith("quiet/"), f"{key} is lost"
            assert (key, number) in self.silent or due < self.now, f"{key} ended before it was due"
            self.silent.add((key, number))


class _Interrupted(Deadlines):
    """The same deadlines, folded with somebody else coming in between."""

    def __init__(self, here: World) -> None:
        super().__init__()
        self.world = here

    async def apply(self, tx, recorded):
        await deadlines.apply(tx, recorded)
        await self.world.pass_by()


def test_each_deadline_fires_once_when_it_has_passed_and_never_when_it_was_ended(database):
    with world(database) as here:
        play(lambda: TimersMachine(here), examples=40, steps=40)


def test_a_deadline_refused_before_the_clock_was_set_back_is_not_put_off_until_the_time_it_came_from(database):
    with world(database) as here:
        machine = TimersMachine(here)
        machine.light("stuck", [1])
        machine.clock_moves(timedelta(minutes=20))
        machine.all_is_well()
        machine.fire(0, 200)
        machine.clock_moves(timedelta(minutes=-30))
        machine.come_to_rest(0)
