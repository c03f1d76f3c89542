"""Whatever is asked of schedules, in whatever order."""

from typing import ClassVar

from hypothesis import strategies as st

from libs.events.catalog.planning.schedule import ScheduleConfided, ScheduleIssued
from libs.events.testing.decider_machine import DeciderMachine
from services.planning.schedule import commands as schedule_commands
from services.planning.schedule import refusals as r
from services.planning.schedule.decide import SCHEDULE
from services.planning.schedule.testing import issue


class Schedules(DeciderMachine):
    """A number is issued once; visits without a day are in it only when the planner wanted it so."""

    decider = SCHEDULE
    asks: ClassVar = {
        schedule_commands.IssueSchedule: st.builds(
            issue, st.sampled_from([9, 9, 0]), st.sampled_from([0, 0, 2]), partial=st.booleans(), confided=st.booleans()
        ),
    }  # fmt: skip
    produces = (ScheduleIssued, ScheduleConfided)
    refuses = (r.AlreadyIssued, r.NothingToSchedule, r.VisitsUnplaced)
    stories = ((issue(unplaced=2), issue(visits=0, unplaced=2, partial=True), issue(unplaced=2, partial=True)),)

    def law(self):
        assert len(self.facts) == 1
        assert self.facts[0].solver.visits > 0
