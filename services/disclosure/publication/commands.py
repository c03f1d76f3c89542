"""What may be asked about publications. Deadlines come in computed: deciding needs no calendar."""

from datetime import date

from pydantic import AwareDatetime

from libs.events.catalog.codes import DepartmentCode, Digest, EntityId, PlainText, Ref, Value
from libs.events.catalog.disclosure.publication import Subject
from libs.events.decider import Command, Known


class Document(Value):
    """What the public would read as the record stands: the digest of its content, and the fields kept back or masked."""

    content: Digest
    masked: tuple[str, ...]


class PublicationCommand(Command):
    publication: Ref


class OpenPublication(PublicationCommand):
    """Something is final that the public must be able to read by `due`."""

    subject: Subject
    reference: Ref
    entity: EntityId | None
    department: DepartmentCode
    occurred_on: date
    due: AwareDatetime


class MoveDue(PublicationCommand):
    """`due` by the arrangement of `year` as it is known now."""

    due: AwareDatetime
    year: int


class Publish(PublicationCommand):
    """No document is known where the facts that say it have not arrived."""

    known: Known[Document | None]


class PassPublicationDue(PublicationCommand):
    """The publication deadline has passed."""


class CorrectPublication(PublicationCommand):
    reason: PlainText
    known: Known[Document | None]


class WithdrawPublication(PublicationCommand):
    reason: PlainText


class TakeBackRevoked(PublicationCommand):
    """What was to be read is revoked: whatever is published is withdrawn, and a running clock ends."""

    reason: PlainText
