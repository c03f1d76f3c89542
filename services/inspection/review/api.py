"""Routes of reviews of duty: for the guidance body, and for the officer himself. Nobody else learns that there is one."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from libs.domain.callers import require_inspector
from libs.domain.claims import INSPECTOR
from libs.domain.reach import Reach, Reading
from libs.events.catalog.codes import DepartmentCode, EntityId, InspectorId, ItemCode, Kind, PlainText, Ref
from libs.events.catalog.inspection.review import Cause, Liability, StandingAnswer, Verdict
from libs.events.http.auth import Caller, Permitted
from libs.events.http.bodies import Body
from libs.events.http.commands import Accepted, Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import EPOCH, Page, Paged, page
from libs.events.http.rows import found
from libs.events.ids import new_ref
from libs.events.reactions import Environment

from ..policy.decide import POLICY
from . import commands as c
from . import refusals as r
from .lookups import compiled
from .views import queries

router = APIRouter(tags=["reviews"])

_FIRST = [EPOCH, ""]
_OVERSEE = frozenset({"guidance-officer", "auditor"})


class Opening(Body):
    """`on`, `what`, `item`: the day and the words of the incident, and its item. `cause`: why it is reviewed."""

    officer: InspectorId
    entity: EntityId
    on: date
    what: PlainText
    item: ItemCode | None = None
    cause: Cause


class Nothing(Body):
    pass


class Statement(Body):
    statement: PlainText = Field(description="The officer's own words; of the guidance body, how he was asked.")


class Judging(Body):
    """`ground`: of liability, where there is one. `reasons`: for it. `panel`: references of those who decided, no names."""

    verdict: Verdict
    ground: Liability | None = None
    reasons: PlainText
    panel: list[Ref] = Field(max_length=20)


class Appeal(Body):
    """`reasons`: why the officer does not accept it."""

    reasons: PlainText


class OpenedReview(Accepted):
    review: Ref


class ReviewView(BaseModel):
    """`happened_on`, `what`: the day and the words of the incident. `cause`: why it was looked at. `reasons`: for the verdict.

    `rests_on`: how many facts were compiled. `appeal`: why the officer appealed.
    """

    review: str
    officer: str
    department: str
    entity: str
    happened_on: date
    what: str
    item: str | None
    cause: str
    state: str
    visit: str | None
    checked: str | None
    rests_on: int | None
    statement: str | None
    waived: bool | None
    verdict: str | None
    ground: str | None
    reasons: str | None
    panel: list[str] | None
    appeal_by: datetime | None
    appeal: str | None
    on_appeal: bool | None
    opened_at: datetime
    final_at: datetime | None
    version: int


class WholeReview(ReviewView):
    answers: list[StandingAnswer] | None


class Wanted(Paged):
    """Which reviews."""

    officer: InspectorId | None = None
    state: Annotated[str | None, Query(pattern="^(opened|compiled|heard|decided|appealed|final)$")] = None
    cause: Annotated[Cause | None, Query(description="Why somebody's duty is reviewed.")] = None


class StandingView(BaseModel):
    """What the record answers, and no verdict. `visit`: the last one until `on`; null where the entity was not visited."""

    officer: str
    department: str
    entity: str
    on: date
    visit: str | None
    checked: str
    answers: list[StandingAnswer]


class ClockView(BaseModel):
    """`subject`: the matter. `stage`: what was owed, and `owner`: by whom. `since`: what had begun the time.

    `fact`: the id of the fact that says so.
    """

    fact: str
    subject: str
    stage: str
    owner: str
    due: datetime
    since: str
    passed_at: datetime


class WantedClocks(Paged):
    """Which of them."""

    owner: Annotated[DepartmentCode | EntityId | None, Query(description="Who owed it.")] = None
    stage: Annotated[Kind | None, Query(description="What was owed.")] = None
    subject: Ref | None = None


def _oversees(who: Caller) -> bool:
    return not who.roles.isdisjoint(_OVERSEE)


async def _row(db: Any, review: Ref, who: Caller, *, himself: bool = False) -> dict[str, Any]:
    """The review's row for whoever oversees, or for the officer (`himself`: for him alone). Raises NoSuchReview to others."""
    row = await found(queries.review(db, review=review), r.NoSuchReview, review=review)
    own = row["officer"] in who.reaches(INSPECTOR)
    if not own and (himself or not _oversees(who)):
        raise r.NoSuchReview(review=review)
    return row


async def _panel(pool: Any, env: Environment, row: dict[str, Any]) -> c.PanelLookups:
    numbers = await POLICY.in_force(pool, env.today)
    team = [each["inspector"] async for each in queries.reviewed_team(pool, visit=row["visit"])]
    return c.PanelLookups(
        fewest=numbers.review_panel,
        team=tuple({row["officer"], *team}),
        appeal_by=env.calendar.end_of_days(env.clock(), numbers.review_appeal_days),
    )


@router.post("/reviews", status_code=201, summary="The guidance body looks at what an officer did before something happened")
async def open_review(body: Opening, gate: Asking, pool: Pool) -> OpenedReview:
    await gate.take_equals_for_one()
    review = new_ref("RV")
    known = c.OpeningLookups(department=await queries.department_of(pool, officer=body.officer))
    command = c.OpenReview(review=review, known=known, **body.model_dump())
    return await gate.execute(command, answer=OpenedReview, review=review)


@router.post("/reviews/{review}/evidence", summary="What the record says is compiled, with what it answers")
async def compile_evidence(review: Ref, gate: Asking, pool: Pool, body: Nothing | None = None) -> Accepted:
    del body
    row = await _row(pool, review, gate.caller)
    whose = {name: row[name] for name in ("officer", "department", "entity", "item")}
    known = await compiled(pool, **whose, on=row["happened_on"])
    return await gate.execute(c.CompileEvidence(review=review, known=known))


@router.post(
    "/reviews/{review}/statement", summary="The officer says how it was; or the guidance body, that he was asked in vain"
)
async def hear(review: Ref, body: Statement, gate: Asking, pool: Pool) -> Accepted:
    row = await _row(pool, review, gate.caller)
    waived = row["officer"] not in gate.caller.reaches(INSPECTOR)
    return await gate.execute(c.HearOfficer(review=review, waived=waived, **body.model_dump()))


@router.post("/reviews/{review}/decision", summary="The panel decides: exempt, not liable, or liable on one of the grounds")
async def decide(review: Ref, body: Judging, gate: Asking, pool: Pool, env: Env) -> Accepted:
    row = await _row(pool, review, gate.caller)
    known = await _panel(pool, env, row)
    return await gate.execute(c.DecideReview(review=review, known=known, **body.model_dump()))


@router.post("/reviews/{review}/acceptance", summary="The officer accepts what was decided")
async def accept(review: Ref, gate: Asking, pool: Pool, body: Nothing | None = None) -> Accepted:
    del body
    await _row(pool, review, gate.caller, himself=True)
    return await gate.execute(c.AcceptVerdict(review=review))


@router.post("/reviews/{review}/appeal", summary="The officer does not accept what was decided")
async def appeal(review: Ref, body: Appeal, gate: Asking, pool: Pool) -> Accepted:
    await _row(pool, review, gate.caller, himself=True)
    return await gate.execute(c.AppealVerdict(review=review, **body.model_dump()))


@router.post("/reviews/{review}/ruling", summary="Another panel decides on the appeal")
async def rule(review: Ref, body: Judging, gate: Asking, pool: Pool, env: Env) -> Accepted:
    row = await _row(pool, review, gate.caller)
    known = await _panel(pool, env, row)
    return await gate.execute(c.RuleOnAppeal(review=review, known=known, **body.model_dump()))


async def _page(pool: Any, who: Caller, wanted: Wanted, after: Sequence[Any], limit: int) -> list[ReviewView]:
    own = {"whole": _oversees(who), "own_officers": sorted(who.reaches(INSPECTOR))}
    asked = wanted.model_dump(exclude={"cursor", "limit"})
    rows = queries.reviews_page(pool, **asked, **own, after_time=after[0], after_review=after[1], limit=limit)
    return [ReviewView(**row) async for row in rows]


@router.get("/reviews", summary="Reviews, oldest first; to an officer his own")
async def reviews(pool: Pool, who: Permitted, wanted: Annotated[Wanted, Query()]) -> Page[ReviewView]:
    return await page(wanted, partial(_page, pool, who, wanted), lambda row: [row.opened_at, row.review], _FIRST)


@router.get("/reviews/{review}", summary="One review, with what the record answers")
async def review(review: Ref, pool: Pool, who: Permitted) -> WholeReview:
    row = await _row(pool, review, who)
    return WholeReview(**{**row, "answers": row["answers"] and orjson.loads(row["answers"])})


@router.get(
    "/officers/{inspector}/standing",
    summary="What the record answers about an officer's duty; to an officer about himself, at any time",
)
async def duty_standing(
    pool: Pool, who: Permitted, inspector: InspectorId, entity: EntityId, on: date, item: ItemCode | None = None
) -> StandingView:
    if not _oversees(who):
        require_inspector(who, inspector)
    department = await queries.department_of(pool, officer=inspector)
    if department is None:
        raise r.NoOfficer(inspector=inspector)
    whose = {"officer": inspector, "department": department, "entity": entity, "on": on}
    said = await compiled(pool, **whose, item=item)
    return StandingView(**whose, visit=said.visit, checked=said.checked, answers=list(said.answers))


async def _clocks(pool: Any, reach: Reach, wanted: WantedClocks, after: Sequence[Any], limit: int) -> list[ClockView]:
    own = {"whole": reach.whole, "own_departments": list(reach.departments)}
    asked = wanted.model_dump(exclude={"cursor", "limit"})
    rows = queries.clocks_page(pool, **asked, **own, after_time=after[0], after_fact=after[1], limit=limit)
    return [ClockView(**row) async for row in rows]


@router.get("/passed-clocks", summary="What was not done in time and who owed it, oldest first")
async def passed_clocks(pool: Pool, reach: Reading, wanted: Annotated[WantedClocks, Query()]) -> Page[ClockView]:
    return await page(wanted, partial(_clocks, pool, reach, wanted), lambda row: [row.passed_at, row.fact], _FIRST)
