"""The dossier of a visit on a real database: owed when it is over, filed complete, read on record."""

from datetime import timedelta

from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.inspection.dossier import DossierDue, DossierRead
from services.inspection.testing.requests import (
    ENTITY,
    FINDING,
    FIRE,
    MARKET,
    NOW,
    TAX,
    auditor,
    bring,
    finish,
    get,
    market_part,
    officer,
    on_the_spot,
    post,
    recheck,
    refused,
)

KEPT = {"retention": "10-years"}


async def hear_itself(sut):
    await sut.hear("inspection", await sut.sent())


async def issue(sut, kind, department=MARKET, **words):
    body = {"kind": kind, "department": department, "words": words}
    return (await post(sut, "visits/V-1/papers", body, who=department, status=201))["document"]


async def papers(sut, *more):
    """All papers of a clean joint visit, and more."""
    for kind in ("approval", "record"):
        for department in (MARKET, FIRE):
            await issue(sut, kind, department)
    await issue(sut, "scheme", remarks=["集合"])
    for kind in ("notice", "result", *more):
        await issue(sut, kind)


async def over(sut):
    """A joint visit without a problem."""
    await on_the_spot(sut)
    await finish(sut)
    await hear_itself(sut)


async def test_the_lead_owes_the_dossier_of_a_visit_that_is_over(sut):
    await on_the_spot(sut)
    await hear_itself(sut)
    assert (await get(sut, "dossiers"))["items"] == []
    await finish(sut)
    for _ in range(2):
        await hear_itself(sut)
    (owed,) = (await get(sut, "dossiers"))["items"]
    assert (owed["department"], owed["due"], owed["filed_at"]) == (MARKET, "2026-04-09T15:59:59Z", None)
    assert [isinstance(fact, DossierDue) for fact in await sut.facts()].count(True) == 1
    lacking = (await get(sut, f"dossiers/{owed['dossier']}"))["missing"]
    assert {(each["kind"], each["department"]) for each in lacking} == {
        ("approval", MARKET), ("record", MARKET), ("approval", FIRE), ("record", FIRE), ("scheme", MARKET), ("notice", MARKET),
        ("result", MARKET),
    }  # fmt: skip


async def test_a_dossier_is_filed_when_nothing_is_missing_and_its_papers_stay(sut):
    await over(sut)
    problem = await refused(sut, "visits/V-1/dossier", KEPT, "papers-missing", status=409)
    assert "421088-fire 的现场检查笔录" in problem["detail"]
    await papers(sut)
    await post(sut, "visits/V-1/dossier", KEPT, who=FIRE, status=403)
    filed = await post(sut, "visits/V-1/dossier", KEPT)
    whole = await get(sut, f"dossiers/{filed['dossier']}")
    assert (whole["papers"], whole["ends"], whole["retained_until"], whole["missing"]) == (7, ["no-problem"], "2036-12-31", [])
    index = await post(sut, f"dossiers/{filed['dossier']}/readings", {"reason": "案卷评查"}, who=auditor(sut))
    assert len(index["index"]) == 7
    assert all(each["pages"] >= 1 for each in index["index"])
    assert [each["ordinal"] for each in index["index"]] == sorted({each["ordinal"] for each in index["index"]})
    document = index["index"][0]["document"]
    assert (await get(sut, f"papers/{document}"))["dossier"] == filed["dossier"]
    void = await refused(sut, f"papers/{document}/void", {"reason": "写错"}, "paper-filed", status=409, who=index_owner(index))
    assert filed["dossier"] in void["detail"]
    await refused(sut, "visits/V-1/dossier", KEPT, "dossier-there", status=409)


def index_owner(index):
    return index["index"][0]["department"]


async def test_each_reading_is_on_record_with_its_reason(sut):
    await over(sut)
    await papers(sut)
    dossier = (await post(sut, "visits/V-1/dossier", KEPT))["dossier"]
    path = f"dossiers/{dossier}/readings"
    await refused(sut, path, {"reason": "好奇"}, "no-such-dossier", status=404, who=TAX)
    for reason in ("案卷评查", "复议"):
        await post(sut, path, {"reason": reason}, who=auditor(sut))
    assert [(fact.by, fact.reason) for fact in await sut.facts() if isinstance(fact, DossierRead)] == [
        ("a-1", "案卷评查"), ("a-1", "复议"),
    ]  # fmt: skip
    assert (await get(sut, f"dossiers/{dossier}"))["readings"] == 2


async def test_what_was_to_be_mended_is_filed_with_its_order_and_its_evidence(keeping):
    sut = keeping
    await on_the_spot(sut)
    piece = await bring(sut, "台账", officer(sut, MARKET))
    done = await finish(sut, part=market_part({**FINDING, "evidence": [piece]}, disposition="ordered-to-rectify"))
    number = done["rectifications"][MARKET]
    await papers(sut)
    await refused(sut, "visits/V-1/dossier", KEPT, "matter-open", status=409)
    await post(sut, f"rectifications/{number}/report", {"evidence": [piece]})
    await post(sut, f"rectifications/{number}/recheck", recheck(piece))
    problem = await refused(sut, "visits/V-1/dossier", KEPT, "papers-missing", status=409)
    assert problem["value"] == [f"evidence-list/{MARKET}", f"rectification/{MARKET}"]
    await issue(sut, "evidence-list")
    await issue(sut, "rectification", rectification=number)
    dossier = (await post(sut, "visits/V-1/dossier", KEPT))["dossier"]
    assert (await get(sut, f"dossiers/{dossier}"))["ends"] == ["rectified"]
    (row,) = (await get(sut, "papers", stream=f"rectification-{number}"))["items"]
    assert row["kind"] == "rectification"


async def test_an_exempted_problem_needs_its_decision_and_the_entity_reads_it(sut):
    await on_the_spot(sut)
    bare = {**FINDING, "evidence": []}
    await finish(sut, part=market_part(bare, disposition="exempted-as-minor", basis="首次轻微"))
    await papers(sut)
    problem = await refused(sut, "visits/V-1/dossier", KEPT, "papers-missing", status=409)
    assert problem["value"] == [f"no-penalty-decision/{MARKET}"]
    words = {
        "matter": "台账不全", "basis": "《中华人民共和国行政处罚法》第三十三条第一款", "reviewer": "监利市人民政府",
        "court": "监利市人民法院", "remarks": ["严格落实进货查验制度。"],
    }  # fmt: skip
    document = await issue(sut, "no-penalty-decision", **words)
    told = await get(sut, f"papers/{document}", sut.bearer(ENTITY, roles=["enterprise"]))
    assert told["content"]["facts"] == "台账不全（事项 MKT-0003）"
    dossier = (await post(sut, "visits/V-1/dossier", KEPT))["dossier"]
    assert (await get(sut, f"dossiers/{dossier}"))["ends"] == ["exempted"]


async def test_a_dossier_that_is_not_filed_in_time_is_counted_against_the_lead(sut):
    await over(sut)
    await sut.pass_time(NOW + timedelta(days=31))
    passed = [fact for fact in await sut.facts() if isinstance(fact, ClockPassed)]
    assert [(fact.stage, fact.owner, fact.since) for fact in passed] == [("dossier", MARKET, "V-1")]
    assert [each["overdue"] for each in (await get(sut, "dossiers", overdue=True))["items"]] == [True]


async def test_a_paper_that_tells_of_a_transfer_is_for_the_department_alone(sut):
    await on_the_spot(sut)
    await finish(sut, part=market_part({**FINDING, "severity": "serious", "evidence": []}, disposition="penalty-procedure"))
    await post(sut, "visits/V-1/handling", {"department": MARKET, "findings": ["F-1"], "handling": "transfer", "target": "T-1"})
    words = {
        "to": "监利市公安局",
        "matter": "销售有毒有害食品",
        "situation": "经查……",
        "articles": "刑法第一百四十四条",
        "remarks": ["报告"],
    }
    document = await issue(sut, "transfer", **words)
    entity = sut.bearer(ENTITY, roles=["enterprise"])
    readers = {MARKET: officer(sut, MARKET), FIRE: officer(sut, FIRE), "entity": entity, "auditor": auditor(sut)}
    seen = {who: (await sut.client.get(f"/v1/papers/{document}", headers=each)).status_code for who, each in readers.items()}
    assert seen == {MARKET: 200, FIRE: 404, "entity": 404, "auditor": 200}
    result = await issue(sut, "result")
    told = (await sut.client.get(f"/v1/papers/{result}", headers=entity)).text
    assert "移送" not in told
    assert "依法另行处理" in told
