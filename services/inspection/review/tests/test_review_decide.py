"""Reviews of duty as given / when / then."""

from datetime import UTC, date, datetime, timedelta

import pytest

from libs.events.catalog.inspection import review as f
from libs.events.fact import Visibility, catalog
from libs.events.testing.decisions import given
from services.inspection.review import commands as c
from services.inspection.review import refusals as no
from services.inspection.review.decide import REVIEW

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
BY = NOW + timedelta(days=30)
LATE = BY + timedelta(seconds=1)
M1, M2, MARKET = "I-421088-0001", "I-421088-0002", "421088-market"
WHOSE = {
    "officer": M1, "entity": "stall:421088100-0001", "on": date(2026, 5, 30), "what": "液化气泄漏", "item": None,
    "cause": "accident",
}  # fmt: skip
OPEN = c.OpenReview(review="RV-1", known=c.OpeningLookups(department=MARKET), **WHOSE)
OPENED = f.ReviewOpened(review="RV-1", department=MARKET, **WHOSE)
RECORD = {
    "visit": "V-1", "checked": "nothing-found", "facts": (),
    "answers": (f.StandingAnswer(question="items-followed", said="yes", owner=MARKET),),
}  # fmt: skip
COMPILE = c.CompileEvidence(review="RV-1", known=c.Compiled(**RECORD))
COMPILED = f.ReviewEvidenceCompiled(review="RV-1", **RECORD)
HEAR = c.HearOfficer(review="RV-1", statement="按清单逐项检查", waived=False)
HEARD = f.OfficerHeard(review="RV-1", statement="按清单逐项检查", waived=False)
KNOWN = c.PanelLookups(fewest=3, team=(M1, M2), appeal_by=BY)
SAID = {"verdict": "exempt", "ground": None, "reasons": "清单内事项均已检查", "panel": ("P-1", "P-2", "P-3")}
DECIDE = c.DecideReview(review="RV-1", known=KNOWN, **SAID)
DECIDED = f.ReviewDecided(review="RV-1", appeal_by=BY, **SAID)
FINAL = f.ReviewFinal(review="RV-1", on_appeal=False, **SAID)
APPEAL, APPEALED = (kind(review="RV-1", reasons="当日已报告") for kind in (c.AppealVerdict, f.ReviewAppealed))
OTHERWISE = {"verdict": "liable", "ground": "refused-or-delayed", "reasons": "两次催办未到场", "panel": ("P-4", "P-5", "P-6")}
RULE = c.RuleOnAppeal(review="RV-1", known=KNOWN, **OTHERWISE)
TIMEOUT, ACCEPT = c.PassAppealDeadline(review="RV-1"), c.AcceptVerdict(review="RV-1")


def counted(verdict: str = "exempt", ground: str | None = None, *, changed: bool = False) -> f.ReviewCounted:
    return f.ReviewCounted(review="RV-1", cause="accident", verdict=verdict, ground=ground, changed=changed)


def test_a_review_is_opened_compiled_heard_decided_and_holds_when_nobody_appeals():
    given(REVIEW).when(OPEN, at=NOW).then(OPENED)
    given(REVIEW, OPENED).when(COMPILE, at=NOW).then(COMPILED)
    given(REVIEW, OPENED, COMPILED).when(HEAR, at=NOW).then(HEARD)
    given(REVIEW, OPENED, COMPILED, HEARD).when(DECIDE, at=NOW).then(DECIDED)
    given(REVIEW, OPENED, COMPILED, HEARD, DECIDED).when(TIMEOUT, at=BY).nothing()
    given(REVIEW, OPENED, COMPILED, HEARD, DECIDED).when(TIMEOUT, at=LATE).then(FINAL, counted())
    given(REVIEW, OPENED, COMPILED, HEARD, DECIDED).when(ACCEPT, at=NOW).then(FINAL, counted())
    given(REVIEW, OPENED, COMPILED, HEARD, DECIDED, FINAL, counted()).when(APPEAL, at=NOW).refused(no.ReviewOver)


def test_nobody_is_judged_unheard_nor_on_what_he_was_not_heard_on():
    given(REVIEW, OPENED).when(DECIDE, at=NOW).refused(no.NotCompiled)
    given(REVIEW, OPENED).when(HEAR, at=NOW).refused(no.NotCompiled)
    given(REVIEW, OPENED, COMPILED).when(DECIDE, at=NOW).refused(no.NotHeard)
    given(REVIEW, OPENED, COMPILED, HEARD, COMPILED).when(DECIDE, at=NOW).refused(no.NotHeard)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"panel": ("P-1", "P-2")}, no.PanelTooSmall),
        ({"panel": ("P-1", "P-2", "P-2")}, no.PanelTooSmall),
        ({"panel": ("P-1", "P-2", M2)}, no.PanelPartial),
        ({"panel": ("P-1", "P-2", M1)}, no.PanelPartial),
        ({"verdict": "liable"}, no.GroundMissing),
        ({"ground": "refused-or-delayed"}, no.GroundWithoutLiability),
    ],
)
def test_three_who_were_not_there_decide_and_liability_has_a_ground(change, refusal):
    # Read anew: a copy would keep the words as they are.
    command = c.DecideReview(review="RV-1", known=KNOWN, **{**SAID, **change})
    given(REVIEW, OPENED, COMPILED, HEARD).when(command, at=NOW).refused(refusal)


def test_on_appeal_others_decide():
    before = (OPENED, COMPILED, HEARD, DECIDED)
    given(REVIEW, *before).when(RULE, at=NOW).refused(no.NotAppealed)
    given(REVIEW, *before).when(APPEAL, at=BY).then(APPEALED)
    given(REVIEW, *before).when(APPEAL, at=LATE).then(FINAL, counted())
    given(REVIEW, *before, APPEALED).when(TIMEOUT, at=LATE).nothing()
    given(REVIEW, *before, APPEALED).when(ACCEPT, at=NOW).refused(no.AppealPending)
    same = c.RuleOnAppeal(review="RV-1", known=KNOWN, **{**OTHERWISE, "panel": ("P-3", "P-4", "P-5")})
    given(REVIEW, *before, APPEALED).when(same, at=NOW).refused(no.PanelPartial)
    held = f.ReviewFinal(review="RV-1", on_appeal=True, **OTHERWISE)
    given(REVIEW, *before, APPEALED).when(RULE, at=LATE).then(held, counted("liable", "refused-or-delayed", changed=True))
    given(REVIEW, OPENED, COMPILED).when(APPEAL, at=NOW).refused(no.NothingToAppeal)
    given(REVIEW, *before).when(DECIDE, at=NOW).refused(no.ReviewDecidedAlready)


def test_a_review_is_of_an_officer_of_the_register_and_of_something_that_has_happened():
    given(REVIEW).when(OPEN.model_copy(update={"known": c.OpeningLookups(department=None)}), at=NOW).refused(no.NoSuchOfficer)
    given(REVIEW).when(OPEN.model_copy(update={"on": date(2026, 6, 2)}), at=NOW).refused(no.IncidentToCome)
    given(REVIEW, OPENED).when(OPEN, at=NOW).nothing()
    given(REVIEW, OPENED).when(OPEN.model_copy(update={"what": "投诉"}), at=NOW).refused(no.ReviewTaken)
    given(REVIEW).when(COMPILE, at=NOW).refused(no.NoSuchReview)


def test_nothing_of_a_review_leaves_the_service_but_what_is_counted():
    of_reviews = [fact for fact in catalog if fact.__module__ == f.__name__]
    assert {fact.fact_type for fact in of_reviews if fact.visibility is not Visibility.PRIVATE} == {"inspection.review-counted"}
    assert f.ReviewCounted.model_fields.keys() == {"review", "cause", "verdict", "ground", "changed"}
