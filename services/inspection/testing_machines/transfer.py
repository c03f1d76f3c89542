"""Whatever is asked of transfers of what may be a crime, in whatever order, with their clocks running."""

from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st

from libs.domain.evidence import EvidenceLookups, EvidenceMissing
from libs.events.catalog.codes import EvidenceRef
from libs.events.catalog.inspection import transfer as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.registry.organs import OrganKind
from libs.events.testing.decider_machine import BEGIN, UNSEEN, DeciderMachine, moments
from services.inspection.app import service
from services.inspection.register import refusals as register_refusals
from services.inspection.register.organs import OrganLookups
from services.inspection.testing.decisions import F1, FIRE, M1, M2, MARKET
from services.inspection.transfer import commands as c
from services.inspection.transfer import refusals as r
from services.inspection.transfer.decide import TRANSFER

T = st.just("T-1")
POLICE, OTHERS, PROCURATORATE = "421088-police", "421088-forest-police", "421088-procuratorate"
KINDS = {POLICE: OrganKind.POLICE, OTHERS: OrganKind.POLICE, PROCURATORATE: OrganKind.PROCURATORATE}
PAPER = EvidenceRef(sha256="ab" * 32, media_type="application/pdf")
organs = st.sampled_from([POLICE, POLICE, POLICE, OTHERS, PROCURATORATE])
procuratorates = st.sampled_from([PROCURATORATE, PROCURATORATE, PROCURATORATE, POLICE])
people = st.sampled_from(["o-1", "h-1", "h-1"])
reasons = st.just("依法办理")
lost = st.sampled_from([(), (), (), ("ab" * 32,)])
dues = moments(1, 2, 24 * 5)
SUSPECT = c.SuspectCrime(
    transfer="T-1", visit="V-1", finding="F-1", department=MARKET, articles=("刑法第一百四十四条",), by="o-1",
    known=c.SuspicionLookups(due=BEGIN + timedelta(days=5), department=MARKET),
)  # fmt: skip
_DUE = c.Clock(due=BEGIN + timedelta(days=9))
_STEPS = (
    SUSPECT,
    c.VerifyCrime(
        transfer="T-1", officers=(M1, M2), report=PAPER, by="o-1",
        known=c.VerificationLookups(due=_DUE.due, two_officers=2),
    ),
    c.ApproveTransfer(transfer="T-1", by="h-1", known=_DUE),
    c.SendTransfer(
        transfer="T-1", to=POLICE, copy_to=PROCURATORATE, document=PAPER, evidence=(), by="o-1",
        known=c.SendingLookups(due=_DUE.due, kinds=KINDS),
    ),
    c.ReceiveTransfer(transfer="T-1", receiver=POLICE, known=_DUE),
)  # fmt: skip
_ACCEPT = c.AcceptTransfer(transfer="T-1", receiver=POLICE, case_number="监公立字〔2026〕12号", by="p-1")
_REFUSE = c.RefuseTransfer(transfer="T-1", receiver=POLICE, reason="情节显著轻微", by="p-1", known=_DUE)
_RETURN = c.ReturnTransfer(transfer="T-1", receiver=POLICE, reason="不需追究刑事责任", by="p-1")


def _known(command, **known):
    return command.model_copy(update={"known": command.known.model_copy(update=known)})


def _pass_on(to):
    known = c.PassingLookups(due=_DUE.due, kinds=KINDS)
    return c.PassOnTransfer(transfer="T-1", receiver=POLICE, to=to, reason="属森林公安管辖", by="p-1", known=known)


def _dispute(way):
    return c.DisputeTransfer(transfer="T-1", way=way, reason="证据充分", by="o-1", known=_DUE)


def _close(outcome):
    return c.CloseTransfer(transfer="T-1", outcome=outcome, document=PAPER, by="o-1", known=EvidenceLookups())


class Transfers(DeciderMachine):
    """国务院令第310号: looked into by two, decided by the head who is neither of them, sent to the police with a copy to the
    procuratorate, decided by the organ that has it. A time that passed is on record exactly once, with who owed it.
    """

    decider, deadlines = TRANSFER, service.deadlines
    asks: ClassVar = {
        c.SuspectCrime: st.builds(
            c.SuspectCrime, transfer=T, visit=st.just("V-1"), finding=st.sampled_from(["F-1", "F-1", "F-1", "F-2"]),
            department=st.just(MARKET), articles=st.just(("刑法第一百四十四条",)), by=st.just("o-1"),
            known=st.builds(
                c.SuspicionLookups, due=dues, department=st.sampled_from([MARKET, MARKET, MARKET, FIRE, None]),
                already=st.sampled_from([None, None, None, "T-9"]),
            ),
        ),
        c.VerifyCrime: st.builds(
            c.VerifyCrime, transfer=T, officers=st.sampled_from([(M1, M2), (M1, M2, F1), (M1,), (M1, M1)]),
            report=st.just(PAPER), by=st.just("o-1"),
            known=st.builds(
                c.VerificationLookups, due=dues, two_officers=st.just(2), missing=lost,
                uncertified=st.sampled_from([(), (), (), (M2,)]),
            ),
        ),
        c.ApproveTransfer: st.builds(c.ApproveTransfer, transfer=T, by=people, known=st.builds(c.Clock, due=dues)),
        c.DeclineTransfer: st.builds(
            c.DeclineTransfer, transfer=T, reason=reasons, copy_to=procuratorates, by=people,
            known=st.just(OrganLookups(kinds=KINDS)),
        ),
        c.SendTransfer: st.builds(
            c.SendTransfer, transfer=T, to=organs, copy_to=procuratorates, document=st.just(PAPER),
            evidence=st.sampled_from([(), (PAPER,)]), by=people,
            known=st.builds(c.SendingLookups, due=dues, kinds=st.just(KINDS), missing=lost),
        ),
        c.PassOnTransfer: st.builds(
            c.PassOnTransfer, transfer=T, receiver=organs, to=organs, reason=reasons, by=people,
            known=st.builds(c.PassingLookups, due=dues, kinds=st.just(KINDS)),
        ),
        c.ReceiveTransfer: st.builds(
            c.ReceiveTransfer, transfer=T, receiver=organs, known=st.builds(c.Clock, due=dues)
        ),
        c.AcceptTransfer: st.builds(
            c.AcceptTransfer, transfer=T, receiver=organs, case_number=st.just("监公立字〔2026〕12号"), by=people
        ),
        c.RefuseTransfer: st.builds(
            c.RefuseTransfer, transfer=T, receiver=organs, reason=reasons, by=people, known=st.builds(c.Clock, due=dues)
        ),
        c.DisputeTransfer: st.builds(
            c.DisputeTransfer, transfer=T, way=st.sampled_from(f.DisputeWay), reason=reasons, by=people,
            known=st.builds(c.Clock, due=dues),
        ),
        c.ReturnTransfer: st.builds(c.ReturnTransfer, transfer=T, receiver=organs, reason=reasons, by=people),
        c.CloseTransfer: st.builds(
            c.CloseTransfer, transfer=T, outcome=st.sampled_from(f.TransferOutcome), document=st.just(PAPER), by=people,
            known=st.builds(EvidenceLookups, missing=lost),
        ),
        c.MoveTransferDue: st.builds(c.MoveTransferDue, transfer=T, due=moments(-1, 2, 24 * 20), year=st.just(2026)),
        c.PassTransferClock: st.builds(
            c.PassTransferClock, transfer=T,
            stage=st.sampled_from(["verify", "approve", "send", "receive", "decide", "dispute", "reconsider"]),
        ),
    }  # fmt: skip
    produces = (
        f.CrimeSuspected, f.TransferDueMoved, f.CrimeVerified, f.TransferApproved, f.TransferDeclined, f.TransferDocumented,
        f.TransferSent, f.TransferPassedOn, f.TransferReceived, f.TransferAccepted, f.TransferRefused, f.TransferDisputed,
        f.TransferReturned, f.TransferClosed, ClockPassed,
    )  # fmt: skip
    refuses = (
        r.NoSuchTransfer, r.NoSuchFinding, r.FindingOfAnother, r.AlreadySuspected, r.TransferNumberTaken, r.TooFewOfficers,
        r.OfficersNotCertified, r.HeadDecidesAlone, register_refusals.NotThatOrgan, r.NotTheReceiver, r.NotAtThisStage,
        r.DisputeTooLate, r.DisputedAlready, r.OutcomeDoesNotFit, r.PassedOnToItself, r.TransferOver, EvidenceMissing,
    )  # fmt: skip
    stories = (
        tuple(_known(SUSPECT, **known) for known in ({"department": None}, {"department": FIRE}, {"already": "T-9"})),
        (
            SUSPECT,
            _known(_STEPS[1], uncertified=(M2,)),
            _known(_STEPS[1], missing=("ab" * 32,)),
            *_STEPS[1:3],
            _STEPS[3].model_copy(update={"to": PROCURATORATE}),
        ),
        (*_STEPS, _REFUSE, UNSEEN, _dispute("reconsideration"), _dispute("procuratorate"), _ACCEPT),
        (*_STEPS, _ACCEPT, _RETURN, _close("returned"), _ACCEPT),
        (*_STEPS, _ACCEPT, _close("not-opened"), _close("convicted")),
        (*_STEPS[:-1], _pass_on(POLICE), _pass_on(OTHERS), _STEPS[-1]),
        (*_STEPS, _REFUSE, _dispute("reconsideration"), _REFUSE, _dispute("reconsideration"), _dispute("procuratorate")),
        (*_STEPS, _REFUSE, _dispute("procuratorate"), _REFUSE, _close("not-opened")),
    )

    def law(self):
        seen = [fact for fact, _ in self.history]
        kinds = [type(fact) for fact in seen]
        over = [n for n, kind in enumerate(kinds) if kind in {f.TransferDeclined, f.TransferClosed}]
        assert not over or over == [len(kinds) - 1], "something follows the end"
        assert (kinds[0], kinds.count(f.CrimeSuspected)) == (f.CrimeSuspected, 1)
        for sent in (fact for fact in seen if isinstance(fact, f.TransferSent)):
            before = seen[: seen.index(sent)]
            (report,) = [fact for fact in before if isinstance(fact, f.CrimeVerified)]
            (approval,) = [fact for fact in before if isinstance(fact, f.TransferApproved)]
            assert len(set(report.officers)) >= 2
            assert approval.by != report.by
        ways = [fact.way for fact in seen if isinstance(fact, f.TransferDisputed)]
        assert len(ways) == len(set(ways))
        assert f.TransferReceived in kinds or not {f.TransferAccepted, f.TransferRefused} & set(kinds)
        self._times()

    def _times(self):
        """Each time is on record once, after it has passed, and for what was owed then."""
        due, passed = None, True
        for fact, at in self.history:
            if isinstance(fact, ClockPassed):
                assert not passed, fact
                assert fact.due == due < at
                passed = True
                continue
            named = [name for name in type(fact).model_fields if name.endswith("_by") or name == "due"]
            if named:
                assert passed or at <= due or type(fact) is f.TransferDueMoved, "a step after its time, which is not on record"
                due = getattr(fact, named[0])
                passed = due is None
            elif isinstance(fact, f.TransferAccepted | f.TransferDeclined | f.TransferClosed):
                assert passed or at <= due
                passed = True

    def punctual(self):
        """A time that runs has not passed."""
        due, running = None, False
        for fact in self.facts:
            named = [name for name in type(fact).model_fields if name.endswith("_by") or name == "due"]
            if isinstance(fact, ClockPassed | f.TransferAccepted | f.TransferDeclined | f.TransferClosed):
                running = False
            elif named:
                due = getattr(fact, named[0])
                running = due is not None
                if isinstance(fact, f.TransferRefused) and any(
                    isinstance(each, f.TransferDisputed) and each.way is f.DisputeWay.PROCURATORATE for each in self.facts
                ):
                    running = False
        assert not running or due >= self.now
