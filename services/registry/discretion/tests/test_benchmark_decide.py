"""Decisions on benchmarks of discretion (B-31)."""

from libs.events.catalog.registry.discretion import PenaltyGrade
from libs.events.testing.decisions import given
from services.registry.discretion import commands as c
from services.registry.discretion import refusals as r
from services.registry.discretion.decide import BENCHMARK
from services.registry.items import refusals as items_refusals
from services.registry.lists import refusals as lists_refusals
from services.registry.testing import JAN, NOON


def benchmark(*grades, listed=True):
    return c.ListBenchmark(
        benchmark="B-1", item="MKT-0003", violation="未留样", legal_basis="食品安全法", effective_from=JAN, known=listed,
        grades=tuple(PenaltyGrade(grade=n, circumstances="甲", fine_min_fen=a, fine_max_fen=b) for n, a, b in grades),
    )  # fmt: skip


def test_a_benchmark_goes_from_the_mildest_to_the_gravest_grade():
    sound = (("轻微", None, None), ("一般", 500_000, 1_000_000), ("严重", 1_000_000, None))
    assert given(BENCHMARK).when(benchmark(*sound), at=NOON).facts
    for wrong in (
        [("一般", 1_000_000, 500_000)],
        [("轻微", 500_000, 1_000_000), ("严重", 100_000, 200_000)],
        [("轻微", 0, 1_000_000), ("严重", 0, 500_000)],
        [("轻微", 0, None), ("严重", 0, 500_000)],
        [("一般", -1, 500_000)],
    ):
        given(BENCHMARK).when(benchmark(*wrong), at=NOON).refused(r.GradesOutOfOrder)
    given(BENCHMARK).when(benchmark(*sound, listed=False), at=NOON).refused(items_refusals.ItemDoesNotFit)
    given(BENCHMARK).when(benchmark(("一般", 1, 2), ("一般", 3, 4)), at=NOON).refused(lists_refusals.NamedTwice)
