"""Whatever is asked of officers who are left out, in whatever order."""

from datetime import date
from typing import ClassVar

from hypothesis import strategies as st

from libs.events.catalog.planning.officers import AbsenceEnded, AbsenceRecorded, RecusalGround, RecusalLifted, RecusalRecorded
from libs.events.testing.decider_machine import DeciderMachine
from services.planning.officers.commands import EndAbsence, LiftRecusal, OnList, RecordAbsence, RecordRecusal
from services.planning.officers.decide import ABSENCE, RECUSAL
from services.planning.officers.refusals import (
    AbsenceTaken,
    DaysCrossed,
    NoSuchAbsence,
    NoSuchRecusal,
    OfficerUnknown,
    RecusalTaken,
)

MARKET, FIRE, POLICE = "421088-market", "421088-fire", "421088-police"
bodies = st.sampled_from([MARKET, FIRE, POLICE])
reasons = st.sampled_from(["人员调整", "任务取消"])
days = st.sampled_from([date(2026, 1, 1), date(2026, 3, 1), date(2026, 12, 31), date(2027, 1, 1)])


class Recusals(DeciderMachine):
    """H-12, X-02: an officer of the department's list; what was lifted is over."""

    decider = RECUSAL
    asks: ClassVar = {
        RecordRecusal: st.builds(
            RecordRecusal, recusal=st.just("R-1"), inspector=st.just("I-1-1"), entity=st.just("stall:1"), department=bodies,
            ground=st.sampled_from(RecusalGround), known=st.builds(OnList, listed=st.booleans()),
        ),
        LiftRecusal: st.builds(LiftRecusal, recusal=st.just("R-1"), reason=reasons),
    }  # fmt: skip
    produces = (RecusalRecorded, RecusalLifted)
    refuses = (OfficerUnknown, RecusalTaken, NoSuchRecusal)

    def law(self):
        assert [type(f) for f in self.facts] in ([RecusalRecorded], [RecusalRecorded, RecusalLifted])


class Absences(DeciderMachine):
    """Days in order, of an officer of the department's list."""

    decider = ABSENCE
    asks: ClassVar = {
        RecordAbsence: st.builds(
            RecordAbsence, absence=st.just("A-1"), inspector=st.just("I-1-1"), department=bodies, first_day=days,
            last_day=days, known=st.builds(OnList, listed=st.booleans()),
        ),
        EndAbsence: st.builds(EndAbsence, absence=st.just("A-1"), reason=reasons),
    }  # fmt: skip
    produces = (AbsenceRecorded, AbsenceEnded)
    refuses = (OfficerUnknown, AbsenceTaken, NoSuchAbsence, DaysCrossed)

    def law(self):
        assert [type(f) for f in self.facts] in ([AbsenceRecorded], [AbsenceRecorded, AbsenceEnded])
        assert self.facts[0].first_day <= self.facts[0].last_day
