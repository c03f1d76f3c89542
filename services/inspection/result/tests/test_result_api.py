"""Results on a real database: revoked, and taken over from files."""

from datetime import date

from libs.events.catalog.registry.bodies import DepartmentListed
from libs.events.catalog.registry.entities import EntityContent, EntityListed
from libs.events.catalog.registry.items import ItemWithdrawn
from services.inspection.testing.requests import (
    FIRE,
    MARKET,
    auditor,
    files,
    finish,
    get,
    on_the_spot,
    planner,
    post,
    record,
    refused,
)


async def test_a_result_is_revoked_by_the_lead_alone(sut):
    await on_the_spot(sut)
    result = (await finish(sut))["result"]
    body = {"reason": "采样程序有误"}
    await refused(sut, f"results/{result}/revocation", body, "forbidden", status=403, who=FIRE)
    await refused(sut, "results/R-none/revocation", body, "no-such-result", status=404)
    assert (await post(sut, f"results/{result}/revocation", body))["facts"] == ["inspection.result-revoked"]
    assert (await get(sut, f"results/{result}"))["revoked"] == "采样程序有误"


IMPORT = (
    "result,entity,kind,checked_on,score,problems,origin\r\n"
    "S-1,stall:1,food-hygiene,2016-05-03,92,Unclean floors|No handwashing,lives\r\n"
    "S-2,stall:2,food-hygiene,2016-05-03,,,lives\r\n"
    "S-3,stall:3,food-hygiene,2016-13-03,80,,lives\r\n"
    "S-4,stall:4,food-hygiene,2026-03-11,80,,lives\r\n"
    "S-5,stall:5,food-hygiene,2016-05-03,101,,lives\r\n"
)


async def test_results_from_a_file_are_recorded_once_and_bad_rows_are_named(sut):
    report = await record(sut, IMPORT.encode())
    assert (report["rows"], report["accepted"], report["refused"]) == (5, 2, 3), report
    assert [(r["line"], r["field"]) for r in report["refusals"]] == [(4, "checked_on"), (5, "checked_on"), (6, "score")]
    again = await record(sut, IMPORT.encode())
    assert (again["accepted"], again["unchanged"], again["facts"]) == (0, 2, 0)
    seen = await get(sut, "recorded-results", auditor(sut), entity="stall:1")
    assert seen["items"][0]["problems"] == ["Unclean floors", "No handwashing"]


async def test_the_example_of_the_files_is_a_row_that_is_taken(sut):
    sent = (await sut.client.get("/openapi.json")).json()["paths"]["/v1/imports/{kind}"]["post"]["requestBody"]["content"]
    content = sent["text/csv"]["examples"]["results"]["value"].encode()
    report = await record(sut, content)
    assert (report["accepted"], report["refusals"]) == (1, [])


async def test_a_file_may_say_who_checked_and_nothing_else_that_it_likes(sut):
    headers = files(sut)
    head, row = "result,entity,kind,checked_on,score,problems,origin", "S-7,stall:7,food-hygiene,2026-02-03,92,,city"
    rows = f"{row},421000-market\nS-8,stall:8,food-hygiene,2026-02-03,,,city,\nS-9,stall:9,fire,2026-02-03,,,city,市局\n"
    named = f"{head},department\n{rows}".encode()
    report = await record(sut, named)
    assert (report["accepted"], report["refused"], report["refusals"][0]["field"]) == (2, 1, "department")
    assert [f.department for f in await sut.facts("inspection.result-recorded")] == ["421000-market", None]
    seen = await get(sut, "recorded-results", auditor(sut), entity="stall:7")
    assert seen["items"][0]["department"] == "421000-market"
    without = f"{head}\nS-8,stall:8,food-hygiene,2026-02-03,,,city\n".encode()
    again = await record(sut, without)
    assert (again["unchanged"], again["refused"]) == (1, 0), "without the column a row means the same as with an empty one"
    for wrong in (f"{head},origin\n", "result,entity,kind,checked_on,score,problems,department\n"):
        answer = await sut.client.post("/v1/imports/results", content=wrong.encode(), headers=headers)
        assert (answer.status_code, answer.json()["field"]) == (422, "header")
    foreign = f"{head},officer\nS-8,stall:8,food-hygiene,2026-02-03,,,city,x\n".encode()
    assert (await record(sut, foreign))["columns_left"] == ["officer"]


async def test_a_files_entities_are_read_as_the_register_keeps_them_and_personal_numbers_stay_out(sut):
    """Credit codes, case numbers and certificates in a text are public, and are not taken for a person's number."""
    rows = {
        "R-1,uscc:91421088macg0002x5,food-hygiene,2026-02-01,90,标签不全,other": "",
        "R-2,uscc:123,food-hygiene,2026-02-01,90,标签不全,other": "entity",
        "R-3,uscc:421023199001010190,food-hygiene,2026-02-01,90,标签不全,other": "entity",
        "R-4,stall:421088100-0001,food-hygiene,2026-02-01,90,与914210232000000219混放,other": "",
        "R-5,stall:421088100-0001,food-hygiene,2026-02-01,90,立案号202601011234567890,other": "",
        "R-6,stall:421088100-0001,food-hygiene,2026-02-01,90,检定证书编号17912345678,other": "",
        "R-7,stall:421088100-0001,food-hygiene,2026-02-01,90,联系人138-0013-8000,other": "problems.0",
        "R-8,stall:421088100-0001,food-hygiene,2026-02-01,90,身份证 421023 19900101 0193,other": "problems.0",
        "R-9,stall:421088100-0001,food-hygiene,2026-02-01,90,电话0716-3322110,other": "problems.0",
    }
    content = "\n".join(["result,entity,kind,checked_on,score,problems,origin", *rows, ""]).encode()
    report = await record(sut, content)
    assert [(r["line"], r["field"]) for r in report["refusals"]] == [
        (line, field) for line, field in enumerate(rows.values(), 2) if field
    ]
    assert [r["value"] for r in report["refusals"]] == ["uscc:123", "", "", "", ""]
    assert (await sut.facts("inspection.result-recorded"))[0].entity == "uscc:91421088MACG0002X5"


async def test_a_result_of_an_entity_that_the_register_does_not_list_is_taken_counted_and_marked(sut):
    content = EntityContent(name="示例摊", industries=("catering",), township="421088100", category="stall")
    await sut.deliver("registry", ("entity-stall:1", EntityListed(entity="stall:1", content=content)))
    headers = files(sut)
    report = await record(sut, IMPORT.encode())
    assert (report["accepted"], report["unknown"], report["refused"]) == (2, 1, 3), report
    rows = await sut.client.get(f"/v1/import-reports/{report['import_id']}/report.csv?rows=all", headers=headers)
    assert [line.split(",")[:3] for line in rows.text.splitlines()[1:3]] == [
        ["2", "", "accepted"],
        ["3", "", "accepted-unknown"],
    ]
    seen = (await get(sut, "recorded-results", auditor(sut)))["items"]
    assert [(row["entity"], row["listed"]) for row in seen] == [("stall:1", True), ("stall:2", False)]
    again = await record(sut, IMPORT.encode())
    assert (again["unchanged"], again["unknown"]) == (2, 0)


async def test_what_was_taken_over_by_mistake_is_revoked_by_two_and_stays_revoked(sut):
    await record(sut, IMPORT.encode())
    path, body = "/v1/recorded-results/S-1/revocation", {"reason": "录错对象"}
    asked = await sut.client.post(path, json=body, headers=sut.bearer("r-1", roles=["registrar"]))
    assert asked.json()["waits"]["roles"] == ["planner", "conference-member"]
    assert await sut.facts("inspection.recorded-result-revoked") == []
    assert (await sut.seconded(asked, planner(sut))).status_code == 200
    (fact,) = await sut.facts("inspection.recorded-result-revoked")
    assert (fact.result, fact.entity, fact.asked_by, fact.approved_by) == ("S-1", "stall:1", "r-1", "p-1")
    seen = (await get(sut, "recorded-results", auditor(sut)))["items"]
    assert [(row["result"], row["revoked"]) for row in seen] == [("S-1", "录错对象"), ("S-2", None)]
    again = await record(sut, IMPORT.encode())
    assert (again["unchanged"], again["refusals"][0]["line"]) == (1, 2), "the same file does not bring it back"
    await sut.running.rebuild()
    assert (await get(sut, "recorded-results", auditor(sut)))["items"] == seen


async def test_nobody_takes_results_over_alone(sut):
    sent = await sut.client.post("/v1/imports/results", content=IMPORT.encode(), headers=files(sut))
    assert (sent.status_code, await sut.facts("inspection.result-recorded")) == (202, [])
    own = sut.bearer("r-1", roles=["registrar", "planner"])
    assert (await sut.seconded(sent, own)).status_code == 403
    assert (await sut.taken(sent, planner(sut)))["accepted"] == 2


async def test_a_file_names_businesses_by_credit_code_departments_by_title_and_scores_as_offices_do(sut):
    listed = DepartmentListed(department=MARKET, title="监利市市场监督管理局", level="county", divisions=("421088",))
    await sut.deliver("registry", (f"department-{MARKET}", listed))
    rows = {
        "R-1,示例店,91421088macg0002x5,food-hygiene,2026年2月1日,92分,未留样、未公示,OLD,监利市市场监督管理局": "",
        "R-2,示例店,uscc:91421088MACG0002X5,food-hygiene,2026-02-01,９２,未发现问题,OLD,421000-market": "",
        "R-3,示例店,stall:1,food-hygiene,2026-02-01,92.0,,OLD,": "",
        "R-4,示例店,stall:1,food-hygiene,2026-02-01,92.5,,OLD,": "score",
        "R-5,示例店,91421088MACG0002X,food-hygiene,2026-02-01,,,OLD,": "entity",
        "R-6,示例店,示例店,food-hygiene,2026-02-01,,,OLD,": "entity",
        "R-7,示例店,stall:1,food-hygiene,2026-02-01,,3,OLD,": "problems",
    }
    head = "检查编号,检查对象,统一社会信用代码,检查类别,检查日期,得分,存在问题,数据来源,部门"
    report = await record(sut, "\n".join([head, *rows]).encode())
    refusals = [(r["line"], r["field"]) for r in report["refusals"]]
    assert refusals == [(line, field) for line, field in enumerate(rows.values(), 2) if field], report
    seen = [(f.entity, f.score, f.problems, f.department) for f in await sut.facts("inspection.result-recorded")]
    assert seen == [
        ("uscc:91421088MACG0002X5", 92, ("未留样", "未公示"), MARKET),
        ("uscc:91421088MACG0002X5", 92, (), "421000-market"),
        ("stall:1", 92, (), None),
    ]


async def test_the_department_that_a_file_claims_is_told_to_the_sender_and_to_whoever_approves(sut):
    """Whose it is, whether it is listed, and whether it had such an item that day: nothing of it refuses a row."""
    head, rows = "result,entity,kind,checked_on,score,problems,origin,department", {
        f"R-1,stall:1,food-hygiene,2026-02-01,,,OLD,{MARKET}": [],
        f"R-2,stall:1,food-hygiene,2024-12-31,,,OLD,{MARKET}": ["on the day of the check"],
        f"R-3,stall:1,noise,2026-02-01,,,OLD,{MARKET}": ["on the day of the check"],
        f"R-4,stall:1,food-hygiene,2026-02-01,,,OLD,{FIRE}": ["does not act", "on the day of the check"],
        f"R-5,stall:2,food-hygiene,2026-02-01,,,OLD,{FIRE}": [],
        "R-6,stall:1,food-hygiene,2026-02-01,,,OLD,421000-market": ["does not act", "not on the list"],
        "R-7,stall:1,food-hygiene,2026-02-01,,,OLD,": [],
    }  # fmt: skip
    withdrawn = ItemWithdrawn(item="MKT-0003", effective_from=date(2026, 3, 1), reason="并入")
    await sut.deliver("registry", ("item-MKT-0003", withdrawn))
    rows[f"R-8,stall:1,food-hygiene,2026-03-05,,,OLD,{MARKET}"] = []
    rows[f"R-9,stall:1,food-hygiene,2026-02-28,,,OLD,{MARKET}"] = []
    content = "\n".join([head, *rows, ""]).encode()
    clerk = sut.bearer("r-1", roles=["registrar"], departments=[MARKET])
    previewed = await sut.client.post("/v1/imports/results/preview", content=content, headers=clerk)
    sent = await sut.client.post("/v1/imports/results", content=content, headers=clerk)
    waiting = sent.json()
    expected = [(line, said) for line, (_, found) in enumerate(rows.items(), 2) for said in found]
    told = [(note["line"], note["note"]) for note in waiting["notes"]]
    assert len(told) == len(expected)
    assert all(line == at and said in note for (line, note), (at, said) in zip(told, expected, strict=True)), told
    assert {(note["field"], note["value"]) for note in waiting["notes"]} == {
        ("department", MARKET), ("department", FIRE), ("department", "421000-market"),
    }  # fmt: skip
    assert [note["rows"] for note in waiting["notes"] if note["value"] == FIRE] == [2, 2]
    assert previewed.json()["notes"] == waiting["notes"]
    path = f"/v1/countersignatures/{waiting['countersignature']}"
    shown = (await sut.client.get(path, headers=planner(sut))).json()
    assert shown["body"]["notes"] == waiting["notes"]
    report = await sut.taken(sent, planner(sut))
    assert (report["accepted"], report["notes"]) == (len(rows), waiting["notes"])
    whole = await sut.client.get(f"/v1/import-reports/{report['import_id']}/report.csv", headers=clerk)
    assert "文件发送人不代表该部门,请向该部门核实(共 2 行)" in whole.text
