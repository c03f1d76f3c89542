"""What may be a crime goes to the police (国务院令第310号).

Until it ends nobody but the organs concerned learns what it is about.

All is private but that something was sent, received and ended: those who publish results and keep credit must know that.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime

from ...fact import Fact, Visibility
from ..codes import DepartmentCode, EvidenceRef, InspectorId, Name, PlainText, Ref
from ..registry.organs import OrganCode


class DisputeWay(StrEnum):
    """Art. 9: what a department may do when the police open no case."""

    RECONSIDERATION = "reconsideration"
    PROCURATORATE = "procuratorate"


class TransferOutcome(StrEnum):
    """How a matter that was transferred ended."""

    CONVICTED = "convicted"
    ACQUITTED = "acquitted"
    NOT_PROSECUTED = "not-prosecuted"
    DROPPED = "dropped"
    """The police ended the case that they had opened."""
    NOT_OPENED = "not-opened"
    RETURNED = "returned"
    """Given back to be dealt with administratively (arts. 10, 13)."""


class CrimeSuspected(Fact, name="inspection.crime-suspected", visibility=Visibility.PRIVATE):
    """A finding may be a crime. `articles`: of the criminal law. `by`: opaque. `verify_by`: when the report is due."""

    transfer: Ref
    visit: Ref
    finding: Ref
    department: DepartmentCode
    articles: tuple[Name, ...]
    by: str
    verify_by: AwareDatetime


class TransferDueMoved(Fact, name="inspection.transfer-due-moved", visibility=Visibility.PRIVATE):
    """The holidays of `year` are known now, or were corrected: the report is due on another day."""

    transfer: Ref
    due: AwareDatetime
    year: int


class CrimeVerified(Fact, name="inspection.crime-verified", visibility=Visibility.PRIVATE):
    """Art. 5: officers named for it looked into it. `report`: their report to the head. `approve_by`: when the head decides."""

    transfer: Ref
    officers: tuple[InspectorId, ...]
    report: EvidenceRef
    by: str
    approve_by: AwareDatetime


class TransferApproved(Fact, name="inspection.transfer-approved", visibility=Visibility.PRIVATE):
    """The head approves it. `send_by`: when it must have been sent."""

    transfer: Ref
    by: str
    send_by: AwareDatetime


class TransferDeclined(Fact, name="inspection.transfer-declined", visibility=Visibility.PRIVATE):
    """The head does not approve it, and the reason is on record. `copy_to`: the procuratorate, which reads it."""

    transfer: Ref
    reason: PlainText
    copy_to: OrganCode
    by: str


class TransferDocumented(Fact, name="inspection.transfer-documented", visibility=Visibility.PRIVATE):
    """The papers with which it was sent (art. 6) or ended. `copy_to`: the procuratorate that got a copy, null when it ended.

    `document`: the letter of transfer, or the paper that ended it. `evidence`: what went with it.
    """

    transfer: Ref
    copy_to: OrganCode | None
    document: EvidenceRef
    evidence: tuple[EvidenceRef, ...]
    by: str


class TransferSent(Fact, name="inspection.transfer-sent"):
    """A matter of the visit's department went to the police, and nobody is told which. `to`: the organ that is to receive it.

    `receive_by`: when it must have signed for it.
    """

    transfer: Ref
    visit: Ref
    department: DepartmentCode
    to: OrganCode
    receive_by: AwareDatetime


class TransferPassedOn(Fact, name="inspection.transfer-passed-on", visibility=Visibility.PRIVATE):
    """Art. 7: it was not for the organ that got it, which passed it on. `receiver`: that organ. `to`: the one it went on to.

    `receive_by`: when that one must have signed for it.
    """

    transfer: Ref
    receiver: OrganCode
    to: OrganCode
    reason: PlainText
    by: str
    receive_by: AwareDatetime


class TransferReceived(Fact, name="inspection.transfer-received"):
    """Art. 7: signed for. `receiver`: the organ that has it now. `decide_by`: when it decides whether it opens a case."""

    transfer: Ref
    visit: Ref
    department: DepartmentCode
    receiver: OrganCode
    decide_by: AwareDatetime


class TransferAccepted(Fact, name="inspection.transfer-accepted", visibility=Visibility.PRIVATE):
    """Art. 8: a criminal case is opened. `receiver`: by which organ. `case_number`: the case's number there."""

    transfer: Ref
    receiver: OrganCode
    case_number: Name
    by: str


class TransferRefused(Fact, name="inspection.transfer-refused", visibility=Visibility.PRIVATE):
    """Art. 8: no case is opened. `receiver`: by which organ. `dispute_by`: until when the department may object."""

    transfer: Ref
    receiver: OrganCode
    reason: PlainText
    by: str
    dispute_by: AwareDatetime


class TransferDisputed(Fact, name="inspection.transfer-disputed", visibility=Visibility.PRIVATE):
    """Art. 9: the department objects. `way`: to the police themselves, or to the procuratorate. `decide_by`: when the police
    decide again; null where the procuratorate was asked, for which the rules name no time.
    """

    transfer: Ref
    way: DisputeWay
    reason: PlainText
    by: str
    decide_by: AwareDatetime | None


class TransferReturned(Fact, name="inspection.transfer-returned", visibility=Visibility.PRIVATE):
    """Art. 13: no crime after all, but an offence: the file goes back. `receiver`: the organ that gives it back."""

    transfer: Ref
    receiver: OrganCode
    reason: PlainText
    by: str


class TransferClosed(Fact, name="inspection.transfer-closed"):
    """The matter has ended, and what was held because of it goes on. `outcome`: how."""

    transfer: Ref
    visit: Ref
    department: DepartmentCode
    outcome: TransferOutcome
