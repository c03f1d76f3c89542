"""Transfers on a real database: who reads of one, who does not, and what time does."""

from datetime import UTC, date, datetime, timedelta

import pytest

from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.registry.calendar import YearArranged
from libs.events.fact import Visibility, catalog
from libs.events.testing.services import whole_year
from libs.events.views.rebuild import rebuild
from services.inspection.app import service
from services.inspection.testing.requests import (
    ENTITY,
    FINDING,
    FIRE,
    M1,
    M2,
    MARKET,
    NOW,
    bring,
    finish,
    get,
    market_part,
    officer,
    on_the_spot,
    post,
    refused,
)
from services.inspection.testing.transfers import (
    ORGANS,
    POLICE,
    PROCURATORATE,
    head,
    receiver,
    suspected,
    transferred,
)

HEADERS = {"guidance": ["guidance-officer"], "auditor": ["auditor"]}


@pytest.fixture
async def here(keeping):
    await keeping.deliver("registry", *ORGANS)
    await on_the_spot(keeping)
    keeping.proof = await bring(keeping, "台账", officer(keeping, MARKET))
    keeping.paper = await bring(keeping, "移送书", officer(keeping, MARKET))
    part = market_part({**FINDING, "evidence": [keeping.proof]}, disposition="ordered-to-rectify")
    keeping.done = await finish(keeping, part=part)
    return keeping


async def reads(sut, who, path="transfers/T-1"):
    return (await sut.client.get(f"/v1/{path}", headers=who)).status_code == 200


async def test_a_transfer_goes_from_suspicion_to_judgement_and_each_step_is_read_by_whom_it_concerns(here):
    await transferred(here, here.paper)
    row = await get(here, "transfers/T-1")
    assert (row["state"], row["receiver"], row["copy_to"], row["entity"]) == ("sent", POLICE, PROCURATORATE, ENTITY)
    await post(here, "transfers/T-1/receipt", {"receiver": POLICE}, who=receiver(here))
    taken = {"receiver": POLICE, "case_number": "监公立字〔2026〕12号"}
    await post(here, "transfers/T-1/acceptance", taken, who=receiver(here))
    judgement = await bring(here, "判决书", receiver(here))
    await post(here, "transfers/T-1/outcome", {"outcome": "convicted", "document": judgement}, who=receiver(here))
    row = await get(here, "transfers/T-1", receiver(here, PROCURATORATE))
    assert (row["state"], row["outcome"], row["case_number"], row["due"]) == (
        "closed",
        "convicted",
        "监公立字〔2026〕12号",
        None,
    )
    assert row["evidence"] == [here.paper["sha256"], here.paper["sha256"], judgement["sha256"]]
    (closed,) = await here.facts("inspection.transfer-closed")
    assert closed.outcome == "convicted"


async def test_nobody_else_and_not_the_entity_learns_of_an_open_transfer(here):
    """No list, no export, no file, no number that answers otherwise than one that does not exist."""
    entity = here.bearer(ENTITY, roles=["enterprise"])
    before = {path: (await here.client.get(f"/v1/{path}", headers=entity)).json() for path in ("visits/V-1", "visits")}
    await suspected(here)
    concerned = [officer(here, MARKET), head(here), *(here.bearer("g-1", roles=roles) for roles in HEADERS.values())]
    others = [officer(here, FIRE), head(here, FIRE), receiver(here), receiver(here, PROCURATORATE), receiver(here, MARKET)]
    assert [await reads(here, who) for who in concerned] == [True] * len(concerned)
    assert [await reads(here, who) for who in others] == [False] * len(others)
    await post(here, "transfers/T-1/verification", {"officers": [M1, M2], "report": here.paper})
    await post(here, "transfers/T-1/approval", {}, who=head(here))
    body = {"to": POLICE, "copy_to": PROCURATORATE, "document": here.paper}
    await post(here, "transfers/T-1/dispatch", body)
    assert await reads(here, receiver(here))
    assert await reads(here, receiver(here, PROCURATORATE))
    assert not await reads(here, officer(here, POLICE)), "an inspector of a department with the organ's code"
    rows = [await get(here, "transfers", who) for who in (receiver(here), officer(here, FIRE))]
    assert [len(each["items"]) for each in rows] == [1, 0]
    stranger = await here.client.get("/v1/transfers/export.csv", headers=officer(here, FIRE))
    assert "T-1" not in stranger.text
    file = f"files/{here.paper['sha256']}"
    assert [await reads(here, who, file) for who in (receiver(here), officer(here, FIRE), entity)] == [True, False, False]
    for path in ("transfers", "transfers/T-1", "transfers/export.csv"):
        assert (await here.client.get(f"/v1/{path}", headers=entity)).status_code == 403
    after = {path: (await here.client.get(f"/v1/{path}", headers=entity)).json() for path in before}
    assert after == before
    there, nowhere = [
        (await here.client.get(f"/v1/transfers/{number}", headers=officer(here, FIRE))).json() for number in ("T-1", "T-9")
    ]
    assert {**there, "value": None} == {**nowhere, "value": None}


async def test_what_leaves_the_service_says_nothing_of_what_it_is_about(here):
    await transferred(here, here.paper)
    open_facts = {cls.fact_type for cls in catalog if cls.visibility is not Visibility.PRIVATE and "transfer" in cls.fact_type}
    mine = {name for name in open_facts if name.startswith("inspection.")}
    assert mine == {"inspection.transfer-sent", "inspection.transfer-received", "inspection.transfer-closed"}
    (sent,) = await here.facts("inspection.transfer-sent")
    assert set(sent.model_dump()) == {"transfer", "visit", "department", "to", "receive_by"}


async def test_what_the_head_declined_is_read_by_the_guidance_body_and_the_procuratorate(here):
    await suspected(here)
    await post(here, "transfers/T-1/verification", {"officers": [M1, M2], "report": here.paper})
    no = {"reason": "金额未达追诉标准", "copy_to": PROCURATORATE}
    await refused(here, "transfers/T-1/disapproval", {**no, "copy_to": POLICE}, "not-that-organ", status=422, who=head(here))
    await post(here, "transfers/T-1/disapproval", no, who=head(here))
    readers = [receiver(here, PROCURATORATE), here.bearer("g-1", roles=["guidance-officer"])]
    for who in readers:
        assert (await get(here, "transfers", who, state="declined"))["items"][0]["reason"] == "金额未达追诉标准"
    assert not await reads(here, receiver(here))
    await refused(here, "transfers/T-1/approval", {}, "transfer-over", status=409, who=head(here))
    # The finding may be suspected anew, by another number.
    await suspected(here, transfer="T-2")


async def test_of_one_finding_one_transfer_goes_on(here):
    await suspected(here)
    body = {"visit": "V-1", "finding": "F-1", "department": MARKET, "articles": ["刑法第一百四十三条"]}
    await refused(here, "transfers", body, "already-suspected", status=409)
    await refused(here, "transfers", {**body, "finding": "F-9"}, "no-such-finding", status=404)
    await refused(here, "transfers", {**body, "department": FIRE}, "finding-of-another", status=422, who=FIRE)


async def test_a_time_that_passes_names_who_owed_it(here):
    await suspected(here)
    await here.pass_time(datetime(2026, 3, 17, 16, tzinfo=UTC))
    await post(here, "transfers/T-1/verification", {"officers": [M1, M2], "report": here.paper})
    await post(here, "transfers/T-1/approval", {}, who=head(here))
    body = {"to": POLICE, "copy_to": PROCURATORATE, "document": here.paper}
    await post(here, "transfers/T-1/dispatch", body)
    await here.pass_time(here.clock() + timedelta(hours=25))
    passed = await here.facts("inspection.clock-passed")
    assert [(each.stage, each.owner) for each in passed] == [("verify", MARKET), ("receive", POLICE)]
    assert isinstance(passed[0], ClockPassed)
    row = await get(here, "transfers/T-1")
    assert row["passed"] == ["verify", "receive"]
    assert [len((await get(here, "transfers", overdue=late))["items"]) for late in ("true", "false")] == [1, 0]
    tables = ("transfers", "organs", "deadlines")
    before = [[tuple(r) for r in await here.rows(f"select * from {table} order by 1, 2")] for table in tables]
    await rebuild(here.running.pool, "/421088/inspection", service.views, service.deadlines)
    assert [[tuple(r) for r in await here.rows(f"select * from {table} order by 1, 2")] for table in tables] == before


async def test_the_report_is_due_on_another_day_when_the_year_is_arranged(here):
    await suspected(here)
    due = (await get(here, "transfers/T-1"))["due"]
    assert due == "2026-03-17T15:59:59Z"
    year = YearArranged(year=2026, holidays=(*whole_year(2026), date(2026, 3, 16)), workdays=(), notice="国办发明电")
    await here.deliver("registry", ("calendar-2026", year))
    assert (await get(here, "transfers/T-1"))["due"] == "2026-03-18T15:59:59Z"
    assert NOW.day == 10


def looked_into(view):
    """What the answer about a visit says of its findings, without what counts changes."""
    return [{**each, "assigned_at": None} for each in view["findings"]]


async def test_a_finding_that_is_a_crime_ends_with_the_judgement_and_until_then_looks_as_one_that_nobody_has_handled(keeping):
    """The entity, and the other departments, see the same before and after a case becomes a transfer (L-52)."""
    sut = keeping
    await sut.deliver("registry", *ORGANS)
    await on_the_spot(sut)
    sut.proof = await bring(sut, "台账", officer(sut, MARKET))
    found = {**FINDING, "severity": "serious", "evidence": [sut.proof]}
    await finish(sut, part=market_part(found, disposition="penalty-procedure"))
    entity, others = sut.bearer(ENTITY, roles=["enterprise"]), officer(sut, FIRE)
    before = [looked_into(await get(sut, "visits/V-1", who)) for who in (entity, others)]
    await transferred(sut, sut.proof)
    handling = {"department": MARKET, "findings": ["F-1"], "handling": "transfer", "target": "T-1"}
    await post(sut, "visits/V-1/handling", handling)
    assert [looked_into(await get(sut, "visits/V-1", who)) for who in (entity, others)] == before
    assert (await get(sut, "visits/V-1"))["findings"][0]["target"] == "T-1"
    await post(sut, "transfers/T-1/receipt", {"receiver": POLICE}, who=receiver(sut))
    taken = {"receiver": POLICE, "case_number": "监公立字〔2026〕12号"}
    await post(sut, "transfers/T-1/acceptance", taken, who=receiver(sut))
    end = {"outcome": "convicted", "document": sut.proof}
    closed = await post(sut, "transfers/T-1/outcome", end)
    assert closed["facts"][-2:] == ["inspection.finding-settled", "inspection.visit-closed"]
    assert (await get(sut, "visits/V-1", entity))["findings"][0]["settled"] == "transferred"
