"""A mandate is for a visit that is to be made, by officers who are named in it, with the place's own key."""

from datetime import date, timedelta

import pytest

from services.inspection.testing.decisions import DAY, DUE, F1, FIRE, M1, M2, MARKET
from services.inspection.visit import refusals as no
from services.inspection.visit.decide.mandate import MandatePart, NoticedVisit, given, mandate
from services.inspection.visit.decide.window import end_of

PARTS = [
    MandatePart(department=MARKET, officers=(M2, M1), items=("MKT-0004", "MKT-0003")),
    MandatePart(department=FIRE, officers=(F1,), items=("FIR-0002",)),
]


def noticed(**change) -> NoticedVisit:
    plain = {
        "visit": "V-1", "entity": "stall:421088100-0001", "entity_name": "容城恒洪烧烤摊(示例)", "lead": MARKET,
        "state": "announced", "visit_on": DAY, "basis": "2026年度抽查计划", "due": DUE,
        "premises": None, "premises_name": None,
    }  # fmt: skip
    return NoticedVisit(**{**plain, **change})


def test_a_mandate_names_officers_and_items_and_ends_with_the_window():
    made = mandate(noticed(), PARTS, "/421088/inspection")
    assert (made.officers, made.items) == ([M1, M2, F1], ["FIR-0002", "MKT-0003", "MKT-0004"])
    assert (made.expired(DUE), made.expired(DUE + timedelta(seconds=1))) == (False, True)


def test_an_overdue_visit_has_its_mandate_until_the_end_of_the_day_that_was_told():
    later = date(2026, 4, 3)
    assert mandate(noticed(visit_on=later), PARTS, "/421088/inspection").valid_until == end_of(later)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"visit_on": None, "basis": None, "state": "assigned"}, no.NotAnnounced),
        ({"state": "completed"}, no.VisitOver),
        ({"state": "cancelled", "visit_on": None, "basis": None}, no.VisitOver),
    ],
)
def test_a_visit_that_is_not_told_or_is_over_has_no_mandate(change, rule):
    with pytest.raises(rule) as refused:
        mandate(noticed(**change), PARTS, "/421088/inspection")
    assert refused.value.do_en
    assert refused.value.do_zh


def test_without_a_key_there_is_no_mandate():
    with pytest.raises(no.MandateUnavailable) as refused:
        given(None)
    assert refused.value.do_en
    assert refused.value.do_zh
