"""Transfers as given / when / then: 国务院令第310号, step by step."""

from datetime import UTC, datetime, timedelta

import pytest

from libs.domain.evidence import EvidenceMissing
from libs.events.catalog.codes import EvidenceRef
from libs.events.catalog.inspection import transfer as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.registry.organs import OrganKind
from libs.events.testing.decisions import given
from services.inspection.register import refusals as register_refusals
from services.inspection.register.organs import OrganLookups
from services.inspection.transfer import commands as c
from services.inspection.transfer import refusals as no
from services.inspection.transfer.decide import TRANSFER

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
DUE = NOW + timedelta(days=3)
LATER = DUE + timedelta(hours=1)
NEXT = LATER + timedelta(days=3)
MARKET, FIRE = "421088-market", "421088-fire"
POLICE, COUNTRY_POLICE, PROCURATORATE = "421088-police", "421088-forest-police", "421088-procuratorate"
M1, M2 = "I-421088-0001", "I-421088-0002"
PAPER = EvidenceRef(sha256="ab" * 32, media_type="application/pdf")
KINDS = {POLICE: OrganKind.POLICE, COUNTRY_POLICE: OrganKind.POLICE, PROCURATORATE: OrganKind.PROCURATORATE}
T = {"transfer": "T-1"}
WHOSE = {**T, "visit": "V-1", "department": MARKET}


def clock(due=DUE):
    return c.Clock(due=due)


def suspect(*, department=MARKET, already=None, **more):
    known = c.SuspicionLookups(due=DUE, department=department, already=already)
    said = {**WHOSE, "finding": "F-1", "articles": ("刑法第一百四十四条",), "by": "o-1"}
    return c.SuspectCrime(**{**said, **more}, known=known)


def verify(*officers, uncertified=(), missing=()):
    known = c.VerificationLookups(due=DUE, two_officers=2, uncertified=uncertified, missing=missing)
    return c.VerifyCrime(**T, officers=officers or (M1, M2), report=PAPER, by="o-1", known=known)


def send(*, to=POLICE, copy_to=PROCURATORATE, kinds=None, missing=()):
    known = c.SendingLookups(due=DUE, kinds=KINDS if kinds is None else kinds, missing=missing)
    return c.SendTransfer(**T, to=to, copy_to=copy_to, document=PAPER, evidence=(), by="o-1", known=known)


def dispute(way):
    return c.DisputeTransfer(**T, way=way, reason="证据充分", by="o-1", known=clock(NEXT))


def close(outcome):
    return c.CloseTransfer(**T, outcome=outcome, document=PAPER, by="o-1", known=c.EvidenceLookups())


SUSPECT = suspect()
APPROVE = c.ApproveTransfer(**T, by="h-1", known=clock())
DECLINE = c.DeclineTransfer(**T, reason="金额未达追诉标准", copy_to=PROCURATORATE, by="h-1", known=OrganLookups(kinds=KINDS))
RECEIVE = c.ReceiveTransfer(**T, receiver=POLICE, known=clock())
ACCEPT = c.AcceptTransfer(**T, receiver=POLICE, case_number="监公立字〔2026〕12号", by="p-1")
REFUSE = c.RefuseTransfer(**T, receiver=POLICE, reason="犯罪事实显著轻微", by="p-1", known=clock())
RETURN = c.ReturnTransfer(**T, receiver=POLICE, reason="依法不需要追究刑事责任", by="p-1")
PASS_ON = c.PassOnTransfer(
    **T, receiver=POLICE, to=COUNTRY_POLICE, reason="属森林公安管辖", by="p-1",
    known=c.PassingLookups(due=DUE, kinds=KINDS),
)  # fmt: skip

SUSPECTED = f.CrimeSuspected(**WHOSE, finding="F-1", articles=("刑法第一百四十四条",), by="o-1", verify_by=DUE)
VERIFIED = f.CrimeVerified(**T, officers=(M1, M2), report=PAPER, by="o-1", approve_by=DUE)
APPROVED = f.TransferApproved(**T, by="h-1", send_by=DUE)
DECLINED = f.TransferDeclined(**T, reason="金额未达追诉标准", copy_to=PROCURATORATE, by="h-1")
DOCUMENTED = f.TransferDocumented(**T, copy_to=PROCURATORATE, document=PAPER, evidence=(), by="o-1")
ENDED = f.TransferDocumented(**T, copy_to=None, document=PAPER, evidence=(), by="o-1")
SENT = f.TransferSent(**WHOSE, to=POLICE, receive_by=DUE)
RECEIVED = f.TransferReceived(**WHOSE, receiver=POLICE, decide_by=DUE)
ACCEPTED = f.TransferAccepted(**T, receiver=POLICE, case_number="监公立字〔2026〕12号", by="p-1")
REFUSED = f.TransferRefused(**T, receiver=POLICE, reason="犯罪事实显著轻微", by="p-1", dispute_by=DUE)
RETURNED = f.TransferReturned(**T, receiver=POLICE, reason="依法不需要追究刑事责任", by="p-1")
PASSED_ON = f.TransferPassedOn(**T, receiver=POLICE, to=COUNTRY_POLICE, reason="属森林公安管辖", by="p-1", receive_by=DUE)
RECONSIDERED = f.TransferDisputed(**T, way="reconsideration", reason="证据充分", by="o-1", decide_by=NEXT)
SUPERVISED = f.TransferDisputed(**T, way="procuratorate", reason="证据充分", by="o-1", decide_by=None)

TO_HEAD = (SUSPECTED, VERIFIED)
TO_SEND = (*TO_HEAD, APPROVED)
AT_POLICE = (*TO_SEND, DOCUMENTED, SENT)
SIGNED = (*AT_POLICE, RECEIVED)
OPENED = (*SIGNED, ACCEPTED)
NOT_OPENED = (*SIGNED, REFUSED)


def closed(outcome):
    return f.TransferClosed(**WHOSE, outcome=outcome)


def passed(stage, owner=MARKET):
    return ClockPassed(subject="T-1", stage=stage, owner=owner, due=DUE, since="T-1")


@pytest.mark.parametrize(
    ("history", "command", "facts"),
    [
        ((), SUSPECT, (SUSPECTED,)),
        ((SUSPECTED,), SUSPECT, ()),
        ((SUSPECTED,), verify(), (VERIFIED,)),
        (TO_HEAD, APPROVE, (APPROVED,)),
        (TO_HEAD, DECLINE, (DECLINED,)),
        (TO_SEND, send(), (DOCUMENTED, SENT)),
        (AT_POLICE, RECEIVE, (RECEIVED,)),
        (AT_POLICE, PASS_ON, (PASSED_ON,)),
        (SIGNED, PASS_ON, (PASSED_ON,)),
        (SIGNED, ACCEPT, (ACCEPTED,)),
        (SIGNED, REFUSE, (REFUSED,)),
        (NOT_OPENED, dispute("reconsideration"), (RECONSIDERED,)),
        (NOT_OPENED, dispute("procuratorate"), (SUPERVISED,)),
        ((*NOT_OPENED, RECONSIDERED), ACCEPT, (ACCEPTED,)),
        ((*NOT_OPENED, RECONSIDERED), REFUSE, (REFUSED,)),
        ((*NOT_OPENED, RECONSIDERED, REFUSED), dispute("procuratorate"), (SUPERVISED,)),
        (OPENED, RETURN, (RETURNED,)),
        (OPENED, close("convicted"), (ENDED, closed("convicted"))),
        (NOT_OPENED, close("not-opened"), (ENDED, closed("not-opened"))),
        ((*OPENED, RETURNED), close("returned"), (ENDED, closed("returned"))),
    ],
)
def test_each_step_follows_the_one_before_it(history, command, facts):
    given(TRANSFER, *history).when(command, at=NOW).then(*facts)


@pytest.mark.parametrize(
    ("history", "command", "refusal"),
    [
        ((), verify(), no.NoSuchTransfer),
        ((), suspect(department=None), no.NoSuchFinding),
        ((), suspect(department=FIRE), no.FindingOfAnother),
        ((), suspect(already="T-9"), no.AlreadySuspected),
        ((SUSPECTED,), suspect(finding="F-2"), no.TransferNumberTaken),
        ((SUSPECTED,), verify(M1), no.TooFewOfficers),
        ((SUSPECTED,), verify(M1, M1), no.TooFewOfficers),
        ((SUSPECTED,), verify(M1, M2, M2), no.TooFewOfficers),
        ((SUSPECTED,), verify(uncertified=(M2,)), no.OfficersNotCertified),
        ((SUSPECTED,), verify(missing=("ab" * 32,)), EvidenceMissing),
        (TO_HEAD, c.ApproveTransfer(**T, by="o-1", known=clock()), no.HeadDecidesAlone),
        (TO_HEAD, DECLINE.model_copy(update={"by": "o-1"}), no.HeadDecidesAlone),
        (TO_HEAD, DECLINE.model_copy(update={"copy_to": POLICE}), register_refusals.NotThatOrgan),
        (TO_SEND, send(to=PROCURATORATE), register_refusals.NotThatOrgan),
        (TO_SEND, send(copy_to=POLICE), register_refusals.NotThatOrgan),
        (TO_SEND, send(kinds={}), register_refusals.NotThatOrgan),
        (TO_SEND, send(missing=("ab" * 32,)), EvidenceMissing),
        (TO_HEAD, send(), no.NotAtThisStage),
        (AT_POLICE, RECEIVE.model_copy(update={"receiver": PROCURATORATE}), no.NotTheReceiver),
        (AT_POLICE, ACCEPT, no.NotAtThisStage),
        ((*AT_POLICE, PASSED_ON), RECEIVE, no.NotTheReceiver),
        (AT_POLICE, PASS_ON.model_copy(update={"to": PROCURATORATE}), register_refusals.NotThatOrgan),
        (OPENED, PASS_ON, no.NotAtThisStage),
        (AT_POLICE, PASS_ON.model_copy(update={"to": POLICE}), no.PassedOnToItself),
        (SIGNED, dispute("reconsideration"), no.NotAtThisStage),
        ((*NOT_OPENED, RECONSIDERED, REFUSED), dispute("reconsideration"), no.DisputedAlready),
        ((*NOT_OPENED, SUPERVISED, REFUSED), dispute("reconsideration"), no.DisputedAlready),
        (NOT_OPENED, close("convicted"), no.OutcomeDoesNotFit),
        (OPENED, close("not-opened"), no.OutcomeDoesNotFit),
        (SIGNED, close("not-opened"), no.NotAtThisStage),
        ((*TO_HEAD, DECLINED), APPROVE, no.TransferOver),
        ((*OPENED, closed("dropped")), RETURN, no.TransferOver),
    ],
)
def test_what_is_not_lawful_is_refused(history, command, refusal):
    given(TRANSFER, *history).when(command, at=NOW).refused(refusal)


@pytest.mark.parametrize(
    ("history", "stage", "owner", "next_step", "fact"),
    [
        ((SUSPECTED,), "verify", MARKET, verify(), VERIFIED),
        (TO_HEAD, "approve", MARKET, APPROVE, APPROVED),
        (TO_SEND, "send", MARKET, None, None),
        (AT_POLICE, "receive", POLICE, RECEIVE, RECEIVED),
        (SIGNED, "decide", POLICE, ACCEPT, ACCEPTED),
        (NOT_OPENED, "dispute", MARKET, dispute("procuratorate"), SUPERVISED),
    ],
)
def test_a_time_that_passed_is_on_record_once_with_who_owed_it(history, stage, owner, next_step, fact):
    """L-52: before what came after it, too, where the clock has not run yet."""
    command = c.PassTransferClock(**T, stage=stage)
    given(TRANSFER, *history).when(command, at=DUE).nothing()
    given(TRANSFER, *history).when(command, at=LATER).then(passed(stage, owner))
    given(TRANSFER, *history, passed(stage, owner)).when(command, at=LATER).nothing()
    given(TRANSFER, *history).when(c.PassTransferClock(**T, stage="none"), at=LATER).nothing()
    if next_step is not None:
        given(TRANSFER, *history).when(next_step, at=LATER).then(passed(stage, owner), fact)
        given(TRANSFER, *history, passed(stage, owner)).when(next_step, at=LATER).then(fact)


def test_reconsideration_is_asked_for_in_time_and_the_procuratorate_after_it_too():
    given(TRANSFER, *NOT_OPENED).when(dispute("reconsideration"), at=LATER).refused(no.DisputeTooLate)
    given(TRANSFER, *NOT_OPENED).when(dispute("procuratorate"), at=LATER).then(passed("dispute"), SUPERVISED)


def test_the_report_is_due_on_another_day_when_the_holidays_are_known():
    move = c.MoveTransferDue(**T, due=NEXT, year=2026)
    moved = f.TransferDueMoved(**T, due=NEXT, year=2026)
    given(TRANSFER, SUSPECTED).when(move, at=NOW).then(moved)
    given(TRANSFER, SUSPECTED, moved).when(move, at=NOW).nothing()
    given(TRANSFER, SUSPECTED, passed("verify")).when(move, at=LATER).nothing()
    given(TRANSFER, *TO_HEAD).when(move, at=NOW).nothing()
    given(TRANSFER, SUSPECTED, moved).when(c.PassTransferClock(**T, stage="verify"), at=LATER).nothing()
