"""What never or always holds of whistles and clues, whatever is asked in whatever order, with their deadlines running."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from hypothesis import strategies as st

from libs.events.catalog.codes import EvidenceRef
from libs.events.catalog.whistle.call import (
    DepartmentReportedIn,
    DepartmentsCalled,
    HandlingAgreed,
    HandlingMoved,
    HandlingOverdue,
    JointVisitAsked,
    Ladder,
    PartHandled,
    ReportInMoved,
    ReportInOverdue,
    Urgency,
    WhistleBlown,
    WhistleClosed,
    WhistleConfirmed,
    WhistleEscalated,
)
from libs.events.catalog.whistle.clue import (
    ClueAcknowledged,
    ClueDueMoved,
    ClueHandled,
    ClueOverdue,
    ClueReceived,
    ClueReturned,
)
from libs.events.testing.decider_machine import BEGIN, PAST, DeciderMachine, explore, moments, nothing_left_out
from services.whistle.app import service
from services.whistle.call import commands as c
from services.whistle.call import refusals as r
from services.whistle.call.decide import WHISTLE
from services.whistle.clue import commands as cc
from services.whistle.clue import refusals as cr
from services.whistle.clue.decide import CLUE
from services.whistle.policy.decide import POLICY
from services.whistle.testing import FIRE, MARKET, POLICE

W, C = st.just("W-1"), st.just("C-1")
text = st.sampled_from(["液化气瓶违规存放", "已整改"])
departments = st.sampled_from([MARKET, FIRE, POLICE])
some = st.lists(departments, min_size=1, max_size=3).map(tuple)
evidence = st.just(()) | st.just((EvidenceRef(sha256="ab" * 32, media_type="image/jpeg"),))
dues = moments(-1, 2, 24, 72, 24 * 20)
LADDER = Ladder(steps=POLICY.sources.escalation, hours=POLICY.sources.step_hours)
ladders = st.just(LADDER)
summons = st.builds(c.Summons, unlisted=st.just(()) | some, report_in_by=dues, ladder=ladders)
clock = st.builds(cc.Clock, due=dues)
centre = st.sampled_from(POLICY.sources.escalation)


@dataclass
class Round:
    """What a careful clerk notes of one round: who was told to come by when, who came, who finished."""

    due: dict[str, datetime] = field(default_factory=dict)
    leads: str | None = None
    asked: bool = False
    came: set[str] = field(default_factory=set)
    overdue: set[str] = field(default_factory=set)
    steps: dict[str, WhistleEscalated] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    done_by: datetime | None = None
    by_rule: bool = False
    late: bool = False

    @property
    def awaited(self) -> set[str]:
        return set(self.due) - self.came


CALLED = (
    c.BlowWhistle(
        whistle="W-1",
        township="421088100",
        matter_kind="fire-safety",
        matter="瓶",
        place="东",
        urgency=Urgency.URGENT,
        known=c.OnLists(township=True),
    ),
    c.CallDepartments(
        whistle="W-1", departments=(MARKET, FIRE), known=c.Summons(report_in_by=BEGIN + timedelta(hours=2), ladder=LADDER)
    ),
)
CAME = tuple(c.ReportIn(whistle="W-1", department=d, officers=("I-421088-0001",)) for d in (MARKET, FIRE))
AGREED = c.AgreeHandling(whistle="W-1", lead=FIRE, plan="联合处置", done_by=BEGIN + timedelta(days=5), by_rule=True)
LATER = c.MoveReportIn(whistle="W-1", department=FIRE, report_in_by=BEGIN + timedelta(days=1), year=2026)
LONGER = c.MoveHandling(whistle="W-1", done_by=BEGIN + timedelta(days=6), year=2026)
HANDLED = tuple(c.HandlePart(whistle="W-1", department=d, outcome="已整改") for d in (MARKET, FIRE))


ENTITY = "stall:421088100-0001"


def ask_visit(lead=FIRE, *, items=("F-1", "M-1"), entity=ENTITY, day=0):
    known = c.VisitLookups(entity=entity, competent={"F-1": FIRE, "M-1": MARKET, "P-1": POLICE}, today=BEGIN.date())
    on = BEGIN.date() + timedelta(days=day)
    return c.AskVisit(whistle="W-1", ask="J-1", lead=lead, items=items, on=on, known=known)


class Whistles(DeciderMachine):
    """L-41, J-13: only called departments come, once a round; everybody comes, then everybody acts, then the township rates all
    of them. B-10: a department that does not come in its own time is overdue once and goes up step by step, each step once.
    Nothing follows the end.
    """

    decider, deadlines = WHISTLE, service.deadlines
    asks: ClassVar = {
        c.BlowWhistle: st.builds(
            c.BlowWhistle, whistle=W, township=st.just("421088100"), matter_kind=st.just("fire-safety"), matter=text,
            place=text, urgency=st.sampled_from(Urgency), entity=st.none() | st.just("stall:421088100-0001"), evidence=evidence,
            known=st.builds(c.OnLists, township=st.booleans(), entity=st.booleans()),
        ),
        c.CallDepartments: st.builds(c.CallDepartments, whistle=W, departments=some, known=summons),
        c.ReportIn: st.builds(c.ReportIn, whistle=W, department=departments, officers=st.just(("I-421088-0001",))),
        c.PassReportIn: st.builds(
            c.PassReportIn, whistle=W, department=departments, escalate_to=centre, next_by=st.none() | dues, ladder=ladders
        ),
        c.Escalate: st.builds(
            c.Escalate, whistle=W, department=departments, step=st.integers(1, 3), to=centre, next_by=st.none() | dues,
            ladder=ladders,
        ),
        c.AgreeHandling: st.builds(
            c.AgreeHandling, whistle=W, lead=departments, plan=text, done_by=dues, by_rule=st.booleans()
        ),
        c.AskVisit: st.builds(
            ask_visit, departments, entity=st.sampled_from([None, ENTITY, ENTITY]), day=st.sampled_from([-1, 0, 7]),
            items=st.sampled_from([("F-1",), ("F-1", "M-1"), ("P-1",), ("X-1",)]),
        ),
        c.HandlePart: st.builds(c.HandlePart, whistle=W, department=departments, outcome=text, evidence=evidence),
        c.PassHandling: st.builds(c.PassHandling, whistle=W),
        c.MoveReportIn: st.builds(c.MoveReportIn, whistle=W, department=departments, report_in_by=dues, year=st.just(2026)),
        c.MoveHandling: st.builds(c.MoveHandling, whistle=W, done_by=dues, year=st.just(2026)),
        c.ConfirmWhistle: st.builds(
            c.ConfirmWhistle, whistle=W, solved=st.booleans(), ratings=st.dictionaries(departments, st.integers(1, 5),
            max_size=3),
            remark=st.none() | text,
        ),
    }  # fmt: skip
    produces = (
        WhistleBlown, DepartmentsCalled, DepartmentReportedIn, ReportInOverdue, WhistleEscalated, HandlingAgreed, PartHandled,
        HandlingOverdue, WhistleConfirmed, WhistleClosed, ReportInMoved, HandlingMoved, JointVisitAsked,
    )  # fmt: skip
    refuses = (
        r.EntityUnlisted, r.TownshipUnlisted, r.DepartmentsUnlisted, r.AlreadyBlown, r.NoSuchWhistle, r.WhistleOver,
        r.NotCalled, r.AlreadyReportedIn, r.StillAwaited, r.EverybodyHasCome, r.PartsMissing, r.RatingMissing,
        r.AnotherLeads, r.VisitAskedAlready, r.NobodyToVisit, r.VisitInThePast, r.ItemsUnlisted,
    )  # fmt: skip

    stories = (
        (*CALLED, *CAME, AGREED, *HANDLED, c.ConfirmWhistle(whistle="W-1", solved=True, ratings={MARKET: 5, FIRE: 4}), AGREED),
        (*CALLED, *CAME, *HANDLED, c.ConfirmWhistle(whistle="W-1", solved=False, ratings={MARKET: 5, FIRE: 4}), CALLED[1]),
        (*CALLED, *CAME, *HANDLED, c.ConfirmWhistle(whistle="W-1", solved=True, ratings={MARKET: 5})),
        (*CALLED, CAME[0], PAST, PAST, CAME[1], AGREED, PAST),
        (*CALLED, LATER, *CAME, AGREED, LONGER, PAST),
        (*CALLED, CAME[0], ask_visit(FIRE), ask_visit(MARKET, items=("F-1",)), ask_visit(MARKET, items=("M-1",)), CAME[1]),
        (*CALLED, *CAME, ask_visit(entity=None), ask_visit(day=-1), ask_visit(items=("X-1",)), ask_visit(items=("P-1",))),
        (*CALLED, *CAME, AGREED, ask_visit(MARKET), ask_visit(), ask_visit()),
    )

    def law(self):
        self.noted()

    def punctual(self):
        notes = self.noted()
        assert {d for d in notes.awaited if notes.due[d] < self.now} <= notes.overdue
        for d in notes.awaited & set(notes.steps):
            last = notes.steps[d]
            assert last.next_by is None or last.next_by >= self.now or last.step >= len(POLICY.sources.escalation)
        open_ = bool(notes.due) and not notes.awaited and set(notes.due) > notes.done
        assert not open_ or notes.done_by is None or notes.done_by >= self.now or notes.late

    def noted(self) -> Round:
        kinds = [type(f) for f in self.facts]
        assert kinds.count(WhistleBlown) <= 1
        assert WhistleClosed not in kinds[:-1], "something follows the end"
        notes, number = Round(), 0
        for n, (fact, at) in enumerate(self.history):
            match fact:
                case WhistleBlown():
                    assert n == 0
                case DepartmentsCalled(round=round_, departments=called, report_in_by=by):
                    if not notes.due:
                        number += 1
                    assert round_ == number
                    assert not set(called) & set(notes.due), "called twice in a round"
                    assert not notes.due or notes.awaited, "called when everybody had come"
                    notes.due.update(dict.fromkeys(called, by))
                case WhistleConfirmed(solved=solved, ratings=ratings):
                    assert not notes.awaited
                    assert set(ratings) == set(notes.due) == notes.done
                    assert solved == (self.facts[n + 1 : n + 2] == [WhistleClosed(whistle="W-1")])
                    notes = Round()
                case WhistleClosed():
                    pass
                case _:
                    _one_step(notes, fact, at)
        return notes


def _one_step(notes, fact, at):
    match fact:
        case DepartmentReportedIn(department=d, late=late):
            assert d in notes.awaited
            assert late == (at > notes.due[d])
            notes.came.add(d)
        case ReportInOverdue(department=d, due=due):
            assert d in notes.awaited - notes.overdue
            assert at > due == notes.due[d]
            notes.overdue.add(d)
        case ReportInMoved(department=d, was=was, report_in_by=later):
            assert d in notes.awaited - notes.overdue
            assert was == notes.due[d]
            assert later > was or at <= was, "made earlier when it had passed"
            notes.due[d] = later
        case HandlingMoved(done_by=later):
            assert notes.by_rule
            assert not notes.late
            assert later > notes.done_by or at <= notes.done_by, "made earlier when it had passed"
            notes.done_by = later
        case WhistleEscalated(department=d, step=step):
            assert d in notes.awaited & notes.overdue
            assert step == (notes.steps[d].step + 1 if d in notes.steps else 1)
            notes.steps[d] = fact
        case HandlingAgreed(lead=lead, departments=agreed, done_by=by, by_rule=by_rule):
            assert not notes.awaited
            assert lead in agreed
            assert set(agreed) == set(notes.due)
            notes.done_by, notes.by_rule, notes.late, notes.leads = by, by_rule, False, lead
        case JointVisitAsked(lead=lead, departments=asked):
            assert not notes.asked, "asked for twice in a round"
            assert {lead, *asked} <= notes.came
            assert notes.leads in {None, lead}
            notes.asked = True
        case PartHandled(department=d):
            assert not notes.awaited
            assert d in set(notes.due) - notes.done
            notes.done.add(d)
        case HandlingOverdue(departments=open_, due=due):
            assert not notes.late
            assert at > due == notes.done_by
            assert set(open_) == set(notes.due) - notes.done
            notes.late = True


class Clues(DeciderMachine):
    """J-14, J-34: a clue lies with one body at any time, which takes it and ends it, or names another one; it is never lost,
    and each of its clocks that passes is on record once.
    """

    decider, deadlines = CLUE, service.deadlines
    asks: ClassVar = {
        cc.ReceiveClue: st.builds(
            cc.ReceiveClue, clue=C, origin=st.just("V-1"), entity=st.just("stall:421088100-0001"), finder=departments,
            competent=departments, matter=text, evidence=evidence, known=clock,
        ),
        cc.AcknowledgeClue: st.builds(cc.AcknowledgeClue, clue=C, department=departments, known=clock),
        cc.ReturnClue: st.builds(
            cc.ReturnClue, clue=C, department=departments, competent=departments, reason=text, known=clock
        ),
        cc.HandleClue: st.builds(cc.HandleClue, clue=C, department=departments, outcome=text),
        cc.PassClueDeadline: st.builds(
            cc.PassClueDeadline, clue=C, department=departments, stage=st.sampled_from(["acknowledge", "handle"])
        ),
        cc.MoveClueDue: st.builds(
            cc.MoveClueDue, clue=C, department=departments, stage=st.sampled_from(["acknowledge", "handle"]), due=dues,
            year=st.just(2026),
        ),
    }  # fmt: skip
    produces = (ClueReceived, ClueAcknowledged, ClueReturned, ClueDueMoved, ClueHandled, ClueOverdue)
    refuses = (cr.NoSuchClue, cr.ClueOver, cr.NotCompetent, cr.NotAcknowledged, cr.ReturnedToItself)

    stories = ((
        cc.ReceiveClue(
            clue="C-1", origin="V-1", entity="stall:421088100-0001", finder=MARKET, competent=FIRE, matter="消防通道堵塞",
            known=cc.Clock(due=BEGIN + timedelta(days=3)),
        ),
        cc.AcknowledgeClue(clue="C-1", department=FIRE, known=cc.Clock(due=BEGIN + timedelta(days=15))),
        cc.HandleClue(clue="C-1", department=FIRE, outcome="已整改"),
    ),)  # fmt: skip

    def law(self):
        self.owed()

    def punctual(self):
        owed = self.owed()
        assert owed is None or owed[2] >= self.now or owed[3]

    def owed(self) -> tuple[str, str, datetime, bool] | None:
        """Who owes what by when, and whether it is on record as overdue; None where nothing is owed."""
        owed = None
        for n, (fact, at) in enumerate(self.history):
            assert (n == 0) == isinstance(fact, ClueReceived)
            match fact, owed:
                case ClueReceived(competent=d, acknowledge_by=by), None:
                    owed = (d, "acknowledge", by, False)
                case ClueReturned(department=d, competent=other, acknowledge_by=by), (competent, _, _, _):
                    assert d == competent != other
                    owed = (other, "acknowledge", by, False)
                case ClueAcknowledged(department=d, late=late, handle_by=by), (competent, "acknowledge", due, _):
                    assert (d, late) == (competent, at > due)
                    owed = (d, "handle", by, False)
                case ClueHandled(department=d, late=late), (competent, "handle", due, _):
                    assert (d, late) == (competent, at > due)
                    owed = None
                    assert n == len(self.facts) - 1, "something follows the end"
                case ClueDueMoved(department=d, stage=stage, due=later), (competent, step, due, False):
                    assert (d, stage) == (competent, step)
                    assert later > due or at <= due, "made earlier when it had passed"
                    owed = (d, stage, later, False)
                case ClueOverdue(department=d, stage=stage, due=due), (*before, False):
                    assert [d, stage, due] == before
                    assert at > due
                    owed = (*before, True)
                case _:
                    pytest.fail(f"{fact!r} while {owed} is owed")
        return owed


MACHINES = [Whistles, Clues]


@pytest.mark.parametrize("machine", MACHINES)
def test_whatever_is_asked_the_law_of_the_stream_holds(machine):
    explore(machine, runs=200 if machine is Whistles else 120)


def test_no_stream_is_left_out():
    nothing_left_out(service, *MACHINES)
