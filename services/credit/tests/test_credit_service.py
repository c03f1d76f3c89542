"""The service on a real database: models, opening balances, facts of inspection, classes for other systems."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from libs.events.catalog.inspection.rectification import RectificationFailed, RectificationOverdue, RectificationPassed
from libs.events.catalog.inspection.result import ResultIssued, ResultRecorded, ResultRevoked
from libs.events.catalog.inspection.visit import Disposition, PartResult, Severity
from libs.events.catalog.registry.entities import EntityChanged, EntityContent, EntityListed, EntityStruckOff
from libs.events.testing import ServiceUnderTest, service_under_test
from services.credit.app import service
from services.credit.policy import DEFAULT_MODEL, POLICY

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
MARKET, FIRE = "421088-market", "421088-fire"
SHOP, STALL, CAFE = "uscc:91421023MA00000000", "stall:421088100-0001", "lives:19"
OPENING = "scheme,value,points,reason\nuscc,９１421023ma00000000,-95,年度报告\nstall,421088100-0001,-213,投诉\n"
EXAMPLES = Path(__file__).parents[3] / "examples"
MODEL = {
    "model": "general",
    "title": "从严",
    "base": 1000,
    "cutoffs": {"A": 950, "B": 750, "C": 600},
    "indicators": {**DEFAULT_MODEL.indicators, "finding-serious": -300},
    "effective_from": "2026-01-01",
}


@pytest.fixture
async def credit(database, issuer):
    async with service_under_test(service, database, issuer, now=NOON) as sut:
        yield sut


def officer(sut: ServiceUnderTest):
    return sut.bearer("c-1", roles=["credit-officer"])


async def open_profiles(sut: ServiceUnderTest, text=OPENING):
    headers = {**officer(sut), "content-type": "text/csv"}
    answer = await sut.client.post("/v1/imports/opening", content=text.encode(), headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def get(sut: ServiceUnderTest, path, **headers):
    answer = await sut.client.get(path, headers=headers or officer(sut))
    assert answer.status_code == 200, answer.text
    return answer.json()


def listed(entity, name="示例商店"):
    content = EntityContent(name=name, industries=("catering",), township="421088100", category="stall")
    return (f"entity-{entity}", EntityListed(entity=entity, content=content))


def issued(result, entity, *worst, on=date(2026, 2, 27)):
    parts = tuple(
        PartResult(
            department=department,
            kinds=("food-safety",),
            items=("SP-1",),
            problems=0 if severity is None else 2,
            worst=severity,
            disposition=Disposition.ARCHIVED if severity is None else Disposition.RECTIFY,
        )
        for department, severity in zip((MARKET, FIRE), worst, strict=False)
    )
    fact = ResultIssued(
        result=result,
        visit="V-1",
        entity=entity,
        entity_name="示例商店",
        industries=("catering",),
        kinds=("food-safety",),
        lead=MARKET,
        parts=parts,
        problems=sum(p.problems for p in parts),
        checked_on=on,
        record="0" * 64,
    )
    return ("visit-V-1", fact)


def revoked(result, entity):
    return ("visit-V-1", ResultRevoked(result=result, visit="V-1", entity=entity, reason="程序有误"))


def recorded(result, entity, score, problems=0):
    fact = ResultRecorded(
        result=result,
        entity=entity,
        kind="food-safety",
        checked_on=date(2017, 12, 11),
        score=score,
        problems=("Unclean floors",) * problems,
        origin="lives",
    )
    return (f"result-{result}", fact)


def rectification(cls, entity, **more):
    fields = {"rectification": "R-1", "visit": "V-1", "entity": entity, "department": MARKET, **more}
    return ("rectification-R-1", cls(**fields))


async def test_there_is_a_model_from_the_first_start_and_a_restart_adopts_no_second(credit, database, issuer):
    (model,) = (await get(credit, "/v1/models"))["items"]
    assert (model["model"], model["edition"], model["in_force"]) == ("general", 1, True)
    async with service_under_test(service, database, issuer, now=NOON) as again:
        assert len(await again.facts("credit.model-adopted")) == 1


async def test_opening_balances_are_imported_once_and_each_bad_row_is_refused_with_its_reason(credit):
    report = await open_profiles(credit)
    assert (report["accepted"], report["refused"]) == (2, 0)
    before = await credit.facts()
    report = await open_profiles(credit)
    assert (report["unchanged"], report["facts"]) == (2, 0)
    bad = (
        "scheme,value,points,reason\n"
        "stall,421088100-0001,-100,投诉\n"
        "USCC!,1,-1,投诉\n"
        "stall,has blank,-1,投诉\n"
        "stall,2,1.5,投诉\n"
        "stall,3,-1201,投诉\n"
        "stall,4,-1,\n"
        "stall,5,-1,电话 13912345678\n"
        "stall,6,-1\n"
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
    ]
    assert "缺少依据" in report["refusals"][5]["rule_zh"]
    assert await credit.facts() == before


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
    failed = rectification(RectificationFailed, STALL, inspector="I-1", reason="未整改")
    passed = rectification(RectificationPassed, STALL, inspector="I-1")
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


async def test_a_trial_tells_what_adopting_and_applying_then_does(credit):
    await open_profiles(credit)
    await credit.deliver("inspection", issued("RS-1", STALL, None), issued("RS-2", CAFE, Severity.SERIOUS))
    await credit.client.post(
        f"/v1/profiles/{STALL}/override", json={"credit_class": "A", "reason": "专项核查"}, headers=officer(credit)
    )
    facts = await credit.facts()
    tried = (await credit.client.post("/v1/models/trial", json=MODEL, headers=officer(credit))).json()
    assert (tried["profiles"], tried["would_change"], tried["up"], tried["down"]) == (3, 2, 0, 2)
    assert {"previous": "B", "credit_class": "C", "profiles": 1} in tried["moves"]
    assert await credit.facts() == facts
    adopted = await credit.client.post("/v1/models", json=MODEL, headers=officer(credit))
    assert (adopted.status_code, adopted.json()["facts"]) == (201, ["credit.model-adopted"])
    changed, cursor = 0, ""
    while cursor is not None:
        path = f"/v1/models/application?limit=2&cursor={cursor}".removesuffix("&cursor=")
        batch = (await credit.client.post(path, headers=officer(credit))).json()
        changed, cursor = changed + batch["changed"], batch["next"]
    assert changed == tried["would_change"]
    moves = [(f.entity, f.previous, f.credit_class, f.edition) for f in await credit.facts("credit.class-changed")]
    assert moves == [(CAFE, "A", "B", 1), (STALL, "B", "A", 1), (CAFE, "B", "C", 2), (SHOP, "A", "B", 2)]
    again = (await credit.client.post("/v1/models/trial", json=MODEL, headers=officer(credit))).json()
    assert again["would_change"] == 0


async def test_an_edition_of_tomorrow_is_not_in_force_today(credit):
    await open_profiles(credit)
    tomorrow = {**MODEL, "effective_from": "2026-03-03"}
    await credit.client.post("/v1/models", json=tomorrow, headers=officer(credit))
    assert (await credit.client.post("/v1/models/application", headers=officer(credit))).json()["changed"] == 0
    credit.clock.now = NOON + timedelta(days=1)
    assert (await credit.client.post("/v1/models/application", headers=officer(credit))).json()["changed"] == 1
    assert [m["in_force"] for m in (await get(credit, "/v1/models"))["items"]] == [False, True]


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
    done = await credit.client.post(path, json=body, headers={**officer(credit), "If-Match": '"1"'})
    assert (done.status_code, done.json()["facts"]) == (200, ["credit.class-changed"])
    (row,) = (await get(credit, "/v1/profiles?by_hand=true"))["items"]
    assert (row["entity"], row["credit_class"], row["by_hand"]) == (SHOP, "D", True)


async def test_an_unfair_model_is_refused_and_nothing_is_written(credit):
    before = await credit.facts()
    unfair = {**MODEL, "indicators": {**MODEL["indicators"], "score-poor": 5}}
    for path in ("/v1/models", "/v1/models/trial"):
        refused = await credit.client.post(path, json=unfair, headers=officer(credit))
        assert (refused.status_code, refused.json()["field"]) == (422, "indicators.score-poor")
    earlier = await credit.client.post("/v1/models", json={**MODEL, "effective_from": "1999-01-01"}, headers=officer(credit))
    assert (earlier.status_code, earlier.json()["type"]) == (422, "urn:checkonce:problem:effective-backwards")
    assert (await credit.client.post("/v1/models/trial", json=MODEL)).status_code == 401
    assert await credit.facts() == before


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
    table = await credit.client.get("/v1/profiles/export.csv", headers=officer(credit))
    assert table.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert [(r["entity"], r["name"], r["score"], r["credit_class"]) for r in rows] == [
        (STALL, "示例摊位", "787", "B"),
        (SHOP, "示例商店", "905", "A"),
    ]


async def test_classes_and_figures_count_profiles_changes_and_the_unclassified(credit):
    await credit.deliver("registry", listed(SHOP), listed(STALL), listed(CAFE), listed("stall:421088100-0009"))
    gone = EntityStruckOff(entity="stall:421088100-0009", reason="注销", effective_from=date(2026, 1, 1))
    await credit.deliver("registry", ("entity-stall:421088100-0009", gone))
    await open_profiles(credit)
    await credit.deliver("inspection", issued("1", SHOP, Severity.SERIOUS), issued("2", STALL, Severity.SERIOUS))
    await credit.deliver("inspection", revoked("1", SHOP))
    counted = {c["credit_class"]: (c["profiles"], c["entered"], c["left"]) for c in await get(credit, "/v1/classes")}
    assert counted == {"A": (1, 1, 1), "B": (0, 0, 1), "C": (0, 1, 1), "D": (1, 1, 0), "U": (1, 0, 0)}
    figures = await get(credit, "/v1/figures")
    assert figures["profiles"] == 2
    assert (figures["class_changes"], figures["up"], figures["down"]) == (3, 1, 2)
    assert sum(figures["by_class"].values()) == 2
    assert counted["U"] == (1, 0, 0)
    changes = await get(credit, "/v1/changes?limit=2")
    assert [(c["entity"], c["previous"]) for c in changes["items"]] == [(SHOP, "A"), (STALL, "B")]
    assert len((await get(credit, f"/v1/changes?cursor={changes['next']}"))["items"]) == 1


async def test_other_systems_ask_for_a_class_without_a_token_and_each_answer_is_logged(credit):
    await open_profiles(credit)
    await credit.deliver("registry", listed(CAFE))
    known = await credit.client.get(f"/v1/profiles/{SHOP}/class")
    assert (known.json()["credit_class"], known.json()["edition"]) == ("A", 1)
    unclassified = await credit.client.get(f"/v1/profiles/{CAFE}/class")
    assert (unclassified.json()["credit_class"], unclassified.json()["model"]) == ("U", None)
    unknown = await credit.client.get("/v1/profiles/stall:nobody/class")
    assert (unknown.status_code, unknown.json()["field"]) == (404, "entity")
    await credit.client.get(f"/v1/profiles/{SHOP}/class", headers=credit.bearer("trade-platform", roles=["integrator"]))
    log = await credit.rows("select caller, entity, credit_class from queries order by id")
    assert [(r["caller"], r["entity"], r["credit_class"]) for r in log] == [
        ("address:127.0.0.1", SHOP, "A"),
        ("address:127.0.0.1", CAFE, "U"),
        ("address:127.0.0.1", "stall:nobody", None),
        ("subject:trade-platform", SHOP, "A"),
    ]
    forged = await credit.client.get(f"/v1/profiles/{SHOP}/class", headers={"authorization": "Bearer a.b.c"})
    assert forged.status_code == 401


async def test_a_caller_who_asks_too_often_is_told_when_to_come_back_and_others_are_not_held_up(credit):
    await open_profiles(credit)
    path = f"/v1/profiles/{SHOP}/class"
    answers = [await credit.client.get(path) for _ in range(POLICY.queries_per_window + 1)]
    assert [a.status_code for a in answers] == [200] * POLICY.queries_per_window + [429]
    assert answers[-1].json()["type"] == "urn:checkonce:problem:too-many-queries"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= POLICY.query_window.total_seconds()
    assert (await credit.client.get(path, headers=credit.bearer("other", roles=["integrator"]))).status_code == 200
    await credit.running.pool.execute("update queries set at = at - $1::interval", POLICY.query_window)
    assert (await credit.client.get(path)).status_code == 200


async def test_the_example_jurisdiction_opens_with_its_class_mix(credit):
    text = (EXAMPLES / "421088" / "credit.csv").read_text(encoding="utf-8")
    report = await open_profiles(credit, text)
    assert report["refused"] == 0
    mix = (await get(credit, "/v1/figures"))["by_class"]
    shares = {c: round(1000 * mix[c] / report["rows"]) for c in "ABCD"}
    assert abs(shares["A"] - 654) <= 20
    assert abs(shares["D"] - 15) <= 10
    assert (await open_profiles(credit, text))["facts"] == 0


async def test_views_rebuilt_beside_the_living_ones_are_the_same(credit):
    await credit.deliver("registry", listed(SHOP), listed(STALL))
    await open_profiles(credit)
    await credit.deliver("inspection", issued("1", SHOP, Severity.SERIOUS), revoked("1", SHOP))
    await credit.client.post("/v1/models", json=MODEL, headers=officer(credit))
    await credit.client.post("/v1/models/application", headers=officer(credit))
    await credit.client.post(
        f"/v1/profiles/{STALL}/override", json={"credit_class": "D", "reason": "专项核查"}, headers=officer(credit)
    )
    tables = ["entities", "models", "profiles", "lines", "class_changes"]
    before = {t: await credit.rows(f"select * from {t} order by 1, 2, 3") for t in tables}
    assert all(before.values())
    await credit.running.rebuild()
    assert {t: await credit.rows(f"select * from {t} order by 1, 2, 3") for t in tables} == before
