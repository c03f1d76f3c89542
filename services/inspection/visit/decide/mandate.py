"""The officers' mandate: who may check what, at whom, on what basis, until when (X-01). It names nobody in person."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar

from pydantic import AwareDatetime

from libs.events.catalog.codes import DepartmentCode, EntityId, InspectorId, ItemCode, Name, PlainText, Ref, Value

from .. import refusals as r
from .window import end_of

K = TypeVar("K")
OVER = frozenset({"completed", "closed", "cancelled", "frustrated"})


class MandatePart(Value):
    department: DepartmentCode
    officers: tuple[InspectorId, ...]
    items: tuple[ItemCode, ...]


class Mandate(Value):
    """`issuer` = `/{place}/inspection`. `premises`: the place of business that is visited, null for the entity's own."""

    issuer: str
    visit: Ref
    entity: EntityId
    entity_name: Name
    lead: DepartmentCode
    parts: tuple[MandatePart, ...]
    basis: PlainText
    valid_until: AwareDatetime
    premises: Ref | None = None
    premises_name: Name | None = None

    @property
    def officers(self) -> Sequence[InspectorId]:
        return sorted({officer for part in self.parts for officer in part.officers})

    @property
    def items(self) -> Sequence[ItemCode]:
        return sorted({item for part in self.parts for item in part.items})

    def expired(self, now: datetime) -> bool:
        return now > self.valid_until


class NoticedVisit(Value):
    """What a visit's row tells of it. `visit_on` and `basis` are None until it is announced, or withheld with a reason."""

    visit: Ref
    entity: EntityId
    entity_name: Name
    lead: DepartmentCode
    state: str
    visit_on: date | None
    basis: PlainText | None
    due: AwareDatetime
    premises: Ref | None
    premises_name: Name | None


def mandate(visit: NoticedVisit, parts: Sequence[MandatePart], issuer: str) -> Mandate:
    """The mandate of a visit that is to be made. Raises VisitOver, NotAnnounced."""
    if visit.state in OVER:
        raise r.VisitOver(do_en="A new visit has a new mandate.", do_zh="新的检查使用新的凭证。", visit=visit.visit)
    if visit.visit_on is None or visit.basis is None:
        raise r.NotAnnounced(visit=visit.visit)
    return Mandate(
        issuer=issuer,
        visit=visit.visit,
        entity=visit.entity,
        entity_name=visit.entity_name,
        lead=visit.lead,
        parts=tuple(parts),
        basis=visit.basis,
        # An overdue visit is still to be made, on the day that was told.
        valid_until=max(visit.due, end_of(visit.visit_on)),
        premises=visit.premises,
        premises_name=visit.premises_name,
    )


def given(key: K | None) -> K:
    """The place's key. Raises MandateUnavailable where there is none."""
    if key is None:
        raise r.MandateUnavailable(field="signing_key")
    return key
