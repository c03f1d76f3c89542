"""Officers whom the draw leaves out, as given / when / then."""

from datetime import date

from libs.events.catalog.planning.officers import (
    AbsenceEnded,
    AbsenceRecorded,
    RecusalGround,
    RecusalLifted,
    RecusalRecorded,
)
from libs.events.testing.decisions import given
from services.planning.conducting.testing import (
    MARKET,
    NOON,
)
from services.planning.officers import commands as c
from services.planning.officers import refusals as r
from services.planning.officers.decide import ABSENCE, RECUSAL


def test_a_recusal_is_recorded_once_for_an_officer_of_the_department():
    fact = RecusalRecorded(
        recusal="R-1", inspector="I-1-1", entity="stall:1", department=MARKET, ground=RecusalGround.KINSHIP
    )  # fmt: skip
    command = c.RecordRecusal(**fact.model_dump(), known=c.OnLists(listed=True, entity_listed=True))
    given(RECUSAL).when(command, at=NOON).then(fact)
    given(RECUSAL, fact).when(command, at=NOON).refused(r.RecusalTaken)
    nobody = c.OnLists(listed=False, entity_listed=True)
    given(RECUSAL).when(command.model_copy(update={"known": nobody}), at=NOON).refused(r.OfficerUnknown)
    nothing = c.OnLists(listed=True, entity_listed=False)
    given(RECUSAL).when(command.model_copy(update={"known": nothing}), at=NOON).refused(r.EntityUnknown)
    lift = c.LiftRecusal(recusal="R-1", reason="调离")
    lifted = RecusalLifted(recusal="R-1", reason="调离")
    given(RECUSAL, fact).when(lift, at=NOON).then(lifted)
    given(RECUSAL, fact, lifted).when(lift, at=NOON).refused(r.NoSuchRecusal)


def test_an_absence_is_recorded_once_with_its_days_in_order():
    days = {"first_day": date(2026, 3, 1), "last_day": date(2026, 3, 31)}
    fact = AbsenceRecorded(absence="A-1", inspector="I-1-1", department=MARKET, **days)
    command = c.RecordAbsence(**fact.model_dump(), known=c.OnList(listed=True))
    given(ABSENCE).when(command, at=NOON).then(fact)
    given(ABSENCE, fact).when(command, at=NOON).refused(r.AbsenceTaken)
    crossed = command.model_copy(update={"last_day": date(2026, 2, 1)})
    given(ABSENCE).when(crossed, at=NOON).refused(r.DaysCrossed)
    given(ABSENCE).when(command.model_copy(update={"known": c.OnList(listed=False)}), at=NOON).refused(r.OfficerUnknown)
    end = c.EndAbsence(absence="A-1", reason="提前返岗")
    ended = AbsenceEnded(absence="A-1", reason="提前返岗")
    given(ABSENCE, fact).when(end, at=NOON).then(ended)
    given(ABSENCE, fact, ended).when(end, at=NOON).refused(r.NoSuchAbsence)
