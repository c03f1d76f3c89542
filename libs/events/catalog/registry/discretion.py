"""Exemptions for minor breaches and benchmarks of penalties."""

from __future__ import annotations

from datetime import date

from ...fact import Fact
from ..codes import ItemCode, Name, PlainText, Ref, Value


class PenaltyGrade(Value):
    """One step of a discretion benchmark (B-31): in which circumstances, which fine in fen, what else."""

    grade: Name
    circumstances: PlainText
    fine_min_fen: int | None = None
    fine_max_fen: int | None = None
    other: PlainText | None = None


class ExemptionListed(Fact, name="registry.exemption-listed"):
    """An entry of the minor-exemption list (轻微免罚清单, H-16): this behaviour under these conditions is not punished."""

    exemption: Ref
    item: ItemCode
    behaviour: PlainText
    conditions: PlainText
    legal_basis: PlainText
    first_offence_only: bool
    effective_from: date


class ExemptionWithdrawn(Fact, name="registry.exemption-withdrawn"):
    exemption: Ref
    effective_from: date
    reason: PlainText


class BenchmarkListed(Fact, name="registry.benchmark-listed"):
    """An entry of the discretion benchmark (裁量基准, B-31)."""

    benchmark: Ref
    item: ItemCode
    violation: PlainText
    grades: tuple[PenaltyGrade, ...]
    legal_basis: PlainText
    effective_from: date


class BenchmarkWithdrawn(Fact, name="registry.benchmark-withdrawn"):
    benchmark: Ref
    effective_from: date
    reason: PlainText
