"""Whatever is asked of recorded results, in whatever order."""

from datetime import date
from typing import ClassVar

from hypothesis import strategies as st

from libs.domain.office.days import DayImpossible
from libs.events.calendar import local_day
from libs.events.catalog.inspection.result import ResultRecorded
from libs.events.testing.decider_machine import DeciderMachine
from services.inspection.result import commands as result_commands
from services.inspection.result import refusals as result_refusals
from services.inspection.result.decide import RESULT

days = st.sampled_from([date(2026, 2, 28), date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 31), date(2026, 4, 5)])


class Results(DeciderMachine):
    """A result from a file is recorded once, with a day that is not to come, and never overwritten."""

    decider = RESULT
    asks: ClassVar = {
        result_commands.RecordResult: st.builds(
            result_commands.RecordResult,
            result=st.just("H-1"),
            entity=st.just("stall:421088100-0001"),
            kind=st.just("food-hygiene"),
            checked_on=days,
            score=st.none() | st.integers(0, 100),
            problems=st.just(()),
            origin=st.just("lives"),
        )
    }
    produces = (ResultRecorded,)
    refuses = (DayImpossible, result_refusals.ResultTaken)

    def law(self):
        ((fact, at),) = self.history
        assert fact.checked_on <= local_day(at)
