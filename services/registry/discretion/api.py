"""The minor-exemption list and the benchmarks of discretion."""

from fastapi import APIRouter

from libs.events.catalog.codes import ItemCode, Ref
from libs.events.catalog.registry.discretion import PenaltyGrade
from libs.events.http import Accepted
from libs.events.http.commands import WAITS, Asking
from libs.events.http.depends import Env, Pool

from ..items.lookups import listed_on
from ..lists.register import Register, in_and_out
from ..lists.shapes import DayFilter, EditionView
from . import commands as c
from .imports import BENCHMARKS, EXEMPTIONS

router = APIRouter()


class OfItemFilter(DayFilter):
    item: ItemCode | None = None


class ExemptionView(EditionView):
    exemption: str
    item: str
    behaviour: str
    conditions: str
    legal_basis: str
    first_offence_only: bool


class BenchmarkView(EditionView):
    benchmark: str
    item: str
    violation: str
    grades: list[PenaltyGrade]
    legal_basis: str


def _grade(g: PenaltyGrade) -> str:
    least, most = ("" if fen is None else str(fen) for fen in (g.fine_min_fen, g.fine_max_fen))
    return "|".join((g.grade, g.circumstances, least, most, g.other or ""))


Register(
    in_and_out(EXEMPTIONS, "exemptions", "轻微免罚清单", "exemption"),
    "Minor-exemption list",
    "exemption",
    Ref,
    ExemptionView,
    OfItemFilter,
    c.WithdrawExemption,
).routes(router)
Register(
    in_and_out(
        BENCHMARKS, "benchmarks", "行政处罚裁量基准", "benchmark", {"grades": lambda v: [_grade(grade) for grade in v.grades]}
    ),
    "Discretion benchmarks", "benchmark", Ref, BenchmarkView, OfItemFilter, c.WithdrawBenchmark,
).routes(router)  # fmt: skip


@router.post("/exemptions", status_code=201, summary="An entry of the minor-exemption list", tags=["changes"], responses=WAITS)
async def list_exemption(body: c.ExemptionRow, gate: Asking, pool: Pool, env: Env) -> Accepted:
    listed = await listed_on(pool, body.item, body.effective_from or env.today)
    return await gate.execute(c.ListExemption(**body.model_dump(), known=listed))


@router.post("/benchmarks", status_code=201, summary="An entry of the discretion benchmark", tags=["changes"], responses=WAITS)
async def list_benchmark(body: c.BenchmarkRow, gate: Asking, pool: Pool, env: Env) -> Accepted:
    listed = await listed_on(pool, body.item, body.effective_from or env.today)
    return await gate.execute(c.ListBenchmark(**body.model_dump(), known=listed))
