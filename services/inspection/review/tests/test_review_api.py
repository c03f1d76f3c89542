"""Reviews of duty on a real database: the record answers, a panel decides, and nobody else learns of it."""

from datetime import UTC, datetime

from services.inspection.testing.requests import (
    ENTITY,
    FINDING,
    FIRE,
    M1,
    M2,
    MARKET,
    finish,
    get,
    market_part,
    officer,
    on_the_spot,
    planned,
    post,
    refused,
)

INCIDENT = {"officer": M1, "entity": ENTITY, "on": "2026-03-10", "what": "液化气泄漏", "cause": "accident"}
DECISION = {"verdict": "exempt", "reasons": "清单内事项均已检查", "panel": ["P-1", "P-2", "P-3"]}
OTHERWISE = {
    "verdict": "liable", "ground": "refused-or-delayed", "reasons": "两次催办未到场", "panel": ["P-4", "P-5", "P-6"],
}  # fmt: skip


def guidance(sut):
    return sut.bearer("g-1", roles=["guidance-officer"])


def himself(sut, inspector=M1, department=MARKET):
    return sut.bearer(f"o-{inspector}", roles=["inspector"], departments=[department], inspector=inspector)


async def opened(sut):
    return (await post(sut, "reviews", INCIDENT, who=guidance(sut), status=201))["review"]


async def heard(sut):
    review = await opened(sut)
    await post(sut, f"reviews/{review}/evidence", {}, who=guidance(sut))
    await post(sut, f"reviews/{review}/statement", {"statement": "按清单逐项检查"}, who=himself(sut))
    return review


async def test_the_record_answers_and_a_panel_decides(sut):
    await on_the_spot(sut)
    await finish(sut)
    review = await opened(sut)
    await refused(sut, f"reviews/{review}/decision", DECISION, "review-not-compiled", status=409, who=guidance(sut))
    await post(sut, f"reviews/{review}/evidence", {}, who=guidance(sut))
    await refused(sut, f"reviews/{review}/decision", DECISION, "officer-not-heard", status=409, who=guidance(sut))
    await post(sut, f"reviews/{review}/statement", {"statement": "按清单逐项检查"}, who=himself(sut))
    there = {**DECISION, "panel": ["P-1", "P-2", M2]}
    await refused(sut, f"reviews/{review}/decision", there, "panel-partial", status=422, who=guidance(sut))
    await post(sut, f"reviews/{review}/decision", DECISION, who=guidance(sut))
    await post(sut, f"reviews/{review}/acceptance", {}, who=himself(sut))
    row = await get(sut, f"reviews/{review}", himself(sut))
    assert (row["state"], row["verdict"], row["checked"], row["visit"]) == ("final", "exempt", "nothing-found", "V-1")
    said = {each["question"]: each for each in row["answers"]}
    assert {name: said[name]["said"] for name in ("items-followed", "noticed", "answered", "record-intact", "published")} == {
        "items-followed": "yes", "noticed": "yes", "answered": "yes", "record-intact": "yes", "published": "not-stated",
    }  # fmt: skip
    (compiled,) = await sut.facts("inspection.review-evidence-compiled")
    stored = {str(each["id"]) for each in await sut.rows("select id from events where stream = 'visit-V-1'")}
    assert {each.fact for each in compiled.facts} == stored


async def test_on_appeal_another_panel_decides_and_what_nobody_appeals_holds_after_its_time(sut):
    await on_the_spot(sut)
    await finish(sut)
    appealed, accepted = await heard(sut), None
    await post(sut, f"reviews/{appealed}/decision", DECISION, who=guidance(sut))
    await post(sut, f"reviews/{appealed}/appeal", {"reasons": "当日已报告"}, who=himself(sut))
    same = {**OTHERWISE, "panel": ["P-3", "P-5", "P-6"]}
    await refused(sut, f"reviews/{appealed}/ruling", same, "panel-partial", status=422, who=guidance(sut))
    await post(sut, f"reviews/{appealed}/ruling", OTHERWISE, who=guidance(sut))
    accepted = (await post(sut, "reviews", {**INCIDENT, "what": "投诉"}, who=guidance(sut), status=201))["review"]
    await post(sut, f"reviews/{accepted}/evidence", {}, who=guidance(sut))
    await post(sut, f"reviews/{accepted}/statement", {"statement": "两次书面通知,未作陈述"}, who=guidance(sut))
    await post(sut, f"reviews/{accepted}/decision", DECISION, who=guidance(sut))
    await sut.pass_time(datetime(2026, 4, 9, 15, 59, 59, tzinfo=UTC))
    assert (await get(sut, f"reviews/{accepted}", guidance(sut)))["state"] == "decided"
    await sut.pass_time(datetime(2026, 4, 9, 16, tzinfo=UTC))
    rows = {each["review"]: each for each in (await get(sut, "reviews", guidance(sut)))["items"]}
    held = {name: (rows[name]["state"], rows[name]["verdict"], rows[name]["waived"]) for name in (appealed, accepted)}
    assert held == {appealed: ("final", "liable", False), accepted: ("final", "exempt", True)}
    counts = [(each.verdict, each.ground, each.changed) for each in await sut.facts("inspection.review-counted")]
    assert counts == [("liable", "refused-or-delayed", True), ("exempt", None, False)]


async def test_nobody_else_learns_that_there_is_a_review(sut):
    await on_the_spot(sut)
    await finish(sut)
    before = len(await sut.sent())
    review = await heard(sut)
    await post(sut, f"reviews/{review}/decision", DECISION, who=guidance(sut))
    # Nothing of it is on the topic, and of its end what is counted.
    assert len(await sut.sent()) == before
    colleague = himself(sut, M2)
    assert (await get(sut, "reviews", colleague))["items"] == []
    assert [each["review"] for each in (await get(sut, "reviews", himself(sut)))["items"]] == [review]
    for path, body in (("statement", {"statement": "我替他说"}), ("acceptance", {}), ("appeal", {"reasons": "不服"})):
        for number in (review, "RV-9"):
            await refused(sut, f"reviews/{number}/{path}", body, "no-such-review", status=404, who=colleague)
    # Who oversees cannot accept or appeal for him.
    for path, body in (("acceptance", {}), ("appeal", {"reasons": "不服"})):
        answer = await sut.client.post(f"/v1/reviews/{review}/{path}", json=body, headers=guidance(sut))
        assert answer.status_code == 403
    for who in (colleague, officer(sut, MARKET, M2)):
        assert (await sut.client.get(f"/v1/reviews/{review}", headers=who)).status_code == 404
    head = sut.bearer("h-1", roles=["head"], departments=[MARKET])
    shop = sut.bearer(ENTITY, roles=["enterprise"])
    for who in (head, shop):
        assert (await sut.client.get(f"/v1/reviews/{review}", headers=who)).status_code == 403
    await post(sut, f"reviews/{review}/acceptance", {}, who=himself(sut))
    ((_, value, _),) = (await sut.sent())[before:]
    assert b"exempt" in value
    assert M1.encode() not in value
    assert ENTITY.encode() not in value


async def test_an_officer_reads_his_own_standing_at_any_time_and_nobody_elses(sut):
    path, asked = f"officers/{M1}/standing", {"entity": ENTITY, "on": "2026-03-10"}
    assert (await get(sut, path, himself(sut), **asked))["checked"] == "not-drawn"
    await on_the_spot(sut)
    await sut.deliver("planning", planned("V-2"))
    assert (await get(sut, path, himself(sut), **asked))["checked"] == "unrecorded"
    await finish(sut, part=market_part(FINDING, disposition="ordered-to-rectify"))
    said = await get(sut, path, himself(sut), **asked, item="MKT-0003")
    assert (said["visit"], said["checked"]) == ("V-1", "found-and-handled")
    assert (await get(sut, path, himself(sut), **asked, item="MKT-0009"))["checked"] == "other-items"
    # It says what was so until the day.
    earlier = {**asked, "on": "2026-03-09"}
    assert (await get(sut, path, guidance(sut), **earlier))["checked"] == "not-drawn"
    answer = await sut.client.get(f"/v1/{path}", params=asked, headers=himself(sut, M2))
    assert answer.status_code == 403
    unknown = await sut.client.get("/v1/officers/I-999/standing", params=asked, headers=guidance(sut))
    assert unknown.status_code == 404
    assert await sut.facts("inspection.review-opened") == []


async def test_what_was_not_done_in_time_is_listed_by_who_owed_it(sut):
    await on_the_spot(sut)
    await finish(sut)
    for department in (MARKET, FIRE):
        wish = {"visit": "V-1", "department": department, "wanted": "台账"}
        await post(sut, "followups", wish, who=department, status=201)
    await sut.pass_time(datetime(2026, 5, 12, tzinfo=UTC))
    everything = (await get(sut, "passed-clocks", guidance(sut), stage="followup"))["items"]
    assert {each["owner"] for each in everything} == {MARKET, FIRE}
    head = sut.bearer("h-1", roles=["head"], departments=[FIRE])
    own = (await get(sut, "passed-clocks", head))["items"]
    assert {(each["owner"], each["stage"], each["since"]) for each in own} == {(FIRE, "followup", "V-1")}
    assert (await get(sut, "passed-clocks", guidance(sut), owner=MARKET, stage="hearing"))["items"] == []
