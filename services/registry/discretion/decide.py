"""The menu of exemptions and the benchmarks of discretion, as effective-dated lists.

Rules: B-40, B-41.
"""

from datetime import date
from itertools import pairwise

from libs.events.catalog.registry import discretion as f

from ..items import refusals as items_refusals
from ..lists import refusals as lists_refusals
from ..lists.decide import DatedList
from . import commands as c
from . import refusals as r


def _exemption(command: c.ListExemption, day: date) -> None:
    if not command.known:
        raise items_refusals.ItemDoesNotFit(item=command.item, day=day)


def _benchmark(command: c.ListBenchmark, day: date) -> None:
    if not command.known:
        raise items_refusals.ItemDoesNotFit(item=command.item, day=day)
    names = [grade.grade for grade in command.grades]
    if len(set(names)) != len(names):
        raise lists_refusals.NamedTwice(field="grades", do_en="Name each grade once.", do_zh="请删除重复的阶次。")
    for grade in command.grades:
        least, most = grade.fine_min_fen, grade.fine_max_fen
        if (least is not None and least < 0) or (most is not None and most < 0):
            raise r.GradesOutOfOrder(grades=grade.grade, english="a fine is below nothing", chinese="罚款金额不能为负")
        if most is not None and (least or 0) > most:
            raise r.GradesOutOfOrder(
                grades=grade.grade, english=f"from {least} fen to {most} fen", chinese=f"下限 {least} 分高于上限 {most} 分"
            )
    fined = [grade for grade in command.grades if grade.fine_min_fen is not None or grade.fine_max_fen is not None]
    for milder, graver in pairwise(fined):
        if any(less > more for less, more in zip(_range(milder), _range(graver), strict=True)):
            raise r.GradesOutOfOrder(
                grades=graver.grade,
                english=f"milder than {milder.grade}, which stands before it",
                chinese=f"轻于排在其前的 {milder.grade}",
            )


def _range(grade: f.PenaltyGrade) -> tuple[float, float]:
    """Least and most in fen; without an upper limit the sky."""
    return grade.fine_min_fen or 0, float("inf") if grade.fine_max_fen is None else grade.fine_max_fen


EXEMPTION = DatedList(
    "exemption", c.ListExemption, f.ExemptionListed, c.WithdrawExemption, f.ExemptionWithdrawn, check=_exemption
).decider()
BENCHMARK = DatedList(
    "benchmark", c.ListBenchmark, f.BenchmarkListed, c.WithdrawBenchmark, f.BenchmarkWithdrawn, check=_benchmark
).decider()
