"""A case over HTTP: what its department, its head, the reviewer and the party do and read."""

from datetime import date, timedelta

from libs.events.catalog.registry.calendar import YearArranged
from libs.events.catalog.registry.entities import EntitySucceeded
from libs.events.testing.services import whole_year
from services.inspection.testing.cases import (
    DECISION,
    DEFENCE,
    DISCRETION,
    DISCUSSION,
    EVIDENCE,
    FILING,
    MILD,
    OFFICERS,
    ORIGIN,
    PROPOSAL,
    REVIEW,
    SERVING,
    TELLING,
    filed,
    found,
    head,
    party,
    reviewer,
    told,
)
from services.inspection.testing.requests import (
    ENTITY,
    FINDING,
    FIRE,
    M1,
    MARKET,
    NOW,
    PROOF,
    bring,
    finish,
    get,
    market_part,
    officer,
    on_the_spot,
    post,
    refused,
)


async def test_a_case_from_the_finding_to_the_last_fen(sut):
    await found(sut)
    case = await filed(sut)
    assert case == "C-1"
    assert (await sut.client.get("/v1/cases/C-1", headers=party(sut))).status_code == 404, "told before it was told"
    await told(sut)
    mine = await get(sut, "cases/C-1", party(sut))
    assert (mine["state"], [step["step"] for step in mine["steps"]], mine["officers"]) == ("told", ["told"], [])
    await post(sut, "cases/C-1/defence", DEFENCE, who=party(sut))
    await refused(sut, "cases/C-1/decision", DECISION, "defence-pending", status=409, who=head(sut))
    await sut.pass_time(NOW + timedelta(days=9))
    await refused(sut, "cases/C-1/decision", {**DECISION, "weighed": None}, "defence-unweighed", status=422, who=head(sut))
    await post(sut, "cases/C-1/decision", DECISION, who=head(sut))
    await post(sut, "cases/C-1/service", SERVING)
    await sut.pass_time(NOW + timedelta(days=30))
    grown = await post(sut, "cases/C-1/surcharge", {})
    assert grown["facts"] == ["inspection.surcharge-added"]
    row = await get(sut, "cases/C-1")
    assert (row["state"], row["surcharge_fen"], row["penalties"]) == (
        "served", 200_000 * 300 * 6 // 10_000, [{"kind": "fine", "fen": 200_000, "days": None}],
    )  # fmt: skip
    await refused(sut, "cases/C-1/closing", {}, "not-performed", status=409)
    await post(sut, "cases/C-1/performance", {"fen": 200_000, "receipt": PROOF})
    await post(sut, "cases/C-1/performance", {"fen": row["surcharge_fen"]})
    await post(sut, "cases/C-1/closing", {})
    row = await get(sut, "cases/C-1")
    assert (row["state"], row["ended"], row["left_fen"]) == ("closed", "performed", 0)
    visit = await get(sut, "visits/V-1")
    assert (visit["state"], visit["closed_how"]) == ("closed", "handled"), "its last finding has ended with the case"
    facts = [type(fact).__name__ for fact in await sut.facts() if getattr(fact, "case", None) == "C-1"]
    assert facts == [
        "CaseFiled", "CaseEvidenceAdded", "CaseProposed", "PenaltyTold", "DefenceReceived", "PenaltyDecided", "CaseServed",
        "SurchargeAdded", "PenaltyPerformed", "PenaltyPerformed", "CaseClosed",
    ]  # fmt: skip


async def test_a_case_begins_with_something_on_record_and_once(sut):
    await found(sut)
    nowhere = {**FILING, "origin": {**ORIGIN, "finding": "F-9"}}
    await refused(sut, "cases", nowhere, "no-consent", status=422, who=head(sut))
    await refused(sut, "cases", {**FILING, "items": ["FIR-0002"]}, "not-competent-for-item", status=422, who=head(sut))
    await refused(sut, "cases", {**FILING, "officers": [M1]}, "fewer-than-two", status=422, who=head(sut))
    await post(sut, "cases", FILING, who=head(sut), status=201)
    again = await post(sut, "cases", FILING, who=head(sut), status=201)
    assert again["facts"] == []
    problem = await refused(sut, "cases", {**FILING, "case": "C-2"}, "decided-twice", status=409, who=head(sut))
    assert (problem["field"], problem["value"]) == ("other", "C-1")
    declined = {
        "department": MARKET, "entity": ENTITY, "origin": {"kind": "complaint", "ref": "T-1"}, "matter": "投诉缺斤短两",
        "reason": "经核查不属实",
    }  # fmt: skip
    answer = await post(sut, "declined-cases", declined, who=head(sut), status=201)
    assert (await get(sut, f"cases/{answer['case']}"))["state"] == "not-filed"


async def test_what_is_major_is_reviewed_and_discussed_before_it_is_decided(sut):
    await found(sut)
    await filed(sut)
    await told(sut, penalties=[{"kind": "fine", "fen": 3_000_000}, {"kind": "business-suspended", "days": 10}], grade="严重")
    await sut.pass_time(NOW + timedelta(days=9))
    plain = {**DECISION, "weighed": None}
    await refused(sut, "cases/C-1/decision", plain, "review-missing", status=409, who=head(sut))
    await post(sut, "cases/C-1/review-request", {"by": M1})
    await refused(sut, "cases/C-1/review", {**REVIEW, "reviewer": M1}, "already-on-case", status=422, who=reviewer(sut))
    await post(sut, "cases/C-1/review", REVIEW, who=reviewer(sut))
    await refused(sut, "cases/C-1/decision", plain, "discussion-missing", status=409, who=head(sut))
    await post(sut, "cases/C-1/discussion", DISCUSSION, who=head(sut))
    await post(sut, "cases/C-1/decision", plain, who=head(sut))
    assert (await get(sut, "cases/C-1"))["decision"] == DECISION["decision"]


async def test_a_first_minor_breach_is_spared_and_the_second_is_none(sut):
    await found(sut)
    await filed(sut)
    await post(sut, "cases/C-1/proposal", {**MILD, "outcome": "no-penalty-first"})
    spared = {"decision": "监市监不罚〔2026〕1号", "text": "ef" * 32}
    await refused(sut, "cases/C-1/no-penalty", spared, "not-taught", status=422, who=head(sut))
    await post(sut, "cases/C-1/no-penalty", {**spared, "taught": "讲解台账要求"}, who=head(sut))
    await post(sut, "cases/C-1/service", SERVING)
    await post(sut, "cases/C-1/closing", {})
    second = {"case": "C-2", "origin": {"kind": "complaint", "ref": "T-2"}}
    await filed(sut, **second)
    first = {**MILD, "outcome": "no-penalty-first"}
    problem = await refused(sut, "cases/C-2/proposal", first, "not-first-offence", status=409)
    assert problem["value"] in {"C-1", "F-1"}


async def test_what_was_not_mended_in_time_becomes_a_case_and_ends_with_it(sut):
    await sut.deliver("registry", *DISCRETION)
    await on_the_spot(sut)
    done = await finish(sut, part=market_part(FINDING, disposition="ordered-to-rectify"))
    of = {"kind": "rectification", "ref": done["rectifications"][MARKET]}
    await refused(sut, "cases", {**FILING, "origin": of}, "no-consent", status=422, who=head(sut))
    await sut.pass_time(NOW + timedelta(days=22))
    answer = await post(sut, "cases", {**FILING, "origin": of}, who=head(sut), status=201)
    assert answer["facts"] == ["inspection.case-filed", "inspection.finding-assigned"]
    (assigned,) = [fact for fact in await sut.facts("inspection.finding-assigned") if fact.handling == "case"]
    assert (assigned.finding, assigned.target) == ("F-1", "C-1")
    await post(sut, "cases/C-1/evidence", EVIDENCE)
    await post(sut, "cases/C-1/proposal", {**MILD, "outcome": "not-borne-out", "exemption": None})
    await post(sut, "cases/C-1/no-penalty", {"decision": "监市监不罚〔2026〕1号", "text": "ef" * 32}, who=head(sut))
    await post(sut, "cases/C-1/service", SERVING)
    closed = await post(sut, "cases/C-1/closing", {})
    assert closed["facts"] == ["inspection.case-closed", "inspection.finding-settled", "inspection.visit-closed"]
    (settled,) = await sut.facts("inspection.finding-settled")
    assert (settled.how, settled.ref) == ("not-borne-out", "C-1")


async def test_what_was_settled_by_guidance_is_no_case(sut):
    await sut.deliver("registry", *DISCRETION)
    await on_the_spot(sut)
    await finish(sut, part=market_part(FINDING, disposition="guided"))
    await refused(sut, "cases", FILING, "no-consent", status=422, who=head(sut))


async def test_a_hearing_is_called_with_notice_held_and_reviewed_after(sut):
    await found(sut)
    await filed(sut)
    await told(sut, penalties=[{"kind": "fine", "fen": 3_000_000}], grade="严重")
    await post(sut, "cases/C-1/hearing-request", {"reason": "数额过高"}, who=party(sut))
    called = {"on": "2026-03-12T01:00:00Z", "venue": "二楼会议室", "host": "I-421088-0003"}
    await refused(sut, "cases/C-1/hearing-notice", called, "hearing-too-soon", status=422)
    await post(sut, "cases/C-1/hearing-notice", {**called, "on": "2026-03-25T01:00:00Z"})
    await sut.pass_time(NOW + timedelta(days=15))
    await post(sut, "cases/C-1/hearing", {"record": PROOF, "accepted": "数额过高属实"})
    lighter = {**PROPOSAL, "penalties": [{"kind": "fine", "fen": 900_000}], "grade": "严重"}
    await refused(
        sut, "cases/C-1/proposal", {**lighter, "penalties": [{"kind": "fine", "fen": 4_000_000}]}, "harsher-after-defence",
        status=409,
    )  # fmt: skip
    await post(sut, "cases/C-1/proposal", lighter)
    assert (await get(sut, "cases/C-1"))["state"] == "told", "no worse than it was told: not told again"
    await refused(sut, "cases/C-1/decision", DECISION, "review-missing", status=409, who=head(sut))


async def test_a_case_belongs_to_its_department(sut):
    await found(sut)
    await filed(sut)
    await post(sut, "cases/C-1/evidence", EVIDENCE, who=FIRE, status=404)
    assert (await get(sut, "cases", officer(sut, FIRE)))["items"] == []
    assert [row["case"] for row in (await get(sut, "cases", entity=ENTITY, overdue="false"))["items"]] == ["C-1"]
    assert (await get(sut, "cases", party(sut)))["items"] == []
    guide = sut.bearer("g-1", roles=["guidance-officer"])
    assert len((await get(sut, "cases", guide, state="investigating", department=MARKET))["items"]) == 1
    lines = (await sut.client.get("/v1/cases/export.csv", headers=officer(sut, MARKET))).text.splitlines()
    assert "案件编号" in lines[0]
    assert "调查取证" in lines[1]


async def test_clocks_of_a_case_end_in_one_fact_that_names_who_owes_it(sut):
    await found(sut)
    await filed(sut)
    await told(sut)
    await sut.pass_time(NOW + timedelta(days=100))
    passed = [fact for fact in await sut.facts() if fact.fact_type == "inspection.clock-passed"]
    assert sorted((f.subject, f.stage, f.owner) for f in passed) == [
        ("C-1", "case-decide", MARKET), ("C-1", "case-defend", ENTITY),
    ]  # fmt: skip
    row = await get(sut, "cases/C-1")
    assert row["overdue"] == ["case-defend", "case-decide"]


async def test_a_decision_on_the_spot_is_served_at_once(sut):
    await found(sut)
    await post(sut, "cases", {**FILING, "procedure": "summary"}, who=head(sut), status=201)
    spot = {
        "officers": OFFICERS, "benchmark": "B-1", "grade": "轻微", "penalties": [{"kind": "warning"}], "basis": "食品安全法",
        "decision": "监市监当罚〔2026〕1号", "text": "ef" * 32, "said": "无异议", "receipt": PROOF,
    }  # fmt: skip
    heavy = {**spot, "grade": "一般", "penalties": [{"kind": "fine", "fen": 200_000}]}
    await refused(sut, "cases/C-1/decision-on-the-spot", heavy, "summary-too-heavy", status=422)
    done = await post(sut, "cases/C-1/decision-on-the-spot", spot)
    assert done["facts"] == ["inspection.case-proposed", "inspection.penalty-decided", "inspection.case-served"]
    await post(sut, "cases/C-1/performance", {"kinds": ["warning"]})
    await post(sut, "cases/C-1/closing", {})


async def test_a_decision_falls_when_two_say_so(sut):
    await test_a_decision_on_the_spot_is_served_at_once(sut)
    asked = {"revoker": "self", "reason": "适用依据错误"}
    answer = await sut.client.post("/v1/cases/C-1/revocation", json=asked, headers=head(sut))
    assert answer.status_code == 202
    second = sut.bearer("h-2", roles=["head"], departments=[MARKET])
    assert (await sut.seconded(answer, second)).status_code == 200
    row = await get(sut, "cases/C-1")
    assert (row["state"], row["revoked"]) == ("revoked", "适用依据错误")
    assert TELLING["document"] == PROOF


async def test_working_days_are_counted_again_when_the_holidays_of_the_year_become_known(sut):
    await found(sut)
    await filed(sut)
    await told(sut)
    before = (await get(sut, "cases/C-1"))["defend_by"]
    year = YearArranged(year=2026, holidays=whole_year(2026, date(2026, 3, 16), date(2026, 3, 17)), workdays=(), notice="通知")
    await sut.deliver("registry", ("calendar-2026", year))
    assert (before, (await get(sut, "cases/C-1"))["defend_by"]) == ("2026-03-17T15:59:59Z", "2026-03-19T15:59:59Z")
    await sut.pass_time(NOW + timedelta(days=8, hours=2))
    await refused(sut, "cases/C-1/decision", DECISION, "defence-pending", status=409, who=head(sut))


async def test_the_party_reads_what_it_was_told_and_not_what_was_gathered(keeping):
    sut = keeping
    await sut.deliver("registry", *DISCRETION)
    await on_the_spot(sut)
    seen, gathered, letter = [await bring(sut, text, officer(sut, MARKET)) for text in ("现场", "台账", "告知书")]
    await finish(sut, part=market_part({**FINDING, "evidence": [seen]}, disposition="penalty-procedure"))
    await filed(sut, gathered)
    await told(sut, piece=letter)

    async def reads(piece, who):
        return (await sut.client.get(f"/v1/files/{piece['sha256']}", headers=who)).status_code

    assert [await reads(piece, party(sut)) for piece in (gathered, letter)] == [404, 200]
    assert [await reads(piece, officer(sut, MARKET)) for piece in (gathered, letter)] == [200, 200]
    assert [await reads(piece, officer(sut, FIRE)) for piece in (gathered, letter)] == [404, 404]


async def test_a_business_has_one_record_of_cases_under_all_its_codes(sut):
    later = "uscc:91421088MACG0002X5"
    await found(sut)
    await filed(sut)
    await told(sut)
    business = sut.bearer(later, roles=["enterprise"])
    assert (await get(sut, "cases", entity=later))["items"] == []
    await sut.deliver("registry", (f"entity-{ENTITY}", EntitySucceeded(entity=ENTITY, successor=later, reason="个转企")))
    assert [row["case"] for row in (await get(sut, "cases", entity=later))["items"]] == ["C-1"]
    assert (await get(sut, "cases/C-1", business))["state"] == "told"
    await post(sut, "cases/C-1/defence", DEFENCE, who=business)
