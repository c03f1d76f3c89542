"""What becomes of each finding of a visit after its record is sealed, until its legal end."""

from __future__ import annotations

from enum import StrEnum

from ...fact import Fact
from ..codes import DepartmentCode, Evidence, PlainText, Ref, Value


class Handling(StrEnum):
    """How a department handles a finding (处理方式)."""

    GUIDED = "guided"
    ON_THE_SPOT = "corrected-on-spot"
    RECTIFICATION = "rectification"
    EXEMPTED = "exempted"
    CASE = "case"
    TRANSFER = "transfer"
    HAZARD = "hazard"
    PASSED_ON = "passed-on"
    NOT_BORNE_OUT = "not-borne-out"


class Settled(StrEnum):
    """The legal end of a finding."""

    GUIDED = "guided"
    CORRECTED = "corrected"
    RECTIFIED = "rectified"
    EXEMPTED = "exempted"
    DECIDED = "decided"
    """A case ended."""
    TRANSFERRED = "transferred"
    """A transfer to the police or the procuratorate ended."""
    TREATED = "treated"
    """The government accepted the treatment of a hazard."""
    PASSED_ON = "passed-on"
    NOT_BORNE_OUT = "not-borne-out"


class ConditionMet(Value):
    """`text`: a condition of an exemption, as the list words it. `evidence`: what proves that it is met."""

    text: PlainText
    evidence: Evidence = ()


class FindingAssigned(Fact, name="inspection.finding-assigned"):
    """`handling`: what the department does.
    `target`: the order, case, transfer, hazard or clue that takes it up, null where none has a number yet or none does.
    `exemption`: the entry of the list of exemptions; `conditions`: those of the entry.
    """

    visit: Ref
    finding: Ref
    department: DepartmentCode
    handling: Handling
    target: Ref | None = None
    basis: PlainText | None = None
    exemption: Ref | None = None
    conditions: tuple[ConditionMet, ...] = ()


class FindingSettled(Fact, name="inspection.finding-settled"):
    """The finding has reached its end. `ref`: what ended it, an order or a case for instance."""

    visit: Ref
    finding: Ref
    department: DepartmentCode
    how: Settled
    ref: Ref | None = None
