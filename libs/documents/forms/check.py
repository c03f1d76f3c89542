"""The papers of a check."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field

from libs.events.catalog.codes import Name, PlainText, Value
from libs.events.catalog.inspection.docket import PaperKind

from .parts import Form, Items, Officers, Party, Pieces, Sentences, Troubles

__all__ = [
    "Approval",
    "EvidenceList",
    "Inquiry",
    "Notice",
    "OnSiteRecord",
    "Question",
    "Rectification",
    "ResultNotice",
    "Sample",
    "Sampling",
    "Scheme",
    "Survey",
    "Team",
]


class Team(Value):
    """A department of a joint check with its officers and its items."""

    department: Name
    officers: Officers
    items: Items


Teams = Annotated[tuple[Team, ...], Field(max_length=50)]


class Approval(Form):
    """`source`: from which plan or cause the check comes; `notice`: whether it is told beforehand, and why not.

    `done`, `ceiling`: how often the entity was checked this year, and the published ceiling, as far as they are known.
    """

    kind: ClassVar[PaperKind] = PaperKind.APPROVAL
    party: Party
    source: PlainText
    method: PlainText
    window_from: date
    window_to: date
    on: date | None = None
    notice: PlainText
    officers: Officers
    items: Items
    done: int | None = None
    ceiling: int | None = None
    reason: PlainText | None = None
    opinion: PlainText | None = None
    approved_at: AwareDatetime | None = None
    emergency: bool = False


class Scheme(Form):
    """Who does what in a check of several departments."""

    kind: ClassVar[PaperKind] = PaperKind.SCHEME
    party: Party
    source: PlainText
    lead: Name
    method: PlainText
    window_from: date
    window_to: date
    on: date | None = None
    teams: Teams
    arrangements: Sentences


class Notice(Form):
    """`materials`: what the entity is asked to have ready."""

    kind: ClassVar[PaperKind] = PaperKind.NOTICE
    party: Party
    basis: PlainText
    on: date
    method: PlainText
    teams: Teams
    materials: Sentences = ()
    done: int | None = None
    ceiling: int | None = None


class OnSiteRecord(Form):
    """`present`: who was there for the entity. `answer`: what the entity says of the record, in words."""

    kind: ClassVar[PaperKind] = PaperKind.RECORD
    party: Party
    began_at: AwareDatetime | None = None
    ended_at: AwareDatetime | None = None
    officers: Officers
    present: Name | None = None
    method: PlainText
    items: Items
    troubles: Troubles
    situation: PlainText | None = None
    answer: PlainText | None = None


class Survey(Form):
    """A place or a thing is looked at closely."""

    kind: ClassVar[PaperKind] = PaperKind.SURVEY
    party: Party
    began_at: AwareDatetime | None = None
    ended_at: AwareDatetime | None = None
    where: PlainText
    officers: Officers
    present: Name | None = None
    situation: PlainText
    pieces: Pieces = ()


class Question(Value):
    """`asked` by the officers, `answered` by whom they ask, both as they were said."""

    asked: PlainText
    answered: PlainText


class Inquiry(Form):
    """Somebody is asked. `person`: by name; `role`: what he is at the entity."""

    kind: ClassVar[PaperKind] = PaperKind.INQUIRY
    party: Party
    began_at: AwareDatetime | None = None
    ended_at: AwareDatetime | None = None
    where: PlainText
    officers: Officers
    person: Name
    role: Name
    questions: Annotated[tuple[Question, ...], Field(max_length=200)]


class Sample(Value):
    """`name` of what is taken, `amount` with its unit, its `batch` or model; `kept`: how and where it is kept."""

    name: Name
    amount: Name
    batch: Name | None = None
    kept: Name | None = None


class Sampling(Form):
    kind: ClassVar[PaperKind] = PaperKind.SAMPLING
    party: Party
    taken_at: AwareDatetime | None = None
    where: PlainText
    officers: Officers
    reason: PlainText
    samples: Annotated[tuple[Sample, ...], Field(max_length=200)]


class EvidenceList(Form):
    kind: ClassVar[PaperKind] = PaperKind.EVIDENCE_LIST
    party: Party
    officers: Officers
    pieces: Pieces


class Rectification(Form):
    """`due`: until when it is mended. `demands`: what the department asks for beside mending what was found."""

    kind: ClassVar[PaperKind] = PaperKind.RECTIFICATION
    party: Party
    checked_on: date
    troubles: Troubles
    items: Items
    due: AwareDatetime
    demands: Sentences = ()


class ResultNotice(Form):
    """`outcome` in words. `remarks`: guidance and advice to the entity."""

    kind: ClassVar[PaperKind] = PaperKind.RESULT
    party: Party
    checked_on: date
    items: Items
    troubles: Troubles
    outcome: PlainText
    remarks: Sentences = ()
