"""Editions of the numbers on a real database: what they change, and what keeps its old clock."""

from datetime import timedelta

from libs.events.catalog.inspection.visit import ClueFound
from services.whistle.testing import FIRE, MARKET, NEW, NOON, blow_and_call, officer, township


async def adopt(sut, headers=None, **pack):
    body = {"effective_from": "2026-03-02", "pack": pack, "reason": "本地规定"}
    asked = await sut.client.post("/v1/policy", json=body, headers=headers or sut.bearer("c-1", roles=["commander"]))
    return await sut.seconded(asked, sut.bearer("c-2", roles=["commander"]))


async def blow_another(sut, number):
    await sut.client.post("/v1/whistles", json={**NEW, "whistle": number}, headers=township(sut))
    body = {"departments": [MARKET]}
    await sut.client.post(f"/v1/whistles/{number}/calls", json=body, headers=township(sut))


async def test_an_edition_changes_the_clock_the_next_keeps_it_and_what_runs_keeps_its_own(whistle):
    await blow_and_call(whistle)
    assert (await adopt(whistle, report_in_hours={"emergency": 5})).status_code == 200
    await blow_another(whistle, "W-2")
    assert (await adopt(whistle, step_hours=6)).status_code == 200
    await blow_another(whistle, "W-3")
    due = {f.whistle: f.report_in_by - NOON for f in await whistle.facts("whistle.departments-called")}
    assert due == {"W-1": timedelta(hours=2), "W-2": timedelta(hours=5), "W-3": timedelta(hours=5)}


async def test_a_whistle_climbs_the_ladder_it_was_called_with(whistle):
    await adopt(whistle, escalation=["镇指挥部", "县指挥部", "市指挥部"], step_hours=6)
    await blow_another(whistle, "W-1")
    await adopt(whistle, escalation=["另设专班"], step_hours=1)
    for hours in (3, 9, 15, 99):
        await whistle.pass_time(NOON + timedelta(hours=hours))
    climbed = [(f.step, f.to) for f in await whistle.facts("whistle.escalated")]
    assert climbed == [(1, "镇指挥部"), (2, "县指挥部"), (3, "市指挥部")]


async def test_the_clocks_of_a_clue_and_of_handling_follow_the_edition(whistle):
    await adopt(whistle, clue_acknowledge_working_days=1, clue_handle_working_days=2, handling_working_days=1)
    found = ClueFound(
        clue="C-1", visit="V-1", entity="stall:1", finder=MARKET, competent=FIRE, matter="消防通道堵塞", evidence=()
    )
    await whistle.deliver("inspection", ("visit-V-1", found))
    (received,) = await whistle.facts("whistle.clue-received")
    await whistle.client.post("/v1/clues/C-1/acknowledgement", json={"department": FIRE}, headers=officer(whistle, FIRE))
    (taken,) = await whistle.facts("whistle.clue-acknowledged")
    assert [f.date().isoformat() for f in (received.acknowledge_by, taken.handle_by)] == ["2026-03-03", "2026-03-04"]
    await blow_another(whistle, "W-1")
    came = {"department": MARKET, "officers": ["I-421088-0001"]}
    await whistle.client.post("/v1/whistles/W-1/report-ins", json=came, headers=officer(whistle, MARKET))
    plan = {"lead": MARKET, "plan": "联合处置"}
    await whistle.client.post("/v1/whistles/W-1/handling", json=plan, headers=officer(whistle, MARKET))
    (agreed,) = await whistle.facts("whistle.handling-agreed")
    assert agreed.done_by.date().isoformat() == "2026-03-03"


async def test_only_the_command_centre_sets_the_numbers_and_only_lawful_ones(whistle):
    assert (await adopt(whistle, headers=officer(whistle, MARKET), step_hours=500)).status_code == 403
    unlawful = await adopt(whistle, escalation=[])
    assert (unlawful.status_code, unlawful.json()["field"]) == (422, "body.pack.escalation")
    assert (await whistle.client.get("/v1/policy")).json()["edition"] == 0
