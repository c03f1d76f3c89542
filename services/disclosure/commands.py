"""What may be asked of disclosure. Deadlines and digests come in computed: deciding needs no calendar and no content."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field

from libs.events.catalog.codes import DepartmentCode, Digest, EntityId, PlainText, Ref
from libs.events.catalog.disclosure.publication import Subject
from libs.events.decider import Command

Stars = Annotated[int, Field(ge=1, le=5)]
_LONGEST_REF = 100


def publication_ref(subject: Subject, reference: str, edition: int | None = None) -> str:
    """The one publication of a result, a draw, or an edition of a plan."""
    name = f"{subject.value}-{reference}" if edition is None else f"{subject.value}-{reference}-{edition}"
    if len(name) <= _LONGEST_REF:
        return name
    return f"{subject.value}-{hashlib.sha256(name.encode()).hexdigest()}"


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


class Publish(PublicationCommand):
    """`content` is the digest of what the public will read; `masked` the fields kept back."""

    content: Digest
    masked: tuple[str, ...]


class PassPublicationDue(PublicationCommand):
    """The publication deadline has passed."""


class CorrectPublication(PublicationCommand):
    content: Digest
    reason: PlainText


class WithdrawPublication(PublicationCommand):
    reason: PlainText


class TakeBackRevoked(PublicationCommand):
    """What was to be read is revoked: whatever is published is withdrawn, and a running clock ends."""

    reason: PlainText


class GiveRating(Command):
    """`visit` and `ticket` are keyed hashes: who handed the ticket out cannot recognise it in the facts (X-03)."""

    rating: Ref
    visit: Ref
    ticket: Digest
    stars: Stars
    departments: tuple[DepartmentCode, ...] = Field(min_length=1)
