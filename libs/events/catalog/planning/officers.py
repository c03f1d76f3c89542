"""Who may not go: recusals and absences."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from ...fact import Fact
from ..codes import DepartmentCode, EntityId, InspectorId, PlainText, Ref


class AwayGround(StrEnum):
    """Why another takes a drawn officer's seat. `challenged`: the enterprise asked for recusal, and was right (X-02)."""

    RECUSED = "recused"
    CHALLENGED = "challenged"
    ABSENT = "absent"
    UNCERTIFIED = "uncertified"


class RecusalGround(StrEnum):
    """Interest, kinship, a challenge by the enterprise that was accepted (X-02, X-04)."""

    INTEREST = "interest"
    KINSHIP = "kinship"
    CHALLENGE = "challenge"


class RecusalRecorded(Fact, name="planning.recusal-recorded"):
    """An officer does not check an entity (H-12, X-02). Only the ground's kind is said; the rest is personal and stays
    in the file of the department.
    """

    recusal: Ref
    inspector: InspectorId
    entity: EntityId
    department: DepartmentCode
    ground: RecusalGround


class RecusalLifted(Fact, name="planning.recusal-lifted"):
    recusal: Ref
    reason: PlainText


class AbsenceRecorded(Fact, name="planning.absence-recorded"):
    """Days on which an officer does no visits. Why is nobody's business."""

    absence: Ref
    inspector: InspectorId
    department: DepartmentCode
    first_day: date
    last_day: date


class AbsenceEnded(Fact, name="planning.absence-ended"):
    absence: Ref
    reason: PlainText
