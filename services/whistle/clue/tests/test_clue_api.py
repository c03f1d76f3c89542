"""Clues on a real database: API, reactions and deadlines."""

from datetime import timedelta

from libs.events.catalog.inspection.visit import ClueFound
from services.whistle.testing import FIRE, MARKET, NOON, officer


async def test_a_clue_found_on_a_visit_reaches_the_competent_department_once(whistle):
    found = ClueFound(
        clue="C-1", visit="V-1", entity="stall:421088-1", finder=MARKET, competent=FIRE, matter="消防通道堵塞", evidence=()
    )
    await whistle.deliver("inspection", ("visit-V-1", found), ("visit-V-1", found))
    assert [f.clue for f in await whistle.facts("whistle.clue-received")] == ["C-1"]
    refused = await whistle.client.post(
        "/v1/clues/C-1/acknowledgement", json={"department": MARKET}, headers=officer(whistle, MARKET)
    )
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:checkonce:problem:not-competent")
    taken = await whistle.client.post(
        "/v1/clues/C-1/acknowledgement", json={"department": FIRE}, headers=officer(whistle, FIRE)
    )
    assert taken.headers["etag"] == '"2"'
    assert await whistle.pass_time(NOON + timedelta(days=40)) == 1
    assert [(f.stage, f.department) for f in await whistle.facts("whistle.clue-overdue")] == [("handle", FIRE)]
