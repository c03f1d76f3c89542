"""Guidance on a real database: given, listed, exported, counted by kind."""

from services.inspection.testing.requests import (
    ENTITY,
    FINDING,
    FIRE,
    MARKET,
    TAX,
    get,
    market_part,
    officer,
    on_the_spot,
    planned,
    post,
    refused,
)

TALK = {"visit": "V-1", "department": MARKET, "kind": "talk", "text": "约谈负责人,说明进货查验要求"}


async def test_guidance_is_given_on_a_visit_under_way_and_counted_by_kind(sut):
    await sut.deliver("planning", planned("V-2"))
    await refused(sut, "guidance", {**TALK, "visit": "V-2"}, "guidance-beforehand", status=409)
    await on_the_spot(sut)
    await post(sut, "visits/V-1/parts", market_part(FINDING, disposition="guided"))
    about = {**TALK, "kind": "advice", "finding": "F-1"}
    await refused(sut, "guidance", {**about, "department": FIRE}, "guidance-on-others-finding", status=422, who=FIRE)
    await refused(sut, "guidance", TALK, "forbidden", status=403, who=FIRE)
    await refused(sut, "guidance", {**TALK, "department": TAX}, "no-such-visit", status=404, who=TAX)
    both = sut.bearer("o-2", roles=["inspector"], departments=[MARKET, TAX])
    await refused(sut, "guidance", {**TALK, "department": TAX}, "guidance-by-others", status=422, who=both)
    made = await post(sut, "guidance", TALK, status=201)
    again = await post(sut, "guidance", TALK, status=201)
    assert again["guidance"] == made["guidance"], "the same words are the same guidance"
    await post(sut, "guidance", about, status=201)
    await post(sut, "guidance", {**TALK, "department": FIRE}, status=201, who=FIRE)
    assert (await get(sut, "figures"))["guidance_by_kind"] == {"advice": 1, "talk": 2}
    assert (await get(sut, "figures", who=officer(sut, FIRE)))["guidance_by_kind"] == {"talk": 1}
    assert [row["finding"] for row in (await get(sut, "guidance", kind="advice"))["items"]] == ["F-1"]
    first = await get(sut, "guidance", limit=1)
    rest = await get(sut, "guidance", cursor=first["next"])
    assert (len(first["items"]), len(rest["items"])) == (1, 2)


async def test_whoever_was_guided_reads_it_and_others_do_not(sut):
    await on_the_spot(sut)
    number = (await post(sut, "guidance", {**TALK, "document": "ZD-1"}, status=201))["guidance"]
    entity = sut.bearer(ENTITY, roles=["enterprise"])
    seen = await get(sut, f"guidance/{number}", who=entity)
    assert (seen["kind"], seen["text"], seen["document"], seen["department"]) == ("talk", TALK["text"], "ZD-1", MARKET)
    assert len((await get(sut, "guidance", who=entity))["items"]) == 1
    for stranger in (officer(sut, TAX), sut.bearer("stall:421088100-0002", roles=["enterprise"])):
        answer = await sut.client.get(f"/v1/guidance/{number}", headers=stranger)
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:checkonce:problem:no-such-guidance")
        assert (await get(sut, "guidance", who=stranger))["items"] == []
    file = await sut.client.get("/v1/guidance/export.csv", headers=officer(sut, MARKET))
    lines = file.text.splitlines()
    assert len(lines) == 2
    assert "约谈" in lines[1]
