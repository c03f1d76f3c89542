"""What may be asked of the exemption list and of benchmarks. `known`: whether the item is in force on that day."""

from pydantic import Field

from libs.events.catalog.codes import ItemCode, PlainText, Ref
from libs.events.catalog.registry.discretion import PenaltyGrade
from libs.events.decider import Known

from ..lists.commands import Dated, Ended


class ExemptionRow(Dated):
    exemption: Ref
    item: ItemCode
    behaviour: PlainText
    conditions: PlainText
    legal_basis: PlainText
    first_offence_only: bool


class ListExemption(ExemptionRow):
    known: Known[bool]


class WithdrawExemption(Ended):
    exemption: Ref


class BenchmarkRow(Dated):
    """Grades from the mildest to the gravest."""

    benchmark: Ref
    item: ItemCode
    violation: PlainText
    grades: tuple[PenaltyGrade, ...] = Field(min_length=1)
    legal_basis: PlainText


class ListBenchmark(BenchmarkRow):
    known: Known[bool]


class WithdrawBenchmark(Ended):
    benchmark: Ref
