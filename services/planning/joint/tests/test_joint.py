"""Joint visits that called departments ask for: who comes, who is left out, and what is told of it."""

from datetime import UTC, date, datetime

import pytest

from libs.events.catalog.planning import joint as f
from libs.events.catalog.planning.visit import Origin
from libs.events.catalog.registry.bodies import InspectorSuspended
from libs.events.catalog.registry.entities import EntityStruckOff
from libs.events.catalog.whistle.call import JointVisitAsked
from libs.events.testing.decisions import given
from services.planning.joint.decide import JOINT, visit_of
from services.planning.joint.testing import FIRE_COMES, MARKET_COMES, POLICE_CANNOT, SECRET, ask
from services.planning.testing import FIRE, MARKET, POLICE, entity

MARCH = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
HOTEL = entity(3)
WITHOUT_POLICE = (f.LeftOut(department=POLICE, why=f.WhyLeftOut.OFFICERS),)


def test_whoever_can_come_comes_and_the_others_are_named():
    answer = f.JointVisitPlanned(
        ask="J-1", whistle="W-1", entity=HOTEL, visit="J-1-J", departments=(FIRE, MARKET), left_out=WITHOUT_POLICE
    )
    command = ask(FIRE_COMES, MARKET_COMES, POLICE_CANNOT)
    given(JOINT).when(command, at=MARCH).then(answer)
    given(JOINT, answer).when(command, at=MARCH).nothing()
    visit = visit_of(command)
    assert (visit.origin, visit.cause, visit.lead) == (Origin.WHISTLE, "W-1", FIRE)
    assert [part.department for part in visit.parts] == [FIRE, MARKET]


def test_where_who_asked_cannot_come_another_leads():
    assert visit_of(ask(POLICE_CANNOT, MARKET_COMES, lead=POLICE)).lead == MARKET


def test_nobody_who_can_come_and_nobody_in_business_is_declined_with_the_reasons():
    declined = f.JointVisitDeclined(ask="J-1", whistle="W-1", entity=HOTEL, left_out=WITHOUT_POLICE)
    given(JOINT).when(ask(POLICE_CANNOT), at=MARCH).then(declined)
    gone = ask(FIRE_COMES, place=None)
    reasons = (f.LeftOut(department=FIRE, why=f.WhyLeftOut.ENTITY),)
    given(JOINT).when(gone, at=MARCH).then(declined.model_copy(update={"left_out": reasons}))
    assert visit_of(gone) is None


@pytest.mark.parametrize("emergency", [False, True])
def test_a_visit_without_notice_is_confided_unless_it_cannot_wait(emergency):
    command = ask(SECRET, emergency=emergency)
    (answer,) = given(JOINT).when(command, at=MARCH).facts
    assert isinstance(answer, f.JointVisitPlannedInConfidence) != emergency
    visit = visit_of(command)
    assert (visit.notice_forbidden, visit.unannounced) == (not emergency, () if emergency else (POLICE,))


async def asked(office, number=3, **changes):
    said = {
        "whistle": "W-1", "ask": "J-1", "entity": office.entity(number), "lead": FIRE, "departments": (FIRE, POLICE),
        "items": ("FIR-0001", "POL-0001"), "on": date(2026, 3, 9), "emergency": False, **changes,
    }  # fmt: skip
    await office.sut.deliver("whistle", (f"whistle-{said['whistle']}", JointVisitAsked(**said)))


@pytest.fixture
async def town(office):
    await office.conference()
    office.sut.clock.now = MARCH
    return office


async def test_a_whistle_becomes_one_visit_of_the_departments_called_with_officers_by_lot(town):
    await asked(town)
    visit = town.ok(await town.get("/visits/J-1-J", role="planner")).json()
    assert (visit["origin"], visit["cause"], visit["lead"]) == ("whistle", "W-1", FIRE)
    assert (visit["window_from"], visit["window_to"]) == ("2026-03-09", "2026-03-16")
    assert [(part["department"], part["items"], len(part["inspectors"])) for part in visit["parts"]] == [
        (FIRE, ["FIR-0001"], 2), (POLICE, ["POL-0001"], 2),
    ]  # fmt: skip
    (answer,) = await town.sut.facts("planning.joint-visit-planned")
    assert (answer.visit, answer.left_out) == ("J-1-J", ())


async def test_a_department_without_two_officers_and_items_that_are_not_listed_there_are_left_out(town):
    suspended = [
        (
            f"inspector-I-POLICE-{n}",
            InspectorSuspended(inspector=f"I-POLICE-{n}", effective_from=date(2026, 3, 1), reason="停职"),
        )
        for n in range(5)
    ]
    await town.sut.deliver("registry", *suspended)
    await asked(town, departments=(FIRE, POLICE, MARKET), items=("FIR-0001", "POL-0001", "MKT-0009"))
    (answer,) = await town.sut.facts("planning.joint-visit-planned")
    assert answer.departments == (FIRE,)
    assert [(each.department, each.why) for each in answer.left_out] == [
        (POLICE, f.WhyLeftOut.OFFICERS), (MARKET, f.WhyLeftOut.ITEMS),
    ]  # fmt: skip


async def test_nobody_is_sent_to_an_entity_that_is_struck_off(town):
    gone = EntityStruckOff(entity=HOTEL, effective_from=date(2026, 3, 1), reason="注销")
    await town.sut.deliver("registry", (f"entity-{HOTEL}", gone))
    await asked(town)
    assert len(await town.sut.facts("planning.joint-visit-declined")) == 1
    assert (await town.get("/visits/J-1-J", role="planner")).status_code == 404
