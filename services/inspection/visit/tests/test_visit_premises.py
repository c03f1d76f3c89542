"""A visit at a place of business beside the entity's own (一照多址): the task and the mandate name the place."""

from services.inspection.testing.requests import get, planned, post


async def test_officers_and_whoever_reads_their_mandate_are_told_where_the_visit_is(sut):
    stream, visit = planned()
    there = visit.model_copy(update={"premises": "2", "premises_name": "城南店", "township": "421088101"})
    await sut.deliver("planning", (stream, there), planned("V-2"))
    seen = await get(sut, "visits/V-1")
    assert (seen["premises"], seen["premises_name"], seen["township"]) == ("2", "城南店", "421088101")
    own = await get(sut, "visits/V-2")
    assert (own["premises"], own["premises_name"]) == (None, None)
    await post(sut, "visits/V-1/announcement", {"on": "2026-03-10", "basis": "2026年度抽查计划"})
    shown = await get(sut, "visits/V-1/mandate")
    assert (shown["premises"], shown["premises_name"]) == ("2", "城南店")
    verdict = (await sut.client.post("/v1/mandates/verification", json={"token": shown["token"]})).json()
    assert (verdict["valid"], verdict["mandate"]["premises_name"]) == (True, "城南店")
