"""Tags that facts give."""

from dataclasses import replace
from datetime import date

import pytest

from libs.events.catalog.registry.policy import RegistryPolicy
from services.registry.entities.tags import Complaint, Meeting, OnRecord, Source, derived_tags, months_before

# Tags

POLICY = RegistryPolicy()
DAY = date(2026, 3, 2)
PLAIN = OnRecord(date(2020, 1, 1), None, ("catering",), (), None, (), ())


def names(known):
    return [tag.tag for tag in derived_tags(known, POLICY, DAY)]


def test_each_derived_tag_has_its_rule_and_its_evidence():
    assert names(PLAIN) == []
    known = OnRecord(
        founded=date(2025, 3, 2),
        listed=None,
        industries=("catering", "hotel", "ktv"),
        key_items=("FIR-0002",),
        high_risk=("fact-d", DAY),
        complaints=[Complaint(f"fact-{n}", DAY) for n in range(3)],
        meetings=[Meeting("fact-m", DAY, 2, penalty=True)],
    )
    tags = derived_tags(known, POLICY, DAY)
    assert [(t.tag, t.source, t.evidence) for t in tags] == [
        ("new-entity", Source.ACCESS, ("2025-03-02",)),
        ("multi-industry", Source.ACCESS, ("catering", "hotel", "ktv")),
        ("key-industry", Source.ACCESS, ("FIR-0002",)),
        ("high-risk", Source.DISHONESTY, ("fact-d",)),
        ("complaint-cluster", Source.COMPLAINTS, ("fact-0", "fact-1", "fact-2")),
        ("problems-found", Source.DAILY, ("fact-m",)),
        ("penalised", Source.PENALTIES, ("fact-m",)),
    ]
    assert all(t.rule_en and t.rule_zh and t.rule_en != t.rule_zh for t in tags)


def test_what_lies_more_than_a_year_back_gives_no_tag():
    before = date(2025, 3, 1)
    assert names(replace(PLAIN, founded=before)) == []
    assert names(replace(PLAIN, founded=None, listed=DAY)) == ["new-entity"]
    assert names(replace(PLAIN, complaints=[Complaint(f"f{n}", before) for n in range(9)])) == []
    assert names(replace(PLAIN, meetings=[Meeting("f", before, 3, penalty=True)])) == []
    assert names(replace(PLAIN, meetings=[Meeting("f", DAY, 0, penalty=False)])) == []


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 3, 2), 12, date(2025, 3, 2)),
        (date(2026, 3, 31), 1, date(2026, 3, 1)),
        (date(2026, 1, 31), 2, date(2025, 12, 1)),
        (date(2026, 12, 31), 1, date(2026, 12, 1)),
        (date(2028, 2, 29), 12, date(2027, 3, 1)),
    ],
)
def test_so_many_months_before_a_day_is_a_day_of_the_calendar(day, months, then):
    assert months_before(day, months) == then
