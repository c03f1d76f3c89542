"""What becomes of a visit on which an officer has arrived: it goes on to a result, on its day, whatever is asked of it here."""

from datetime import UTC, date, datetime

import pytest

from libs.events.catalog.inspection.visit import OfficerCheckedIn, Proof
from libs.events.catalog.registry.entities import EntityStruckOff
from libs.events.testing.decisions import given
from services.planning.conducting.testing import NOON
from services.planning.schedule import situation
from services.planning.visit import commands as c
from services.planning.visit import refusals as r
from services.planning.visit.decide import VISIT
from services.planning.visit.testing import PLANNED, place

BEGUN = c.Progress(begun=True)
CANCEL = c.CancelVisit(visit="V-1", reason="停业", known=c.Cancelling(progress=BEGUN))


@pytest.mark.parametrize("asked", [CANCEL, place(progress=BEGUN)])
def test_a_visit_that_has_begun_is_neither_cancelled_nor_moved(asked):
    assert given(VISIT, PLANNED).when(asked, at=NOON).refused(r.PlaceTaken).field == "visit"


async def test_nobody_takes_back_or_moves_a_visit_on_which_an_officer_has_arrived(office):
    await office.plan(window_from="2026-03-02", window_to="2026-03-31")
    await office.drawn()
    office.sut.clock.now = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
    visit, other = office.ok(await office.get("/visits?draw=D-1&limit=2", role="planner")).json()["items"]
    name, entity = visit["visit"], visit["entity"]
    day = {"day": "2026-03-18", "start_minute": 540, "reason": "人员调整"}
    office.ok(await office.post(f"/visits/{name}/schedule", day, role="planner"))
    await arrives(office, visit)
    moved = await office.post(f"/visits/{name}/schedule", {**day, "day": "2026-03-19"}, role="planner")
    assert office.problem(moved) == (409, "visit-begun")
    taken_back = await office.post(f"/visits/{name}/cancellation", {"reason": "停业"}, role="planner")
    assert office.problem(taken_back) == (409, "visit-begun")
    struck = [EntityStruckOff(entity=e, reason="注销", effective_from=date(2026, 3, 10)) for e in (entity, other["entity"])]
    await office.sut.deliver("registry", *((f"entity-{fact.entity}", fact) for fact in struck))
    assert [fact.visit for fact in await office.sut.facts("planning.visit-cancelled")] == [other["visit"]]
    read = await situation.read(office.sut.running.pool, "D-1", office.sut.running.environment, keep=False)
    assert name not in read.rows, "another day is computed for it"
    assert name in {fixed.visit for fixed in read.inputs.fixed}, "its officers are sent elsewhere at that time"


async def arrives(office, visit):
    part = visit["parts"][0]
    came = OfficerCheckedIn(
        visit=visit["visit"], inspector=part["inspectors"][0], department=part["department"], proof=Proof.ENTITY_CODE,
        at=office.sut.clock.now,
    )  # fmt: skip
    await office.sut.deliver("inspection", (f"visit-{visit['visit']}", came))
