"""行政处罚法, read as a table: what is asked at which stage, and what follows or is refused."""

from datetime import timedelta

import pytest

from libs.events.catalog.inspection import case as f
from libs.events.catalog.inspection import penalty as p
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.testing.decider_machine import BEGIN
from libs.events.testing.decisions import given
from services.inspection.case import commands as c
from services.inspection.case import penalty_refusals as pr
from services.inspection.case import refusals as r
from services.inspection.case.decide import CASE, rules
from services.inspection.testing_machines import case as m
from services.inspection.visit import refusals as visit_refusals

LATER, MUCH_LATER = BEGIN + timedelta(days=8), BEGIN + timedelta(days=40)


def facts(*asked, at=BEGIN):
    """What is on record after these, each of which succeeds; a number of days between two lets time pass."""
    state, told = CASE.initial, []
    for step in asked:
        if isinstance(step, int):
            at = BEGIN + timedelta(days=step)
            continue
        for fact in CASE.decide(step, state, at):
            state = CASE.after(state, fact)
            told.append(fact)
    return tuple(told)


FILED = (m.file(),)
PROVEN = (*FILED, m.evidence())
PROPOSED = (*PROVEN, m.propose())
TOLD = (*PROPOSED, m.tell())
SPOKEN = (*TOLD, m.DEFEND)
DECIDED = (*TOLD, 8, m.decide(), 9)
SERVED = (*DECIDED, m.serve())
HEAVY = (*PROVEN, m.propose(m.MORE), m.tell())
SUMMARY = (m.file(procedure="summary"),)

REFUSED = [
    # art. 42, 43: who acts
    ("art. 42", (), m.file(officers=("I-421088-0001",)), r.FewerThanTwo),
    ("art. 42", FILED, m.evidence(officers=(m.M1,)), r.FewerThanTwo),
    ("art. 42", FILED, m.evidence({"certified": (m.M1,)}), visit_refusals.NotCertified),
    ("art. 43", (*FILED, m.replace()), m.evidence(), r.NotOnCase),
    ("art. 43", FILED, m.replace(substitute=m.M1), r.AlreadyOnCase),
    # art. 17, L-15, 29: what a case may be about
    ("art. 17", (), m.file({"competent": ()}), r.NotCompetentForItem),
    ("L-15", (), m.file({"origin": False}), r.NoConsent),
    ("art. 29", (), m.file({"other": "C-2"}), r.DecidedTwice),
    ("a party", (), m.file(person="P-1"), r.PartyUnclear),
    # art. 40, 46, 54: evidence
    ("art. 46", FILED, m.evidence(evidence=()), r.NothingNamed),
    ("art. 36", FILED, m.evidence(at=BEGIN - timedelta(days=9999)), r.TimeImpossible),
    ("art. 40", FILED, m.propose(), r.Unproven),
    # art. 9, 33, 34, B-31: what is proposed
    ("art. 9", PROVEN, m.propose(m.FINE, m.FINE), pr.PenaltyUnclear),
    ("art. 9", PROVEN, m.propose({"kind": "fine"}), pr.PenaltyUnclear),
    ("art. 9", PROVEN, m.propose({"kind": "warning", "days": 3}), pr.PenaltyUnclear),
    ("art. 34", PROVEN, m.propose(known={"standard": None}), pr.BenchmarkMissing),
    ("art. 34", PROVEN, m.propose(grade="没有"), pr.BenchmarkMissing),
    ("art. 34", PROVEN, m.propose({"kind": "fine", "fen": 500_001}), pr.GradeOutOfBenchmark),
    ("art. 33", PROVEN, m.spare("no-penalty-first", {"earlier": "C-0"}), pr.NotFirstOffence),
    ("art. 33", PROVEN, m.spare(exemption="EX-1"), pr.ExemptionDoesNotFit),
    # art. 44, 45, 62 to 64: the party is heard
    ("art. 62", PROPOSED, m.decide(), pr.NotTold),
    ("art. 62", TOLD, m.decide(), pr.DefencePending),
    ("art. 45", SPOKEN, m.propose(m.MORE), pr.HarsherAfterDefence),
    ("art. 63", TOLD, m.ASK_HEARING, r.HearingNotOpen),
    ("art. 64", (*HEAVY, 8), m.ASK_HEARING, r.HearingNotOpen),
    ("art. 64", (*HEAVY, m.ASK_HEARING), m.call(1), r.HearingTooSoon),
    ("art. 64", (*HEAVY, m.ASK_HEARING), m.call(host=m.M1), r.AlreadyOnCase),
    ("art. 65", (*HEAVY, m.ASK_HEARING, 8), m.decide(), r.HearingDue),
    # art. 51: on the spot
    ("art. 51", SUMMARY, m.on_spot({"kind": "fine", "fen": 20_001}, grade="一般"), pr.SummaryTooHeavy),
    ("art. 51", SUMMARY, m.on_spot(m.STOP), pr.SummaryTooHeavy),
    ("art. 51", FILED, m.on_spot(), r.WrongStage),
    # the order of the steps
    ("chapter 5", FILED, m.tell(), r.WrongStage),
    ("chapter 5", DECIDED, m.propose(), r.WrongStage),
    ("art. 27", (*FILED, m.suspend("crime-transfer", "T-1")), m.DEFEND, r.CaseIsSuspended),
    # art. 66 to 72: performance
    ("art. 61", SERVED, m.serve(), r.WrongStage),
    ("art. 66", SERVED, m.perform(200_001), pr.NotOwed),
    ("art. 66", SERVED, m.defer((100_000, 60)), pr.InstalmentsDiffer),
    ("art. 72", SERVED, m.SURCHARGE, pr.NotOverdue),
    ("closing", SERVED, m.CLOSE, pr.NotPerformed),
]  # fmt: skip


@pytest.mark.parametrize(("law", "before", "asked", "refusal"), REFUSED)
def test_what_the_law_does_not_allow_is_refused(law, before, asked, refusal):
    at = next((BEGIN + timedelta(days=step) for step in reversed(before) if isinstance(step, int)), BEGIN)
    given(CASE, *facts(*before)).when(asked, at=at).refused(refusal)


@pytest.mark.parametrize(
    ("before", "refusal"),
    [
        (HEAVY, pr.ReviewMissing),
        ((*HEAVY, m.ASK_REVIEW, m.review(passed=False)), pr.ReviewMissing),
        ((*HEAVY, m.ASK_REVIEW, m.review()), pr.DiscussionMissing),
        ((*HEAVY, m.ASK_REVIEW, m.review(), m.discuss(1, 2)), pr.DiscussionMissing),
        (SPOKEN, None),
    ],
)
def test_what_is_major_is_reviewed_and_discussed_and_what_was_said_is_weighed(before, refusal):
    """Art. 45, 57 and 58, L-22, B-32."""
    when = given(CASE, *facts(*before)).when(m.decide(), at=LATER)
    if refusal is None:
        assert [type(fact) for fact in when.facts] == [p.PenaltyDecided]
        given(CASE, *facts(*before)).when(m.decide(weighed=None), at=LATER).refused(pr.DefenceUnweighed)
    else:
        when.refused(refusal)


def test_a_deviation_from_the_benchmark_is_reviewed_and_discussed():
    """B-31: the grade is left for a reason, and then by more than two officers."""
    off = m.propose({"kind": "fine", "fen": 5_000}, deviation="主动消除危害后果")
    before = (*PROVEN, off, m.tell())
    given(CASE, *facts(*before)).when(m.decide(), at=LATER).refused(pr.ReviewMissing)
    passed = (*before, m.ASK_REVIEW, m.review(), m.discuss())
    assert given(CASE, *facts(*passed)).when(m.decide(), at=LATER).facts[0].penalties[0].fen == 5_000


def test_a_ban_on_the_new_economy_is_reviewed_first():
    """B-20."""
    stop = m.propose(m.STOP, grade="轻微")
    before = facts(*PROVEN, stop, m.tell())
    given(CASE, *before).when(m.decide({"new_economy": True}), at=LATER).refused(pr.BanOnNewEconomy)


def test_a_milder_proposal_needs_no_second_telling_and_a_harsher_one_does():
    """Art. 44: the party is told of what is decided."""
    (lighter,) = facts(*SPOKEN, m.propose(m.LESS))[-1:]
    (harsher,) = facts(*TOLD, m.propose(m.MORE))[-1:]
    assert (lighter.to_tell, harsher.to_tell) == (False, True)
    given(CASE, *facts(*TOLD, m.propose(m.MORE))).when(m.decide(), at=LATER).refused(pr.NotTold)


def test_after_a_hearing_the_review_is_made_anew():
    """Art. 58 (2)."""
    before = (*HEAVY, m.ASK_REVIEW, m.review(), m.discuss(), m.ASK_HEARING, m.call(), 10, m.hold())
    given(CASE, *facts(*before)).when(m.decide(), at=LATER + timedelta(days=4)).refused(pr.ReviewMissing)


def test_the_time_for_the_decision_stands_still_while_a_crime_is_looked_into():
    """Art. 27 and 60."""
    before = facts(m.file(), 10, m.suspend("crime-transfer", "T-1"))
    then = given(CASE, *before).when(m.RESUME, at=BEGIN + timedelta(days=30))
    assert then.facts[0].decide_by == m.FILING["decide_by"] + timedelta(days=20)
    passing = c.PassCaseClock(case="C-1", stage="case-decide", due=m.FILING["decide_by"], since="E-1")
    given(CASE, *before).when(passing, at=BEGIN + timedelta(days=99)).nothing()


def test_a_clock_that_passes_says_who_owes_it():
    due = m.FILING["decide_by"]
    passing = c.PassCaseClock(case="C-1", stage="case-decide", due=due, since="E-1")
    passed = ClockPassed(subject="C-1", stage="case-decide", owner=m.MARKET, due=due, since="E-1")
    given(CASE, *facts(m.file())).when(passing, at=due).nothing()
    given(CASE, *facts(m.file())).when(passing, at=due + timedelta(seconds=1)).then(passed)
    given(CASE, *facts(m.file()), passed).when(passing, at=due + timedelta(days=1)).nothing()
    defend = c.PassCaseClock(case="C-1", stage="case-defend", due=BEGIN + timedelta(days=7), since="E-2")
    assert given(CASE, *facts(*TOLD)).when(defend, at=LATER).facts[0].owner == m.ENTITY
    against_a_person = facts(m.file(entity=None, person="P-1", subject="person"), m.evidence(), m.propose(), m.tell())
    assert given(CASE, *against_a_person).when(defend, at=LATER).facts[0].owner == "person:P-1"


def test_the_surcharge_grows_by_three_per_cent_a_day_up_to_the_fine():
    """Art. 72 (1)."""
    due = BEGIN + timedelta(days=30)
    for days, fen in ((1, 6_000), (10, 60_000), (33, 198_000), (34, 200_000), (300, 200_000)):
        grown = given(CASE, *facts(*SERVED)).when(m.SURCHARGE, at=due + timedelta(days=days)).facts[0]
        assert (grown.days, grown.fen) == (days, fen)
    assert rules.surcharge(200_000, 50_000, days=10, added=0, basis_points=300) == 15_000
    again = facts(*SERVED, 40, m.SURCHARGE, 50, m.SURCHARGE)[-2:]
    assert [(grown.fen, grown.total_fen) for grown in again] == [(60_000, 60_000), (60_000, 120_000)]


@pytest.mark.parametrize(
    ("entity", "person", "subject"),
    [
        ("uscc:91421088MACG0002X5", None, "enterprise"),
        ("uscc:92421088MACG0002X5", None, "household"),
        ("stall:421088100-0001", None, "household"),
        (None, "P-1", "person"),
    ],
)
def test_whom_a_case_is_against(entity, person, subject):
    assert rules.subject_of(entity, person) == subject


def test_a_decision_may_fall_when_the_case_is_closed_and_only_once():
    closed = (*SERVED, m.perform(), m.CLOSE)
    given(CASE, *facts(*closed)).when(m.perform(), at=MUCH_LATER).refused(r.CaseOver)
    (fallen,) = given(CASE, *facts(*closed)).when(m.REVOKE, at=MUCH_LATER).facts
    assert (fallen.decision, fallen.revoker, fallen.approved_by) == ("罚1号", "court", "h-2")
    given(CASE, *facts(*closed), fallen).when(m.REVOKE, at=MUCH_LATER).refused(pr.AlreadyRevoked)


def test_a_household_is_fined_on_the_spot_like_a_person():
    """Art. 51: 3,000 yuan are for organisations."""
    fine = m.on_spot({"kind": "fine", "fen": 20_000}, grade="一般")
    assert [type(fact) for fact in facts(*SUMMARY, fine)[1:]] == [f.CaseProposed, p.PenaltyDecided, p.CaseServed]
    firm = m.file(procedure="summary", entity="uscc:91421088MACG0002X5", subject="enterprise")
    spot = m.on_spot({"kind": "fine", "fen": 300_000}, grade="一般")
    assert len(facts(firm, spot)) == 4
