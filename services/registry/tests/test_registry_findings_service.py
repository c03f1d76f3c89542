"""What the registry finds: how the source lists fit the one list, which scenarios the facts suggest, which tags they give."""

import csv
import io
from datetime import UTC, date, datetime

from libs.events.catalog.credit.profile import ClassChanged
from libs.events.catalog.inspection.result import ResultIssued, ResultRecorded, ResultRevoked
from libs.events.catalog.inspection.visit import PartResult
from libs.events.catalog.planning.visit import VisitCancelled, VisitPart, VisitPlanned
from libs.events.catalog.whistle.call import WhistleBlown
from libs.events.catalog.whistle.clue import ClueReceived
from services.registry.entities.tags import DERIVED
from services.registry.testing import get, head, post, registrar, send

MARKET, CUSTOMS, POLICE = "421088-market", "421088-customs", "421088-police"
TODAY = date(2025, 11, 3)


async def catering(sut, entities):
    """Entities of one industry that the examples hold, and so many of another."""
    header = head("entities", 0).decode().strip()
    rows = [
        f"stall,421088100-{n:04},示例摊{n},{industry},421088100,stall,2020-01-01"
        for industry, first, count in (("catering", 1, entities), ("hotel", 1001, 60))
        for n in range(first, first + count)
    ]
    report = await send(sut, "entities", "\n".join([header, *rows]))
    assert report["refused"] == 0
    return [f"stall:421088100-{n:04}" for n in range(1, entities + 1)]


def result(number, entity, *departments, problems=0, disposition="archived"):
    parts = tuple(
        PartResult(
            department=d, kinds=("food-hygiene",), items=("MKT-0003",), problems=problems, worst=None, disposition=disposition
        )
        for d in departments
    )
    return f"result-{number}", ResultIssued(
        result=f"R-{number}", visit=f"V-{number}", entity=entity, entity_name="示例摊", industries=("catering",),
        kinds=("food-hygiene",), lead=departments[0], parts=parts, problems=problems, checked_on=TODAY, record="a" * 64,
    )  # fmt: skip


def visit(number, entity, *departments):
    parts = tuple(VisitPart(department=d, kinds=("food-hygiene",), items=("MKT-0003",), inspectors=()) for d in departments)
    return f"visit-{number}", VisitPlanned(
        visit=f"V-{number}", draw="D-1", entity=entity, entity_name="示例摊", industries=("catering",), township="421088100",
        lead=departments[0], parts=parts, method="onsite", notice_forbidden=False, window_from=TODAY, window_to=TODAY,
    )  # fmt: skip


# The three source lists (B-02)

COLUMNS = "code,title,department,power,legal_basis,industries"


async def test_three_source_lists_beside_the_one_list_until_every_row_is_linked(registry):
    title = "餐饮服务食品安全检查"
    lists = {
        "source-power": [f"P-1,{title},监利市市场监督管理局,行政检查,食品安全法,", "P-2,登月检查,登月办公室,,,"],
        "source-random": [f"R-1,{title},421088-market,,食品安全法,"],
        "source-internet": [f"I-1,{title},监利市市场监督管理局,,食品安全法实施条例,"],
    }
    for kind, rows in lists.items():
        report = await send(registry, kind, "\n".join([COLUMNS, *rows]))
        assert (report["facts"], report["refused"]) == (len(rows), 0), report
        assert (await send(registry, kind, "\n".join([COLUMNS, *rows])))["facts"] == 0
    report = await get(registry, "merge?limit=500")
    items = (await get(registry, "counts"))["items"]
    assert report["counts"] == {"agreed": 0, "conflict": 1, "missing": 0, "outside": 1 + items}
    assert report["rows"] == {"power": 2, "random": 1, "internet": 1}
    (conflict,) = (await get(registry, "merge?state=conflict"))["items"]
    assert {(v["field"], v["where"], v["says"]) for v in conflict["conflicts"]} == {
        ("legal_basis", "power", "食品安全法"), ("legal_basis", "random", "食品安全法"),
        ("legal_basis", "internet", "食品安全法实施条例"),
    }  # fmt: skip
    await send(registry, "source-internet", "\n".join([COLUMNS, lists["source-random"][0].replace("R-1", "I-1")]))
    (outside,) = (await get(registry, "merge?state=outside&source=random"))["items"]
    assert (outside["missing_in"], outside["items"]) == ([], [])
    for source, code in (("power", "P-1"), ("random", "R-1"), ("internet", "I-1")):
        body = {"source": {"source": source, "code": code}, "effective_from": "2025-11-03"}
        await post(registry, "items/MKT-0003/sources", body, 200)
    await post(registry, "items/MKT-0003/sources", body, 409)
    await post(registry, "items/MKT-0003/sources", {**body, "source": {"source": "power", "code": "P-9"}}, 422)
    agreed = await get(registry, "merge?state=agreed")
    assert agreed["counts"]["agreed"] == 1
    assert (agreed["items"][0]["items"], len(agreed["items"][0]["rows"])) == (["MKT-0003"], 3)
    assert (await get(registry, "merge?state=agreed&day=2025-11-02"))["items"] == []
    end = {"source": "internet", "code": "I-1", "reason": "取消", "effective_from": "2026-01-01"}
    await post(registry, "sources/withdrawal", end, 200)
    (missing,) = (await get(registry, "merge?state=missing&day=2026-01-01"))["items"]
    assert missing["missing_in"] == ["internet"]
    table = (await registry.client.get("/v1/merge/export.csv?state=agreed")).text.lstrip("\ufeff")
    assert [row["list"] for row in csv.DictReader(io.StringIO(table))] == ["internet", "power", "random"]
    out = await registry.client.get("/v1/sources/export.csv?source=power")
    assert len(out.text.splitlines()) == 3


async def test_the_report_is_paged_and_holds_everything_once(registry):
    seen, cursor = [], ""
    while cursor is not None:
        page = await get(registry, f"merge?limit=40{cursor}")
        seen += [cluster["cluster"] for cluster in page["items"]]
        cursor = page["next"] and f"&cursor={page['next']}"
    assert seen == sorted(set(seen))
    assert len(seen) == page["listed_items"] == (await get(registry, "counts"))["items"]


# Suggestions (L-08)


async def test_departments_that_keep_meeting_are_suggested_accepted_and_not_suggested_again(registry):
    entities = await catering(registry, 10)
    # Already together by a scenario in force: market and fire. Not yet: market and customs.
    facts = [result(n, entity, MARKET, CUSTOMS) for n, entity in enumerate(entities[:6])]
    facts += [result(50 + n, f"stall:421088100-{1001 + n}", POLICE) for n in range(40)]
    told = await registry.deliver("inspection", *facts)
    await registry.deliver("planning", *[visit(100 + n, e, MARKET, "421088-fire") for n, e in enumerate(entities)])
    found = await get(registry, "scenarios/suggestions")
    (meeting,) = [s for s in found["items"] if {CUSTOMS, MARKET} <= set(s["departments"])]
    evidence = meeting["evidence"]
    assert (meeting["kind"], meeting["industry"], evidence["together"], evidence["checked"]) == ("meeting", "catering", 6, 10)
    assert evidence["lift"] > 1
    assert set(evidence["facts"]) & {str(r.id) for r in told}
    assert "MKT-0003" in meeting["items"]
    path = f"scenarios/suggestions/{meeting['suggestion']}"
    body = {"scenario": "S-together", "title": "餐饮联查", "lead": MARKET}
    await post(registry, f"{path}/acceptance", {**body, "lead": "421088-moon"}, 422)
    await post(registry, f"{path}/acceptance", body)
    listed = (await registry.facts("registry.scenario-listed"))[-1]
    assert (listed.suggestion, set(listed.departments)) == (meeting["suggestion"], set(meeting["departments"]))
    left = [s["suggestion"] for s in (await get(registry, "scenarios/suggestions"))["items"]]
    assert meeting["suggestion"] not in left
    await post(registry, f"{path}/acceptance", body, 404)


async def test_what_was_revoked_or_cancelled_suggests_nothing_whichever_came_first(registry):
    entities = await catering(registry, 8)
    revoked = [
        (f"result-{n}", ResultRevoked(result=f"R-{n}", visit=f"V-{n}", entity=e, reason="撤销")) for n, e in enumerate(entities)
    ]
    cancelled = [(f"visit-{n}", VisitCancelled(visit=f"V-{n}", reason="取消")) for n in range(len(entities))]
    results = [result(n, e, MARKET, CUSTOMS) for n, e in enumerate(entities)]
    await registry.deliver("inspection", *revoked[:4], *results, *revoked[4:])
    await registry.deliver("planning", *[visit(n, e, MARKET, CUSTOMS) for n, e in enumerate(entities)], *cancelled)
    assert await registry.rows("select * from meetings") == []


async def test_complaints_above_expectation_are_suggested_until_dismissed_and_again_after_that(registry):
    entities = await catering(registry, 6)
    clues = [
        (f"clue-{n}", ClueReceived(
            clue=f"C-{n}", origin=f"V-{n}", entity=entities[n % 6], finder=POLICE, competent=MARKET, matter="油烟", evidence=(),
            acknowledge_by=datetime(2025, 11, 5, tzinfo=UTC),
        ))
        for n in range(12)
    ]  # fmt: skip
    await registry.deliver("whistle", *clues)
    (surge,) = (await get(registry, "scenarios/suggestions"))["items"]
    assert (surge["kind"], surge["industry"], surge["departments"]) == ("complaints", "catering", [MARKET])
    assert (surge["evidence"]["complaints"], surge["evidence"]["expected"]) == (12, round(12 * 6 / 66, 3))
    assert 0 < surge["evidence"]["chance"] < 0.01
    assert surge["covered_by"] == ["S-catering"]
    path = f"scenarios/suggestions/{surge['suggestion']}"
    await post(registry, f"{path}/dismissal", {"reason": "已有专项", "until": "2025-11-03"}, 422)
    await post(registry, f"{path}/dismissal", {"reason": "已有专项", "until": "2026-01-01"}, 200)
    assert (await get(registry, "scenarios/suggestions"))["items"] == []
    registry.clock.now = datetime(2026, 1, 1, 2, tzinfo=UTC)
    assert [s["suggestion"] for s in (await get(registry, "scenarios/suggestions"))["items"]] == [surge["suggestion"]]
    assert (await registry.client.get("/v1/scenarios/suggestions")).status_code == 401


async def test_many_calls_of_one_kind_from_one_township_suggest_who_has_items_of_that_kind(registry):
    await catering(registry, 6)
    header = head("entities", 0).decode().strip()
    rows = [f"stall,421088101-{n:04},示例摊,hotel,421088101,stall,2020-01-01" for n in range(1, 200)]
    await send(registry, "entities", "\n".join([header, *rows]))
    blown = [
        (f"whistle-{n}", WhistleBlown(
            whistle=f"W-{n}", township="421088100", matter_kind="food-hygiene", matter="油烟", place="东街", urgency="normal"
        ))
        for n in range(15)
    ]  # fmt: skip
    await registry.deliver("whistle", *blown)
    (surge,) = (await get(registry, "scenarios/suggestions"))["items"]
    assert (surge["township"], surge["matter_kind"]) == ("421088100", "food-hygiene")
    assert MARKET in surge["departments"]
    assert surge["items"]


# Tags (H-28)


async def test_derived_and_manual_tags_show_rule_and_evidence_and_the_filter_finds_the_same(registry):
    entities = await catering(registry, 4)
    plain, risky, new, _ = entities
    await registry.deliver("credit", (f"profile-{risky}", ClassChanged(
        entity=risky, previous="C", credit_class="D", score=500, because="失信", model="M", edition=1,
    )))  # fmt: skip
    (told,) = await registry.deliver("inspection", result(1, risky, MARKET, problems=2, disposition="penalty-procedure"))
    await registry.deliver("inspection", ("result-old", ResultRecorded(
        result="R-old", entity=plain, kind="food-hygiene", checked_on=date(2024, 11, 2), score=None, problems=("旧",),
        origin="old",
    )))  # fmt: skip
    complaints = [
        (f"whistle-{n}", WhistleBlown(
            whistle=f"W-{n}", township="421088100", matter_kind="noise", matter="油烟", place="东街", urgency="normal",
            entity=risky,
        ))
        for n in range(3)
    ]  # fmt: skip
    await registry.deliver("whistle", *complaints)
    content = (await get(registry, f"entities/{new}"))["content"]
    changed = {**content, "founded": "2025-06-01", "industries": ["catering", "hotel", "food-production"]}
    await post(registry, "entities", {"entity": new, "content": changed})
    await post(registry, f"entities/{plain}/tags", {"tag": "key-unit", "reason": "重点监管单位", "until": "2025-12-31"}, 200)
    await post(registry, "entities/stall:421088100-9999/tags", {"tag": "key-unit", "reason": "无"}, 404)
    tags = {e: {t["tag"]: t for t in (await get(registry, f"entities/{e}/tags"))["tags"]} for e in entities}
    assert {"high-risk", "problems-found", "penalised", "complaint-cluster"} <= set(tags[risky])
    assert tags[risky]["penalised"]["evidence"] == [str(told.id)]
    assert {"new-entity", "multi-industry", "key-industry"} <= set(tags[new])
    assert (tags[plain]["key-unit"]["source"], tags[plain]["key-unit"]["until"]) == ("manual", "2025-12-31")
    assert "problems-found" not in tags[plain]
    assert "sampling" in (await get(registry, f"entities/{risky}/tags"))["silent"]
    for tag in (*DERIVED, "key-unit"):
        found = {row["entity"] for row in (await get(registry, f"entities?tag={tag}&limit=500"))["items"]}
        assert found & set(entities) == {entity for entity in entities if tag in tags[entity]}, tag
    await get(registry, "entities?tag=key-unit&day=2024-01-01", 422)
    registry.clock.now = datetime(2026, 1, 1, 2, tzinfo=UTC)
    assert (await get(registry, "entities?tag=key-unit"))["items"] == []
    await registry.deliver("credit", (f"profile-{risky}", ClassChanged(
        entity=risky, previous="D", credit_class="C", score=700, because="修复", model="M", edition=1,
    )))  # fmt: skip
    assert (await get(registry, "entities?tag=high-risk"))["items"] == []


async def test_tags_come_in_by_file_and_go_by_hand(registry):
    await catering(registry, 1)
    text = "scheme,value,tag,reason,until\nstall,421088100-0001,key-unit,重点监管,\nstall,421088100-9999,key-unit,重点监管,\n"
    report = await send(registry, "tags", text)
    assert (report["facts"], report["refusals"][0]["field"]) == (1, "entity")
    assert len((await get(registry, "entities?tag=key-unit"))["items"]) == 1
    gone = "entities/stall:421088100-0001/tags/key-unit/removal"
    registry.clock.now = datetime(2025, 11, 5, 2, tzinfo=UTC)
    officer = await registry.client.post(f"/v1/{gone}", json={"reason": "期满"}, headers=registrar(registry))
    assert officer.status_code == 200
    assert (await get(registry, "entities?tag=key-unit"))["items"] == []
