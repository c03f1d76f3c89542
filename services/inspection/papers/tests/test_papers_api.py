"""Papers of a visit, from the approval to the notice of the result."""

import pytest

from libs.documents.contents import digest
from libs.documents.kinds import ABOUT
from libs.domain.office.words import WORDS
from libs.events.catalog.inspection.docket import PaperKind
from libs.events.catalog.planning.visit import VisitCancelled
from services.inspection.testing.requests import (
    CLEAN_FIRE,
    ENTITY,
    F1,
    F2,
    FINDING,
    FIRE,
    M1,
    M2,
    MARKET,
    TAX,
    auditor,
    bring,
    come,
    finish,
    get,
    market_part,
    officer,
    on_the_spot,
    planned,
    post,
    refused,
)

NAMED = [{"inspector": M1, "name": "张三", "certificate": "HB-1"}, {"inspector": M2, "name": "李四", "certificate": "HB-2"}]


def entity(sut, number=ENTITY):
    return sut.bearer(number, roles=["enterprise"])


async def issue(sut, kind, department=MARKET, *, visit="V-1", status=201, **words):
    body = {"kind": kind, "department": department, "words": words}
    return await post(sut, f"visits/{visit}/papers", body, who=department, status=status)


async def no(sut, kind, slug, department=MARKET, *, status, visit="V-1", **words):
    body = {"kind": kind, "department": department, "words": words}
    return await refused(sut, f"visits/{visit}/papers", body, slug, status=status, who=department)


async def read_pdf(sut, document, who):
    return await sut.client.get(f"/v1/papers/{document}/paper.pdf", headers=who)


def test_the_words_for_papers_are_their_titles():
    assert {kind: said.zh for kind, said in WORDS["paper"].items()} == {k.value: about.title for k, about in ABOUT.items()}


async def test_all_papers_of_a_check_are_issued_numbered_and_read(keeping):
    sut = keeping
    await sut.deliver("planning", planned())
    await issue(sut, "approval", officers=NAMED, opinion="同意", approved_at="2026-03-09T09:00:00+08:00", done=1, ceiling=2)
    await issue(sut, "approval", FIRE)
    await issue(sut, "scheme", remarks=["九时集合"])
    await no(sut, "notice", "paper-too-early", status=409)
    await post(sut, "visits/V-1/announcement", {"on": "2026-03-10", "basis": "2026年度抽查计划"})
    told = await issue(sut, "notice", remarks=["营业执照"], officers=NAMED, done=1, ceiling=2)
    assert (told["number"], told["said"]) == (1, "检通〔2026〕1号")
    for department, inspector in ((MARKET, M1), (MARKET, M2), (FIRE, F1), (FIRE, F2)):
        await come(sut, "V-1", inspector, department)
    piece = await bring(sut, "台账", officer(sut, MARKET))
    await no(sut, "record", "paper-too-early", status=409)
    asked = {"where": "经理室", "person": "王五", "role": "店长", "questions": [{"asked": "台账在哪?", "answered": "在这里。"}]}
    await issue(sut, "inquiry", officers=NAMED, **asked)
    await issue(sut, "inquiry", officers=NAMED, **{**asked, "person": "赵六"})
    await issue(sut, "survey", officers=NAMED, where="后厨", situation="长 8 米", evidence=[piece])
    await issue(sut, "sampling", officers=NAMED, where="仓库", reason="抽检", samples=[{"name": "食用油", "amount": "2 桶"}])
    part = market_part({**FINDING, "evidence": [piece]}, disposition="ordered-to-rectify")
    await post(sut, "visits/V-1/parts", part)
    await post(sut, "visits/V-1/parts", CLEAN_FIRE, who=FIRE)
    await post(sut, "visits/V-1/answer", {"answer": "confirmed"}, who=entity(sut))
    await issue(sut, "record", officers=NAMED[:1], present="王五")
    await issue(sut, "evidence-list")
    await no(sut, "result", "paper-too-early", status=409)
    done = await post(sut, "visits/V-1/completion", {})
    await no(sut, "rectification", "no-such-order", status=422, rectification="RC-9")
    await issue(sut, "rectification", rectification=done["rectifications"][MARKET], remarks=["补齐台账"])
    await issue(sut, "result", remarks=["建议使用电子台账"])
    listed = (await get(sut, "papers", visit="V-1"))["items"]
    assert {each["kind"] for each in listed} == {kind.value for kind in PaperKind if kind.value in _OF_VISITS}
    for each in listed:
        whole = await get(sut, f"papers/{each['document']}")
        assert whole["digest"] == digest(PaperKind(whole["kind"]), whole["content"])
        once, again = [await read_pdf(sut, each["document"], officer(sut, MARKET)) for _ in range(2)]
        assert once.headers["content-type"] == "application/pdf"
        assert once.content == again.content
        assert once.content.startswith(b"%PDF")
    by_kind = {each["kind"]: (await get(sut, f"papers/{each['document']}"))["content"] for each in listed}
    record = by_kind["record"]
    assert [each["outcome"] for each in record["items"]] == ["发现问题 1 项", "未发现问题"]
    assert record["items"][0]["legal_basis"] == "《中华人民共和国食品安全法》"
    assert record["answer"] == "以上笔录已阅，情况属实。"
    assert [(each["inspector"], each["name"]) for each in record["officers"]] == [(M1, "张三"), (M2, None)]
    assert by_kind["rectification"]["troubles"][0]["description"] == "台账不全"
    assert "发现问题 1 项，处理：责令整改" in by_kind["result"]["outcome"]
    assert by_kind["evidence-list"]["pieces"][0]["sha256"] == piece["sha256"]
    assert all("张三" not in fact.model_dump_json() and "王五" not in fact.model_dump_json() for fact in await facts(sut))


_OF_VISITS = {
    "approval", "scheme", "notice", "record", "survey", "inquiry", "sampling", "evidence-list", "rectification", "result",
}  # fmt: skip


async def facts(sut):
    return await sut.facts()


async def test_numbers_run_by_department_and_kind_and_a_void_one_stays_taken(sut):
    await sut.deliver("planning", planned(), planned("V-2"))
    first = await issue(sut, "approval")
    assert (await issue(sut, "approval", FIRE))["number"] == 1
    assert (await issue(sut, "scheme", remarks=["集合"]))["number"] == 1
    assert (await issue(sut, "approval", visit="V-2"))["number"] == 2
    problem = await no(sut, "approval", "paper-there", status=409)
    assert first["document"] in problem["detail"]
    path = f"papers/{first['document']}/void"
    await refused(sut, path, {"reason": "写错"}, "no-such-paper", status=404, who=FIRE)
    await post(sut, path, {"reason": "对象写错"})
    await refused(sut, path, {"reason": "对象写错"}, "paper-void", status=409)
    assert (await get(sut, f"papers/{first['document']}"))["void"] == "对象写错"
    assert (await issue(sut, "approval"))["number"] == 3
    register = (await get(sut, "papers", department=MARKET, kind="approval", year=2026))["items"]
    assert sorted(each["number"] for each in register) == [1, 2, 3]


async def test_a_paper_that_is_sent_twice_is_one_unless_the_first_was_void(sut):
    await on_the_spot(sut)
    asked = {"officers": NAMED, "where": "后厨", "situation": "长 8 米"}
    first, second = [await issue(sut, "survey", **asked) for _ in range(2)]
    assert first == second
    await post(sut, f"papers/{first['document']}/void", {"reason": "测错"})
    assert (await issue(sut, "survey", **asked))["number"] == 2


async def test_what_a_paper_needs_is_asked_for_by_name(sut):
    await on_the_spot(sut)
    problem = await no(sut, "inquiry", "paper-incomplete", status=422, where="经理室", person="王五")
    assert problem["field"] == "role"
    assert "被询问人" not in problem["detail"]
    assert "职务(role)、询问内容(questions)" in problem["detail"]
    asked = {"where": "室", "person": "王五", "role": "店长", "questions": [{"asked": "问", "answered": "答"}]}
    await no(sut, "inquiry", "officers-too-few", status=422, officers=NAMED[:1], **asked)
    await no(sut, "inquiry", "not-of-the-team", status=422, officers=[*NAMED, {"inspector": F1}], **asked)
    await no(sut, "evidence-list", "paper-incomplete", status=422)
    await no(sut, "penalty-decision", "paper-elsewhere", status=409)
    backwards = {"began_at": "2026-03-10T02:00:00Z", "ended_at": "2026-03-10T01:00:00Z"}
    await post(
        sut, "visits/V-1/papers", {"kind": "record", "department": MARKET, "words": backwards}, status=422
    )  # fmt: skip


async def test_a_paper_names_only_evidence_that_is_there(keeping):
    await on_the_spot(keeping)
    nowhere = {"sha256": "ab" * 32, "media_type": "image/png"}
    before = await keeping.facts()
    await no(keeping, "survey", "evidence-missing", status=422, officers=NAMED, where="厨", situation="长", evidence=[nowhere])
    assert len(await keeping.facts()) == len(before)


async def test_who_takes_part_reads_papers_and_the_entity_its_own(sut):
    await sut.deliver("planning", planned())
    inner = (await issue(sut, "approval"))["document"]
    await post(sut, "visits/V-1/announcement", {"on": "2026-03-10", "basis": "2026年度抽查计划"})
    told = (await issue(sut, "notice"))["document"]
    reads = {
        "fire": officer(sut, FIRE), "tax": officer(sut, TAX), "auditor": auditor(sut), "entity": entity(sut),
        "other": entity(sut, f"{ENTITY}0"), "town": sut.bearer("t-1", roles=["township-officer"], divisions=["421088100"]),
    }  # fmt: skip
    seen = {
        who: [(await read_pdf(sut, document, each)).status_code for document in (inner, told)] for who, each in reads.items()
    }
    assert seen == {
        "fire": [200, 200], "tax": [404, 404], "auditor": [200, 200], "entity": [404, 200], "other": [404, 404],
        "town": [200, 200],
    }  # fmt: skip
    assert [each["document"] for each in (await get(sut, "papers", who=entity(sut)))["items"]] == [told]


async def test_papers_of_a_visit_in_confidence_are_for_those_who_know_of_it(sut):
    await sut.deliver("planning", planned("V-9", secret=True))
    document = (await issue(sut, "approval", visit="V-9"))["document"]
    assert (await get(sut, "papers"))["items"]
    guidance = sut.bearer("g-1", roles=["guidance-officer"])
    assert (await get(sut, "papers", who=guidance))["items"] == []
    assert (await read_pdf(sut, document, guidance)).status_code == 404
    assert not [f for f in await sut.facts() if f.fact_type == "inspection.document-issued" and f.visibility.open]


async def test_only_the_lead_gives_the_notice_and_the_result_tells_the_whole(sut):
    await on_the_spot(sut)
    await post(sut, "visits/V-1/papers", {"kind": "notice", "department": FIRE}, who=FIRE, status=403)
    await finish(sut)
    market, fire = await issue(sut, "result"), await issue(sut, "result", FIRE)
    contents = [(await get(sut, f"papers/{each['document']}"))["content"] for each in (market, fire)]
    assert [len(each["items"]) for each in contents] == [3, 1]


async def test_the_register_of_papers_is_a_table(sut):
    await sut.deliver("planning", planned())
    await issue(sut, "approval")
    answer = await sut.client.get("/v1/papers/export.csv", headers=officer(sut, MARKET))
    assert "行政检查审批表" in answer.text
    assert "检审〔2026〕1号" in answer.text


@pytest.mark.parametrize("kind", ["scheme", "notice"])
async def test_a_cancelled_visit_has_no_papers(sut, kind):
    await sut.deliver("planning", planned(), ("visit-V-1", VisitCancelled(visit="V-1", reason="停业")))
    await no(sut, kind, "visit-cancelled", status=409, remarks=["集合"])
