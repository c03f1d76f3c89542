"""What is written about items: source lists, compliance handbooks, the menu of exemptions, discretion benchmarks.

Rules: J-06, B-40, B-41.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from libs.events.catalog.registry.discretion import (
    BenchmarkListed,
    BenchmarkWithdrawn,
    ExemptionListed,
    ExemptionWithdrawn,
    PenaltyGrade,
)
from libs.events.catalog.registry.items import SourceItemEntered, SourceItemWithdrawn
from libs.events.catalog.registry.scenarios import ManualIssued, ManualWithdrawn
from services.registry.commands import (
    EnterSource,
    IssueManual,
    ListBenchmark,
    ListExemption,
    SourceCommand,
    WithdrawBenchmark,
    WithdrawExemption,
    WithdrawManual,
    WithdrawSource,
)

from .dated import Dated
from .refusals import GradesOutOfOrder, ItemDoesNotFit, NamedTwice


def _manual(command: IssueManual, day: date) -> None:
    named = [section.item for section in command.sections]
    if len(set(named)) != len(named):
        raise NamedTwice(field="sections", do_en="Give each item one section.", do_zh="每个事项只写一节。")
    for item in named:
        if item not in command.fitting:
            raise _does_not_fit("sections", item, day, f" for {command.industry}")


def _exemption(command: ListExemption, day: date) -> None:
    if not command.listed:
        raise _does_not_fit("item", command.item, day)


def _benchmark(command: ListBenchmark, day: date) -> None:
    if not command.listed:
        raise _does_not_fit("item", command.item, day)
    names = [grade.grade for grade in command.grades]
    if len(set(names)) != len(names):
        raise NamedTwice(field="grades", do_en="Name each grade once.", do_zh="请删除重复的阶次。")
    for grade in command.grades:
        least, most = grade.fine_min_fen, grade.fine_max_fen
        if (least is not None and least < 0) or (most is not None and most < 0):
            raise _out_of_order(grade, "a fine is below nothing", "罚款金额不能为负")
        if most is not None and (least or 0) > most:
            raise _out_of_order(grade, f"from {least} fen to {most} fen", f"下限 {least} 分高于上限 {most} 分")
    fined = [grade for grade in command.grades if grade.fine_min_fen is not None or grade.fine_max_fen is not None]
    for milder, graver in pairwise(fined):
        if any(less > more for less, more in zip(_range(milder), _range(graver), strict=True)):
            raise _out_of_order(graver, f"milder than {milder.grade}, which stands before it", f"轻于排在其前的 {milder.grade}")


def _range(grade: PenaltyGrade) -> tuple[float, float]:
    """Least and most in fen; without an upper limit the sky."""
    return grade.fine_min_fen or 0, float("inf") if grade.fine_max_fen is None else grade.fine_max_fen


def _out_of_order(grade: PenaltyGrade, english: str, chinese: str) -> GradesOutOfOrder:
    return GradesOutOfOrder(
        f"{grade.grade}: {english}",
        f"{grade.grade}:{chinese}",
        field="grades",
        value=grade.grade,
        do_en="Put the grades from the mildest to the gravest, fines in fen.",
        do_zh="请由轻到重排列,金额单位为分。",
    )


def _does_not_fit(field: str, item: str, day: date, where: str = "") -> ItemDoesNotFit:
    return ItemDoesNotFit(
        f"{item} is not in force on {day}{where}",
        f"{item} 在 {day} 不在清单中,或不适用于该行业",
        field=field,
        value=item,
        do_en="Name items in force on that day; GET /v1/items?day= lists them.",
        do_zh="请使用该日在清单中的事项,可通过 GET /v1/items?day= 查看。",
    )


def _source_stream(command: SourceCommand) -> str:
    return f"source-{command.source.value}-{command.code}"


SOURCE = Dated("code", EnterSource, SourceItemEntered, WithdrawSource, SourceItemWithdrawn).decider("source", _source_stream)
MANUAL = Dated("manual", IssueManual, ManualIssued, WithdrawManual, ManualWithdrawn, _manual).decider()
EXEMPTION = Dated("exemption", ListExemption, ExemptionListed, WithdrawExemption, ExemptionWithdrawn, _exemption).decider()
BENCHMARK = Dated("benchmark", ListBenchmark, BenchmarkListed, WithdrawBenchmark, BenchmarkWithdrawn, _benchmark).decider()
