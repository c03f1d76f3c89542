"""The jurisdiction in figures, for everybody."""

from decimal import Decimal
from pathlib import Path

import aiosql
from fastapi import APIRouter
from pydantic import BaseModel

from libs.events.catalog.disclosure.publication import Subject
from libs.events.http.depends import Env, Pool

from ..policy.decide import POLICY
from ..rating.views import average_of, in_all, ratings_shown
from .shares import decrease, percent

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
router = APIRouter(tags=["public"])


class SubjectFigures(BaseModel):
    subject: Subject
    due: int
    published: int
    published_on_time: int
    late: int
    pending: int
    publication_rate: float | None


class Figures(BaseModel):
    """Counts, and shares in per cent (null of nothing), cut after two places.

    `due`: everything that had or has to be published; `late`: published late, or overdue now; `joint_share`: visits of
    more than one department; `visits_saved_rate`: by how much fewer visits than separate draws would need; `problem_rate`:
    results with problems.
    """

    tasks: int
    draws: int
    entities: int
    visits: int
    visits_completed: int
    department_checks: int
    visits_if_separate: int
    visits_saved_rate: float | None
    joint_share: float | None
    due: int
    published: int
    published_on_time: int
    late: int
    pending: int
    publication_rate: float | None
    punctuality_rate: float | None
    by_subject: list[SubjectFigures]
    results: int
    results_with_problems: int
    problem_rate: float | None
    whistles: int
    escalated: int
    class_changes: int
    ratings: int
    rating_average: float | None


@router.get("/figures", summary="The jurisdiction in figures")
async def figures(pool: Pool, env: Env) -> Figures:
    numbers = await POLICY.in_force(pool, env.today)
    places, mode = numbers.percent_places, numbers.percent_mode
    counts = dict(await queries.figures(pool, today=env.today))
    subjects = [dict(row) async for row in queries.publication_figures(pool)]
    total = {name: sum(row[name] for row in subjects) for name in ("due", "published", "published_on_time", "late", "pending")}
    rated = in_all(await ratings_shown(pool, numbers.ratings_step))
    planned, joint = counts.pop("visits_planned"), counts.pop("visits_joint")

    def rate(part: int, whole: int) -> Decimal | None:
        return percent(part, whole, places=places, mode=mode)

    return Figures(
        **counts, **total, visits_saved_rate=decrease(counts["visits"], counts["visits_if_separate"], places=places, mode=mode),
        joint_share=rate(joint, planned), publication_rate=rate(total["published"], total["due"]),
        punctuality_rate=rate(total["published_on_time"], total["published"]),
        by_subject=[SubjectFigures(**row, publication_rate=rate(row["published"], row["due"])) for row in subjects],
        problem_rate=rate(counts["results_with_problems"], counts["results"]), ratings=rated["ratings"],
        rating_average=average_of(rated),
    )  # fmt: skip
