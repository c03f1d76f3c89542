"""Who may not go: recusals and absences."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from ...fact import Fact, Visibility, catalog
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


class RecusalRecordedOpenly(Fact, name="planning.recusal-recorded", title="RecusalRecorded"):
    """An officer does not check an entity (H-12, X-02). Only the ground's kind is said; the rest is personal and stays
    in the file of the department.
    """

    recusal: Ref
    inspector: InspectorId
    entity: EntityId
    department: DepartmentCode
    ground: RecusalGround


class RecusalLiftedOpenly(Fact, name="planning.recusal-lifted", title="RecusalLifted"):
    recusal: Ref
    reason: PlainText


@catalog.upcaster("planning.recusal-recorded", from_version=1)
@catalog.upcaster("planning.recusal-lifted", from_version=1)
def _in_confidence(data: dict[str, Any]) -> dict[str, Any]:
    """The second versions say the same. They are private, and so is every recusal that was recorded before them."""
    return data


class RecusalRecorded(Fact, name="planning.recusal-recorded", version=2, visibility=Visibility.PRIVATE):
    """An officer does not check an entity (H-12, X-02). Only the ground's kind is said; the rest is personal and stays
    in the file of the department. Private: who is kin to whom is for those who fill teams, and for nobody else.
    """

    recusal: Ref
    inspector: InspectorId
    entity: EntityId
    department: DepartmentCode
    ground: RecusalGround


class RecusalLifted(Fact, name="planning.recusal-lifted", version=2, visibility=Visibility.PRIVATE):
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
