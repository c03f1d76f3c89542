"""Whatever is asked of objections, in whatever order, with the time of each step running."""

from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st

from libs.domain.evidence import EvidenceMissing
from libs.events.calendar import local_day
from libs.events.catalog.inspection import objection as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.testing.decider_machine import BEGIN, PAST, UNSEEN, DeciderMachine, moments
from services.inspection.app import service
from services.inspection.objection import commands as c
from services.inspection.objection import refusals as r
from services.inspection.objection.decide import ADMIT, DECIDE, OBJECTION
from services.inspection.testing.decisions import FIRE, M1, M2, MARKET, TAX

T1, T2 = "I-421088-0201", "I-421088-0202"
X = st.just("X-1")
LODGE = c.LodgeObjection(
    objection="X-1", about="result", reference="R-1", visit="V-1", entity="stall:421088100-0001", department=MARKET,
    points=("台账当场补交", "照片不是本店"), on_paper=False,
    known=c.LodgingLookups(departments=(MARKET, FIRE), admit_by=BEGIN + timedelta(days=7)),
)  # fmt: skip
ACCEPT = c.AcceptObjection(objection="X-1", known=c.AcceptanceLookups(decide_by=BEGIN + timedelta(days=40)))
KNOWN = c.DecisionLookups(team=(M1, M2), certified=(M1, T1, T2), fewest=2)


def answers(*upheld: bool) -> tuple[f.PointAnswer, ...]:
    return tuple(f.PointAnswer(point=n, upheld=right, reason="核对照片") for n, right in enumerate(upheld, 1))


def deciding(*upheld: bool, **change: object) -> c.DecideObjection:
    plain = {"objection": "X-1", "answers": answers(*upheld), "reviewers": (T1, T2), "known": KNOWN}
    return c.DecideObjection(**{**plain, "correction": "更正台账一项" if any(upheld) else None, **change})


REJECT = c.RejectObjection(objection="X-1", reason="超出异议范围")
TELL = c.TellObjection(objection="X-1", way="post", on=local_day(BEGIN))
days = st.integers(-1, 40).map(lambda n: local_day(BEGIN) + timedelta(days=n))
UNFIT = (
    {"points": ()},
    {"department": TAX},
    {"known": LODGE.known.model_copy(update={"revoked": True})},
    {"known": LODGE.known.model_copy(update={"pending": "X-0"})},
    {"known": LODGE.known.model_copy(update={"missing": ("ab" * 32,)})},
)


class Objections(DeciderMachine):
    """Lodged once; taken on or not; every point answered by two who were not there; told, and then over. What was owed and not
    done in time is on record once a step.
    """

    decider, deadlines = OBJECTION, service.deadlines
    asks: ClassVar = {
        c.LodgeObjection: st.builds(
            lambda points, change: LODGE.model_copy(update={"points": points, **change}),
            st.sampled_from([LODGE.points, LODGE.points, ("另一条",)]),
            st.sampled_from([{}, {}, *UNFIT]),
        ),
        c.AcceptObjection: st.builds(
            lambda by: ACCEPT.model_copy(update={"known": c.AcceptanceLookups(decide_by=by)}), moments(24 * 20, 24 * 60)
        ),
        c.RejectObjection: st.just(REJECT),
        c.DecideObjection: st.one_of(
            st.builds(deciding, st.booleans(), st.booleans()),
            st.builds(deciding, st.booleans(), reviewers=st.sampled_from([(T1, T2), (T1,), (T1, M1), (T1, "I-421088-0999")])),
            st.builds(deciding, st.booleans(), st.booleans(), correction=st.sampled_from([None, "更正台账一项"])),
        ),
        c.TellObjection: st.builds(c.TellObjection, objection=X, way=st.sampled_from(f.Way), on=days),
        c.WithdrawObjection: st.just(c.WithdrawObjection(objection="X-1", reason="已当面说明")),
        c.MoveObjectionDue: st.builds(
            c.MoveObjectionDue, objection=X, stage=st.sampled_from([ADMIT, DECIDE]), due=moments(-1, 24 * 8, 24 * 70),
            year=st.just(2026),
        ),
        c.PassObjectionDeadline: st.builds(c.PassObjectionDeadline, objection=X, stage=st.sampled_from([ADMIT, DECIDE])),
    }  # fmt: skip
    produces = (
        f.ObjectionLodged, f.ObjectionAccepted, f.ObjectionInadmissible, f.ObjectionDecided, f.ObjectionTold,
        f.ObjectionWithdrawn, f.ObjectionDueMoved, ClockPassed,
    )  # fmt: skip
    refuses = (
        r.NoSuchObjection, r.ObjectionTaken, r.ObjectionPending, r.PointsMissing, r.NotAnsweringFor, r.ResultRevokedAlready,
        r.ObjectionOver, r.ObjectionAnswered, r.ObjectionNotAccepted, r.ObjectionAccepted, r.NothingToTell, r.ToldBefore,
        r.PointsUnanswered, r.ReviewersTooFew, r.ReviewerOfTeam, r.ReviewerNotCertified, r.CorrectionMissing,
        r.CorrectionUngrounded, EvidenceMissing,
    )  # fmt: skip
    stories = (
        (
            c.MoveObjectionDue(objection="X-1", stage=ADMIT, due=BEGIN + timedelta(days=8), year=2026),
            *(LODGE.model_copy(update=change) for change in UNFIT),
            LODGE,
            LODGE.model_copy(update={"points": ("另一条",)}),
            c.MoveObjectionDue(objection="X-1", stage=ADMIT, due=BEGIN + timedelta(days=8), year=2026),
            deciding(True, False),
            ACCEPT,
            REJECT,
            deciding(True),
            deciding(True, False, reviewers=(T1,)),
            deciding(True, False, reviewers=(T1, M1)),
            deciding(True, False, reviewers=(T1, "I-421088-0999")),
            deciding(True, False, correction=None),
            deciding(False, False, correction="更正台账一项"),
            TELL,
        ),
        (LODGE, ACCEPT, deciding(True, False), TELL),
        (LODGE, UNSEEN, ACCEPT, PAST, deciding(False, False), TELL),
        (LODGE, REJECT, ACCEPT, TELL.model_copy(update={"on": local_day(BEGIN) + timedelta(days=1)}), TELL, TELL),
        (LODGE, c.WithdrawObjection(objection="X-1", reason="已当面说明"), LODGE),
    )

    def law(self):
        stage, due, late, over, answered = None, None, set(), False, None
        for n, (fact, at) in enumerate(self.history):
            assert not over, "something follows the end"
            assert (n == 0) == isinstance(fact, f.ObjectionLodged)
            match fact:
                case f.ObjectionLodged(admit_by=by):
                    assert fact.points
                    stage, due = ADMIT, by
                case f.ObjectionAccepted(decide_by=by):
                    assert stage == ADMIT
                    stage, due = DECIDE, by
                case f.ObjectionDueMoved(due=later):
                    assert stage not in late
                    assert fact.stage == stage
                    due = later
                case ClockPassed():
                    assert (fact.stage, fact.due, fact.owner) == (stage, due, MARKET)
                    assert stage not in late
                    assert at > due
                    late.add(stage)
                case f.ObjectionInadmissible():
                    assert stage == ADMIT
                    assert (at > due) == (stage in late), "what is late is on record before what comes after it"
                    stage, answered = None, fact.decided_on
                case f.ObjectionDecided():
                    assert stage == DECIDE
                    assert (at > due) == (stage in late), "what is late is on record before what comes after it"
                    assert not {M1, M2} & set(fact.reviewers)
                    assert len(set(fact.reviewers)) >= 2
                    assert [each.point for each in fact.answers] == [1, 2]
                    assert (fact.correction is None) == (fact.outcome is f.Outcome.DISMISSED)
                    stage, answered = None, fact.decided_on
                case f.ObjectionTold(on=on):
                    assert answered <= on <= local_day(at)
                    over = True
                case f.ObjectionWithdrawn():
                    assert answered is None
                    over = True

    def punctual(self):
        assert not [deadline for deadline in self.running.rows.values() if deadline.due < self.now]
