"""Profiles on a real database: opening balances, facts of inspection, classes set by hand, lists."""

import csv
import io
from datetime import timedelta

from libs.events.catalog.credit.profile import ScoreLine
from libs.events.catalog.inspection.rectification import RectificationFailed, RectificationOverdue, RectificationPassed
from libs.events.catalog.inspection.result import RecordedResultRevoked
from libs.events.catalog.inspection.visit import Severity
from libs.events.catalog.registry.entities import EntityChanged, EntityContent
from services.credit.profile.decide import occurrence
from services.credit.testing import (
    CAFE,
    MARKET,
    MODEL,
    NOON,
    OPENING,
    SHOP,
    STALL,
    adopt,
    get,
    issued,
    listed,
    officer,
    open_profiles,
    recorded,
    rectification,
    revoked,
    second,
    set_by_hand,
)


async def test_opening_balances_are_imported_once_and_each_bad_row_is_refused_with_its_reason(credit):
    report = await open_profiles(credit)
    assert (report["accepted"], report["unknown"], report["refused"]) == (2, 2, 0), "the register lists neither"
    before = await credit.facts("credit.profile-opened")
    report = await open_profiles(credit)
    assert (report["unchanged"], report["facts"]) == (2, 0)
    typed = "scheme,value,points,reason\nUSCC,91421023 MA00000076,-95,年度报告\nＳtall,421088100 － 0001,-213,投诉\n"
    report = await open_profiles(credit, typed)
    assert (report["unchanged"], report["facts"]) == (2, 0)
    bad = (
        "scheme,value,points,reason\n"
        "stall,421088100-0001,-100,投诉\n"
        "USCC!,1,-1,投诉\n"
        "lives,,-1,投诉\n"
        "stall,421088100-0002,1.5,投诉\n"
        "stall,421088100-0003,-1201,投诉\n"
        "stall,421088100-0004,-1,\n"
        "stall,421088100-0005,-1,电话 13912345678\n"
        "stall,421088100-0006,-1\n"
        "stall,9142110000000,-1,投诉\n"
        "stallx,1,-1,投诉\n"
        "uscc,91421023MA0000007,-1,投诉\n"
    )
    report = await open_profiles(credit, bad)
    assert [(r["line"], r["field"]) for r in report["refusals"]] == [
        (2, "points"),
        (3, "scheme"),
        (4, "value"),
        (5, "points"),
        (6, "points"),
        (7, "reason"),
        (8, "reason"),
        (9, "row"),
        (10, "value"),
        (11, "scheme"),
        (12, "value"),
    ]
    assert "缺少依据" in report["refusals"][5]["rule_zh"]
    assert await credit.facts("credit.profile-opened") == before


async def test_a_profile_shows_every_line_with_reason_and_evidence_and_the_history_of_its_class(credit):
    renamed = EntityContent(name="示例商店", industries=("catering",), township="421088100", category="stall")
    await credit.deliver("registry", listed(SHOP, "旧名"), (f"entity-{SHOP}", EntityChanged(entity=SHOP, content=renamed)))
    await open_profiles(credit)
    await credit.deliver("inspection", issued("RS-1", SHOP, Severity.MINOR, None))
    answer = await credit.client.get(f"/v1/profiles/{SHOP}", headers=officer(credit))
    seen = answer.json()
    assert answer.headers["etag"] == f'"{seen["version"]}"' == '"4"'
    assert (seen["name"], seen["score"], seen["credit_class"], seen["edition"]) == ("示例商店", 895, "B", 1)
    assert [(line["indicator"], line["points"], line["evidence"], line["score"]) for line in seen["lines"]] == [
        ("base", 1000, "model:general:1", 1000),
        ("opening", -95, "opening", 905),
        ("finding-minor", -20, "result:RS-1", 885),
        ("inspection-clear", 10, "result:RS-1", 895),
    ]
    assert seen["lines"][2]["on"] == "2026-02-27"
    assert MARKET in seen["lines"][2]["reason"]
    assert [(h["previous"], h["credit_class"], h["score"]) for h in seen["history"]] == [("A", "B", 895)]
    assert (await credit.client.get(f"/v1/profiles/{CAFE}", headers=officer(credit))).status_code == 404


async def test_each_fact_of_inspection_counts_once_and_a_revoked_result_takes_its_lines_back(credit):
    await credit.deliver("inspection", issued("RS-1", STALL, Severity.SERIOUS), issued("RS-1", STALL, Severity.SERIOUS))
    overdue = rectification(RectificationOverdue, STALL, due=NOON)
    failed = rectification(RectificationFailed, STALL, officers=("I-1", "I-2"), reason="未整改")
    passed = rectification(RectificationPassed, STALL, officers=("I-1", "I-2"))
    await credit.deliver("inspection", overdue, failed, passed, passed)
    opened, *rest = await credit.facts("credit.profile-opened")
    assert (opened.score, rest) == (1000, [])
    lines = [(f.line.indicator, f.score) for f in await credit.facts("credit.points-recorded")]
    assert lines == [
        ("finding-serious", 800),
        ("rectification-overdue", 720),
        ("rectification-failed", 640),
        ("rectification-passed", 660),
    ]
    assert [f.credit_class for f in await credit.facts("credit.class-changed")] == ["B", "C"]
    await credit.deliver("inspection", revoked("RS-1", STALL), revoked("RS-1", STALL), revoked("RS-9", STALL))
    assert [f.score for f in await credit.facts("credit.points-recorded")][4:] == [860]
    assert [f.credit_class for f in await credit.facts("credit.class-changed")] == ["B", "C", "B"]
    assert await credit.rows("select * from parked") == []


async def test_recorded_checks_count_by_score_and_without_one_by_problems(credit):
    await credit.deliver(
        "inspection",
        recorded("1", CAFE, 94),
        recorded("2", CAFE, 88),
        recorded("3", CAFE, 72),
        recorded("4", CAFE, 60),
        recorded("5", CAFE, None, 1),
        recorded("6", CAFE, None, 9),
    )
    points = [(f.line.points, str(f.line.on)) for f in await credit.facts("credit.points-recorded")]
    assert points == [(p, "2017-12-11") for p in (10, 0, -60, -200, 10, -200)]
    (profile,) = (await get(credit, "/v1/profiles"))["items"]
    assert (profile["score"], profile["credit_class"]) == (560, "D")
    mistaken = RecordedResultRevoked(result="4", entity=CAFE, reason="录错对象")
    await credit.deliver("inspection", ("result-4", mistaken), ("result-4", mistaken))
    assert (await get(credit, "/v1/profiles"))["items"][0]["score"] == 760


async def test_a_class_set_by_hand_needs_a_basis_a_profile_and_the_version_the_officer_saw(credit):
    await open_profiles(credit)
    path, body = f"/v1/profiles/{SHOP}/override", {"credit_class": "D", "reason": "专项核查认定"}
    before = await credit.facts()
    for headers, sent, status, slug in (
        (officer(credit), {"credit_class": "D"}, 422, "invalid-request"),
        (officer(credit), {**body, "credit_class": "U"}, 422, "not-a-class"),
        ({**officer(credit), "If-Match": '"7"'}, body, 412, "stale-version"),
        (credit.bearer("p-1", roles=["planner"]), body, 403, "forbidden"),
        ({"authorization": "Bearer a.b.c"}, body, 401, "unauthenticated"),
    ):
        refused = await credit.client.post(path, json=sent, headers=headers)
        assert (refused.status_code, refused.json()["type"]) == (status, f"urn:checkonce:problem:{slug}")
    missing = await credit.client.post(f"/v1/profiles/{CAFE}/override", json=body, headers=officer(credit))
    assert (missing.status_code, missing.json()["field"]) == (404, "entity")
    assert await credit.facts() == before
    done = await set_by_hand(credit, SHOP, "D", **{"If-Match": '"1"'})
    assert done["facts"] == ["credit.countersignature-given", "credit.class-changed"]
    (changed,) = await credit.facts("credit.class-changed")
    assert (changed.asked_by, changed.approved_by) == ("c-1", "c-2")
    (row,) = (await get(credit, "/v1/profiles?by_hand=true"))["items"]
    assert (row["entity"], row["credit_class"], row["by_hand"]) == (SHOP, "D", True)


async def test_lists_are_paged_filtered_exported_and_empty_without_profiles(credit):
    assert await get(credit, "/v1/profiles") == {"items": [], "next": None}
    await credit.deliver("registry", listed(SHOP, "示例商店"), listed(STALL, "示例摊位"), listed(CAFE, "示例咖啡"))
    await open_profiles(credit)
    first = await get(credit, "/v1/profiles?limit=1")
    second = await get(credit, f"/v1/profiles?limit=1&cursor={first['next']}")
    assert [p["items"][0]["entity"] for p in (first, second)] == [STALL, SHOP]
    assert second["next"] is None
    assert [p["entity"] for p in (await get(credit, "/v1/profiles?credit_class=B"))["items"]] == [STALL]
    assert [p["entity"] for p in (await get(credit, "/v1/profiles?q=商店"))["items"]] == [SHOP]
    table = await credit.client.get("/v1/profiles/export.csv?lang=codes", headers=officer(credit))
    assert table.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert [(r["entity"], r["name"], r["score"], r["credit_class"]) for r in rows] == [
        (STALL, "示例摊位", "787", "B"),
        (SHOP, "示例商店", "905", "A"),
    ]


async def test_a_line_in_the_read_model_counts_as_deciding_counts_it(credit):
    await open_profiles(credit)
    await credit.deliver("inspection", issued("RS-1", SHOP, Severity.MINOR, None), revoked("RS-1", SHOP))
    await adopt(credit, {**MODEL, "base": 990})
    await credit.client.post("/v1/models/application", headers=officer(credit))
    rows = await credit.rows("select *, on_day as on from lines")
    counted = [(row["occurrence"], occurrence(ScoreLine(**{k: row[k] for k in ScoreLine.model_fields}))) for row in rows]
    assert {1, 0, -1} == {in_the_row for in_the_row, _ in counted}
    assert all(in_the_row == decided for in_the_row, decided in counted)


async def test_the_example_of_the_files_is_a_row_that_is_taken(credit):
    sent = (await credit.client.get("/openapi.json")).json()["paths"]["/v1/imports/{kind}"]["post"]["requestBody"]["content"]
    report = await open_profiles(credit, sent["text/csv"]["examples"]["opening"]["value"])
    assert (report["accepted"], report["refusals"]) == (1, [])


async def test_an_officer_alone_sets_no_class_and_neither_does_one_who_cannot_approve(credit):
    await open_profiles(credit)
    body = {"credit_class": "D", "reason": "专项核查认定"}
    asked = await credit.client.post(f"/v1/profiles/{SHOP}/override", json=body, headers=officer(credit))
    approval = f"{asked.headers['location']}/approval"
    for who, slug in (
        (credit.bearer("c-1", roles=["credit-officer", "conference-member", "head"]), "same-person"),
        (credit.bearer("h-1", roles=["head"]), "not-the-second"),
        (credit.bearer("p-1", roles=["planner"]), "forbidden"),
    ):
        refused = await credit.client.post(approval, headers=who)
        assert (refused.status_code, refused.json()["type"]) == (403, f"urn:checkonce:problem:{slug}")
    assert await credit.facts("credit.class-changed") == []
    # The officer named no version, so that what the profile has learned meanwhile does not stand in the way.
    await credit.deliver("inspection", issued("1", SHOP, Severity.SERIOUS))
    assert (await credit.client.post(approval, headers=second(credit))).status_code == 200
    last = (await get(credit, f"/v1/profiles/{SHOP}"))["history"][-1]
    assert (last["credit_class"], last["asked_by"], last["approved_by"]) == ("D", "c-1", "c-2")


async def test_opening_balances_need_a_second_officer(credit):
    headers = {**officer(credit), "content-type": "text/csv"}
    sent = await credit.client.post("/v1/imports/opening", content=OPENING.encode(), headers=headers)
    assert (sent.status_code, sent.json()["state"], sent.json()["accepted"]) == (202, "waiting", 2)
    await credit.take_files()
    assert await credit.facts("credit.profile-opened") == []
    own = await credit.client.post(f"{sent.headers['location']}/approval", headers=officer(credit))
    assert own.status_code == 403
    report = await credit.taken(sent, second(credit))
    assert (report["state"], report["accepted"], report["approved_by"]) == ("finished", 2, "c-2")
    assert len(await credit.facts("credit.profile-opened")) == 2


async def test_balances_are_taken_on_another_day_and_not_by_another_model_than_they_were_approved(credit):
    headers = {**officer(credit), "content-type": "text/csv"}
    rows = [f"stall,421088100-000{number},-60,结转" for number in (1, 2)]
    one, other = [
        await credit.client.post("/v1/imports/opening", content=f"scheme,value,points,reason\n{row}\n", headers=headers)
        for row in rows
    ]
    credit.clock.now += timedelta(days=1)
    assert (await credit.taken(one, second(credit)))["accepted"] == 1
    day = credit.clock.now.date()
    stricter = {**MODEL, "base": 700, "cutoffs": {"A": 950, "B": 750, "C": 690}, "effective_from": day.isoformat()}
    assert (await adopt(credit, stricter)).status_code == 200
    report = await credit.taken(other, second(credit))
    assert (report["accepted"], report["refused"]) == (0, 1)
    assert "with other content than what was approved" in report["refusals"][0]["rule"]
    assert [(fact.score, fact.lines[-1].on) for fact in await credit.facts("credit.profile-opened")] == [(940, day)]
