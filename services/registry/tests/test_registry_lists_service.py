"""The effective-dated lists on a real database: any day gets an answer, and nothing goes that others rest on."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

from services.registry.testing import SHOP, example, get, head, post, registrar, send, shown

ROOT = Path(__file__).parents[3]
PROOF = {"sha256": "a" * 64, "media_type": "image/jpeg"}
CENTRE = {
    "named_by": "421088-urban-management",
    "members": [{"body": "421088100", "duty": "执法监管工作负责人"}, {"body": "421088101", "duty": "执法监管工作负责人"}],
    "powers": ["coordinate", "assess", "nominate", "veto"],
}


# Any day


async def test_every_list_answers_for_a_day_past_today_and_to_come(registry):
    assert await shown(registry, "industries?q=catering&day=2025-11-02", "title") == []
    assert await shown(registry, "industries?q=catering", "title") == ["餐饮服务"]
    await post(registry, "industries", {"industry": "catering", "title": "餐饮", "effective_from": "2026-03-01"})
    days = {"2026-02-28": "餐饮服务", "2026-03-01": "餐饮"}
    assert {day: (await shown(registry, f"industries?q=catering&day={day}", "title"))[0] for day in days} == days
    assert (await send(registry, "industries", example("industries")))["facts"] == 0
    township = {"township": "421088100", "title": "容城街道", "department": "421088-market", "effective_from": "2026-04-01"}
    await post(registry, "townships", township)
    assert await shown(registry, "townships?q=421088100&day=2026-04-01", "department") == ["421088-market"]
    department = {"department": "421088-sports", "title": "文体局", "level": "county", "divisions": ["421088"]}
    await post(registry, "departments", {**department, "effective_from": "2026-05-01"})
    history = await get(registry, "departments/421088-sports")
    assert [(e["title"], e["effective_from"], e["effective_until"]) for e in history["editions"]] == [
        ("监利市体育局", "2025-11-03", "2026-05-01"), ("文体局", "2026-05-01", None),
    ]  # fmt: skip
    scenario = (await get(registry, "scenarios?q=S-catering"))["items"][0]
    body = {name: scenario[name] for name in ("scenario", "industry", "lead", "departments")}
    await post(
        registry, "scenarios", {**body, "title": "餐饮一件事", "items": scenario["items"][:2], "effective_from": "2026-06-01"}
    )
    assert await shown(registry, "scenarios?q=S-catering&day=2026-06-01", "title") == ["餐饮一件事"]
    assert (await shown(registry, "scenarios?q=S-catering", "title")) == ["餐饮服务“综合查一次”"]
    await get(registry, "industries/moon", 404)


async def test_what_the_list_said_of_an_entity_on_a_day_is_not_lost_when_it_changes(registry):
    await send(registry, "entities", head("entities", 3))
    entity = (await get(registry, "entities"))["items"][0]
    registry.clock.now = datetime(2026, 1, 10, 2, tzinfo=UTC)
    body = {"entity": entity["entity"], "content": {**entity["content"], "name": "新名(示例)", "township": "421088101"}}
    await post(registry, "entities", body)
    registry.clock.now = datetime(2026, 2, 10, 2, tzinfo=UTC)
    await post(registry, "entities", {**body, "content": {**body["content"], "name": "再改名(示例)"}})

    async def name_on(day):
        rows = (await get(registry, f"entities?q={entity['entity']}&day={day}"))["items"]
        return [row["content"]["name"] for row in rows]

    old = entity["content"]["name"]
    days = {"2025-11-02": [], "2025-11-03": [old], "2026-01-09": [old], "2026-01-10": ["新名(示例)"],
            "2026-02-09": ["新名(示例)"], "2026-02-10": ["再改名(示例)"]}  # fmt: skip
    assert {day: await name_on(day) for day in days} == days
    assert len(await shown(registry, "entities?township=421088100&day=2026-01-01", "entity")) == 3
    assert len(await shown(registry, "entities?township=421088100", "entity")) == 2
    told = await get(registry, f"entities/{entity['entity']}/history")
    assert [(e["content"]["name"], e["since"], e["until"]) for e in told] == [
        (old, "2025-11-03", "2026-01-10"), ("新名(示例)", "2026-01-10", "2026-02-10"), ("再改名(示例)", "2026-02-10", None),
    ]  # fmt: skip


async def test_an_inspector_is_certified_suspended_reinstated_and_renewed_by_days(registry):
    await send(registry, "inspectors", head("inspectors", 1))
    row = next(csv.DictReader(io.StringIO(head("inspectors", 1).decode())))
    for what, day in (("suspension", "2025-12-01"), ("reinstatement", "2026-02-01"), ("suspension", "2026-05-01")):
        await post(registry, f"inspectors/{row['id']}/{what}", {"reason": "调查", "effective_from": day}, 200)
    renewed = {**row, "valid_from": "2026-08-01", "valid_until": "2031-07-31"}
    assert (await send(registry, "inspectors", "\n".join([",".join(renewed), ",".join(renewed.values())])))["facts"] == 1

    async def state_on(day):
        return [i["state"] for i in (await get(registry, f"inspectors?day={day}"))["items"]]

    days = {"2020-01-01": "upcoming", "2025-11-30": "valid", "2025-12-01": "suspended", "2026-02-01": "valid",
            "2026-05-01": "suspended", "2026-08-01": "valid", "2031-08-01": "expired"}  # fmt: skip
    assert {day: (await state_on(day))[0] for day in days} == days
    spells = await get(registry, f"inspectors/{row['id']}/history")
    assert [(s["kind"], s["effective_from"], s["effective_until"]) for s in spells if s["kind"] == "suspended"] == [
        ("suspended", "2025-12-01", "2026-02-01"), ("suspended", "2026-05-01", "2026-08-01"),
    ]  # fmt: skip
    assert (await registry.client.get(f"/v1/inspectors/{row['id']}/history")).status_code == 401


async def test_the_figures_say_how_much_of_the_force_is_at_the_front_line(registry):
    """L-39: of the officers who may check on the day; who is suspended or not yet certified is none."""
    await send(registry, "inspectors", head("inspectors", 4))
    rows = list(csv.DictReader(io.StringIO(head("inspectors", 4).decode())))
    now = await get(registry, "force?day=2026-03-01")
    front = {"front_line": ["county", "township"], "front_line_bp": 10_000, "wanted_bp": 8500, "reached": True}
    assert now == {"by_level": {"county": 4}, **front}
    await post(registry, f"inspectors/{rows[0]['id']}/suspension", {"reason": "调查", "effective_from": "2026-02-01"}, 200)
    assert (await get(registry, "force?day=2026-03-01"))["by_level"] == {"county": 3}
    city = "code,name,level,divisions\n" + "421088-market,市场监管局,city,421088"
    await send(registry, "departments", city)
    moved = await get(registry, "force?day=2026-03-01")
    assert (moved["by_level"], moved["front_line_bp"], moved["reached"]) == ({"city": 3}, 0, False)
    nobody = await get(registry, "force?day=2001-01-01")
    assert (nobody["by_level"], nobody["front_line_bp"], nobody["reached"]) == ({}, None, False)


# Who may check (X-06, B-08)


async def test_a_department_without_a_mandate_can_do_nothing_that_needs_one(registry):
    body = {"department": "421088-moon", "title": "登月办公室", "level": "county", "divisions": ["421088"]}
    await post(registry, "departments", body)
    item = (await get(registry, "items/MKT-0003"))["editions"][0]["content"]
    new = {"item": "MOO-1", "content": {**item, "department": "421088-moon"}, "effective_from": "2026-01-01"}
    scenario = {"scenario": "S-moon", "title": "登月", "industry": "catering", "lead": "421088-moon",
                "departments": ["421088-moon", "421088-market"], "items": ["MKT-0003"]}  # fmt: skip
    before = len(await registry.facts())
    for path, wanted in (("items", new), ("scenarios", scenario)):
        assert (await post(registry, path, wanted, 409))["type"] == "urn:checkonce:problem:no-mandate"
    files = {
        "items": example("items").decode().splitlines()[3].replace("421088-market", "421088-moon").replace("MKT-0003", "MOO-1"),
        "inspectors": head("inspectors", 1).decode().splitlines()[1].replace("421088-market", "421088-moon"),
    }
    for kind, line in files.items():
        report = await send(registry, kind, "\n".join([head(kind, 0).decode().strip(), line]))
        assert (report["refused"], report["refusals"][0]["field"]) == (1, "department"), report
    assert len(await registry.facts()) == before
    await post(
        registry,
        "mandates",
        {"department": "421088-moon", "form": "statutory", "basis": "《登月法》", "effective_from": "2025-12-01"},
    )
    assert (await post(registry, "items", {**new, "effective_from": "2025-11-30"}, 409))["value"] == "421088-moon"
    await post(registry, "items", new)
    end = {"reason": "职能划转", "effective_from": "2026-03-01"}
    await post(registry, "mandates/421088-moon/withdrawal", end, 200)
    later = {**new, "item": "MOO-2", "effective_from": "2026-03-01"}
    assert (await post(registry, "items", later, 409))["type"] == "urn:checkonce:problem:no-mandate"
    await post(registry, "items", {**later, "effective_from": "2026-02-28"})
    assert await shown(registry, "mandates?q=421088-moon&day=2026-02-28", "form") == ["statutory"]
    assert await shown(registry, "mandates?q=421088-moon&day=2026-03-01", "form") == []


async def test_a_delegation_names_a_body_whose_power_is_its_own(registry):
    for slug in ("a", "b"):
        body = {"department": f"421088100-{slug}", "title": slug, "level": "township", "divisions": ["421088100"]}
        await post(registry, "departments", body)
    header = head("mandates", 0).decode().strip()
    lines = [
        "421088100-a,delegated,委托书,421088-market,2026-01-01,2026-12-31",
        "421088100-b,delegated,委托书,421088100-a,2026-01-01,",
        "421088100-b,delegated,委托书,,2026-01-01,",
        "421088100-b,statutory,法,421088-market,2026-01-01,",
    ]
    reports = [await send(registry, "mandates", f"{header}\n{line}\n") for line in lines]
    assert [r["facts"] for r in reports] == [1, 0, 0, 0]
    assert {r["refusals"][0]["field"] for r in reports[1:]} == {"delegated_by"}
    rested = await post(
        registry, "departments/421088-market/withdrawal", {"reason": "撤销", "effective_from": "2026-02-01"}, 409
    )
    assert "mandates 421088100-a" in rested["detail"]


# What others rest on


async def test_a_row_is_withdrawn_only_when_nothing_rests_on_it_and_what_does_is_named(registry):
    await send(registry, "entities", head("entities", 5))
    await send(registry, "inspectors", head("inspectors", 1))
    end = {"reason": "调整", "effective_from": "2026-03-01"}
    for path, named in (
        ("industries/catering", ("items MKT-0003", "scenarios S-catering", "entities stall:")),
        ("departments/421088-market", ("items MKT-", "scenarios S-", "inspectors I-421088-0001")),
        ("departments/421088-urban-management", ("townships 4210881",)),
        ("townships/421088100", ("entities stall:421088100",)),
    ):
        refused = await post(registry, f"{path}/withdrawal", end, 409)
        assert refused["type"] == "urn:checkonce:problem:still-rested-on"
        assert all(name in refused["detail"] for name in named), refused
    await post(registry, "scenarios/S-catering/withdrawal", end, 200)
    assert await shown(registry, "scenarios?q=S-catering&day=2026-02-28", "withdrawn") == ["调整"]
    assert await shown(registry, "scenarios?q=S-catering&day=2026-03-01", "withdrawn") == []
    await post(registry, "industries", {"industry": "moon", "title": "登月"})
    await post(registry, "industries/moon/withdrawal", end, 200)
    stale = await registry.client.post(
        "/v1/scenarios/S-hotel/withdrawal", json=end, headers={**registrar(registry), "If-Match": '"7"'}
    )
    assert stale.status_code == 412


# The joint conference, areas, handbooks


async def test_the_conference_grows_from_19_to_38_members_and_any_day_knows_how_many(bare):
    departments = [f"421088-body{n}" for n in range(38)]
    lines = [f"{department},单位{n},county,421088" for n, department in enumerate(departments)]
    assert (await send(bare, "departments", "\n".join(["code,name,level,divisions", *lines])))["facts"] == 38
    rows = [f"{d},{'yes' if n == 0 else 'no'},{'2025-12-01' if n < 19 else '2026-03-01'}" for n, d in enumerate(departments)]
    report = await send(bare, "conference", "\n".join(["department,lead,effective_from", *rows]))
    assert (report["facts"], report["refused"]) == (38, 0)
    counted = {day: len((await get(bare, f"conference?limit=500&day={day}"))["items"])
               for day in ("2025-11-30", "2025-12-01", "2026-02-28", "2026-03-01")}  # fmt: skip
    assert list(counted.values()) == [0, 19, 19, 38]
    new_lead = {"department": departments[1], "lead": True, "effective_from": "2026-06-01"}
    await post(bare, "conference", new_lead)
    leads = [await shown(bare, f"conference?lead=true&day={day}", "department") for day in ("2026-05-31", "2026-06-01")]
    assert leads == [[departments[0]], [departments[1]]]
    refused = await post(
        bare, f"conference/{departments[1]}/withdrawal", {"reason": "退出", "effective_from": "2026-07-01"}, 409
    )
    assert refused["type"] == "urn:checkonce:problem:lead-stays"
    again = await send(bare, "conference", (await bare.client.get("/v1/conference/export.csv?day=2026-03-01")).content)
    assert (again["facts"], again["refused"]) == (0, 0)


async def test_a_township_is_in_one_area_on_a_day_and_moves_with_a_day(registry):
    area = {"title": "东片区", "townships": ["421088100", "421088101"], "centre": CENTRE}
    await post(registry, "areas", {"area": "EAST", **area, "effective_from": "2026-01-01"})
    taken = await post(registry, "areas", {"area": "WEST", **area, "effective_from": "2026-02-01"}, 409)
    assert taken["type"] == "urn:checkonce:problem:township-taken"
    smaller = {**area, "townships": ["421088100"], "effective_from": "2026-03-01"}
    await post(registry, "areas", {"area": "EAST", **smaller})
    west = {"area": "WEST", "title": "西片区", "townships": ["421088101"], "centre": CENTRE}
    await post(registry, "areas", {**west, "effective_from": "2026-02-28"}, 409)
    await post(registry, "areas", {**west, "effective_from": "2026-03-01"})
    holding = [await shown(registry, f"areas?township=421088101&day={day}", "area") for day in ("2026-02-28", "2026-03-01")]
    assert holding == [["EAST"], ["WEST"]]
    await post(registry, "areas", {**west, "centre": {**CENTRE, "named_by": "421088-moon"}}, 422)
    refused = await post(registry, "townships/421088101/withdrawal", {"reason": "撤并", "effective_from": "2026-04-01"}, 409)
    assert "areas WEST" in refused["detail"]


BULK = {
    "manuals": "manual,industry,title,sections,effective_from\n"
    "M-1,catering,餐饮合规手册,MKT-0003|查健康证/查留样|食品安全法;FIR-0002|查通道|,2026-01-01\n"
    "M-2,food-production,食品生产手册,MKT-0003|查健康证|,2026-01-01\n",
    "exemptions": "exemption,item,behaviour,conditions,legal_basis,first_offence_only,effective_from\n"
    "E-1,MKT-0003,未公示许可证,首次并及时改正,行政处罚法,yes,2026-01-01\nE-2,MKT-9999,甲,乙,丙,no,2026-01-01\n",
    "benchmarks": "benchmark,item,violation,grades,legal_basis,effective_from\n"
    "B-1,MKT-0003,未留样,轻微|首次|||责令改正;一般|再犯|500000|1000000|,食品安全法,2026-01-01\n"
    "B-2,MKT-0003,未留样,一般|再犯|1000000|500000|,食品安全法,2026-01-01\n",
    "positions": "township,latitude,longitude\n421088100,29.8205,112.904\n421088101,91.0,112.9\n",
}


async def test_what_is_written_about_items_comes_in_by_file_and_only_for_listed_items(registry):
    for kind, text in BULK.items():
        report = await send(registry, kind, text)
        assert (report["facts"], report["refused"], report["refusals"][0]["line"]) == (1, 1, 3), report
        assert (await send(registry, kind, text))["facts"] == 0
    (manual,) = (await get(registry, "manuals?item=FIR-0002&day=2026-01-01"))["items"]
    assert (manual["edition"], manual["sections"][0]["points"]) == (1, ["查健康证", "查留样"])
    assert await shown(registry, "exemptions?item=MKT-0003&day=2025-12-31", "exemption") == []
    (grades,) = await shown(registry, "benchmarks?item=MKT-0003&day=2026-01-01", "grades")
    assert [(g["fine_min_fen"], g["fine_max_fen"]) for g in grades] == [(None, None), (500_000, 1_000_000)]
    (town,) = (await get(registry, "townships?q=421088100"))["items"]
    assert town["at"] == {"latitude_microdegrees": 29_820_500, "longitude_microdegrees": 112_904_000}
    assert (await send(registry, "townships", example("townships")))["facts"] == 0, "a file without positions erased one"
    for kind in ("manuals", "exemptions", "benchmarks"):
        out = (await registry.client.get(f"/v1/{kind}/export.csv?day=2026-01-01")).content
        report = await send(registry, kind, out)
        assert (report["rows"], report["unchanged"]) == (1, 1), report
        end = {"reason": "修订", "effective_from": "2026-07-01"}
        await post(registry, f"{kind}/{kind[0].upper()}-1/withdrawal", end, 200)
        assert (await get(registry, f"{kind}?day=2026-07-01"))["items"] == []


# Lawful early credit codes


async def test_an_early_code_comes_in_by_name_and_stays_visible_when_it_is_allowed_no_more(registry):
    code = "91350100M0001TGQXM"
    row = f"uscc,{code.lower()},早期企业(示例),catering,421088100,enterprise,2015-10-08"
    file = f"{head('entities', 0).decode().strip()}\n{row}\n"
    assert (await send(registry, "entities", file))["refusals"][0]["field"] == "value"
    await post(registry, "codes", {"code": code, "reason": "早期赋码", "evidence": []}, 422)
    await post(registry, "codes", {"code": code.lower(), "reason": "早期赋码", "evidence": [PROOF]})
    assert (await send(registry, "entities", file))["facts"] == 1
    await post(registry, f"codes/{code}/withdrawal", {"reason": "已换发新码"}, 200)
    assert (await send(registry, "entities", file.replace("早期企业", "改名")))["refused"] == 1
    (seen,) = (await get(registry, "codes?state=disallowed"))["items"]
    assert (seen["code"], seen["entity_listed"], seen["disallowed_for"]) == (code, True, "已换发新码")
    assert (await get(registry, f"entities/uscc:{code}"))["content"]["name"] == "早期企业(示例)"
    assert (await get(registry, "codes?state=allowed"))["items"] == []


# From approval to supervision


async def test_what_is_handed_over_and_not_taken_over_shows_as_a_gap(registry):
    text = (
        "approval,scheme,value,title,mode,approver,supervisor,delegate,by_commitment,granted_on,valid_until\n"
        f"A-1,uscc,{SHOP.split(':')[1]},食品经营许可,separated,421088-market,421088-fire,,yes,2025-10-01,\n"
        f"A-2,uscc,{SHOP.split(':')[1]},食品经营许可,integrated,421088-market,421088-market,,no,2025-10-01,2030-09-30\n"
        f"A-3,uscc,{SHOP.split(':')[1]},食品经营许可,integrated,421088-market,421088-fire,,no,2025-10-01,\n"
    )
    report = await send(registry, "approvals", text)
    assert (report["accepted"], report["facts"], report["refusals"][0]["field"]) == (2, 3, "supervisor")
    assert await shown(registry, "approvals?gap=true", "approval") == ["A-1"]
    assert (await get(registry, "counts"))["approvals_not_taken_over"] == 1
    taking = {"entity": SHOP, "supervisor": "421088-fire"}
    stranger = registry.bearer("o-1", roles=["department-officer"], departments=["421088-tax"])
    refused = await registry.client.post("/v1/approvals/A-1/takeover", json=taking, headers=stranger)
    assert refused.status_code == 403
    registry.clock.now = datetime(2025, 11, 20, 2, tzinfo=UTC)
    officer = registry.bearer("o-2", roles=["department-officer"], departments=["421088-fire"])
    assert (await registry.client.post("/v1/approvals/A-1/takeover", json=taking, headers=officer)).status_code == 200
    assert [await shown(registry, f"approvals?gap=true&day={day}", "approval") for day in ("2025-11-19", "2025-11-20")] == [
        ["A-1"],
        [],
    ]
    end = {
        "entity": SHOP,
        "approver": "421088-market",
        "effective_from": "2025-12-01",
        "reason": "虚假承诺",
        "commitment_broken": True,
    }
    await post(registry, "approvals/A-1/end", end, 200)
    out = await registry.client.get("/v1/approvals/export.csv")
    assert (await send(registry, "approvals", out.content))["unchanged"] == 2


# Organisations are ids of their own with division prefixes: 济宁's 太白湖新区 and 经济技术开发区 have no national code


async def test_overlapping_prefixes_show_everybody_who_answers_for_a_township(bare):
    names = {"370811002": "许庄街道", "370811109": "石桥镇", "370811013": "阜桥街道", "370829400": "嘉祥经济开发区管理委员会"}
    bodies = {
        "3708-market": ("济宁市市场监督管理局", "city", ["3708"]),
        "370811-market": ("任城区市场监督管理局", "county", ["370811"]),
        "370811-taibaihu-market": ("太白湖新区市场监督管理局", "county", ["370811002", "370811109"]),
        "370829-jingkai-market": ("济宁经济技术开发区市场监督管理局", "county", ["370829400"]),
    }
    for code, (title, level, divisions) in bodies.items():
        await post(bare, "departments", {"department": code, "title": title, "level": level, "divisions": divisions})
    for code, title in names.items():
        await post(bare, "townships", {"township": code, "title": title, "department": "3708-market"})
    answers = {code: await get(bare, f"townships/{code}/departments") for code in names}
    assert {code: [d["department"] for d in a["departments"]] for code, a in answers.items()} == {
        "370811002": ["370811-taibaihu-market", "370811-market", "3708-market"],
        "370811109": ["370811-taibaihu-market", "370811-market", "3708-market"],
        "370811013": ["370811-market", "3708-market"],
        "370829400": ["370829-jingkai-market", "3708-market"],
    }
    assert all(a["overlapping"] for a in answers.values())
    assert [d["prefix"] for d in answers["370811002"]["departments"]] == ["370811002", "370811", "3708"]
    await get(bare, "townships/370811999/departments", 404)


async def test_a_list_that_nobody_filled_is_an_empty_page_and_a_foreign_filter_is_refused(bare):
    for kind in ("industries", "conference", "areas", "mandates", "manuals", "sources", "codes", "approvals"):
        assert (await get(bare, f"{kind}?day=1999-01-01")) == {"items": [], "next": None}
        await get(bare, f"{kind}?colour=red", 422)
        await get(bare, f"{kind}?day=yesterday", 422)
