"""Follow-ups on a real database: owed after a rectification, asked for, made, answered, refused, overdue."""

from datetime import UTC, datetime

from services.inspection.testing.requests import (
    ENTITY,
    FINDING,
    FIRE,
    M1,
    MARKET,
    TAX,
    finish,
    get,
    market_part,
    officer,
    on_the_spot,
    planned,
    post,
    recheck,
    refused,
)

REPORT = {"way": "on-site", "officers": [M1], "made_on": "2026-03-10", "holds": True, "advice": ["保持台账"]}
WISH = {"visit": "V-1", "wanted": "不会填写进货台账"}


def shop(sut, entity=ENTITY):
    return sut.bearer(entity, roles=["enterprise"])


async def hear_itself(sut):
    await sut.hear("inspection", await sut.sent())


async def mended(sut, visit="V-1"):
    """A rectification of the market's that has passed its re-check; its number."""
    await on_the_spot(sut, visit)
    done = await finish(sut, visit, part=market_part(FINDING, disposition="ordered-to-rectify"))
    number = done["rectifications"][MARKET]
    await post(sut, f"rectifications/{number}/report", {})
    await post(sut, f"rectifications/{number}/recheck", recheck())
    return number


async def test_a_rectification_that_passed_is_followed_up_once(sut):
    number = await mended(sut)
    for _ in range(2):
        await hear_itself(sut)
    (owed,) = (await get(sut, "followups"))["items"]
    assert (owed["follows"], owed["reference"], owed["department"]) == ("rectification", number, MARKET)
    assert (owed["ended_on"], owed["due"]) == ("2026-03-10", "2026-05-09T15:59:59Z")
    path = f"followups/{owed['followup']}"
    await post(sut, f"{path}/report", {**REPORT, "needs": ["台账软件", "用气培训"]})
    await post(sut, f"{path}/answers", {"need": 2, "answer": "已请专家上门", "expert": "P-7"})
    assert (await get(sut, path))["state"] == "made"
    await post(sut, f"{path}/answers", {"need": 1, "answer": "已安装"})
    said = await get(sut, path, shop(sut))
    assert (said["state"], said["holds"], said["late"]) == ("done", True, False)
    assert [(each["need"], each["what"], each["expert"]) for each in said["needs"]] == [
        (1, "台账软件", None),
        (2, "用气培训", "P-7"),
    ]


async def test_what_was_mended_before_there_were_follow_ups_is_not_owed_at_once(sut):
    await mended(sut)
    sut.clock.now = datetime(2026, 5, 10, tzinfo=UTC)
    await hear_itself(sut)
    assert await sut.facts("inspection.followup-due") == []


async def test_somebody_who_was_there_asks_for_one_and_the_entity_may_want_none(sut):
    await on_the_spot(sut)
    await sut.deliver("planning", planned("V-2"))
    await post(sut, "followups", {**WISH, "followup": "FU-1"}, who=shop(sut), status=201)
    await refused(sut, "followups", {**WISH, "followup": "FU-2"}, "followup-pending", status=409)
    await post(sut, "followups", {**WISH, "followup": "FU-2", "department": FIRE}, status=201)
    await refused(sut, "followups", {**WISH, "department": TAX}, "followup-by-stranger", status=422)
    for who in (officer(sut, TAX), shop(sut, f"{ENTITY}0")):
        await refused(sut, "followups", WISH, "nothing-to-follow", status=404, who=who)
    # Of this one the entity has not been told.
    await refused(sut, "followups", {**WISH, "visit": "V-2"}, "nothing-to-follow", status=404, who=shop(sut))
    await post(sut, "followups/FU-2/refusal", {"reason": "已无困难"}, who=shop(sut))
    refusal = await sut.client.post("/v1/followups/FU-1/refusal", json={"reason": "企业无需求"}, headers=officer(sut, MARKET))
    assert refusal.status_code == 403
    states = {each["followup"]: each["state"] for each in (await get(sut, "followups"))["items"]}
    assert states == {"FU-1": "due", "FU-2": "declined"}
    assert [each["followup"] for each in (await get(sut, "followups", department=FIRE))["items"]] == ["FU-2"]


async def test_one_that_is_not_made_in_time_names_the_department(sut):
    await on_the_spot(sut)
    await post(sut, "followups", {**WISH, "followup": "FU-1"}, status=201)
    await sut.pass_time(datetime(2026, 5, 9, 15, tzinfo=UTC))
    assert await sut.facts("inspection.clock-passed") == []
    await sut.pass_time(datetime(2026, 5, 9, 16, tzinfo=UTC))
    await sut.pass_time(datetime(2026, 5, 12, tzinfo=UTC))
    (late,) = await sut.facts("inspection.clock-passed")
    assert (late.subject, late.stage, late.owner, late.since) == ("FU-1", "followup", MARKET, "V-1")
    assert [each["followup"] for each in (await get(sut, "followups", overdue="true"))["items"]] == ["FU-1"]
    await post(sut, "followups/FU-1/report", {**REPORT, "holds": None})
    row = await get(sut, "followups/FU-1")
    assert (row["state"], row["overdue"], row["late"]) == ("done", False, True)


async def test_the_list_is_a_table_in_chinese(sut):
    await on_the_spot(sut)
    await post(sut, "followups", {**WISH, "followup": "FU-1"}, status=201)
    file = await sut.client.get("/v1/followups/export.csv", headers=officer(sut, MARKET))
    heading, row = file.text.splitlines()
    assert "回访编号" in heading
    assert "待回访" in row
    assert "应需求" in row
