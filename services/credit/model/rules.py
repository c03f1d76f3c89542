"""The model in force, as deciding on a profile needs it."""

from __future__ import annotations

from libs.events.catalog.codes import CreditClass, Kind, Ref, Value


class Rules(Value):
    """The model in force: `cutoffs` = least score of classes A, B, C; `indicators` = points per indicator."""

    model: Ref
    edition: int
    base: int
    cutoffs: dict[CreditClass, int]
    indicators: dict[Kind, int]

    def class_of(self, score: int) -> CreditClass:
        """A to D; never U, which is the class of entities without a profile."""
        return next((c for c in (CreditClass.A, CreditClass.B, CreditClass.C) if score >= self.cutoffs[c]), CreditClass.D)
