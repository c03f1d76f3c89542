"""A visit through the API on a real database: who may do what, mandates, the sealed record."""

from datetime import date, timedelta

from libs.events.catalog.planning.conducting import InspectorSubstituted
from libs.events.catalog.planning.officers import AwayGround
from libs.events.catalog.planning.visit import VisitConfided
from libs.events.catalog.registry.bodies import InspectorReinstated, InspectorSuspended
from libs.events.catalog.registry.items import ItemWithdrawn
from libs.events.testing.place_keys import PlaceKeys
from libs.events.testing.services import service_under_test
from services.inspection.app import service
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
    NOW,
    PROOF,
    REGISTER,
    TAX,
    auditor,
    code_of,
    entity,
    finish,
    get,
    item,
    market_part,
    officer,
    on_the_spot,
    planned,
    post,
    refused,
)


async def test_a_joint_visit_goes_from_the_plan_to_one_result_and_is_on_record(sut):
    await on_the_spot(sut)
    done = await finish(sut)
    assert done["facts"] == ["inspection.visit-completed", "inspection.result-issued", "inspection.visit-closed"]
    seen = await get(sut, "visits/V-1")
    assert (seen["state"], seen["result"], seen["problems"]) == ("closed", done["result"], 0)
    assert seen["version"] == done["version"]
    assert [p["disposition"] for p in seen["parts"]] == ["archived", "archived"]
    assert {a["inspector"] for a in seen["check_ins"]} == {M1, M2, F1, F2}
    (issued,) = await sut.facts("inspection.result-issued")
    assert (issued.kinds, issued.lead, issued.checked_on) == (("food-hygiene", "fire-safety"), MARKET, date(2026, 3, 10))
    record = await get(sut, "visits/V-1/record")
    assert (record["intact"], record["sealed"]) == (True, issued.record)
    assert len(record["facts"]) == 12
    for who, parts in ((auditor(sut), 2), (officer(sut, FIRE), 1)):
        figures = await get(sut, "figures", who)
        assert {k: figures[k] for k in ("visits", "completed", "parts", "joint", "with_problems")} == {
            "visits": 1, "completed": 1, "parts": parts, "joint": 1, "with_problems": 0,
        }  # fmt: skip
        assert figures["by_disposition"] == {"archived": parts}


async def test_a_record_altered_in_the_table_is_not_intact(sut):
    await on_the_spot(sut)
    assert (await get(sut, "visits/V-1/record"))["intact"] is None
    await finish(sut)
    await sut.running.pool.execute(
        "update events set data = jsonb_set(data, '{disposition}', '\"guided\"')"
        " where type = 'inspection.part-recorded' and data->>'department' = $1",
        MARKET,
    )
    assert (await get(sut, "visits/V-1/record"))["intact"] is False


async def test_the_mandate_proves_the_officers_and_stops_counting_with_the_visit(sut):
    token = await on_the_spot(sut)
    await sut.deliver("planning", planned("V-2"))
    shown = await get(sut, "visits/V-1/mandate")
    assert (shown["token"], shown["officers"], shown["items"]) == (
        token, [M1, M2, F1, F2], ["FIR-0002", "MKT-0003", "MKT-0004"],
    )  # fmt: skip

    async def verdict(text):
        answer = await sut.client.post("/v1/mandates/verification", json={"token": text})
        assert answer.status_code == 200, answer.text
        return answer.json()

    good = await verdict(token)
    assert (good["valid"], good["mandate"]["basis"]) == (True, "2026年度抽查计划")
    head, body, signature = token.split(".")
    # {"alg":"Ed25519","crit":null}
    assert (await verdict(f"eyJhbGciOiJFZDI1NTE5IiwiY3JpdCI6bnVsbH0.{body}.{signature}"))["valid"] is False
    of_the_issuer = sut.issuer.token("o", place="421088")
    for bad in ("x", f"{head}.{body}.{signature[:-8]}AAAAAAAA", f"{head}.{body[:-4]}AAAA.{signature}", of_the_issuer):
        assert (await verdict(bad))["valid"] is False
    assert (await sut.client.get("/v1/visits/V-1/mandate", headers=officer(sut, TAX))).status_code == 404
    assert (await sut.client.get("/v1/visits/V-2/mandate", headers=officer(sut, FIRE))).status_code == 409
    sut.clock.now = NOW + timedelta(days=25)
    assert (await verdict(token))["reason_en"] == "The mandate has expired"
    sut.clock.now = NOW
    await finish(sut)
    assert (await verdict(token))["reason_en"] == "The visit is over"


async def test_an_officer_checks_in_himself_by_the_entitys_code_of_today_or_late_with_a_reason(sut):
    mandate, code = await on_the_spot(sut, but=M2), await code_of(sut)
    await sut.deliver("planning", planned("V-2"))
    scan = {"inspector": M2, "department": MARKET, "proof": "entity-code", "code": code}
    await refused(sut, "visits/V-2/check-ins", scan, "not-announced", status=409)
    colleague = officer(sut, MARKET, M1)
    await refused(sut, "visits/V-1/check-ins", scan, "forbidden", status=403, who=colleague)
    await refused(sut, "visits/V-1/check-ins", {**scan, "code": mandate}, "wrong-code", status=422)
    other = await get(sut, "entity-code", sut.bearer("stall:421088100-0002", roles=["enterprise"]))
    await refused(sut, "visits/V-1/check-ins", {**scan, "code": other["token"]}, "wrong-code", status=422)
    await refused(sut, "visits/V-1/check-ins", {**scan, "at": NOW.isoformat()}, "scan-is-now", status=422)
    await refused(sut, "visits/V-1/check-ins", scan, "forbidden", status=403, who=FIRE)
    await refused(sut, "visits/V-1/parts", market_part(), "too-few-officers", status=409)
    late = {"inspector": M2, "department": MARKET, "proof": "late", "at": "2026-03-10T09:00:00+08:00"}
    await refused(sut, "visits/V-1/check-ins", late, "late-entry-unreasoned", status=422)
    await refused(sut, "visits/V-1/check-ins", {**late, "inspector": F2}, "forbidden", status=403)
    sut.clock.now = NOW + timedelta(days=11)
    await refused(sut, "visits/V-1/check-ins", {**late, "reason": "断网"}, "late-entry-out-of-time", status=422)
    sut.clock.now = NOW + timedelta(days=10)
    await refused(sut, "visits/V-1/check-ins", scan, "wrong-code", status=422)
    done = await post(sut, "visits/V-1/check-ins", {**late, "reason": "断网"})
    assert done["facts"] == ["inspection.officer-checked-in"]
    assert await post(sut, "visits/V-1/parts", market_part())
    (counted,) = (await get(sut, "late-entries"))["items"]
    assert (counted["inspector"], counted["entries"]) == (M2, 1)
    assert (await get(sut, "late-entries", officer(sut, FIRE)))["items"] == []


async def test_an_entity_that_was_shown_the_mandate_confirms_who_stands_before_it(sut):
    await sut.deliver("planning", planned(secret=True))
    await post(sut, "visits/V-1/notice-withheld", {"on": "2026-03-10", "reason": "飞行检查"})
    token = (await get(sut, "visits/V-1/mandate"))["token"]
    seen = {"inspector": M1, "department": MARKET, "code": token}
    await refused(sut, "visits/V-1/arrivals", {**seen, "code": "x"}, "no-such-visit", status=404, who=entity(sut))
    stranger = sut.bearer("stall:421088100-0002", roles=["enterprise"])
    await refused(sut, "visits/V-1/arrivals", seen, "no-such-visit", status=404, who=stranger)
    await refused(sut, "visits/V-1/arrivals", {**seen, "inspector": F1}, "not-on-team", status=403, who=entity(sut))
    await post(sut, "visits/V-1/arrivals", seen, who=entity(sut))
    (came,) = (await get(sut, "visits/V-1", entity(sut)))["check_ins"]
    assert (came["inspector"], came["proof"], came["scanned"]) == (M1, "entity-scanned", ENTITY)
    nobody = await sut.client.get("/v1/entity-code", headers=sut.bearer("x-1", roles=["enterprise"]))
    assert nobody.status_code == 404


async def test_a_suspended_officer_does_not_enter_until_he_is_reinstated(sut):
    await on_the_spot(sut, but=M2)
    suspended = InspectorSuspended(inspector=M2, reason="证件年审未过", effective_from=date(2026, 3, 10))
    await sut.deliver("registry", (f"inspector-{M2}", suspended))
    body = {"inspector": M2, "department": MARKET, "proof": "entity-code", "code": await code_of(sut)}
    await refused(sut, "visits/V-1/check-ins", body, "not-certified", status=422)
    back = InspectorReinstated(inspector=M2, reason="已复审", effective_from=date(2026, 3, 10))
    await sut.deliver("registry", (f"inspector-{M2}", back))
    await post(sut, "visits/V-1/check-ins", body)


async def test_where_notice_is_forbidden_the_reason_is_on_record_instead(sut):
    await sut.deliver("planning", planned(secret=True))
    await refused(sut, "visits/V-1/announcement", {"on": "2026-03-10", "basis": "计划"}, "notice-forbidden", status=409)
    withheld = {"on": "2026-03-10", "reason": "飞行检查"}
    await refused(sut, "visits/V-1/notice-withheld", withheld, "forbidden", status=403, who=FIRE)
    assert (await post(sut, "visits/V-1/notice-withheld", withheld))["facts"] == ["inspection.notice-withheld"]
    assert (await get(sut, "visits/V-1"))["announced"] is False


async def test_minor_exemption_comes_only_from_the_list_in_force(sut):
    await on_the_spot(sut)
    other = {**FINDING, "item": "MKT-0004"}
    exempt = {"disposition": "exempted-as-minor", "basis": "轻微免罚清单"}
    await refused(sut, "visits/V-1/parts", market_part(other, **exempt), "not-exemptible", status=422)
    await sut.deliver(
        "registry", ("item-MKT-0003", item("MKT-0003", MARKET, None, edition=2, effective_from=date(2026, 3, 11)))
    )
    assert await post(sut, "visits/V-1/parts", market_part(FINDING, **exempt))


async def test_an_item_off_the_list_has_no_minor_exemption_until_it_is_listed_again(sut):
    await on_the_spot(sut)
    code, today = "MKT-0003", date(2026, 3, 10)
    exempt = {"disposition": "exempted-as-minor", "basis": "轻微免罚清单"}
    gone = ItemWithdrawn(item=code, effective_from=today, reason="修法")
    await sut.deliver("registry", (f"item-{code}", gone))
    await refused(sut, "visits/V-1/parts", market_part(FINDING, **exempt), "item-lapsed", status=422)
    await sut.deliver("registry", (f"item-{code}", item(code, MARKET, "首次轻微", edition=2, effective_from=today)))
    assert await post(sut, "visits/V-1/parts", market_part(FINDING, **exempt))


async def test_a_clue_goes_to_a_listed_department_under_a_number_of_its_own(sut):
    await on_the_spot(sut)
    await on_the_spot(sut, "V-2")
    clue = {"clue": "C-1", "finder": MARKET, "competent": TAX, "matter": "涉嫌未开具发票", "evidence": [PROOF]}
    unlisted = {**clue, "competent": "421088-nobody"}
    await refused(sut, "visits/V-1/clues", unlisted, "unknown-department", status=422)
    await refused(sut, "visits/V-1/clues", {**clue, "matter": "联系 13800138000"}, "invalid-request", status=422)
    assert (await post(sut, "visits/V-1/clues", clue, status=201))["clue"] == "C-1"
    await refused(sut, "visits/V-2/clues", clue, "clue-taken", status=409)
    numbered = await post(sut, "visits/V-2/clues", {**clue, "clue": None}, status=201)
    assert [f.clue for f in await sut.facts("inspection.clue-found")] == ["C-1", numbered["clue"]]


async def test_the_answer_is_the_entitys_own_and_its_refusal_is_noted_by_two_before_a_witness(sut):
    await on_the_spot(sut)
    await post(sut, "visits/V-1/parts", market_part())
    await post(sut, "visits/V-1/parts", CLEAN_FIRE, who=FIRE)
    body = {"answer": "refused-to-sign", "by": "absent", "officers": [F1, F2], "witness": "P-1", "remark": "负责人离场"}
    stranger = sut.bearer("uscc:91420000000000000X", roles=["enterprise"])
    await refused(sut, "visits/V-1/answer", {"answer": "confirmed"}, "no-such-visit", status=404, who=stranger)
    await refused(sut, "visits/V-1/answer", body, "no-such-visit", status=404, who=TAX)
    await refused(sut, "visits/V-1/answer", {"answer": "confirmed"}, "not-their-answer", status=403, who=FIRE)
    await refused(sut, "visits/V-1/answer", {**body, "answer": "confirmed"}, "not-their-answer", status=403, who=FIRE)
    await refused(sut, "visits/V-1/answer", body, "forbidden", status=403, who=officer(sut, MARKET))
    await refused(sut, "visits/V-1/answer", {**body, "witness": None}, "witness-missing", status=422, who=FIRE)
    assert (await post(sut, "visits/V-1/answer", body, who=FIRE))["facts"] == ["inspection.entity-answered"]
    assert (await get(sut, "visits/V-1"))["answered_by"] == "absent"
    await refused(sut, "visits/V-1/answer", {"answer": "objected"}, "already-answered", status=409, who=entity(sut))


async def test_a_printed_code_outlives_a_change_of_key_until_the_old_key_ends(database, issuer, tmp_path):
    """And a key of another service prints none."""
    keys = PlaceKeys.made(tmp_path, ["inspection", "disclosure"])

    async def tried(name, deed):
        options = {"signing_key": tmp_path / f"{name}.jwk", "service_keys": keys.file, "now": NOW}
        async with service_under_test(service, database, issuer, **options) as started:
            return await deed(started)

    async def valid(started, token, at=NOW):
        started.clock.now = at
        return (await started.client.post("/v1/mandates/verification", json={"token": token})).json()["valid"]

    async def begin(started):
        await started.deliver("registry", *REGISTER)
        return await on_the_spot(started)

    async def new_token(started):
        return (await get(started, "visits/V-1/mandate"))["token"]

    printed = await tried("inspection", begin)
    forged = await tried("disclosure", new_token)
    keys.add("inspection", NOW, ends=NOW + timedelta(days=1))
    printed_since = await tried("inspection-1", new_token)

    async def after(started):
        later = NOW + timedelta(days=1)
        assert [await valid(started, token) for token in (printed, printed_since, forged)] == [True, True, False]
        assert [await valid(started, token, later) for token in (printed, printed_since)] == [False, True]
        started.clock.now = NOW
        scan = {"inspector": M2, "department": MARKET}
        forging = {**scan, "code": forged}
        await refused(started, "visits/V-1/arrivals", forging, "wrong-code", status=422, who=entity(started))
        await post(started, "visits/V-1/arrivals", {**scan, "code": printed}, who=entity(started))

    await tried("inspection-1", after)


async def test_without_a_key_there_are_no_mandates_and_no_scans(database, issuer):
    async with service_under_test(service, database, issuer, now=NOW) as bare:
        await bare.deliver("planning", planned())
        await post(bare, "visits/V-1/announcement", {"on": "2026-03-10", "basis": "计划"})
        scan = {"inspector": M1, "department": MARKET, "proof": "entity-code", "code": "x"}
        await refused(bare, "visits/V-1/check-ins", scan, "mandate-unavailable", status=503)


async def test_other_peoples_visits_bad_tokens_and_bad_input_write_nothing(sut):
    await on_the_spot(sut)
    await refused(sut, "visits/V-1/completion", {}, "forbidden", status=403, who=FIRE)
    await refused(sut, "visits/V-1/completion", {}, "parts-missing", status=409)
    await refused(sut, "visits/V-9/announcement", {"on": "2026-03-10", "basis": "x"}, "no-such-visit", status=404)
    await refused(sut, "visits/V-1/parts", market_part(surprise=1), "invalid-request", status=422)
    citizen = sut.bearer("c-1", roles=["citizen"])
    await refused(sut, "visits/V-1/parts", market_part(), "forbidden", status=403, who=citizen)
    stale = await sut.client.post(
        "/v1/visits/V-1/parts", json=market_part(), headers={**officer(sut, MARKET), "If-Match": '"1"'}
    )
    assert stale.status_code == 412
    assert (await sut.client.get("/v1/visits")).status_code == 401
    forged = officer(sut, MARKET)["Authorization"][:-6] + "AAAAAA"
    assert (await sut.client.get("/v1/visits", headers={"Authorization": forged})).status_code == 401


async def test_a_completion_sent_again_with_its_key_gets_the_first_answer(sut):
    await on_the_spot(sut)
    await post(sut, "visits/V-1/parts", market_part(FINDING, disposition="ordered-to-rectify"))
    await post(sut, "visits/V-1/parts", CLEAN_FIRE, who=FIRE)
    await post(sut, "visits/V-1/answer", {"answer": "objected"}, who=entity(sut))
    key = {"Idempotency-Key": "k-1"}
    first = await post(sut, "visits/V-1/completion", {}, **key)
    assert await post(sut, "visits/V-1/completion", {}, **key) == first
    await refused(sut, "visits/V-1/completion", {}, "visit-over", status=409)


async def test_the_task_changes_its_officers_when_planning_substitutes_one(sut):
    await sut.deliver("planning", planned("V-1"))
    seats = {"visit": "V-1", "draw": "D-1", "lead": MARKET, "department": MARKET, "seat": f"{MARKET}/1"}
    why = {"ground": AwayGround.RECUSED, "reason": "回避", "proof": "fact-1"}
    made = InspectorSubstituted(**seats, **why, gone=M1, substitute="I-421088-0099")
    await sut.deliver("planning", ("visit-V-1", made), ("visit-V-1", made))
    parts = {part["department"]: part["inspectors"] for part in (await get(sut, "visits/V-1"))["parts"]}
    assert "I-421088-0099" in parts[MARKET]
    assert M1 not in parts[MARKET]
    assert len(await sut.facts("inspection.officer-replaced")) == 1
    nobody = made.model_copy(update={"gone": "I-421088-0099", "substitute": None})
    await sut.deliver("planning", ("visit-V-1", nobody))
    parts = {part["department"]: part["inspectors"] for part in (await get(sut, "visits/V-1"))["parts"]}
    assert "I-421088-0099" not in parts[MARKET]


async def test_an_entity_reads_its_own_visits_once_it_knows_of_them_and_not_who_comes_before_they_have_come(sut):
    entity = sut.bearer(ENTITY, roles=["enterprise"])
    await sut.deliver("planning", planned("V-2"), planned("V-3", secret=True))
    await post(sut, "visits/V-3/notice-withheld", {"on": "2026-03-10", "reason": "依法不得事先通知"})
    assert (await get(sut, "visits", entity))["items"] == []
    assert (await sut.client.get("/v1/visits/V-3", headers=entity)).status_code == 404
    await post(sut, "visits/V-2/announcement", {"on": "2026-03-12", "basis": "2026年度抽查计划"})
    assert [visit["visit"] for visit in (await get(sut, "visits", entity))["items"]] == ["V-2"]
    assert [part["inspectors"] for part in (await get(sut, "visits/V-2", entity))["parts"]] == [[], []]
    await on_the_spot(sut)
    await post(sut, "visits/V-1/clues", {"finder": MARKET, "competent": TAX, "matter": "涉嫌偷税"}, status=201)
    seen = await get(sut, "visits/V-1", entity)
    assert ([part["inspectors"] for part in seen["parts"]], seen["clues"]) == ([[M1, M2], [F1, F2]], [])
    assert len((await get(sut, "visits/V-1"))["clues"]) == 1


async def test_an_unannounced_visit_is_known_to_its_own_departments_planners_and_auditors_until_it_is_told(sut):
    stream, told = planned("V-2", secret=True)
    await sut.deliver("planning", (stream, VisitConfided.like(told)))
    for role, department in (("planner", ""), ("auditor", ""), ("inspector", MARKET)):
        bearer = sut.bearer("reader", roles=[role], departments=[department])
        shown = (await sut.client.get("/v1/visits/V-2", headers=bearer)).json()
        assert all(part["inspectors"] for part in shown["parts"])
    stranger = sut.bearer("reader", roles=["township-officer"], divisions=["421088100"])
    for path in ("visits/V-2", "visits/V-2/record"):
        assert (await sut.client.get(f"/v1/{path}", headers=stranger)).status_code == 404
    assert "V-2" not in (await sut.client.get("/v1/visits", headers=stranger)).text
    await post(sut, "visits/V-2/notice-withheld", {"on": "2026-03-10", "reason": "依法不得事先通知"})
    assert await sut.facts("inspection.visit-assigned") == []
    assert await sut.facts("inspection.notice-withheld") == []
    await sut.deliver("planning", (stream, told), (stream, told))
    assert len(await sut.facts("inspection.visit-assigned")) == len(await sut.facts("inspection.notice-withheld")) == 1
    shown = (await sut.client.get("/v1/visits/V-2", headers=stranger)).json()
    assert all(part["inspectors"] for part in shown["parts"])
