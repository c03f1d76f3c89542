"""A year's arrangement: what is refused, what is a correction."""

from datetime import date

import pytest

from libs.events.catalog.registry.calendar import YearArranged
from libs.events.testing.services import whole_year
from services.registry.calendar import commands as c
from services.registry.calendar import refusals as r
from services.registry.calendar.decide import decide
from services.registry.testing import NOON

NOTICE = "国务院办公厅关于2027年部分节假日安排的通知"
OFF, SUNDAY = date(2027, 1, 1), date(2027, 1, 3)
HOLIDAYS = tuple(whole_year(2027))


def arrange(**changes):
    asked = {"year": 2027, "holidays": HOLIDAYS, "workdays": (SUNDAY,), "notice": NOTICE}
    return c.ArrangeYear(**{**asked, **changes})


FACT = YearArranged(year=2027, holidays=HOLIDAYS, workdays=(SUNDAY,), notice=NOTICE)


def test_a_year_is_arranged_once_and_corrected_openly():
    assert decide(arrange(), None, NOON) == [FACT]
    assert decide(arrange(), FACT, NOON) == []
    later = tuple(whole_year(2027, date(2027, 2, 9)))
    assert decide(arrange(holidays=later[::-1]), FACT, NOON) == [FACT.model_copy(update={"holidays": later})]


@pytest.mark.parametrize(
    ("asked", "refusal", "field"),
    [
        (arrange(holidays=(OFF, date(2028, 1, 1))), r.DayOfAnotherYear, "holidays"),
        (arrange(workdays=(date(2026, 12, 27),)), r.DayOfAnotherYear, "workdays"),
        (arrange(holidays=(OFF, OFF)), r.DayTwice, "holidays"),
        (arrange(holidays=(*HOLIDAYS, SUNDAY)), r.DayTwice, "workdays"),
        (arrange(workdays=(date(2027, 1, 4),)), r.WorkedAnyway, "workdays"),
        (arrange(holidays=HOLIDAYS[1:]), r.HalfAYear, "holidays"),
        (arrange(holidays=(*HOLIDAYS[:-1], date(2027, 10, 8))), r.HalfAYear, "holidays"),
        (arrange(holidays=tuple(day for day in HOLIDAYS if day.month != 4)), r.HalfAYear, "holidays"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_its_field(asked, refusal, field):
    with pytest.raises(refusal) as refused:
        decide(asked, None, NOON)
    assert refused.value.field == field


def test_what_a_half_year_lacks_and_where_a_neighbouring_years_day_belongs_is_said_in_both_languages():
    with pytest.raises(r.HalfAYear) as half:
        decide(arrange(holidays=(OFF, date(2027, 10, 2), date(2027, 3, 8))), None, NOON)
    for said in (half.value.detail_zh, half.value.detail_en):
        assert all(word in said for word in ("3", "13", "2027-05-01", "2027-05-02", "2027-10-01", "2027-10-03"))
        assert "2027-10-02" not in said
    with pytest.raises(r.DayOfAnotherYear) as other:
        decide(arrange(holidays=(*HOLIDAYS, date(2026, 12, 31))), None, NOON)
    assert ("请另行更正该年度的安排" in other.value.do_zh, "correct that year's arrangement" in other.value.do_en) == (
        True,
        True,
    )


def test_the_statutory_days_of_before_2025_were_eleven():
    eleven = tuple(day.replace(year=2024) for day in HOLIDAYS if (day.month, day.day) not in {(2, 5), (5, 2)})
    assert decide(arrange(year=2024, holidays=eleven, workdays=()), None, NOON)
    with pytest.raises(r.HalfAYear):
        decide(arrange(year=2024, holidays=eleven[1:], workdays=()), None, NOON)
    with pytest.raises(r.HalfAYear):
        decide(arrange(year=2025, holidays=tuple(day.replace(year=2025) for day in eleven), workdays=()), None, NOON)
