"""Hazards on a real database: who is told, what the government does, what time does."""

from datetime import UTC, datetime

import pytest

from libs.events.views.rebuild import rebuild
from services.inspection.app import service
from services.inspection.testing.hazards import (
    GUIDANCE,
    OF_HAZARDS,
    REPORT,
    TREATMENT,
    danger,
    government,
    guidance,
    hazardous,
)
from services.inspection.testing.requests import (
    CLEAN_FIRE,
    ENTITY,
    FINDING,
    FIRE,
    MARKET,
    TAX,
    bring,
    get,
    market_part,
    officer,
    on_the_spot,
    post,
    refused,
)
from services.inspection.testing.transfers import GOVERNMENT


@pytest.fixture
async def here(keeping):
    await keeping.deliver("registry", *OF_HAZARDS)
    await on_the_spot(keeping)
    keeping.proof = await bring(keeping, "气瓶组间", officer(keeping, MARKET))
    keeping.shown = await bring(keeping, "二层", officer(keeping, FIRE))
    part = market_part({**FINDING, "evidence": [keeping.proof]}, disposition="ordered-to-rectify")
    await post(keeping, "visits/V-1/parts", part)
    await post(keeping, "visits/V-1/parts", CLEAN_FIRE, who=FIRE)
    return keeping


async def reads(sut, who, path="hazards/H-1"):
    return (await sut.client.get(f"/v1/{path}", headers=who)).status_code == 200


async def test_a_hazard_is_reported_read_by_peers_treated_and_accepted(here):
    await hazardous(here, here.proof)
    await post(here, "hazards/H-1/notice", {"body": FIRE}, who=FIRE)
    await post(here, "hazards/H-1/notice", {"body": GUIDANCE}, who=guidance(here))
    await post(here, "hazards/H-1/acknowledgement", {}, who=government(here))
    await post(here, "hazards/H-1/treatment", TREATMENT, who=government(here))
    await post(here, "hazards/H-1/steps", {"department": FIRE, "what": "排查餐饮 40 户"}, who=FIRE)
    early = {"opinion": "已全部整改"}
    missing = await refused(here, "hazards/H-1/acceptance", early, "treatment-incomplete", status=409, who=government(here))
    assert MARKET in missing["detail"]
    await post(here, "hazards/H-1/steps", {"department": MARKET, "what": "核查气瓶 60 只", "evidence": [here.proof]})
    await post(here, "hazards/H-1/acceptance", early, who=government(here))
    row = await get(here, "hazards/H-1")
    assert (row["state"], row["read_by"], row["reason"], row["due"]) == ("accepted", [FIRE, GUIDANCE], "已全部整改", None)
    assert [(each["department"], each["what"]) for each in row["steps"]] == [
        (FIRE, "排查餐饮 40 户"),
        (MARKET, "核查气瓶 60 只"),
    ]
    (ordered,) = await here.facts("inspection.treatment-ordered")
    assert (ordered.campaign, ordered.due) == (True, datetime(2026, 4, 10, 15, 59, 59, tzinfo=UTC))


async def test_an_order_in_danger_is_given_at_once_starts_the_time_to_report_and_holds_the_acceptance(here):
    given = await post(here, "danger-orders", danger(here.shown), who=FIRE, status=201)
    number = given["hazard"]
    entity = here.bearer(ENTITY, roles=["enterprise"])
    assert (await get(here, f"hazards/{number}", entity))["danger_orders"][0]["what"] == "二层住人部分"
    # The lead of the visit has nothing to do with it before it is told.
    await refused(here, f"hazards/{number}/acknowledgement", {}, "hazard-not-at-this-stage", status=409, who=government(here))
    await here.pass_time(datetime(2026, 3, 11, 3, tzinfo=UTC))
    (passed,) = await here.facts("inspection.clock-passed")
    assert (passed.stage, passed.owner, passed.subject) == ("report", FIRE, number)
    body = {**REPORT, "hazard": number, "visit": None, "finding": None, "lead": FIRE, "peers": [MARKET]}
    await post(here, "hazards", body, who=FIRE, status=201)
    await post(here, f"hazards/{number}/treatment", {**TREATMENT, "departments": [FIRE]}, who=government(here))
    await post(here, f"hazards/{number}/steps", {"department": FIRE, "what": "已拆除隔断"}, who=FIRE)
    end = {"opinion": "已消除"}
    stands = await refused(here, f"hazards/{number}/acceptance", end, "danger-stands", status=409, who=government(here))
    assert "DO-1" in stands["detail"]
    lifting = {"department": FIRE, "officers": ["I-421088-0101"], "reason": "已拆除隔断", "evidence": [here.shown]}
    path = f"hazards/{number}/danger-orders/DO-1/lifting"
    await post(here, path, lifting, who=FIRE)
    await post(here, f"hazards/{number}/acceptance", end, who=government(here))
    row = await get(here, f"hazards/{number}")
    assert (row["state"], row["orders_standing"], row["passed"]) == ("accepted", 0, ["report"])
    tables = ("hazards", "danger_orders", "treatment_steps", "deadlines")
    before = [[tuple(r) for r in await here.rows(f"select * from {table} order by 1, 2")] for table in tables]
    await rebuild(here.running.pool, "/421088/inspection", service.views, service.deadlines)
    assert [[tuple(r) for r in await here.rows(f"select * from {table} order by 1, 2")] for table in tables] == before


async def test_only_those_who_are_told_and_the_entity_read_of_a_hazard_and_its_evidence(here):
    await hazardous(here, here.proof)
    entity, stranger = (here.bearer(who, roles=["enterprise"]) for who in (ENTITY, "stall:421088100-0002"))
    told = [officer(here, MARKET), officer(here, FIRE), government(here), guidance(here), entity]
    others = [officer(here, TAX), government(here, "421099"), stranger]
    for path in ("hazards/H-1", f"files/{here.proof['sha256']}"):
        heads = told if path.startswith("hazards") else told[:2]
        assert [await reads(here, who, path) for who in heads] == [True] * len(heads), path
    assert [await reads(here, who) for who in others] == [False] * len(others)
    assert [len((await get(here, "hazards", who))["items"]) for who in (*told, *others)] == [1] * 5 + [0] * 3


async def test_the_lead_reports_in_time_or_is_on_record(here):
    await refused(here, "hazards", {**REPORT, "lead": FIRE}, "lead-reports", status=422, who=FIRE)
    await here.pass_time(datetime(2026, 3, 11, 3, tzinfo=UTC))
    await hazardous(here, here.proof)
    (passed,) = await here.facts("inspection.clock-passed")
    assert (passed.stage, passed.owner, passed.since) == ("report", MARKET, "F-1")
    await here.pass_time(datetime(2026, 3, 12, 4, tzinfo=UTC))
    stages = [(each.stage, each.owner) for each in await here.facts("inspection.clock-passed")]
    assert stages == [("report", MARKET), ("acknowledge", GOVERNMENT)]
    assert (await get(here, "hazards", overdue="true"))["items"][0]["passed"] == ["report", "acknowledge"]


async def test_a_finding_that_is_a_hazard_ends_with_its_treatment(here):
    entity = here.bearer(ENTITY, roles=["enterprise"])
    await post(here, "visits/V-1/answer", {"answer": "confirmed"}, who=entity)
    await post(here, "visits/V-1/completion", {})
    await hazardous(here, here.proof)
    await post(here, "hazards/H-1/treatment", {**TREATMENT, "departments": [FIRE]}, who=government(here))
    await post(here, "hazards/H-1/steps", {"department": FIRE, "what": "已治理"}, who=FIRE)
    done = await post(here, "hazards/H-1/acceptance", {"opinion": "已消除"}, who=government(here))
    # The department ordered it to be mended: that it is treated ends the hazard, and not the order.
    assert done["facts"] == ["inspection.treatment-accepted"]
