"""Objections on a real database: who lodges, who answers, who reads, and the time of each step."""

from datetime import UTC, date, datetime

from libs.events.catalog.registry.calendar import YearArranged
from libs.events.testing.services import whole_year
from services.inspection.testing.requests import (
    ENTITY,
    F1,
    FIRE,
    M1,
    MARKET,
    PROOF,
    TAX,
    bring,
    certified,
    finish,
    get,
    officer,
    on_the_spot,
    planned,
    post,
    refused,
)

T1, T2 = "I-421088-0201", "I-421088-0202"
POINTS = ["台账当场补交", "照片不是本店"]
ANSWERS = [{"point": 1, "upheld": True, "reason": "照片可见台账"}, {"point": 2, "upheld": False, "reason": "位置相符"}]
DECISION = {"answers": ANSWERS, "reviewers": [T1, T2], "correction": "台账一项更正为已有"}


def shop(sut, entity=ENTITY):
    return sut.bearer(entity, roles=["enterprise"])


def head(sut, department=MARKET):
    return sut.bearer(f"h-{department}", roles=["head"], departments=[department])


async def visited(sut):
    await on_the_spot(sut)
    await sut.deliver("registry", *(certified(each, TAX) for each in (T1, T2)))
    return (await finish(sut))["result"]


async def lodged(sut, result, **more):
    said = {"objection": "OB-1", "about": "result", "reference": result, "points": POINTS, **more}
    return await post(sut, "objections", said, who=shop(sut), status=201)


async def test_the_entity_objects_and_is_told_by_officers_who_were_not_there(sut):
    result = await visited(sut)
    await lodged(sut, result)
    await refused(sut, "objections/OB-1/decision", DECISION, "objection-not-accepted", status=409, who=head(sut))
    await post(sut, "objections/OB-1/acceptance", {}, who=head(sut))
    there = {**DECISION, "reviewers": [T1, M1]}
    await refused(sut, "objections/OB-1/decision", there, "reviewer-of-team", status=422, who=head(sut))
    # Fire was of the same team, whoever answers.
    there = {**DECISION, "reviewers": [T1, F1]}
    await refused(sut, "objections/OB-1/decision", there, "reviewer-of-team", status=422, who=head(sut))
    await post(sut, "objections/OB-1/decision", DECISION, who=head(sut))
    await post(sut, "objections/OB-1/telling", {"way": "in-person", "on": "2026-03-10"}, who=head(sut))
    said = await get(sut, "objections/OB-1", shop(sut))
    assert (said["state"], said["outcome"], said["correction"]) == ("told", "partly", "台账一项更正为已有")
    assert said["answers"] == ANSWERS
    (fact,) = await sut.facts("inspection.objection-decided")
    assert (fact.reference, fact.department, fact.reviewers) == (result, MARKET, (T1, T2))


async def test_a_second_one_to_the_same_waits_until_the_first_is_over(sut):
    result = await visited(sut)
    await lodged(sut, result)
    again = {"objection": "OB-2", "about": "result", "reference": result, "points": ["还有一条"]}
    await refused(sut, "objections", again, "objection-pending", status=409, who=shop(sut))
    await post(sut, "objections/OB-1/withdrawal", {"reason": "一并提出"}, who=shop(sut))
    await post(sut, "objections", again, who=shop(sut), status=201)
    # What is on record, and how its class was used, are other matters.
    for number, about in (("OB-3", "record"), ("OB-4", "rating-use")):
        other = {"objection": number, "about": about, "reference": "V-1", "department": FIRE, "points": ["未查看消防栓"]}
        await post(sut, "objections", other, who=shop(sut), status=201)
    assert [row["objection"] for row in (await get(sut, "objections", department=FIRE))["items"]] == ["OB-3", "OB-4"]
    assert [row["objection"] for row in (await get(sut, "objections", about="result"))["items"]] == ["OB-1", "OB-2"]


async def test_nobody_objects_to_what_is_not_his_or_not_told_to_him(sut):
    result = await visited(sut)
    await sut.deliver("planning", planned("V-2"))
    mine = {"about": "result", "reference": result, "points": POINTS}
    for who in (shop(sut, f"{ENTITY}0"), officer(sut, TAX)):
        await refused(sut, "objections", mine, "nothing-to-object-to", status=404, who=who)
    for about, reference in (("record", "V-2"), ("record", result), ("result", "V-1"), ("case", result)):
        to = {"about": about, "reference": reference, "points": POINTS}
        await refused(sut, "objections", to, "nothing-to-object-to", status=404, who=shop(sut))
    await refused(sut, "objections", {**mine, "department": TAX}, "not-answering-for", status=422, who=shop(sut))
    await post(sut, f"results/{result}/revocation", {"reason": "采样程序有误"})
    await refused(sut, "objections", mine, "objection-to-revoked", status=409, who=shop(sut))


async def test_what_is_handed_in_on_paper_is_entered_by_the_department_and_taken_back_by_the_entity_alone(sut):
    result = await visited(sut)
    said = {"objection": "OB-1", "about": "result", "reference": result, "points": POINTS}
    await post(sut, "objections", said, who=officer(sut, MARKET), status=201)
    assert (await get(sut, "objections/OB-1"))["on_paper"] is True
    answer = await sut.client.post("/v1/objections/OB-1/withdrawal", json={"reason": "不再追究"}, headers=officer(sut, MARKET))
    assert answer.status_code == 403
    assert (await get(sut, "objections/OB-1"))["state"] == "lodged"


async def test_its_evidence_is_read_by_who_answers_and_by_the_lead(keeping):
    sut = keeping
    result = await visited(sut)
    unknown = {"about": "result", "reference": result, "points": POINTS, "evidence": [PROOF]}
    await refused(sut, "objections", unknown, "evidence-missing", status=422, who=shop(sut))
    piece = await bring(sut, "台账", shop(sut))
    await lodged(sut, result, department=FIRE, evidence=[piece])
    path = f"/v1/files/{piece['sha256']}/about"
    read = {each: (await sut.client.get(path, headers=officer(sut, each))).status_code for each in (MARKET, FIRE, TAX)}
    assert read == {MARKET: 200, FIRE: 200, TAX: 404}


async def test_each_step_has_its_time_and_what_is_late_names_the_department(sut):
    result = await visited(sut)
    await lodged(sut, result)
    assert (await get(sut, "objections/OB-1"))["due"] == "2026-03-17T15:59:59Z"
    # An arrangement moves what was provisional; then it passes.
    off = whole_year(2026, date(2026, 3, 16))
    arranged = YearArranged(year=2026, holidays=off, workdays=(), notice="国办发明电〔2025〕9号")
    await sut.deliver("registry", ("calendar-2026", arranged))
    assert (await get(sut, "objections/OB-1"))["due"] == "2026-03-18T15:59:59Z"
    assert await sut.pass_time(datetime(2026, 3, 18, 15, 0, tzinfo=UTC)) == 0
    assert await sut.pass_time(datetime(2026, 3, 18, 16, 0, tzinfo=UTC)) == 1
    await post(sut, "objections/OB-1/acceptance", {}, who=head(sut))
    row = await get(sut, "objections/OB-1")
    assert (row["overdue"], row["late"], row["due"]) == (False, True, "2026-04-09T15:59:59Z")
    assert await sut.pass_time(datetime(2026, 4, 10, tzinfo=UTC)) == 1
    assert await sut.pass_time(datetime(2026, 6, 1, tzinfo=UTC)) == 0
    clocks = [(each.stage, each.owner, each.subject) for each in await sut.facts("inspection.clock-passed")]
    assert clocks == [("objection-admit", MARKET, "OB-1"), ("objection-decide", MARKET, "OB-1")]
    assert [each["objection"] for each in (await get(sut, "objections", overdue="true"))["items"]] == ["OB-1"]


async def test_the_list_is_a_table_in_chinese(sut):
    await lodged(sut, await visited(sut))
    file = await sut.client.get("/v1/objections/export.csv", headers=officer(sut, MARKET))
    heading, row = file.text.splitlines()
    assert "异议编号" in heading
    assert "待受理" in row
    assert "检查结果" in row
