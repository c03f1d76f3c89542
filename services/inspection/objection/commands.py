"""What may be asked of an objection. What is looked up, and until when a step is owed, come in."""

from datetime import date

from pydantic import AwareDatetime

from libs.domain.evidence import EvidenceLookups
from libs.events.catalog.codes import DepartmentCode, EntityId, Evidence, InspectorId, Kind, PlainText, Ref, Value
from libs.events.catalog.inspection.objection import About, PointAnswers, Points, Reviewers, Way
from libs.events.decider import Command, Known


class LodgingLookups(EvidenceLookups):
    """`departments`: whose parts the visit or case has. `revoked`: the result counts no longer. `pending`: an objection to the
    same that is not over. `admit_by`: until when it is taken on, or not.
    """

    departments: tuple[DepartmentCode, ...]
    revoked: bool = False
    pending: Ref | None = None
    admit_by: AwareDatetime


class AcceptanceLookups(Value):
    """`decide_by`: until when it is decided."""

    decide_by: AwareDatetime


class DecisionLookups(Value):
    """`team`: all who were drawn for the visit or came to it, or handle the case. `certified`: those of the reviewers who hold
    a certificate today. `fewest`: how many must review it.
    """

    team: tuple[InspectorId, ...]
    certified: tuple[InspectorId, ...]
    fewest: int


class ObjectionCommand(Command):
    objection: Ref


class LodgeObjection(ObjectionCommand):
    """`on_paper`: an officer enters what the entity has handed in."""

    about: About
    reference: Ref
    visit: Ref | None
    entity: EntityId
    department: DepartmentCode
    points: Points
    evidence: Evidence = ()
    on_paper: bool
    known: Known[LodgingLookups]


class AcceptObjection(ObjectionCommand):
    known: Known[AcceptanceLookups]


class RejectObjection(ObjectionCommand):
    """It is not taken on."""

    reason: PlainText


class DecideObjection(ObjectionCommand):
    answers: PointAnswers
    reviewers: Reviewers
    correction: PlainText | None = None
    known: Known[DecisionLookups]


class TellObjection(ObjectionCommand):
    way: Way
    on: date


class WithdrawObjection(ObjectionCommand):
    reason: PlainText


class MoveObjectionDue(ObjectionCommand):
    """`due` of this stage by the arrangement of `year` as it is known now."""

    stage: Kind
    due: AwareDatetime
    year: int


class PassObjectionDeadline(ObjectionCommand):
    stage: Kind
