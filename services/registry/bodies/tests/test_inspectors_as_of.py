"""An older file of inspectors turns no officer back without a word."""

from datetime import date, timedelta

import pytest

from libs.events.catalog.registry.bodies import InspectorCertified, InspectorSuspended
from libs.events.testing.decisions import given
from services.registry.bodies import commands as c
from services.registry.bodies.decide import INSPECTOR
from services.registry.lists import refusals as r
from services.registry.lists.newer import OnRecord
from services.registry.testing import DEC, JAN, NOON, TODAY, cells, registrar, send

FILE = "id,name,department,certificate,qualifications,valid_from,valid_until\n"
OFFICER = cells("inspectors", 1)
PATHS = ("/v1/imports/inspectors/preview", "/v1/imports/inspectors")
FIRE = "421088-fire"


def row(**changes):
    return FILE + ",".join({**OFFICER, **changes}.values()) + "\n"


@pytest.fixture
async def moved(registry):
    """The officer is listed on 3 November, and is with the fire brigade, under a new certificate, since 10 November."""
    assert (await send(registry, "inspectors", row()))["accepted"] == 1
    registry.clock.now += timedelta(days=7)
    assert (await send(registry, "inspectors", row(department=FIRE, certificate="示例证-新")))["accepted"] == 1
    registry.clock.now += timedelta(days=7)
    return registry


async def taken(registry, content, **query):
    """What the preview says, and then the report."""
    sent = {"content": content, "params": query, "headers": registrar(registry)}
    found, report = [(await registry.client.post(path, **sent)).json() for path in PATHS]
    assert {**report, "refusals": found["refusals"]} == report
    assert (found["accepted"], found["unchanged"]) == (report["accepted"], report["unchanged"])
    return report


async def certified(registry):
    return [fact.department for fact in await registry.facts("registry.inspector-certified")]


async def test_what_the_list_said_of_an_officer_before_is_taken_with_the_day_of_the_file_alone(moved):
    report = await taken(moved, row())
    (refused,) = report["refusals"]
    assert (report["accepted"], report["refused"]) == (0, 1)
    assert "2025-11-10" in refused["rule"]
    assert "department, certificate" in refused["rule"]
    assert "as_of" in refused["do"]
    assert "as_of" in refused["do_zh"]
    assert await certified(moved) == [OFFICER["department"], FIRE]
    assert (await taken(moved, row(), as_of="2025-11-10"))["accepted"] == 1
    assert await certified(moved) == [OFFICER["department"], FIRE, OFFICER["department"]]


async def test_a_file_of_officers_as_of_a_day_before_the_last_change_changes_nobody_and_lists_who_is_new(moved):
    other = row(id="I-421088-7777", certificate="示例证-别人").removeprefix(FILE)
    never_said = row(department="421088-market", certificate="示例证-中间")
    assert OFFICER["department"] != FIRE
    report = await taken(moved, never_said + other, as_of="2025-11-09")
    assert (report["accepted"], report["refused"], report["as_of"]) == (1, 1, "2025-11-09")
    assert (report["refusals"][0]["field"], report["refusals"][0]["value"]) == ("as_of", "2025-11-09")
    same = row(department=FIRE, certificate="示例证-新")
    assert (await taken(moved, same, as_of="2025-11-09"))["unchanged"] == 1
    assert (await taken(moved, never_said))["accepted"] == 1


def card(cls, department, begins=JAN, **known):
    fields = {"inspector": "I-1", "department": department, "certificate": "C-1", "qualifications": ("food",)}
    return cls(**fields, valid_from=begins, valid_until=date(2029, 1, 1), **known)


def entering(department, as_of=None, *, begins=JAN, said_before=False, since=JAN):
    known = {"known": c.CertificateLookups({}), "on_record": OnRecord(since, said_before, as_of)}
    return card(c.CertifyInspector, department, begins, **known)


def test_a_certificate_holds_from_its_own_day_against_older_files_once_that_has_come():
    last = card(InspectorCertified, FIRE, TODAY)
    old = card(InspectorCertified, "421088-market")
    day_before = TODAY - timedelta(days=1)
    given(INSPECTOR, last).when(entering("421088-market", day_before), at=NOON).refused(r.OlderThanOnRecord)
    given(INSPECTOR, last).when(entering("421088-market", TODAY), at=NOON).then(old)
    given(INSPECTOR, last).when(entering(FIRE, JAN, begins=TODAY, said_before=True), at=NOON).nothing()
    announced = card(InspectorCertified, FIRE, DEC)
    given(INSPECTOR, announced).when(entering("421088-market", TODAY), at=NOON).then(old)
    given(INSPECTOR, announced).when(entering("421088-market", said_before=True), at=NOON).refused(r.SaidBefore)


def test_an_older_file_ends_no_suspension():
    held = card(InspectorCertified, FIRE), InspectorSuspended(inspector="I-1", reason="正在调查", effective_from=JAN)
    renewal = {"begins": TODAY, "since": TODAY}
    given(INSPECTOR, *held).when(entering(FIRE, TODAY - timedelta(days=1), **renewal), at=NOON).refused(r.OlderThanOnRecord)
    given(INSPECTOR, *held).when(entering(FIRE, TODAY, **renewal), at=NOON).then(card(InspectorCertified, FIRE, TODAY))
