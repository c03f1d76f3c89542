"""Days and routes: what is to be placed is read, the computation runs beside the API, its answer is written whole."""

import asyncio
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import asyncpg
import orjson

from libs.events.catalog.planning.schedule import ScheduleFigures
from libs.events.countersigning.leading import Acting
from libs.events.imports.import_locks import WorkLocks, is_gone
from libs.events.reactions import Environment
from libs.events.refusal import Refusal
from libs.events.store.in_turn import in_turn
from libs.events.store.runner import Origin, Runner
from libs.events.store.store import Transaction, repeated
from libs.events.telemetry import log

from ..visit import commands as visit_commands
from . import commands as c
from . import refusals as r
from .situation import Row, Situation, read
from .solver.apart import Apart, solve_apart
from .solver.check import check
from .solver.missing import missing
from .solver.solve import Progress, measure
from .solver.terms import Inputs, Job, Slot
from .views import queries

_ASK_EVERY = 0.5
"""Seconds between two looks at whether the computation is to stop; its progress is written then."""
_CHUNK = 1000
_WORKERS = 2


@dataclass(frozen=True)
class Run:
    """One computation that was asked for."""

    schedule: str
    draw: Row
    partial: bool
    keep: bool
    seconds: int
    origin: Origin
    acting: Acting


async def computation(tx: Transaction, run: Run, situation: Situation) -> c.Computation:
    """What decides whether a computation may begin; nobody else begins one of the draw before this transaction ends."""
    draw = run.draw["draw"]
    await in_turn(tx, f"schedule/{draw}")
    running = await queries.running_schedule(tx, draw=draw)
    return c.Computation(
        schedule=run.schedule,
        draw=draw,
        drawn=run.draw["state"] == "completed",
        numbered=await queries.schedule(tx, schedule=run.schedule, told=True, visiting=[]) is not None,
        running=None if running is None or await is_gone(tx, running) else running,
        visits=len(situation.rows),
        acting=run.acting,
        lead=run.draw["lead"],
    )


async def hold(tx: Transaction) -> None:
    """One at a time gives out slots: two answers that do not know of each other could send an officer to both."""
    await in_turn(tx, "visit days")


_running: set[asyncio.Task[None]] = set()


@dataclass
class _Computation:
    """A computation under way in this process."""

    run: Run
    situation: Situation
    runner: Runner
    env: Environment
    locks: WorkLocks
    held: asyncio.Future[None]
    go: asyncio.Future[bool]
    stop: threading.Event = field(default_factory=threading.Event)
    done: float = 0.0

    async def work(self) -> None:
        """From the moment it counts as alive until its answer is written. What it does not survive is `interrupted`."""
        async with self.locks.kept(self.run.schedule):
            self.held.set_result(None)
            if not await self.go:
                return
            try:
                await self._answer()
            except (asyncpg.InterfaceError, asyncio.CancelledError):
                # The service stops; whoever asks next finds it interrupted.
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, the run must say that it ended
                log.exception("schedule.failed", schedule=self.run.schedule)
                await self._ended("failed", error=repr(error)[:500])
            finally:
                self.stop.set()

    async def _answer(self) -> None:
        solving = asyncio.ensure_future(
            asyncio.to_thread(
                solve_apart,
                self.situation.inputs,
                seconds=self.run.seconds,
                workers=_WORKERS,
                progress=self._progress,
                stop=self.stop.is_set,
            )
        )
        try:
            while not (await asyncio.wait({solving}, timeout=_ASK_EVERY))[0]:
                if await self._told_to_stop():
                    self.stop.set()
        finally:
            self.stop.set()
        found = await solving
        if await self._told_to_stop():
            await self._ended("cancelled")
            return
        await self._write(found)

    def _progress(self, progress: Progress) -> None:
        self.done = progress.done

    async def _told_to_stop(self) -> bool:
        stop: bool = await self.runner.store.pool.fetchval(
            "update public.schedule_runs set done_permille = $2 where schedule = $1 returning stop",
            self.run.schedule,
            int(self.done * 1000),
        )
        return stop

    async def _write(self, found: Apart) -> None:
        plan, inputs = found.plan, self.situation.inputs.settled(found.moved)
        gaps = [asdict(gap) for gap in missing(inputs, plan.slots)]
        answer = {"solver": plan.figures, "greedy": plan.greedy, "proven_optimal": plan.proven_optimal, "missing": gaps}
        if not plan.slots or (plan.unplaced and not self.run.partial):
            await self._ended("infeasible", **answer)
            return
        try:
            await repeated(lambda: self._issue(found, answer))
        except Refusal as refusal:
            text = f"{refusal.detail_zh} · {refusal.detail_en}"
            await self._ended("failed", error=text[:1000], **answer)

    async def _issue(self, found: Apart, answer: Mapping[str, Any]) -> None:
        """Everything in one transaction, checked once more against what holds now."""
        run, plan = self.run, found.plan
        async with self.runner.store.transaction() as tx:
            await hold(tx)
            now = await read(tx, run.draw["draw"], self.env, keep=run.keep)
            slots = {visit: slot for visit, slot in plan.slots.items() if visit in now.rows}
            moved = {visit: slot for visit, slot in found.moved.items() if visit in now.yielding}
            inputs = now.inputs.moving(moved)
            # Notice is kept from the moment it was computed: it may have taken minutes over midnight.
            begun = self.situation.inputs.moving(found.moved)
            faults = check(replace(inputs, jobs=_as_begun(inputs, begun)), {**slots, **moved})
            if faults:
                raise r.ScheduleOutdated(faults[0].en, faults[0].zh, visits=faults[0].visit)
            if len(slots) < len(plan.slots):
                answer = {**answer, "solver": measure(now.inputs.settled(moved), slots)}
            await self.runner.execute(_issued(run, now, slots, answer), run.origin, tx=tx)
            commands = list(_placed(run, now, inputs, {**slots, **moved}))
            for begin in range(0, len(commands), _CHUNK):
                for outcome in await self.runner.execute_many(commands[begin : begin + _CHUNK], run.origin, tx=tx):
                    if isinstance(outcome, Refusal):
                        raise outcome
            await self._end(tx, "finished", **answer)

    async def _ended(self, state: str, **answer: Any) -> None:
        async with self.runner.store.transaction() as tx:
            await self._end(tx, state, **answer)

    async def _end(
        self,
        tx: Transaction,
        state: str,
        *,
        solver: Any = None,
        greedy: Any = None,
        proven_optimal: bool = False,
        missing: Sequence[Mapping[str, Any]] = (),
        error: str | None = None,
    ) -> None:
        await tx.execute(
            "update public.schedule_runs set state = $2, done_permille = 1000, solver = $3::jsonb, greedy = $4::jsonb,"
            " proven_optimal = $5, missing = $6::jsonb, error = $7, finished_at = $8 where schedule = $1",
            self.run.schedule,
            state,
            None if solver is None else orjson.dumps(solver).decode(),
            None if greedy is None else orjson.dumps(greedy).decode(),
            proven_optimal,
            orjson.dumps(list(missing)).decode(),
            error,
            self.env.clock(),
        )


def _as_begun(now: Inputs, begun: Inputs) -> tuple[Job, ...]:
    days = {job.visit: job.days for job in begun.jobs}
    return tuple(replace(job, days=days.get(job.visit, job.days)) for job in now.jobs)


def _issued(run: Run, now: Situation, slots: Mapping[str, Slot], answer: Mapping[str, Any]) -> c.IssueSchedule:
    return c.IssueSchedule(
        schedule=run.schedule,
        draw=run.draw["draw"],
        year=run.draw["year"],
        first_day=min(slot.day for slot in slots.values()),
        last_day=max(slot.day for slot in slots.values()),
        solver=ScheduleFigures(**asdict(answer["solver"])),
        greedy=ScheduleFigures(**asdict(answer["greedy"])),
        proven_optimal=answer["proven_optimal"],
        partial=run.partial,
        confided=any(now.rows[visit]["confided"] for visit in slots),
    )


_MADE_WAY = "为公开检查的日程让出时间 made way for announced visits"


def _placed(run: Run, now: Situation, inputs: Inputs, slots: Mapping[str, Slot]) -> Iterable[visit_commands.ScheduleVisit]:
    """A visit of another draw that made way stays in the schedule that it is in."""
    numbers = inputs.numbers
    jobs = {job.visit: job for job in inputs.jobs}
    for visit, slot in sorted(slots.items()):
        job, stood = jobs[visit], now.yielding.get(visit)
        yield visit_commands.ScheduleVisit(
            visit=visit,
            schedule=run.schedule if stood is None or stood["draw"] == run.draw["draw"] else stood["schedule"],
            reason=None if stood is None else _MADE_WAY,
            day=slot.day,
            start_minute=slot.start,
            minutes=job.minutes,
            known=visit_commands.Calendar(
                onsite=job.onsite,
                window_from=job.window_from,
                window_to=job.window_to,
                # Both were checked with the whole.
                earliest=slot.day,
                worked=True,
                day_starts_minute=numbers.day_starts,
                team_minutes=numbers.length,
            ),
        )


async def start(run: Run, situation: Situation, runner: Runner, env: Environment, locks: WorkLocks) -> asyncio.Future[bool]:
    """Takes up a computation, which begins when the future that is given is set true and is dropped when false."""
    loop = asyncio.get_running_loop()
    computation = _Computation(run, situation, runner, env, locks, loop.create_future(), loop.create_future())
    task = asyncio.create_task(computation.work())
    _running.add(task)
    task.add_done_callback(_over)
    try:
        await asyncio.wait({task, computation.held}, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        computation.go.set_result(False)
        raise
    if task.done():
        task.result()
    return computation.go


def _over(task: asyncio.Task[None]) -> None:
    _running.discard(task)
    if not task.cancelled() and task.exception() is not None:
        log.warning("schedule.interrupted", error=repr(task.exception()))
