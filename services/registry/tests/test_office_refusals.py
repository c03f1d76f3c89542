"""Why a row was refused, in the words that the office writes: its own titles, the words for codes, the name of the list."""

import pytest

from services.registry.testing import get, head, registrar, send

CODE = "91421088MACG00054T"


@pytest.fixture
async def office(registry):
    for kind in ("industries", "departments", "mandates", "townships"):
        await send(registry, kind, head(kind, 100))
    return registry


@pytest.mark.parametrize(
    ("cells", "title", "field", "said"),
    [
        ({"主体类型": "合伙"}, "主体类型", "category", ("应为 企业(enterprise)、个体工商户(household)、", "enterprise (企业)")),
        ({"标识类型": "身份证"}, "标识类型", "scheme", ("应为 统一社会信用代码(uscc)、摊点(stall)、lives 之一", "uscc (统一")),
        ({"所属行业": "烧烤"}, "所属行业", "industries", ("不在行业领域名录中", "not on the list of industries")),
        ({"镇街": "某镇"}, "镇街", "township", ("不在镇街名录中", "not on the list of townships")),
    ],
)
async def test_a_refused_cell_is_named_as_the_office_names_it(office, cells, title, field, said):
    row = {
        "标识类型": "统一社会信用代码", "代码": CODE, "企业名称": "一店", "所属行业": "餐饮服务", "镇街": "容城镇",
        "主体类型": "企业", "成立日期": "2024-03-01",
    } | cells  # fmt: skip
    sheet = ",".join(row).replace("代码,", "统一社会信用代码,", 1) + "\n" + ",".join(row.values()) + "\n"
    preview = await office.client.post("/v1/imports/entities/preview", content=sheet.encode(), headers=_csv(office))
    report = await send(office, "entities", sheet)
    (refused,) = report["refusals"]
    assert (refused["title"], refused["field"]) == (title, field)
    assert refused["rule_zh"].startswith(said[0]), refused
    assert said[1] in refused["rule"]
    assert preview.json()["refusals"] == report["refusals"]
    path = f"/v1/import-reports/{report['import_id']}/report.csv"
    assert f",{field},{title}," in (await office.client.get(path, headers=registrar(office))).text


async def test_a_title_that_several_codes_have_is_refused_with_these(office):
    await send(
        office, "departments", "code,name,level,divisions\n421088-a,联合执法队,县级,421088\n421088-b,联合执法队,县级,421088\n"
    )
    (refused,) = (await send(office, "conference", "部门,牵头,生效日期\n联合执法队,是,2026-03-02\n"))["refusals"]
    assert refused["rule_zh"] == "部门名录中有多个同名:421088-a、421088-b"
    assert "部门名录中的代码或名称" in refused["do_zh"]


async def test_a_word_for_yes_and_no_is_asked_for_in_chinese(office):
    (refused,) = (await send(office, "conference", "部门,牵头,生效日期\n421088-market,牵头,2026-03-02\n"))["refusals"]
    assert (refused["title"], refused["field"]) == ("牵头", "lead")
    assert refused["rule_zh"] == "应为 是(yes)、否(no) 之一"
    assert (await get(office, "conference"))["items"] == []


def _csv(office):
    return {**registrar(office), "content-type": "text/csv"}


async def test_what_a_file_says_of_a_business_own_place_is_not_kept_and_that_is_told(office):
    head = "统一社会信用代码,企业名称,行业,乡镇,主体类型,成立日期,经营场所,经营场所名称,经营场所地址\n".replace(
        "经营场所,", "场所类型,", 1
    )
    shop = f"{CODE},一店,餐饮服务,容城镇,企业,2024-03-01"
    rows = [f"{shop},住所,总店,容城大道1号", f"{shop},住所,,容城大道1号", f"{shop},分支,二店,容城大道2号"]
    sheet = head + "\n".join(rows) + "\n"
    preview = await office.client.post("/v1/imports/entities/preview", content=sheet.encode(), headers=_csv(office))
    report = await send(office, "entities", sheet)
    assert (report["accepted"], report["unchanged"], report["refused"]) == (2, 1, 0)
    told = [(note["field"], note["value"], note["rows"], note["line"]) for note in report["notes"]]
    assert told == [("premises_name", "", 1, 2), ("premises_address", "", 2, 2)]
    assert report["notes"][0]["note_zh"].startswith("未记入名录")
    assert preview.json()["notes"] == report["notes"]


async def test_an_office_that_calls_its_codes_otherwise_has_that_remembered_with_what_they_are(office):
    sheet = f"登记号,企业名称,行业,乡镇,主体类型,成立日期\n{CODE},一店,餐饮服务,容城镇,企业,2024-03-01\n"
    path, kept = "/v1/imports/entities/titles", {"登记号": "value"}
    assert (await office.client.put(path, json={"titles": kept}, headers=registrar(office))).status_code == 200
    asked = await office.client.post("/v1/imports/entities", content=sheet.encode(), headers=_csv(office))
    assert asked.status_code == 422
    assert "登记号=统一社会信用代码" in asked.json()["do"]
    kept = {"登记号": "统一社会信用代码"}
    told = await office.client.put(path, json={"titles": kept}, headers=registrar(office))
    assert told.json()["titles"] == kept
    preview = await office.client.post("/v1/imports/entities/preview", content=sheet.encode(), headers=_csv(office))
    assert (preview.json()["accepted"], "scheme" in preview.json()["columns_missing"]) == (1, False)
    assert (await send(office, "entities", sheet))["accepted"] == 1
