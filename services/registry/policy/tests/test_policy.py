"""Numbers of the lists as editions: each begins on a day, and what was done before it stays."""

from datetime import UTC, datetime

from services.registry.testing import MARKET, get, head, post, send

STALL = {
    "entity": "stall:421088100-0009",
    "content": {"name": "平台店(示例)", "industries": ["catering"], "township": "421088100"},
}


async def test_an_edition_adds_a_kind_of_entity_from_its_day_on_and_the_next_one_keeps_it(registry):
    kinds = (await get(registry, "policy"))["pack"]["categories"]
    platform = {**STALL, "content": {**STALL["content"], "category": "platform"}}
    await post(registry, "entities", platform, 422)
    await post(
        registry, "policy", {"effective_from": "2025-12-01", "pack": {"categories": [*kinds, "platform"]}, "reason": "平台经济"}
    )
    await post(registry, "policy", {"effective_from": "2026-02-01", "pack": {"many_complaints": 5}, "reason": "投诉较多"})
    assert (await get(registry, "policy?day=2025-11-30"))["pack"]["categories"] == kinds
    latest = (await get(registry, "policy?day=2026-02-01"))["pack"]
    assert (latest["categories"][-1], latest["many_complaints"]) == ("platform", 5)
    await post(registry, "entities", platform, 422)
    registry.clock.now = datetime(2025, 12, 1, 2, tzinfo=UTC)
    await post(registry, "entities", platform)
    file = (
        "scheme,value,name,industries,township,category,founded\nstall,421088100-0010,店(示例),catering,421088100,platform,\n"
    )
    assert (await send(registry, "entities", file))["accepted"] == 1
    assert [edition["edition"] for edition in (await get(registry, "policy/editions"))["items"]] == [1, 2]


async def test_where_the_front_line_begins_is_the_places_to_say(registry):
    await send(registry, "inspectors", head("inspectors", 3))
    assert (await get(registry, "force?day=2026-03-01"))["reached"]
    pack = {"front_line": ["township"], "front_line_bp": 9000}
    await post(registry, "policy", {"effective_from": "2026-03-01", "pack": pack, "reason": "重心下移"})
    force = await get(registry, "force?day=2026-03-01")
    assert (force["front_line"], force["wanted_bp"], force["front_line_bp"], force["reached"]) == (["township"], 9000, 0, False)
    assert (await get(registry, "force?day=2026-02-28"))["reached"]


async def test_a_department_officer_adopts_no_numbers(registry):
    officer = registry.bearer("o-1", roles=["department-officer"], departments=[MARKET])
    body = {"effective_from": "2026-03-01", "pack": {"many_complaints": 5}, "reason": "试试"}
    assert (await registry.client.post("/v1/policy", json=body, headers=officer)).status_code == 403
