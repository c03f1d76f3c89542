"""What may be asked of the exemption list and of benchmarks. `known`: whether the item is in force on that day."""

from pydantic import Field

from libs.events.catalog.codes import ItemCode, PlainText, Ref
from libs.events.catalog.registry.discretion import PenaltyGrade
from libs.events.decider import Known

from ..lists import commands as lists_commands


class ExemptionRow(lists_commands.Dated):
    exemption: Ref
    item: ItemCode
    behaviour: PlainText
    conditions: PlainText
    legal_basis: PlainText
    first_offence_only: bool


class ListExemption(ExemptionRow, lists_commands.Entered):
    known: Known[bool]


class WithdrawExemption(lists_commands.Ended):
    exemption: Ref


class BenchmarkRow(lists_commands.Dated):
    """Grades from the mildest to the gravest."""

    benchmark: Ref
    item: ItemCode
    violation: PlainText
    grades: tuple[PenaltyGrade, ...] = Field(min_length=1, max_length=50)
    legal_basis: PlainText


class ListBenchmark(BenchmarkRow, lists_commands.Entered):
    known: Known[bool]


class WithdrawBenchmark(lists_commands.Ended):
    benchmark: Ref
