"""Whatever is asked of recorded results, in whatever order."""

from datetime import date
from typing import ClassVar

from hypothesis import strategies as st

from libs.domain.office.days import DayImpossible
from libs.events.calendar import local_day
from libs.events.catalog.inspection.result import RecordedResultRevoked, ResultRecorded
from libs.events.testing.decider_machine import DeciderMachine
from services.inspection.result import commands as result_commands
from services.inspection.result import refusals as result_refusals
from services.inspection.result.decide import RESULT

days = st.sampled_from([date(2026, 2, 28), date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 31), date(2026, 4, 5)])


class Results(DeciderMachine):
    """A result from a file is recorded once, with a day that is not to come, never overwritten, and revoked once."""

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
        ),
        result_commands.RevokeRecorded: st.builds(
            result_commands.RevokeRecorded, result=st.just("H-1"), reason=st.just("录错对象")
        ),
    }
    produces = (ResultRecorded, RecordedResultRevoked)
    refuses = (DayImpossible, result_refusals.ResultTaken, result_refusals.NoSuchRecorded, result_refusals.RecordedRevoked)

    def law(self):
        (fact, at), *revoked = self.history
        assert len(revoked) <= 1
        assert fact.checked_on <= local_day(at)
