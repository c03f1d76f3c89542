"""Dossiers as given / when / then: which papers belong to which end, and that nothing is filed without them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from libs.events.catalog.inspection import dossier as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.inspection.docket import PaperKind as K
from libs.events.catalog.inspection.handling import Settled
from libs.events.testing.decisions import given
from services.inspection.dossier import commands as c
from services.inspection.dossier import refusals as no
from services.inspection.dossier.decide import DOSSIER, ends, kept_until, missing, wanted

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
MARKET, FIRE = "421088-market", "421088-fire"
WHOSE = {"dossier": "DS-1", "stream": "visit-V-1", "visit": "V-1", "department": MARKET}
DUE = f.DossierDue(**WHOSE, due=NOW + timedelta(days=30))
LATER = NOW + timedelta(days=31)
LATE = ClockPassed(subject="DS-1", stage="dossier", owner=MARKET, due=DUE.due, since="V-1")


def ended(settled, department=MARKET, *, proven=False):
    return c.Ended(department=department, settled=settled, proven=proven)


def matter(*findings, departments=(MARKET,), orders=(), over=True, frustrated=False, papers=()):
    return c.Matter(
        visit="V-1", over=over, frustrated=frustrated, lead=MARKET, departments=departments, findings=findings, orders=orders,
        papers=papers,
    )  # fmt: skip


def shelf(kind, department=MARKET, stream="visit-V-1", number=1):
    paper = f.DossierPaper(
        document=f"P-{kind}-{department}-{number}", kind=kind, department=department, digest="ab" * 32, pages=2
    )
    return c.Shelf(paper=paper, stream=stream)


CLEAN = tuple(map(shelf, (K.APPROVAL, K.NOTICE, K.RECORD, K.RESULT)))
ORDER = c.Ordered(department=MARKET, rectification="RC-1")


def kinds(of):
    return [(each.kind, each.department) for each in of]


@pytest.mark.parametrize(
    ("visit", "more"),
    [
        (matter(), []),
        (matter(ended(Settled.GUIDED, proven=True)), [(K.EVIDENCE_LIST, MARKET)]),
        (matter(ended(Settled.RECTIFIED), orders=(ORDER,)), [(K.RECTIFICATION, MARKET)]),
        (matter(ended(Settled.EXEMPTED), ended(Settled.EXEMPTED)), [(K.NO_PENALTY_DECISION, MARKET)]),
        (matter(ended(Settled.TRANSFERRED)), [(K.TRANSFER, MARKET)]),
        # A case has a dossier of its own.
        (matter(ended(Settled.DECIDED)), []),
    ],
)
def test_each_end_has_its_papers(visit, more):
    base = [(K.APPROVAL, MARKET), (K.RECORD, MARKET), (K.NOTICE, MARKET), (K.RESULT, MARKET)]
    assert kinds(wanted(visit)) == [*base, *more]


def test_a_joint_visit_has_a_scheme_and_each_department_its_own_record():
    assert kinds(wanted(matter(ended(Settled.GUIDED, FIRE), departments=(MARKET, FIRE)))) == [
        (K.APPROVAL, MARKET), (K.RECORD, MARKET), (K.APPROVAL, FIRE), (K.RECORD, FIRE), (K.SCHEME, MARKET), (K.NOTICE, MARKET),
        (K.RESULT, MARKET),
    ]  # fmt: skip


def test_a_visit_on_which_nothing_could_be_checked_has_neither_record_nor_result():
    assert kinds(wanted(matter(frustrated=True))) == [(K.APPROVAL, MARKET), (K.NOTICE, MARKET)]
    assert ends(matter(frustrated=True)) == (f.DossierEnd.FRUSTRATED,)


def test_a_paper_of_one_order_is_none_of_another():
    visit = matter(orders=(ORDER,), papers=(*CLEAN, shelf(K.RECTIFICATION, stream="rectification-RC-2")))
    assert kinds(missing(visit)) == [(K.RECTIFICATION, MARKET)]
    assert missing(matter(orders=(ORDER,), papers=(*CLEAN, shelf(K.RECTIFICATION, stream="rectification-RC-1")))) == []


@pytest.mark.parametrize(
    ("findings", "what"),
    [
        ((), ["no-problem"]),
        ((Settled.GUIDED, Settled.CORRECTED), ["guided"]),
        ((Settled.RECTIFIED, Settled.DECIDED, Settled.NOT_BORNE_OUT, None), ["rectified", "penalised", "other"]),
    ],
)
def test_what_a_dossier_ended_with_is_said_once(findings, what):
    assert list(ends(matter(*map(ended, findings)))) == what


def file(known, retention="10-years"):
    return c.FileDossier(**WHOSE, retention=retention, known=known)


FILED = f.DossierFiled(
    **WHOSE, ends=("no-problem",), index=tuple(each.paper for each in CLEAN), retention="10-years",
    retained_until=date(2036, 12, 31),
)  # fmt: skip
COMPLETE = file(matter(papers=CLEAN))


def test_a_complete_dossier_is_filed_with_its_index():
    given(DOSSIER, DUE).when(COMPLETE, at=NOW).then(FILED)
    given(DOSSIER).when(COMPLETE, at=NOW).then(FILED)


@pytest.mark.parametrize("left_out", CLEAN)
def test_nothing_is_filed_with_a_paper_missing(left_out):
    there = tuple(each for each in CLEAN if each != left_out)
    refusal = given(DOSSIER, DUE).when(file(matter(papers=there)), at=NOW).refused(no.PapersMissing)
    assert refusal.value == [f"{left_out.paper.kind}/{MARKET}"]
    assert MARKET in refusal.detail_zh


def test_nothing_is_filed_while_a_finding_is_open():
    given(DOSSIER, DUE).when(file(matter(over=False, papers=CLEAN)), at=NOW).refused(no.MatterOpen)


def test_a_dossier_is_filed_once():
    given(DOSSIER, DUE, FILED).when(COMPLETE, at=NOW).refused(no.DossierThere)
    given(DOSSIER, FILED).when(c.OweDossier(**WHOSE, due=DUE.due), at=NOW).nothing()


def test_the_department_that_owes_it_is_named_when_its_time_has_passed():
    passing = c.PassDossierDeadline(dossier="DS-1")
    given(DOSSIER, DUE).when(passing, at=LATER).then(LATE)
    given(DOSSIER, DUE).when(passing, at=NOW).nothing()
    given(DOSSIER, DUE, LATE).when(passing, at=LATER).nothing()
    given(DOSSIER, DUE, FILED).when(passing, at=LATER).nothing()
    given(DOSSIER, DUE).when(COMPLETE, at=LATER).then(LATE, FILED)


def test_who_reads_a_dossier_is_on_record_each_time():
    reading = c.ReadDossier(dossier="DS-1", by="a-1", reason="案卷评查")
    given(DOSSIER, FILED).when(reading, at=NOW).then(f.DossierRead(dossier="DS-1", by="a-1", reason="案卷评查"))
    given(DOSSIER, DUE).when(reading, at=NOW).refused(no.NoSuchDossier)


def test_a_dossier_is_kept_for_full_years_or_for_ever():
    assert kept_until(f.Retention.THIRTY_YEARS, date(2026, 1, 1)) == date(2056, 12, 31)
    assert kept_until(f.Retention.PERMANENT, date(2026, 1, 1)) is None
