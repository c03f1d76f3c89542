"""A plan in depth: its task list, what it leaves out, its editions and what changed between two of them.

Rules: N-10.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from operator import attrgetter
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.domain.office.listings import listing
from libs.domain.public_words import PublicWords
from libs.events.catalog.codes import Ref
from libs.events.http.auth import TOKEN_OR_NONE, ToldMore
from libs.events.http.depends import Pool
from libs.events.http.tables.download import Downloading
from services.planning.plan.api import VoteView, plan_row
from services.planning.plan.views import queries as plan_queries

from . import refusals as r
from .task_list import MissingItem, Task, TaskDemand, missing_items, tasks_of
from .views import queries

router = APIRouter(tags=["planning"])

EditionParam = Annotated[int | None, Query(ge=1, le=100_000)]


class Tasks(BaseModel):
    """The present edition's tasks, one per industry; `warnings` counts those that the conference should look at.

    `industries`, `departments`, `items`: how many the plan spans (J-26, J-27, N-08).
    """

    plan: str
    edition: int
    state: str
    window_from: date | None
    window_to: date | None
    industries: int
    departments: int
    items: int
    tasks: list[Task]
    warnings: int


class LeftOut(BaseModel):
    """An unplanned check that was deferred to this plan and that no demand of it takes up (L-14). At whom: GET /v1/filings."""

    filing: str
    department: str
    kind: str
    items: list[str]
    until_year: int


class Coverage(BaseModel):
    """`missing`: items in force that no demand of the plan covers, key items first. `covered_bp`: of all items in force."""

    plan: str
    edition: int
    in_force: int
    covered: int
    covered_bp: int
    missing_key: int
    missing: list[MissingItem]
    deferred_left_out: list[LeftOut]


class Edition(BaseModel):
    """`not_voted`: members who have said nothing on it."""

    edition: int
    state: str
    demands: list[str]
    window_from: date
    window_to: date
    reason: PublicWords | None
    coordinated_at: datetime
    decided_at: datetime | None
    votes_for: int | None
    votes_against: int | None
    votes: list[VoteView]
    not_voted: list[str]


class Editions(BaseModel):
    plan: str
    year: int
    lead: str
    members: list[str]
    editions: list[Edition]


class Span(BaseModel):
    """Both days included."""

    first: date
    last: date


class Difference(BaseModel):
    """What edition `after` changed; `reason` is its own."""

    plan: str
    before: int
    after: int
    demands_added: list[str]
    demands_removed: list[str]
    demands_kept: int
    window_before: Span
    window_after: Span
    window_changed: bool
    reason: PublicWords | None


async def _shown(plan: Ref, pool: Pool, told: ToldMore) -> Mapping[str, Any]:
    """The plan with its present edition. The public is shown the newest that was approved, and none before (B-33, B-34)."""
    row = await plan_row(pool, plan)
    if told or row["state"] == "approved":
        return dict(row)
    decided = [edition async for edition in queries.plan_editions(pool, plan=plan) if edition["state"] == "approved"]
    shown = decided[-1] if decided else {"edition": 0, "demands": [], "window_from": None, "window_to": None}
    return {**row, **shown}


Shown = Annotated[Mapping[str, Any], Depends(_shown)]


async def _editions(plan: Ref, pool: Pool, told: ToldMore) -> Sequence[Any]:
    """The plan's editions, to the public those that were approved."""
    return [row async for row in queries.plan_editions(pool, plan=plan) if told or row["state"] == "approved"]


ShownEditions = Annotated[Sequence[Any], Depends(_editions)]


@router.get(
    "/plans/{plan}/tasks",
    summary="The plan's task list: per industry who leads, who comes, items, entities, window",
    openapi_extra=TOKEN_OR_NONE,
)
async def tasks(plan: Ref, pool: Pool, row: Shown) -> Tasks:
    found = await tasks_of(pool, row)
    told = {name: row[name] for name in ("edition", "state", "window_from", "window_to")}
    return Tasks(
        plan=plan,
        **told,
        industries=len(found),
        departments=len({demand.department for task in found for demand in task.demands}),
        items=len({item for task in found for item in task.items}),
        tasks=found,
        warnings=sum(task.warning is not None for task in found),
    )


class _Line(NamedTuple):
    """A line of the file: a task as far as a demand makes it up."""

    task: Task
    demand: TaskDemand


def _of_class(field: str, credit_class: str, line: _Line) -> int:
    shares: dict[str, int] = attrgetter(field)(line)
    return shares[credit_class]


_RATIOS = {f"ratio_{credit_class}_bp": credit_class for credit_class in "ABCDU"}
_ENTITIES = {f"entities_{credit_class}": credit_class for credit_class in "ABCDU"}
_OF_TASK = ("scenario", "title", "industry", "lead", "co_departments", "absent")
_OF_DEMAND = ("demand", "department", "kind", "items", "list_class", "method")
_REST = ("expected", "window_from", "window_to", "crossplan")
_TASKS = listing(
    "tasks",
    "任务清单",
    (*_OF_TASK, *_OF_DEMAND, *_RATIOS, *_ENTITIES, *_REST, "warning"),
    headings={
        "title": "任务名称",
        **{column: f"{credit_class} 类抽查比例(万分之)" for column, credit_class in _RATIOS.items()},
        **{column: f"{credit_class} 类户数" for column, credit_class in _ENTITIES.items()},
    },
    cell={
        **{column: attrgetter(f"task.{column}") for column in (*_OF_TASK, "warning")},
        **{column: attrgetter(f"demand.{column}") for column in (*_OF_DEMAND, *_REST)},
        **{column: partial(_of_class, "demand.ratios", credit_class) for column, credit_class in _RATIOS.items()},
        **{column: partial(_of_class, "task.entities", credit_class) for column, credit_class in _ENTITIES.items()},
    },
)
_MISSING = listing("coverage", "未覆盖事项", ("item", "department", "kind", "list_class", "industries"))


@router.get(
    "/plans/{plan}/tasks/export.{format}",
    summary="The task list as a table",
    response_class=StreamingResponse,
    openapi_extra=TOKEN_OR_NONE,
)
async def export(plan: Ref, pool: Pool, row: Shown, download: Downloading) -> StreamingResponse:
    found = await tasks_of(pool, row)
    return download(_TASKS, [_Line(task, demand) for task in found for demand in task.demands], plan)


@router.get(
    "/plans/{plan}/coverage",
    summary="Items in force that the plan leaves out, and deferred checks it leaves out",
    openapi_extra=TOKEN_OR_NONE,
)
async def coverage(plan: Ref, pool: Pool, row: Shown) -> Coverage:
    missing, in_force = await missing_items(pool, row)
    left_out = plan_queries.filings_left_out(pool, plan=plan, year=row["year"], demands=list(row["demands"]), secret=False)
    covered = in_force - len(missing)
    return Coverage(
        plan=plan,
        edition=row["edition"],
        in_force=in_force,
        covered=covered,
        covered_bp=covered * 10_000 // in_force if in_force else 0,
        missing_key=sum(item.list_class == "key" for item in missing),
        missing=missing,
        deferred_left_out=[LeftOut(**{name: found[name] for name in LeftOut.model_fields}) async for found in left_out],
    )


@router.get(
    "/plans/{plan}/coverage/export.{format}",
    summary="Items left out as a table",
    response_class=StreamingResponse,
    openapi_extra=TOKEN_OR_NONE,
)
async def coverage_export(plan: Ref, pool: Pool, row: Shown, download: Downloading) -> StreamingResponse:
    missing, _ = await missing_items(pool, row)
    return download(_MISSING, missing, plan)


@router.get(
    "/plans/{plan}/editions",
    summary="All editions of a plan with their reasons and every vote; to the public those that were approved",
    openapi_extra=TOKEN_OR_NONE,
)
async def editions(plan: Ref, pool: Pool, shown: ShownEditions) -> Editions:
    row = await plan_row(pool, plan)
    votes = [cast async for cast in queries.votes_on(pool, plan=plan)]
    return Editions(
        plan=plan,
        year=row["year"],
        lead=row["lead"],
        members=row["members"],
        editions=[_edition(found, votes) for found in shown],
    )


def _edition(found: Any, votes: Sequence[Any]) -> Edition:
    cast = [vote for vote in votes if vote["edition"] == found["edition"]]
    voted = {vote["member"] for vote in cast}
    return Edition(
        **{name: found[name] for name in Edition.model_fields if name not in {"votes", "not_voted"}},
        votes=[VoteView(**{name: vote[name] for name in VoteView.model_fields}) for vote in cast],
        not_voted=[member for member in found["members"] if member not in voted],
    )


@router.get(
    "/plans/{plan}/editions/difference",
    summary="What one edition changed against another: demands, window, reason",
    openapi_extra=TOKEN_OR_NONE,
)
async def difference(
    plan: Ref, pool: Pool, shown: ShownEditions, before: EditionParam = None, after: EditionParam = None
) -> Difference:
    """Without numbers: the newest edition against the one before it."""
    await plan_row(pool, plan)
    found = {row["edition"]: row for row in shown}
    after = max(found, default=1) if after is None else after
    before = after - 1 if before is None else before
    for number in (before, after):
        if number not in found:
            raise r.NoSuchEdition(edition=number, plan=plan, there=list(found))
    old, new = found[before], found[after]
    window_before = Span(first=old["window_from"], last=old["window_to"])
    window_after = Span(first=new["window_from"], last=new["window_to"])
    return Difference(
        plan=plan,
        before=before,
        after=after,
        demands_added=sorted(set(new["demands"]) - set(old["demands"])),
        demands_removed=sorted(set(old["demands"]) - set(new["demands"])),
        demands_kept=len(set(new["demands"]) & set(old["demands"])),
        window_before=window_before,
        window_after=window_after,
        window_changed=window_before != window_after,
        reason=new["reason"],
    )
