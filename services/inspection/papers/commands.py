"""What may be asked of a paper, and what it is filled in from."""

from datetime import date
from typing import Annotated, Self

from pydantic import AwareDatetime, Field, model_validator

from libs.documents.forms.check import Question, Sample
from libs.documents.forms.parts import Item, Officer, Party, Trouble
from libs.domain.evidence import EvidenceLookups
from libs.events.catalog.codes import (
    DepartmentCode,
    Digest,
    EntityId,
    Evidence,
    InspectorId,
    Name,
    PlainText,
    Ref,
    Value,
)
from libs.events.catalog.inspection.docket import PaperKind
from libs.events.decider import Command, Known
from libs.events.shapes.asked import AtMost
from libs.events.shapes.faults import Unfit

_Sentences = Annotated[tuple[PlainText, ...], AtMost(50)]


class Words(Value):
    """What a paper says beside what is on record.

    `officers`: how they are to be named; those of an inquiry, a survey or sampling are these. `done`, `ceiling`: checks of
    this year and the published ceiling. `reason`: of an approval or of sampling. `opinion`, `approved_at`, `emergency`: of the
    head's approval. `began_at`, `ended_at`: of what is recorded, `where` it was, `present` who was there for the entity,
    `situation` what was seen. `person`, `role`, `questions`: of an inquiry. `samples`: what was taken. `evidence`: files beside
    those that findings name. `rectification`: the order that the paper is about. `remarks`: what is arranged, asked for,
    demanded, advised, taught or attached, one sentence each. `matter`: what a decision or a transfer is about; `basis`: the law
    that a decision follows; `reviewer`, `court`: where it may be contested. `to`, `copied_to`: whom a transfer goes to,
    `articles` of the criminal law.
    """

    officers: Annotated[tuple[Officer, ...], AtMost(50)] = ()
    done: Annotated[int, Field(ge=0, le=1000)] | None = None
    ceiling: Annotated[int, Field(ge=0, le=1000)] | None = None
    reason: PlainText | None = None
    opinion: PlainText | None = None
    approved_at: AwareDatetime | None = None
    emergency: bool = False
    began_at: AwareDatetime | None = None
    ended_at: AwareDatetime | None = None
    where: PlainText | None = None
    present: Name | None = None
    situation: PlainText | None = None
    person: Name | None = None
    role: Name | None = None
    questions: Annotated[tuple[Question, ...], AtMost(200)] = ()
    samples: Annotated[tuple[Sample, ...], AtMost(200)] = ()
    evidence: Evidence = ()
    rectification: Ref | None = None
    remarks: _Sentences = ()
    matter: PlainText | None = None
    basis: PlainText | None = None
    reviewer: Name | None = None
    court: Name | None = None
    to: Name | None = None
    copied_to: Name | None = None
    articles: PlainText | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.began_at and self.ended_at and self.ended_at < self.began_at:
            raise Unfit("ends before it begins (`ended_at`, `began_at`)", "结束时间早于开始时间")
        return self


class Found(Value):
    """A file that a finding names."""

    finding: Ref
    what: PlainText
    sha256: Digest


class Part(Value):
    """A department of the visit. `arrived`: those of its officers who are there; `handling` once its part is on record.

    `exempted`, `transferred`: its findings that are handled so.
    """

    department: DepartmentCode
    title: Name
    officers: tuple[InspectorId, ...]
    arrived: tuple[InspectorId, ...]
    arrived_at: AwareDatetime | None
    recorded_at: AwareDatetime | None
    items: tuple[Item, ...]
    troubles: tuple[Trouble, ...]
    evidence: tuple[Found, ...]
    handling: PlainText | None
    exempted: tuple[Ref, ...] = ()
    transferred: tuple[Ref, ...] = ()


class Order(Value):
    """A rectification that a department has ordered."""

    rectification: Ref
    department: DepartmentCode
    findings: tuple[Ref, ...]
    due: AwareDatetime


class Visited(Value):
    """A visit as its papers tell of it. `told`: before the visit, or None while it is neither told nor withheld."""

    visit: Ref
    party: Party
    lead: DepartmentCode
    lead_title: Name
    draw: Ref
    method: PlainText
    window_from: date
    window_to: date
    on: date | None
    told: bool | None
    basis: PlainText | None
    answer: PlainText | None
    completed_on: date | None
    over: bool
    parts: tuple[Part, ...]
    orders: tuple[Order, ...]


class PaperCommand(Command):
    document: Ref


class IssueLookups(EvidenceLookups):
    """`standing`: the paper of this kind that is there already, where there is to be one alone."""

    standing: Ref | None = None


class IssueDocument(PaperCommand):
    """A paper is issued under a number of its docket."""

    department: DepartmentCode
    year: int
    kind: PaperKind
    number: int
    digest: Digest
    stream: Ref
    visit: Ref | None
    addressee: EntityId | None
    known: Known[IssueLookups]


class VoidLookups(Value):
    """`filed`: the dossier that the paper is filed in."""

    filed: Ref | None


class VoidDocument(PaperCommand):
    reason: PlainText
    known: Known[VoidLookups]
