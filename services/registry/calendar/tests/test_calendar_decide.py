"""A year's arrangement: what is refused, what is a correction."""

from datetime import date

import pytest

from libs.events.catalog.registry.calendar import YearArranged
from services.registry.calendar import commands as c
from services.registry.calendar import refusals as r
from services.registry.calendar.decide import decide
from services.registry.testing import NOON

NOTICE = "国务院办公厅关于2027年部分节假日安排的通知"
OFF, SUNDAY = date(2027, 1, 1), date(2027, 1, 3)


def arrange(**changes):
    asked = {"year": 2027, "holidays": (OFF,), "workdays": (SUNDAY,), "notice": NOTICE}
    return c.ArrangeYear(**{**asked, **changes})


FACT = YearArranged(year=2027, holidays=(OFF,), workdays=(SUNDAY,), notice=NOTICE)


def test_a_year_is_arranged_once_and_corrected_openly():
    assert decide(arrange(), None, NOON) == [FACT]
    assert decide(arrange(), FACT, NOON) == []
    later = (OFF, date(2027, 2, 5))
    assert decide(arrange(holidays=later[::-1]), FACT, NOON) == [FACT.model_copy(update={"holidays": later})]


@pytest.mark.parametrize(
    ("asked", "refusal", "field"),
    [
        (arrange(holidays=(OFF, date(2028, 1, 1))), r.DayOfAnotherYear, "holidays"),
        (arrange(workdays=(date(2026, 12, 27),)), r.DayOfAnotherYear, "workdays"),
        (arrange(holidays=(OFF, OFF)), r.DayTwice, "holidays"),
        (arrange(holidays=(OFF, SUNDAY)), r.DayTwice, "workdays"),
        (arrange(workdays=(date(2027, 1, 4),)), r.WorkedAnyway, "workdays"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_its_field(asked, refusal, field):
    with pytest.raises(refusal) as refused:
        decide(asked, None, NOON)
    assert refused.value.field == field
