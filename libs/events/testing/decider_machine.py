"""A decider asked anything, in any order, at moments that move forward.

    class Books(DeciderMachine):
        decider, deadlines = BOOK, service.deadlines
        asks = {LendBook: st.builds(LendBook, ...), ...}
        produces = (BookLent, ...)
        refuses = (NoSuchBook, ...)
        stories = ((ShelveBook(...), LendBook(...), ReturnBook(...)),)

        def law(self): ...          # after every fact
        def punctual(self): ...     # after the deadlines that have passed were fired

    explore(Books)

What holds for every decider is checked here; `law` and `punctual` say what holds for one kind of stream. The stream's own
deadlines run beside it, as `Timers` would fire them; they may also sleep while people act.
Source: Chassaing, "Functional Event Sourcing Decider" (2021); hypothesis, "Stateful testing".
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, ClassVar
from uuid import UUID

import orjson
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from libs.events.countersigning.commands import CountersignatureCommand
from libs.events.countersigning.facts import Asked, Expired, Given, Refused, Withdrawn
from libs.events.decider import Command, Decider, Deciders
from libs.events.editions import AdoptPolicy, TakePolicyBack
from libs.events.envelope import Meta, Recorded
from libs.events.fact import Fact, catalog
from libs.events.files.erasing import EraseFile
from libs.events.files.facts import Erased
from libs.events.refusal import Refusal
from libs.events.service import Service
from libs.events.timers import Deadline, Deadlines

__all__ = ["BEGIN", "PAST", "UNSEEN", "DeciderMachine", "explore", "moments", "nothing_left_out"]

BEGIN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2}")


class Wait(Enum):
    """How far a step in time goes: `AT` the next deadline's very moment, and one second `PAST` it."""

    MINUTE = timedelta(minutes=1)
    DAY = timedelta(days=1)
    MONTH = timedelta(days=30)
    AT = timedelta(0)
    PAST = timedelta(seconds=1)


def moments(*hours: float) -> st.SearchStrategy[datetime]:
    """Points in time, in hours after the beginning."""
    return st.sampled_from([BEGIN + timedelta(hours=h) for h in hours])


PAST, UNSEEN = (Wait.PAST, True), (Wait.PAST, False)
"""The next deadline passes. `UNSEEN`: it passes, and it is not fired yet."""
Story = Sequence[Command | tuple[Wait, bool]]
_passing = st.tuples(st.sampled_from(Wait), st.booleans())


class RunningDeadlines:
    """The table of running deadlines, as `Deadlines.apply` writes it."""

    def __init__(self, deciders: Deciders) -> None:
        self._deciders = deciders
        self.rows: dict[str, Deadline] = {}

    async def execute(self, statement: str, *columns: Any) -> None:
        if statement.startswith("delete from deadlines"):
            for key in columns[0]:
                self.rows.pop(key, None)
            return
        assert statement.startswith("insert into deadlines"), statement
        for key, stream, due, name, data in zip(*columns, strict=True):
            command = self._deciders.command(name, orjson.loads(data))
            self.rows[key] = Deadline(key, stream, due, command)

    def learn(self, deadlines: Deadlines, recorded: Sequence[Recorded[Fact]]) -> None:
        try:
            deadlines.apply(self, recorded).send(None)
        except StopIteration:
            return
        raise AssertionError("a table in memory has nothing to wait for")

    def passed(self, now: datetime) -> list[Deadline]:
        """What `Timers` would fire, oldest first."""
        return sorted((d for d in self.rows.values() if d.due < now), key=lambda d: (d.due, d.key))

    def fired(self, deadline: Deadline, now: datetime) -> None:
        left = self.rows.get(deadline.key)
        if left is not None and left.due < now:
            del self.rows[deadline.key]


class DeciderMachine(RuleBasedStateMachine):
    """One stream. `asks` says how each command is made up, `produces` and `refuses` everything it may lead to.

    Each of the `stories` is told once as it stands. After that a run begins anywhere in one of them, so that the end of a
    long one is tried as often as its beginning. A step is a command, or a wait and whether the deadlines fire after it.
    """

    decider: ClassVar[Decider[Any, Any]]
    asks: ClassVar[Mapping[type[Command], st.SearchStrategy[Any]]]
    produces: ClassVar[tuple[type[Fact], ...]]
    refuses: ClassVar[tuple[type[Refusal], ...]] = ()
    stories: ClassVar[Sequence[Story]] = ()
    deadlines: ClassVar[Deadlines] = Deadlines()
    key: ClassVar[str] = ""
    reached: ClassVar[Counter[type]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.reached = Counter()
        cls.key = cls.key or cls.decider.name
        cls.go_on = _going_on(st.one_of(_passing, *cls.asks.values()))
        cls.begin = _beginning([tuple(story[:n]) for story in cls.stories for n in range(1, len(story) + 1)])

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGIN
        self.state = self.folded = self.decider.initial
        self.facts: list[Fact] = []
        self.times: list[datetime] = []
        self.stored: list[Fact] = []
        self.running = RunningDeadlines(Deciders(self.decider))

    @property
    def history(self) -> list[tuple[Fact, datetime]]:
        """The facts with the moments they were recorded at."""
        return list(zip(self.facts, self.times, strict=True))

    def law(self) -> None:
        """What never or always holds in this kind of stream."""

    def punctual(self) -> None:
        """What is on record once no deadline is left to fire."""

    def tell(self, story: Story) -> None:
        for step in story:
            self.time_passes(*step) if isinstance(step, tuple) else self.ask(step)

    def time_passes(self, wait: Wait, awake: bool) -> None:
        """With `awake` false the deadlines are not fired yet."""
        dues = [deadline.due for deadline in self.running.rows.values()]
        start = min(dues) if dues and wait in {Wait.AT, Wait.PAST} else self.now
        self.now = max(self.now, start + wait.value)
        if awake:
            self.fire()

    def fire(self) -> None:
        """Everything that has passed, as `Timers` does it; a refused deadline would be tried without end."""
        while passed := self.running.passed(self.now):
            for deadline in passed:
                assert not isinstance(self.ask(deadline.command), Refusal), deadline
                self.running.fired(deadline, self.now)
        self.punctual()

    def ask(self, command: Command) -> tuple[Fact, ...] | Refusal:
        """What the command led to; whatever must hold after it was checked."""
        answer, again = self._answer(command), self._answer(command)
        assert self.state == self.folded, "deciding has changed the state"
        if isinstance(answer, Refusal):
            assert (type(answer), vars(answer)) == (type(again), vars(again)), "the same question, another refusal"
            self._complete(answer)
            self.reached[type(answer)] += 1
            return answer
        assert answer == again, "the same question, other facts"
        if answer:
            self.reached[type(command)] += 1
            self._record(command, answer)
            self.law()
        return answer

    def _answer(self, command: Command) -> tuple[Fact, ...] | Refusal:
        try:
            return tuple(self.decider.decide(command, self.state, self.now))
        except Refusal as refusal:
            return refusal

    def _record(self, command: Command, facts: tuple[Fact, ...]) -> None:
        before, its_image = self.state, self.folded
        for fact in facts:
            assert type(fact) in self.produces, f"{fact.fact_type} is not a fact of {self.decider.name}"
            # A fact of many kinds of stream calls each the same.
            named = getattr(fact, self.key, None) or getattr(fact, "subject", None)
            assert named == getattr(command, self.key), "a fact of another stream"
            json = fact.model_dump_json()
            back = catalog.decode(fact.fact_type, fact.fact_version, orjson.loads(json))
            assert isinstance(back, Fact)
            assert (type(back), back, back.model_dump_json()) == (type(fact), fact, json)
            self.reached[type(fact)] += 1
            self.state = self.decider.after(self.state, fact)
            self.facts.append(fact)
            self.times.append(self.now)
            self.stored.append(back)
        assert before == its_image, "the next state has changed the one before"
        self.folded = self.decider.fold(self.stored)
        assert self.state == self.folded == self.decider.fold(self.facts)
        first = len(self.facts) - len(facts) + 1
        stream, meta = self.decider.stream(command), Meta("test", "test")
        self.running.learn(
            self.deadlines,
            [Recorded(f, "/421088/test", stream, n, n, UUID(int=n), self.now, meta) for n, f in enumerate(facts, first)],
        )

    def _complete(self, refusal: Refusal) -> None:
        assert type(refusal) in self.refuses, f"{type(refusal).__name__} is not a refusal of {self.decider.name}"
        for chinese in (refusal.title_zh, refusal.detail_zh, refusal.do_zh):
            assert _HAN.search(chinese), vars(refusal)
        for english in (refusal.title_en, refusal.detail_en, refusal.do_en):
            assert _LATIN.search(english), vars(refusal)
        assert not _HAN.search(refusal.title_en + refusal.do_en), vars(refusal)
        assert refusal.field or refusal.broken_rule, vars(refusal)
        assert refusal.slug != Refusal.slug
        assert 400 <= refusal.status < 500


def _going_on(anything: st.SearchStrategy[Command | tuple[Wait, bool]]) -> Any:
    def go_on(self: DeciderMachine, step: Command | tuple[Wait, bool]) -> None:
        self.tell((step,))

    # One rule for all commands: of several rules, hypothesis leaves out some in every run.
    return rule(step=anything)(go_on)


def _beginning(beginnings: Sequence[Story]) -> Any:
    def begin(self: DeciderMachine, beginning: Story) -> None:
        self.tell(beginning)

    # A quarter of the runs begins with nothing.
    empty: list[Story] = [()] * (len(beginnings) // 3 + 1)
    return initialize(beginning=st.sampled_from([*empty, *beginnings]))(begin)


def explore(machine: type[DeciderMachine], *, runs: int = 200, steps: int = 25) -> None:
    """Runs the machine, the same way each time; AssertionError when it missed a command, a fact or a refusal."""
    machine.reached.clear()
    for story in machine.stories:
        machine().tell(story)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            derandomize=True,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
    wanted = (*machine.asks, *machine.produces, *machine.refuses)
    missed = [cls.__name__ for cls in wanted if not machine.reached[cls]]
    assert not missed, f"{machine.__name__} never came to {', '.join(missed)}"


def nothing_left_out(service: Service, *machines: type[DeciderMachine], everywhere: Sequence[type[Fact]] = ()) -> None:
    """Every stream kind, command and published fact of the service, in its newest version, belongs to exactly one machine.

    Facts `everywhere` stand in streams of many kinds, and may belong to many machines.
    Editions of numbers, requests for a second person and erasures of files need none: they are decided by the engine
    (test_editions.py, test_countersigning_decide.py, files/tests/test_erasing_machine.py).
    """
    asked = {command for machine in machines for command in machine.asks}
    produced = [fact for machine in machines for fact in machine.produces if fact not in everywhere]
    told = set(produced)
    deciders = service.deciders._by_command
    of_the_engine = (AdoptPolicy, TakePolicyBack, CountersignatureCommand, EraseFile)
    registered = {c: decider for c, decider in deciders.items() if c in asked or not issubclass(c, of_the_engine)}
    assert {machine.decider.name for machine in machines} == {decider.name for decider in registered.values()}
    assert Counter(command for machine in machines for command in machine.asks) == Counter(registered.keys())
    for machine in machines:
        assert {registered[command] is machine.decider for command in machine.asks} == {True}
    published = [
        cls
        for cls in catalog.of(service.name)
        if cls.__module__.startswith(f"libs.events.catalog.{service.name}.")
        and catalog.newest(cls.fact_type) is cls
        and (cls in told or cls.fact_type not in {f"{service.name}.policy-adopted", f"{service.name}.policy-taken-back"})
        and not issubclass(cls, (Asked, Given, Refused, Withdrawn, Expired, Erased))
        and cls not in everywhere
    ]
    assert Counter(produced) == Counter(published)
