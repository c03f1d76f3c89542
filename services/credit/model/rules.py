"""The model in force, as deciding on a profile needs it."""

from libs.events.catalog.codes import CreditClass, Kind, Ref, Value

# Named once: from its class, an enumeration's member costs as much as a line's arithmetic.
_CLASSES = (CreditClass.A, CreditClass.B, CreditClass.C)
_LAST = CreditClass.D


class Rules(Value):
    """The model in force: `cutoffs` = least score of classes A, B, C; `indicators` = points per indicator."""

    model: Ref
    edition: int
    base: int
    cutoffs: dict[CreditClass, int]
    indicators: dict[Kind, int]

    def class_of(self, score: int) -> CreditClass:
        """A to D; never U, which is the class of entities without a profile."""
        for found in _CLASSES:
            if score >= self.cutoffs[found]:
                return found
        return _LAST
