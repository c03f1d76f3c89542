"""Editions of the numbers on a real database: what they change, and what keeps its old clock."""

from services.disclosure.testing import adopt, officer, visit_facts


async def test_an_edition_changes_the_clock_the_next_keeps_it_and_what_runs_keeps_its_own(disclosure):
    await disclosure.deliver("inspection", *visit_facts("V-1"))
    assert (await adopt(disclosure, publish_working_days=2)).status_code == 200
    await disclosure.deliver("inspection", *visit_facts("V-2"))
    assert (await adopt(disclosure, percent_places=1)).status_code == 200
    await disclosure.deliver("inspection", *visit_facts("V-3"))
    due = {f.reference: f.due.date().isoformat() for f in await disclosure.facts("disclosure.publication-due")}
    assert due == {"R-V-1": "2026-03-09", "R-V-2": "2026-03-04", "R-V-3": "2026-03-04"}


async def test_the_number_of_places_shown_follows_the_edition(disclosure):
    await disclosure.deliver(
        "inspection", *visit_facts("V-1"), *visit_facts("V-2", problems=0), *visit_facts("V-3", problems=0)
    )
    for places, shown in ((1, 33.3), (0, 33.0), (2, 33.33)):
        await adopt(disclosure, percent_places=places)
        assert (await disclosure.client.get("/v1/figures")).json()["problem_rate"] == shown


async def test_those_whom_the_numbers_bind_do_not_set_them(disclosure):
    body = {"effective_from": "2026-03-02", "pack": {"publish_working_days": 60}, "reason": "来不及"}
    refused = await disclosure.client.post("/v1/policy", json=body, headers=officer(disclosure))
    assert refused.status_code == 403
    unlawful = await adopt(disclosure, publish_working_days=0)
    assert (unlawful.status_code, unlawful.json()["field"]) == (422, "body.pack.publish_working_days")
    assert (await disclosure.client.get("/v1/policy?day=2026-03-02")).json()["edition"] == 0
