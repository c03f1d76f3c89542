"""Whatever is asked of visits, in whatever order, with their deadlines running."""

from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

from hypothesis import strategies as st

from libs.events.calendar import local_day
from libs.events.catalog.inspection.handling import FindingAssigned, FindingSettled, Handling, Settled
from libs.events.catalog.inspection.result import ResultIssued, ResultRevoked
from libs.events.catalog.inspection.visit import (
    Answer,
    AnsweredBy,
    ClueFound,
    Disposition,
    EntityAnswered,
    EntryRefusal,
    EntryRefused,
    NoticeConfided,
    NoticeWithheld,
    OfficerCheckedIn,
    OfficerConfided,
    OfficerReplaced,
    PartAmended,
    PartConfided,
    PartJoined,
    PartRecorded,
    Proof,
    Severity,
    VisitAnnounced,
    VisitAssigned,
    VisitClosed,
    VisitClosedInConfidence,
    VisitCompleted,
    VisitConfided,
    VisitFrustrated,
    VisitOverdue,
)
from libs.events.catalog.planning.visit import VisitPart, with_part
from libs.events.testing.decider_machine import BEGIN, PAST, UNSEEN, DeciderMachine, moments
from services.inspection.app import service
from services.inspection.testing.decisions import (
    F1,
    F2,
    FIRE,
    M1,
    M2,
    MARKET,
    TAX,
    amend,
    answer,
    check_in,
    finding,
    frustrate,
    handle,
    pass_on,
    planned,
    record_of,
    report,
)
from services.inspection.testing_machines.visit_stories import (
    ANYHOW,
    ARRIVING,
    AWKWARD,
    DOUBTED,
    ENDING,
    GRAVE,
    GROWN,
    MENDED,
    MOOT,
    OUTSIDE,
    SETTLED,
    T1,
    T2,
    TRIFLE,
    UNFIT,
    UNSAID,
    WRONG,
)
from services.inspection.visit import answer_refusals as unsaid
from services.inspection.visit import commands as c
from services.inspection.visit import frustration_refusals as moot
from services.inspection.visit import handling_refusals as h
from services.inspection.visit import part_refusals as unlawful
from services.inspection.visit import refusals as r
from services.inspection.visit.decide.visit import VISIT

V = st.just("V-1")
_PLANNED = planned().model_copy(update={"window_from": BEGIN.date()})
_SECRET = _PLANNED.model_copy(update={"notice_forbidden": True})
PLAN, TELL = (c.AssignVisit(**each.model_dump()) for each in (_PLANNED, _SECRET))
SECRET = c.AssignInConfidence(**_SECRET.model_dump())
WITHHOLD = c.WithholdNotice(visit="V-1", on=BEGIN.date(), reason="依法不得事先通知")
TODAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
JOINING = [
    c.JoinPart(
        visit="V-1", filing="F-9", part=VisitPart(department=TAX, kinds=("tax",), items=("TAX-0001",), inspectors=(T1, T2))
    ),
    c.JoinPart(
        visit="V-1", filing="F-8", part=VisitPart(department=FIRE, kinds=("gas",), items=("FIR-0007",), inspectors=(F1, F2))
    ),
]
M9 = "I-421088-0099"
days = st.sampled_from([date(2026, 2, 28), date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 31), date(2026, 4, 5)])
departments = st.sampled_from([MARKET, FIRE, TAX])
reasons = st.none() | st.just("现场断网")
numbers = st.lists(st.sampled_from(["F-1", "F-2"]), max_size=2)
first_item = {MARKET: "MKT-0003", FIRE: "FIR-0002", TAX: "TAX-0001"}


def some_part(department, items_of):
    """A part with findings on the first item of a department, its own or another."""
    return st.builds(
        lambda found, severity, how, basis: report(
            department, *(finding(n, first_item[items_of], severity) for n in found), disposition=how, exemptible=("MKT-0003",),
            basis=basis,
        ),
        numbers, st.sampled_from(Severity), st.sampled_from(Disposition), st.none() | st.just("免罚清单第三项"),
    )  # fmt: skip


parts = st.one_of(
    st.sampled_from([report(FIRE, items=("FIR-0002", "FIR-0007")), report(TAX, items=("TAX-0001",))]),
    some_part(MARKET, MARKET), some_part(FIRE, FIRE), some_part(TAX, TAX), some_part(MARKET, FIRE), some_part(FIRE, TAX),
    st.sampled_from([report(MARKET), report(FIRE), report(FIRE, items=()), report(MARKET, items=("MKT-0003",))]),
)  # fmt: skip


def some_clue(finder):
    return st.builds(
        pass_on, clue=st.sampled_from(["C-1", "C-2"]), finder=st.just(finder), competent=departments,
        elsewhere=st.booleans(), listed=st.sampled_from([True, True, True, False]),
    )  # fmt: skip


handlings = st.builds(
    lambda department, found, how, reviewer, basis: handle(
        how, *found, department=department, reviewer=reviewer, basis=basis, exemptible=("MKT-0003",), target="C-1"
    ),
    departments, numbers, st.sampled_from(Handling), st.booleans(), st.none() | st.just("现场核实"),
)  # fmt: skip
answers = st.builds(answer, st.sampled_from(Answer)) | st.builds(
    lambda said, by, officers, witness: answer(said, entity=False, by=by, officers=officers, witness=witness),
    st.sampled_from(Answer), st.sampled_from(["refused", "absent", "entity"]), st.sampled_from([(M1, M2), (M1,), (M1, M9)]),
    st.sampled_from(["P-1", None]),
)  # fmt: skip
clues = some_clue(MARKET) | some_clue(FIRE) | some_clue(TAX)
arrivals = st.builds(
    lambda who, d, **given: check_in(inspector=who, department=d, **given), st.sampled_from([M1, M2, M9, F1, T1]),
    departments,
    proof=st.sampled_from(Proof), at=st.none() | moments(-24 * 20, -1, 0, 48, 24 * 40), reason=reasons, certified=st.booleans(),
    code_holds=st.booleans(),
) | st.builds(
    lambda who: check_in(inspector=who, department={F1: FIRE, F2: FIRE, T1: TAX, T2: TAX}.get(who, MARKET)),
    st.sampled_from([M1, M2, F1, F2, T1, T2]),
)  # fmt: skip


class Visits(DeciderMachine):
    """L-12: an unplanned check that joins is part of the visit, until its part is on record or the entity has answered.

    L-19, L-15: nobody comes before notice, or before it is on record why there is none, nor before that day. X-01, H-12:
    only officers of the team come, a substitute instead of who was drawn; only departments that are there record, each once,
    its own items (L-23, L-24). J-14: a clue names somebody else. L-22, L-26, B-32: the record is sealed once, as it stood;
    after it only the end and one revocation.
    """

    decider, deadlines = VISIT, service.deadlines
    asks: ClassVar = {
        c.AssignVisit: st.sampled_from([PLAN, TELL]),
        c.AssignInConfidence: st.just(SECRET),
        c.JoinPart: st.sampled_from(JOINING),
        c.CancelVisit: st.builds(c.CancelVisit, visit=V),
        c.ReplaceOfficer: st.builds(
            c.ReplaceOfficer,
            visit=V,
            department=departments,
            gone=st.sampled_from([M1, M2, F1]),
            substitute=st.sampled_from([None, M9]),
        ),
        c.AnnounceVisit: st.builds(c.AnnounceVisit, visit=V, on=days, basis=st.just("年度计划")),
        c.WithholdNotice: st.builds(c.WithholdNotice, visit=V, on=days, reason=st.just("依法不得事先通知")),
        c.CheckInOfficer: arrivals,
        c.RecordPart: parts,
        c.AmendPart: st.builds(lambda asked, reason: c.AmendPart(**dict(asked), reason=reason), parts, st.just("笔误")),
        c.RefuseEntry: st.builds(c.RefuseEntry, visit=V, why=st.sampled_from(EntryRefusal)),
        c.FrustrateVisit: st.builds(
            lambda officers, evidence, department: frustrate(officers=officers, evidence=evidence, department=department),
            st.sampled_from([(M1, M2), (M1, M1), (M1, M9)]),
            st.sampled_from([(), frustrate().evidence]),
            departments,
        ),
        c.PassOnClue: clues,
        c.AnswerRecord: answers,
        c.CompleteVisit: st.builds(c.CompleteVisit, visit=V, result=st.sampled_from(["R-1", "R-2"])),
        c.AssignHandling: handlings,
        c.SettleFindings: st.builds(
            c.SettleFindings, visit=V, findings=numbers.map(tuple), how=st.sampled_from(Settled), ref=st.just("RC-1")
        ),
        c.RevokeResult: st.builds(c.RevokeResult, visit=V, result=st.sampled_from(["R-1", "R-2"]), reason=st.just("程序有误")),
        c.PassVisitDeadline: st.builds(c.PassVisitDeadline, visit=V),
    }
    produces = (
        VisitAssigned, PartJoined, VisitAnnounced, NoticeWithheld, OfficerReplaced, OfficerCheckedIn, PartRecorded, ClueFound,
        EntityAnswered, VisitCompleted, ResultIssued, ResultRevoked, VisitOverdue, VisitClosed,
        VisitConfided, PartConfided, OfficerConfided, NoticeConfided, VisitClosedInConfidence, FindingAssigned, FindingSettled,
        PartAmended, EntryRefused, VisitFrustrated,
    )  # fmt: skip
    refuses = (
        r.AlreadyAnswered, r.AlreadyRecorded, r.AlreadyUnderWay, r.ClueAtHome, r.ClueTaken, unlawful.DispositionMismatch,
        unlawful.FindingOutside, unlawful.FindingTwice, unlawful.ItemsUncovered, r.LateEntryOutOfTime, r.LateEntryUnreasoned,
        r.NoSuchResult, r.NoSuchVisit, r.NotAnnounced, r.NotAnswered, r.NotBeforehand, r.NotCertified, r.NotCheckedIn,
        unlawful.NotExemptible, r.NotOnTeam, r.NotOnVisit, r.NoticeDue, r.NoticeForbidden, r.OutsideWindow, r.PartsMissing,
        r.ScanIsNow, r.TooEarly, r.TooFewOfficers, r.UnknownDepartment, r.VisitOver, r.WrongCode, h.HandlingUnfit,
        h.FindingHandled, h.HandlingUnreasoned, h.NoClueOfVisit, h.NoSuchFinding, h.NotSealed, h.ReviewerNeeded,
        unlawful.ItemLapsed, unlawful.OutcomeMismatch, unlawful.OutcomeUnreasoned, unlawful.PointsUncovered,
        unlawful.FindingUnproved, unlawful.NothingToAmend, unlawful.RecordAnswered, unsaid.AnswersItself, unsaid.NotTheirAnswer,
        unsaid.NotedByTooFew, unsaid.WitnessMissing,
        moot.SomethingChecked, moot.NotedByOne, moot.NothingShown, moot.EntryGiven,
    )  # fmt: skip
    stories = (
        (PLAN, *ARRIVING, *ENDING, c.RevokeResult(visit="V-1", result="R-1", reason="采样程序有误")),
        (PLAN, OUTSIDE, c.AnnounceVisit(visit="V-1", on=date(2026, 3, 4), basis="年度计划"), *AWKWARD, PAST),
        (PLAN, *ARRIVING, *UNFIT, *ENDING[:2], ENDING[-1], ENDING[2], answer("objected")),
        (PLAN, *ARRIVING, *ENDING[:-1], UNSEEN, ENDING[-1]),
        (PLAN, *ARRIVING, MENDED, *ENDING[1:], handle("rectification"), SETTLED),
        (
            PLAN,
            *ARRIVING,
            GRAVE,
            *ENDING[1:],
            *(handle(how) for how in ("guided", "not-borne-out", "case", "rectification")),
            handle("not-borne-out", basis="复核"),
            handle("guided", "F-9"),
            SETTLED,
        ),
        (PLAN, *ARRIVING, TRIFLE, *ENDING[1:], *ANYHOW),
        (PLAN, *ARRIVING, DOUBTED, *ENDING[1:], handle("not-borne-out")),
        (PLAN, *ARRIVING, *ENDING[:2], *UNSAID, ENDING[3]),
        (PLAN, ARRIVING[0], *MOOT, frustrate()),
        (PLAN, *ARRIVING, c.RefuseEntry(visit="V-1", why="other"), ENDING[0], frustrate()),
        (PLAN, WITHHOLD),
        (SECRET, WITHHOLD, frustrate()),
        (PLAN, *ARRIVING, amend(), *WRONG, TRIFLE, amend(), *ENDING[1:3], amend(), ENDING[3]),
        (
            PLAN,
            JOINING[0],
            *ARRIVING,
            JOINING[1],
            *(check_in(inspector=who, department=TAX) for who in (T1, T2)),
            *GROWN,
            *ENDING[2:],
        ),
        (PLAN, *ARRIVING, *ENDING[:2], JOINING[1], JOINING[0], ENDING[2], JOINING[0]),
        (
            SECRET,
            c.AnnounceVisit(visit="V-1", on=BEGIN.date(), basis="年度计划"),
            WITHHOLD,
            JOINING[0],
            TELL,
            c.WithholdNotice(visit="V-1", on=date(2026, 3, 4), reason="依法不得事先通知"),
        ),
        (SECRET, WITHHOLD, c.ReplaceOfficer(visit="V-1", department=MARKET, gone=M1, substitute=M9), *ARRIVING[1:], TELL),
        (TELL, WITHHOLD),
        (PLAN, *ARRIVING[:2], ENDING[0], c.ReplaceOfficer(visit="V-1", department=MARKET, gone=M2, substitute=None)),
        (PLAN, ARRIVING[0], c.ReplaceOfficer(visit="V-1", department=MARKET, gone=M1, substitute=M9), *ARRIVING[1:]),
    )

    def law(self):
        plan, kinds = self.facts[0], [type(f) for f in self.facts]
        assert isinstance(plan, VisitAssigned)
        self.kept_until_it_is_told(kinds)
        once = (
            VisitConfided,
            VisitAssigned,
            VisitOverdue,
            VisitCompleted,
            ResultIssued,
            VisitClosed,
            ResultRevoked,
            EntityAnswered,
        )
        assert max(map(kinds.count, once)) <= 1
        told, there, done = None, set(), {}
        for n, (fact, at) in enumerate(self.history):
            own = self.parts_before(n)
            match fact:
                case VisitAnnounced(on=on) | NoticeWithheld(on=on) if not (kinds[n - 1] is VisitAssigned and on == told):
                    assert plan.notice_forbidden == isinstance(fact, NoticeWithheld)
                    assert not there
                    assert on >= max(local_day(at), plan.window_from)
                    assert on <= plan.window_to or VisitOverdue in kinds[:n]
                    told = on
                case OfficerCheckedIn(inspector=who, department=d, at=came):
                    assert who in own[d].inspectors
                    assert who not in there
                    assert told <= local_day(came)
                    assert fact.proof is not Proof.LATE or (fact.reason and came <= at <= came + timedelta(days=11))
                    assert fact.proof is Proof.LATE or came == at, "a scan is timed by the system"
                    there.add(who)
                case OfficerReplaced(department=d):
                    assert fact.gone in own[d].inspectors
                    assert fact.gone not in there, "replaced after having come"
                case PartRecorded(department=d):
                    self.recorded_rightly(fact, there, own[d])
                    assert (d in done) == isinstance(fact, PartAmended)
                    assert fact.revision == (done[d].revision + 1 if d in done else 1)
                    assert EntityAnswered not in kinds[:n], "changed behind the entity's answer"
                    done[d] = fact
                case ClueFound():
                    self.passed_on_rightly(fact, there, own[fact.finder])
                case EntityAnswered():
                    assert set(done) == set(own)
                    noted = fact.by is not AnsweredBy.ENTITY
                    assert not noted or (
                        fact.answer is Answer.REFUSED and len(set(fact.officers) & there) >= 2 and fact.witness
                    )
                case VisitOverdue(due=due):
                    assert at > due == plan.due
                case VisitCompleted():
                    self.ended_rightly(n, done)
        self.numbered_once(done)

    def kept_until_it_is_told(self, kinds):
        """Of a confided visit nothing is said, and then how it stands."""
        if kinds[0] is not VisitConfided:
            return
        told = kinds.index(VisitAssigned) if VisitAssigned in kinds else len(kinds)
        kept = {VisitConfided, PartConfided, OfficerConfided, NoticeConfided, VisitClosedInConfidence}
        assert set(kinds[:told]) <= kept | {VisitOverdue}
        assert not set(kinds[told:]) & kept
        for fact in self.facts[told : told + 1]:
            assert {p.department: p for p in fact.parts} == self.parts_before(told)

    def numbered_once(self, done):
        numbers = [f.finding for p in done.values() for f in p.findings]
        assert len(numbers) == len(set(numbers))

    def parts_before(self, n):
        """Each department's part as planned, grown by what had joined, with the officers who had taken others' seats."""
        parts, filings = self.facts[0].parts, []
        for m, fact in enumerate(self.facts[:n]):
            if isinstance(fact, PartJoined):
                recorded = {f.department for f in self.facts[:m] if isinstance(f, PartRecorded)}
                assert fact.part.department not in recorded, "added to what is on record"
                assert not any(isinstance(f, EntityAnswered) for f in self.facts[:m]), "added to what was answered"
                parts = with_part(parts, fact.part)
                filings.append(fact.filing)
            if isinstance(fact, OfficerReplaced):
                parts = tuple(self.replaced(p, fact) if p.department == fact.department else p for p in parts)
        assert len(filings) == len(set(filings)), "one filing joins once"
        return {p.department: p for p in parts}

    @staticmethod
    def replaced(part, fact):
        new = [fact.substitute if name == fact.gone else name for name in part.inspectors]
        return part.model_copy(update={"inspectors": tuple(name for name in new if name is not None)})

    def passed_on_rightly(self, clue, there, own):
        assert clue.competent != clue.finder
        assert set(own.inspectors) & there
        assert [f.clue for f in self.facts if isinstance(f, ClueFound)].count(clue.clue) == 1

    def recorded_rightly(self, part, there, own):
        assert len(set(own.inspectors) & there) >= 2
        assert sorted(part.items) == sorted(own.items)
        assert {f.item for f in part.findings} <= set(own.items)
        assert bool(part.findings) or part.disposition in {Disposition.ARCHIVED, Disposition.GUIDED}
        assert not part.findings or part.disposition is not Disposition.ARCHIVED
        if part.disposition is Disposition.EXEMPTED:
            assert {(f.item, f.severity) for f in part.findings} == {("MKT-0003", Severity.MINOR)}
            assert part.basis

    def ended_rightly(self, n, done):
        kinds = [type(f) for f in self.facts]
        completed, result = self.facts[n : n + 2]
        assert EntityAnswered in kinds[:n]
        after = {VisitCompleted, ResultIssued, VisitClosed, ResultRevoked, FindingAssigned, FindingSettled}
        assert set(kinds[n:]) <= after
        assert completed.record == result.record == record_of(*self.facts[:n])
        assert result.problems == sum(len(part.findings) for part in done.values())
        assert {p.department: p.disposition for p in result.parts} == {d: part.disposition for d, part in done.items()}
        self.handled_rightly({made.finding: made for part in done.values() for made in part.findings})

    def handled_rightly(self, made):
        """No visit closes with an open finding, and none stays open without one; a serious one is never settled by guidance."""
        ends = [f.finding for f in self.facts if isinstance(f, FindingSettled)]
        assert len(ends) == len(set(ends))
        assert any(isinstance(f, VisitClosed) for f in self.facts) == (set(ends) == set(made))
        for fact in self.facts:
            if isinstance(fact, FindingAssigned) and made[fact.finding].severity is Severity.SERIOUS:
                assert fact.handling not in {Handling.GUIDED, Handling.ON_THE_SPOT, Handling.RECTIFICATION, Handling.EXEMPTED}

    def punctual(self):
        kinds = {type(f) for f in self.facts}
        if kinds and not kinds & {VisitCompleted, VisitClosed, VisitClosedInConfidence}:
            assert self.facts[0].due >= self.now or VisitOverdue in kinds
