"""Whatever is asked of officers who are left out, in whatever order."""

from datetime import date
from typing import ClassVar

from hypothesis import strategies as st

from libs.events.catalog.planning.officers import AbsenceEnded, AbsenceRecorded, RecusalGround, RecusalLifted, RecusalRecorded
from libs.events.testing.decider_machine import DeciderMachine
from services.planning.officers import commands as officers_commands
from services.planning.officers import refusals as officers_refusals
from services.planning.officers.decide import ABSENCE, RECUSAL

MARKET, FIRE, POLICE = "421088-market", "421088-fire", "421088-police"
bodies = st.sampled_from([MARKET, FIRE, POLICE])
reasons = st.sampled_from(["人员调整", "任务取消"])
days = st.sampled_from([date(2026, 1, 1), date(2026, 3, 1), date(2026, 12, 31), date(2027, 1, 1)])


class Recusals(DeciderMachine):
    """H-12, X-02: an officer of the department's list; what was lifted is over."""

    decider = RECUSAL
    asks: ClassVar = {
        officers_commands.RecordRecusal: st.builds(
            officers_commands.RecordRecusal,
            recusal=st.just("R-1"),
            inspector=st.just("I-1-1"),
            entity=st.just("stall:1"),
            department=bodies,
            ground=st.sampled_from(RecusalGround),
            known=st.builds(officers_commands.OnLists, listed=st.booleans(), entity_listed=st.booleans()),
        ),
        officers_commands.LiftRecusal: st.builds(officers_commands.LiftRecusal, recusal=st.just("R-1"), reason=reasons),
    }
    produces = (RecusalRecorded, RecusalLifted)
    refuses = (
        officers_refusals.OfficerUnknown,
        officers_refusals.EntityUnknown,
        officers_refusals.RecusalTaken,
        officers_refusals.NoSuchRecusal,
    )

    def law(self):
        assert [type(f) for f in self.facts] in ([RecusalRecorded], [RecusalRecorded, RecusalLifted])


class Absences(DeciderMachine):
    """Days in order, of an officer of the department's list."""

    decider = ABSENCE
    asks: ClassVar = {
        officers_commands.RecordAbsence: st.builds(
            officers_commands.RecordAbsence,
            absence=st.just("A-1"),
            inspector=st.just("I-1-1"),
            department=bodies,
            first_day=days,
            last_day=days,
            known=st.builds(officers_commands.OnList, listed=st.booleans()),
        ),
        officers_commands.EndAbsence: st.builds(officers_commands.EndAbsence, absence=st.just("A-1"), reason=reasons),
    }
    produces = (AbsenceRecorded, AbsenceEnded)
    refuses = (
        officers_refusals.OfficerUnknown,
        officers_refusals.AbsenceTaken,
        officers_refusals.NoSuchAbsence,
        officers_refusals.DaysCrossed,
    )

    def law(self):
        assert [type(f) for f in self.facts] in ([AbsenceRecorded], [AbsenceRecorded, AbsenceEnded])
        assert self.facts[0].first_day <= self.facts[0].last_day
