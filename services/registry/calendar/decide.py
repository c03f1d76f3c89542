"""A year's holidays, as the notice arranges them: published once, corrected openly."""

from collections.abc import Sequence
from datetime import datetime

from libs.events.calendar import lack_of
from libs.events.catalog.registry.calendar import YearArranged
from libs.events.decider import Countersigned, Decider
from libs.events.fact import Fact

from . import commands as c
from . import refusals as r

ARRANGED = YearArranged.of(c.ArrangeYear, "holidays", "workdays")
_SATURDAY = 5


def decide(command: c.ArrangeYear, held: YearArranged | None, _: datetime) -> Sequence[Fact]:
    """Raises DayOfAnotherYear, DayTwice, WorkedAnyway, HalfAYear."""
    seen = set()
    for field, days in (("holidays", command.holidays), ("workdays", command.workdays)):
        for day in days:
            if day.year != command.year:
                raise r.DayOfAnotherYear(field=field, value=day, day=day, year=command.year)
            if day in seen:
                raise r.DayTwice(field=field, value=day, day=day)
            seen.add(day)
    for day in command.workdays:
        if day.weekday() < _SATURDAY:
            raise r.WorkedAnyway(field="workdays", value=day, day=day)
    lack = lack_of(command.year, command.holidays)
    if lack is not None:
        raise r.HalfAYear(field="holidays", value=lack.named, needed=lack.needed, not_off=lack.not_off)
    arranged = ARRANGED(command, holidays=tuple(sorted(command.holidays)), workdays=tuple(sorted(command.workdays)))
    return [] if arranged == held else [arranged]


def evolve(_: YearArranged | None, fact: Fact) -> YearArranged | None:
    return fact if isinstance(fact, YearArranged) else None


CALENDAR: Decider[c.ArrangeYear, YearArranged | None] = Decider(
    name="calendar",
    commands=c.ArrangeYear,
    stream=lambda command: f"calendar-{command.year}",
    initial=None,
    decide=decide,
    evolve=evolve,
    # The approval, which has the same correlation, names both.
    unrecorded={c.ArrangeYear: tuple(Countersigned.model_fields)},
)
