"""Results from files, as given / when / then."""

from datetime import UTC, date, datetime, timedelta

from libs.domain.office.days import DayImpossible
from libs.events.catalog.inspection.result import RecordedResultRevoked, ResultRecorded
from libs.events.testing.decisions import given
from services.inspection.result import commands as c
from services.inspection.result import refusals as no
from services.inspection.result.decide import RESULT

DAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


def test_a_result_from_a_file_is_recorded_once_and_never_overwritten():
    row = c.RecordResult(
        result="S-1", entity="stall:1", kind="food-hygiene", checked_on=DAY, score=92, problems=("a",), origin="lives"
    )
    held = ResultRecorded(**row.model_dump())
    given(RESULT).when(row, at=NOW).then(held)
    given(RESULT, held).when(row, at=NOW).nothing()
    given(RESULT, held).when(row.model_copy(update={"score": 91}), at=NOW).refused(no.ResultTaken)
    for day in (DAY + timedelta(days=1), date(1900, 1, 1), date(1, 3, 1)):
        given(RESULT).when(row.model_copy(update={"checked_on": day}), at=NOW).refused(DayImpossible)


def test_it_is_revoked_once_and_its_number_is_not_used_again():
    row = c.RecordResult(
        result="S-1", entity="stall:1", kind="food-hygiene", checked_on=DAY, score=92, problems=(), origin="lives"
    )
    revoke = c.RevokeRecorded(result="S-1", reason="录错对象", asked_by="r-1", approved_by="p-1")
    held = ResultRecorded(**row.model_dump())
    gone = RecordedResultRevoked(result="S-1", entity="stall:1", reason="录错对象", asked_by="r-1", approved_by="p-1")
    given(RESULT).when(revoke, at=NOW).refused(no.NoSuchRecorded)
    given(RESULT, held).when(revoke, at=NOW).then(gone)
    for asked in (revoke, row, row.model_copy(update={"score": 91})):
        given(RESULT, held, gone).when(asked, at=NOW).refused(no.RecordedRevoked)
