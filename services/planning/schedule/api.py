"""Days and routes: computed beside the API, the greedy answer shown with the solver's, changed one by one with a reason."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, Self

import orjson
from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from libs.domain.office.listings import listing
from libs.domain.reach import Reach, Reading
from libs.domain.secret_teams import in_the_secret, sees_all
from libs.events.catalog.codes import DepartmentCode, InspectorId, PlainText, Ref
from libs.events.http import Accepted, Caller
from libs.events.http.auth import Permitted
from libs.events.http.bodies import Body
from libs.events.http.commands import Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, Paged, key_of, page, page_of
from libs.events.http.rows import found
from libs.events.http.tables.download import Downloading, every_row
from libs.events.ids import new_ref
from libs.events.imports.import_locks import is_gone
from libs.events.store.store import Transaction
from services.planning.codes import DrawRef
from services.planning.conducting.api.draws import draw_row
from services.planning.conference.leading import acting
from services.planning.visit import commands as visit_commands
from services.planning.visit.api import visit_row
from services.planning.visit.decide import clock
from services.planning.visit.lookups import hands

from . import refusals as r
from . import scheduler
from . import situation as situation_of
from .decide import may_begin, may_stop
from .views import queries

router = APIRouter(tags=["planning"])

_BY_HAND = "by-hand"
_FIRST = ["", -1, ""]


class Wanted(BaseModel):
    """Which stops."""

    day: date | None = None
    department: DepartmentCode | None = None
    inspector: InspectorId | None = None


class WantedPage(Paged, Wanted):
    pass


class NewSchedule(Body):
    """`seconds`: how long to look for a better answer. `partial`: issue it even when visits are left without a day.

    `keep_days`: visits that have a day ahead keep it; otherwise only those do whose notice is already running.
    """

    schedule: Ref | None = None
    partial: bool = False
    keep_days: bool = True
    seconds: Annotated[int, Field(ge=1, le=900)] = 120


class Answer(BaseModel):
    """`team_days`: days out, each officer's counted; `travel_metres`: of all officers, with the way out and back.

    `car_trips`: cars that set out, `car_metres`: that they drive; `township_days`: townships visited, each day's counted;
    `busiest_day`: visits of that day; `most_days`, `fewest_days`: out, of an officer who is out at all. `objective`: what is
    compared, in metres: what cars drive, and what `Assumptions` let an out day, a township more and a visit above the peak
    weigh. Null in schedules from before these were counted, whose `travel_metres` are those between places alone.
    """

    visits: int
    unplaced: int
    team_days: int
    travel_metres: int
    car_trips: int | None = None
    car_metres: int | None = None
    township_days: int | None = None
    busiest_day: int | None = None
    most_days: int | None = None
    fewest_days: int | None = None
    objective: int | None = None


class Assumptions(BaseModel):
    """The numbers of the policy that a schedule rests on. `base`: the township where the teams set out and come back to;
    `base_assumed`: it has no known position or is not entered, and each way out and back is taken for `other_township` metres.
    `out_day`, `township_day`, `over`: what an officer's day out, one more township on a day and a visit above the peak weigh,
    in metres. `peak_percent`: of an even load. Minutes are of the local day (`day_starts`, `lunch_from`) or a length.
    """

    base: str | None
    base_assumed: bool
    notice_days: int
    team_minutes: int
    visit_minutes: int
    item_minutes: int
    speed_kmh: int
    day_starts: int
    detour_percent: int
    same_township: int
    other_township: int
    out_day: int
    lunch_from: int
    lunch_minutes: int
    car_seats: int
    teams_per_day: int | None
    peak_percent: int
    township_day: int
    over: int


class Missing(BaseModel):
    """Why visits have no day. `needed` and `available` in minutes."""

    code: str
    visits: list[str]
    en: str
    zh: str
    do_en: str
    do_zh: str
    officer: str | None = None
    needed: int | None = None
    available: int | None = None


class ScheduleView(BaseModel):
    """`state`: running, finished (issued), infeasible (`missing` says why, nothing was issued), cancelled, failed, interrupted
    (its process ended: start again). `better_by_bp`: by how many ten-thousandths the solver's objective is below greedy's; null
    where they did not place the same number of visits. `assumptions`: what both rest on. `assumed`: townships without a known
    position, whose distances are assumed. `missing` names officers: planners and auditors read it. Figures, days, townships and
    `error` are left out while an unannounced visit of the draw is to come of which the caller may not know.
    """

    schedule: str
    draw: str
    state: str
    done_permille: int
    partial: bool
    keep_days: bool
    seconds: int | None
    solver: Answer | None
    greedy: Answer | None
    proven_optimal: bool
    better_by_bp: int | None
    assumptions: Assumptions | None
    assumed: list[str]
    missing: list[Missing]
    error: str | None
    first_day: date | None
    last_day: date | None
    started_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, row: Any, who: Caller) -> Self:
        read = {name: row[name] and orjson.loads(row[name]) for name in ("solver", "greedy", "missing", "assumptions")}
        if not sees_all(who.roles):
            # Both name visits, officers and days of other draws, which may be confided.
            read |= {"missing": [], "error": None}
        if row["hidden"]:
            read |= {"assumed": [], **dict.fromkeys(("solver", "greedy", "first_day", "last_day", "error"))}
        return cls(**{**row, **read}, better_by_bp=_better(read["solver"], read["greedy"]))


def _better(solver: Any, greedy: Any) -> int | None:
    if not solver or not greedy or solver["unplaced"] != greedy["unplaced"] or not greedy.get("objective"):
        return None
    return (greedy["objective"] - solver["objective"]) * 10_000 // greedy["objective"]  # type: ignore[no-any-return]


class Started(BaseModel):
    schedule: str
    visits: int


class NewSlot(Body):
    """`start_minute` of the local day: 510 is 08:30."""

    day: date
    start_minute: Annotated[int, Field(ge=0, lt=1440)]
    reason: PlainText


class RouteStop(BaseModel):
    """One visit of a day, at `premises` where it is not at the entity's own place; with `inspector` asked for, the way from the
    officer's stop before it, in metres.

    Where notice is forbidden, planners, auditors and the visit's departments alone find it before the day.
    """

    visit: str
    day: date
    start: str
    end: str
    entity: str
    entity_name: str
    premises: str | None
    premises_name: str | None
    township: str
    lead: str
    departments: list[str]
    inspectors: list[str]
    method: str
    notice_forbidden: bool
    reason: str | None
    way_metres: int | None = None
    way_assumed: bool | None = None

    @classmethod
    def of(cls, row: Any) -> Self:
        start, end = clock(row["start_minute"]), clock(row["start_minute"] + row["minutes"])
        return cls(**row, start=start, end=end)


@router.post(
    "/draws/{draw}/schedules",
    operation_id="compute_schedule",
    status_code=202,
    summary="Compute days and routes of a draw's visits",
)
async def compute(draw: DrawRef, body: NewSchedule, gate: Asking, pool: Pool, env: Env, request: Request) -> Started:
    row = await draw_row(pool, draw)
    situation = await situation_of.read(pool, draw, env, keep=body.keep_days)
    name = body.schedule or new_ref("S")
    who = await acting(pool, env.today, gate.caller)
    run = scheduler.Run(name, row, body.partial, body.keep_days, body.seconds, gate.origin, who)
    go = await scheduler.start(run, situation, gate.runner, env, request.app.state.work_locks)
    begun = False

    async def work(tx: Transaction) -> Started:
        nonlocal begun
        begun = False
        may_begin(await scheduler.computation(tx, run, situation))
        await tx.execute(
            "insert into public.schedule_runs (schedule, draw, caller, state, partial, keep_days, seconds, visits, assumed,"
            " started_at, assumptions) values ($1, $2, $3, 'running', $4, $5, $6, $7, $8, $9, $10::jsonb)",
            name, draw, gate.caller.subject, body.partial, body.keep_days, body.seconds, len(situation.rows),
            situation.assumed, env.clock(), orjson.dumps(situation.assumptions).decode(),
        )  # fmt: skip
        begun = True
        return Started(schedule=name, visits=len(situation.rows))

    try:
        return await gate.execute(work, answer=Started)
    finally:
        go.set_result(begun)


async def _schedule(pool: Any, schedule: str, who: Caller) -> Any:
    """For the caller; one that says `running` and whose process is gone becomes `interrupted`. Raises NoSuchSchedule."""
    asked = {"schedule": schedule, **in_the_secret(who)}
    row = await found(queries.schedule(pool, **asked), r.NoSuchSchedule, schedule=schedule)
    if row["state"] == "running" and await is_gone(pool, schedule):
        await pool.execute(
            "update public.schedule_runs set state = 'interrupted', finished_at = now()"
            " where schedule = $1 and state = 'running'",
            schedule,
        )
        row = await queries.schedule(pool, **asked)
    return row


@router.get("/schedules", summary="Schedules, by number")
async def schedules(
    pool: Pool, who: Permitted, draw: DrawRef | None = None, cursor: CursorParam = None, limit: LimitParam = 50
) -> Page[ScheduleView]:
    names = queries.schedules_page(pool, draw=draw, after_schedule=key_of(cursor, [""])[0], limit=limit + 1)
    views = [ScheduleView.of(await _schedule(pool, name, who), who) for name in [row["schedule"] async for row in names]]
    return page_of(views, limit, lambda view: [view.schedule])


@router.get("/schedules/{schedule}", summary="Progress and answer of a schedule, the greedy answer beside the solver's")
async def one(schedule: Ref, pool: Pool, who: Permitted) -> ScheduleView:
    return ScheduleView.of(await _schedule(pool, schedule, who), who)


@router.post("/schedules/{schedule}/cancellation", summary="Stop a computation; nothing is issued")
async def cancel(schedule: Ref, gate: Asking, pool: Pool, env: Env) -> ScheduleView:
    async def work(tx: Transaction) -> ScheduleView:
        stopped = await tx.fetchval(
            "update public.schedule_runs set stop = true where schedule = $1 and state = 'running' returning true", schedule
        )
        may_stop(schedule, who, draw["lead"], running=bool(stopped))
        stands = await queries.schedule(tx, schedule=schedule, **in_the_secret(gate.caller))
        return ScheduleView.of(stands, gate.caller)

    row = await _schedule(pool, schedule, gate.caller)
    draw = await draw_row(pool, row["draw"])
    who = await acting(pool, env.today, gate.caller)
    return await gate.execute(work, answer=ScheduleView)


async def _days(
    pool: Any, who: Caller, reach: Reach, schedule: str, wanted: Wanted, after: Sequence[Any], limit: int
) -> list[Any]:
    day, start, visit = after
    asked = {**wanted.model_dump(exclude={"cursor", "limit"}), **reach.asked, **in_the_secret(who)}
    found = queries.schedule_days(
        pool, schedule=schedule, **asked, after_day=day, after_start=start, after_visit=visit, limit=limit
    )
    return [row async for row in found]


@router.get("/schedules/{schedule}/days", summary="Routes: visits by day and begin")
async def days(
    schedule: Ref, pool: Pool, env: Env, who: Permitted, reach: Reading, wanted: Annotated[WantedPage, Query()]
) -> Page[RouteStop]:
    await _schedule(pool, schedule, who)
    rows = await page(wanted, partial(_days, pool, who, reach, schedule, wanted), _key, _FIRST)
    return Page(items=await _stops(pool, env, rows.items, wanted.inspector), next=rows.next)


async def _stops(pool: Any, env: Any, rows: Sequence[Any], inspector: str | None) -> list[RouteStop]:
    stops = [RouteStop.of(row) for row in rows]
    if inspector is not None:
        await _ways(pool, env, rows, stops)
    return stops


def _key(row: Any) -> list[Any]:
    return [row["day"].isoformat(), row["start_minute"], row["visit"]]


async def _ways(pool: Any, env: Any, rows: Sequence[Any], stops: Sequence[RouteStop]) -> None:
    """The way to each stop from the one before it on the same day."""
    numbers = await situation_of.numbers_of(pool, env.today)
    far = await situation_of.distances(pool, numbers, env.today)
    last: Any = None
    for row, stop in zip(rows, stops, strict=True):
        if row["method"] == "onsite":
            if last is not None and last["day"] == row["day"]:
                a, b = last["township"], row["township"]
                stop.way_metres, stop.way_assumed = far.metres(a, b), a == b or far.assumed(a) or far.assumed(b)
            last = row


_LISTING = listing(
    "schedule",
    "检查日程",
    (
        "day", "start", "end", "visit", "entity", "entity_name", "premises_name", "township", "lead", "departments",
        "inspectors", "method", "notice",
    ),
    cell={"notice": lambda stop: "unannounced" if stop.notice_forbidden else "announced"},
)  # fmt: skip


@router.get("/schedules/{schedule}/export.{format}", summary="Routes as a table", response_class=StreamingResponse)
async def export(
    schedule: Ref, pool: Pool, who: Permitted, reach: Reading, wanted: Annotated[Wanted, Query()], download: Downloading
) -> StreamingResponse:
    await _schedule(pool, schedule, who)
    rows = every_row(partial(_days, pool, who, reach, schedule, wanted), _key, _FIRST)
    return download(_LISTING, (RouteStop.of(row) async for row in rows), schedule)


@router.post("/visits/{visit}/schedule", summary="Give one visit another day or time, with a reason")
async def reschedule(visit: Ref, body: NewSlot, gate: Asking, env: Env) -> Accepted:
    today = env.today

    async def work(tx: Transaction) -> Accepted:
        await scheduler.hold(tx)
        row = await visit_row(tx, visit)
        numbers = await situation_of.numbers_of(tx, today)
        calendar = await situation_of.calendar_of(tx, row, body.day, numbers, env)
        command = visit_commands.ScheduleVisit(
            visit=visit,
            schedule=row["schedule"] or _BY_HAND,
            day=body.day,
            start_minute=body.start_minute,
            minutes=situation_of.minutes_of(row, numbers),
            reason=body.reason,
            known=calendar.model_copy(update={"hands": await hands(tx, row, today, gate.caller)}),
        )
        return Accepted.of(await gate.runner.execute(command, gate.origin, expect=gate.expect, tx=tx))

    return await gate.execute(work, answer=Accepted)
