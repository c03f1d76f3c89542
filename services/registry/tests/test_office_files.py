"""Files of entities as offices send them, with what comes of each row."""

import io
from datetime import date

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from libs.events.imports.reading.headings import Headings
from services.registry.items.imports import ITEMS
from services.registry.testing import head, registrar, send

ROWS = [
    ("91421088MACG00054T", "监利试验店(试验)"), ("91421088MACG00062M", "二店"), ("91421088MACG00070G", "三店"),
    ("91421088MACG00089D", "四店"), ("91421088MACG000978", "五店"), ("91421088MACG0010XQ", "六店"),
    ("91421088MACG00118Q", "七店"),
]  # fmt: skip
CODE = ROWS[0][0]
HEAD = "scheme,value,name,industries,township,category,founded"
LINE = f"uscc,{CODE},监利饮食店,catering,421088100,enterprise,2024-03-01"
XLSX = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@pytest.fixture
async def office(registry):
    for kind in ("industries", "departments", "mandates", "townships"):
        await send(registry, kind, head(kind, 100))
    return registry


async def listed(registry):
    return {row["entity"].removeprefix("uscc:"): row for row in await registry.rows("select * from entities")}


def counts(report):
    return report["accepted"], report["unchanged"], report["refused"]


async def test_a_sheet_in_chinese_with_the_offices_own_columns_comes_in(office):
    sheet = (
        "序号,标识类型,统一社会信用代码,企业名称,行业,乡镇,主体类型,成立日期,备注\n"
        f"1,uscc,{CODE},监利试验店(试验),餐饮服务,容城镇,企业,2024年3月1日,\n"
    )
    for encoding in ("gb18030", "utf-8"):
        report = await send(office, "entities", sheet.encode(encoding))
        assert report["refusals"] == []
        assert report["columns_left"] == ["序号", "备注"]
    found = (await listed(office))[CODE]
    assert (found["name"], found["industries"], found["township"]) == ("监利试验店(试验)", ["catering"], "421088100")
    assert (found["category"], found["founded"]) == ("enterprise", date(2024, 3, 1))
    without = sheet.replace("标识类型,", "").replace(",uscc,", ",")
    assert counts(await send(office, "entities", without)) == (0, 1, 0)


async def test_lists_days_and_townships_are_read_as_offices_write_them(office):
    cells = [
        ("catering；food-sales", "421088100", "2024-03-01"), ("catering、food-sales", "421088100", "2024-03-01"),
        ("catering", "421088100", "2024/3/1"), ("catering", "421088100", "2024年3月1日"),
        ("catering", "421088100", "2024-03-01 00:00:00"), ("catering", "421088100000", "2024-03-01"),
        ("catering", "421088100", "03/04/2024"),
    ]  # fmt: skip
    rows = [
        f"uscc,{code},{name},{industries},{township},enterprise,{founded}"
        for (code, name), (industries, township, founded) in zip(ROWS, cells, strict=True)
    ]
    report = await send(office, "entities", "\n".join([HEAD, *rows]))
    (refused,) = report["refusals"]
    assert (refused["line"], refused["field"], refused["value"]) == (8, "founded", "03/04/2024")
    assert "2024年3月1日" in refused["rule_zh"]
    found = await listed(office)
    assert [found[code]["industries"] for code, _ in ROWS[:3]] == [["catering", "food-sales"]] * 2 + [["catering"]]
    assert {row["founded"] for row in found.values()} == {date(2024, 3, 1)}
    assert {row["township"] for row in found.values()} == {"421088100"}


@pytest.mark.parametrize(
    ("content", "left"),
    [
        (f"{HEAD}\n{LINE}\n,,,,,,\n,,,,,,\n", []), (f"{HEAD},,\r\n{LINE},,\r\n", []), (f"{HEAD}\r\n{LINE},\r\n", []),
        (f"sep=,\r\n{HEAD}\r\n{LINE}\r\n", []), (f"{HEAD}\r{LINE}\r", []),
        (", ".join(f'"{name}"' for name in HEAD.split(",")) + f"\n{LINE}\n", []),
    ],
)  # fmt: skip
async def test_blank_rows_trailing_commas_and_other_line_ends_are_no_faults(office, content, left):
    report = await send(office, "entities", content)
    assert (counts(report), report["columns_left"]) == ((1, 0, 0), left), report["refusals"]


async def test_a_workbook_with_title_two_line_header_merged_cells_and_a_remark_comes_in(office):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"date_1904": True})
    sheet = book.add_worksheet("名录")
    sheet.merge_range("A1:H1", "监利市检查对象名录库(2026年)")
    for at, title in enumerate(["统一社会信用代码", "企业名称", None, None, "主体类型", "成立日期", "备注"]):
        if title:
            sheet.merge_range(1, at, 2, at, title)
    sheet.merge_range("C2:D2", "所属")
    sheet.write_row("C3", ["行业", "乡镇"])
    sheet.write_row("A4", [CODE, "一店", "catering", "", "企业", 43890, "x"])
    sheet.write_row("A5", [ROWS[1][0], "二店", "catering", "", "企业", 43890])
    sheet.merge_range("D4:D5", "容城镇")
    sheet.write("I5", "备注:已注销")
    book.close()
    report = await send(office, "entities", out.getvalue(), **XLSX)
    assert (counts(report), report["columns_left"]) == ((2, 0, 0), ["备注", "第 9 列 column 9"]), report["refusals"]
    found = await listed(office)
    assert {(row["township"], row["founded"]) for row in found.values()} == {("421088100", date(2024, 3, 1))}


async def test_characters_of_gb_18030_2022_are_read_and_those_of_no_standard_refused(office):
    head_, rest = f"{HEAD}\nuscc,{CODE},".encode(), b",catering,421088100,enterprise,2024-03-01\n"
    report = await send(office, "entities", head_ + b"\xfeY\xb2\xcd\xb9\xdd(\xca\xd4\xd1\xe9)" + rest)
    assert counts(report) == (1, 0, 0), report["refusals"]
    assert (await listed(office))[CODE]["name"] == "龴餐馆(试验)"
    report = await send(office, "entities", head_ + "監利飲食店".encode("big5") + rest)
    (refused,) = report["refusals"]
    assert "U+E717" in refused["rule_zh"]
    assert "Big5" in refused["rule_zh"]
    for name in ("店\ue000", "店\U000f0000", "店\uffff", "店\u0378"):
        assert counts(await send(office, "entities", head_ + name.encode() + rest)) == (0, 0, 1)
    report = await send(office, "entities", head_ + "𠮷\U0002ebf0店".encode() + rest)
    assert counts(report) == (1, 0, 0), report["refusals"]


async def test_objects_are_no_text_and_a_list_is_a_list(office):
    def line(name, industries='"catering"'):
        return (
            f'{{"scheme": "uscc", "value": "{CODE}", "name": {name}, "industries": {industries}, "township": "421088100",'
            f' "category": "enterprise", "founded": "2024-03-01"}}\n'
        )

    wrong = ['{"zh": "店"}', '["店"]', "true", "1e+20", '"甲(试验)", "name": "乙(试验)"']
    content = "".join(map(line, wrong)) + line('"店"', '["catering", "food-sales"]')
    report = await send(office, "entities", content, **{"Content-Type": "application/x-ndjson"})
    assert counts(report) == (1, 0, 5)
    assert {refused["field"] for refused in report["refusals"]} == {"name"}
    assert (await listed(office))[CODE]["industries"] == ["catering", "food-sales"]


async def test_days_that_cannot_be_and_categories_against_the_code_are_refused(office):
    rows = [
        LINE.replace("2024-03-01", "2924-03-01"), LINE.replace("2024-03-01", "0001-01-01"), LINE.replace("enterprise", "stall"),
        LINE.replace(CODE, "92421088MACG003370"), LINE.replace(CODE, "11421088MACG003531").replace("enterprise", "household"),
    ]  # fmt: skip
    for row in rows:
        report = await send(office, "entities", f"{HEAD}\n{row}\n")
        assert counts(report) == (0, 0, 1), row
        assert report["refusals"][0]["field"] in {"founded", "category"}


async def test_the_template_offers_what_may_be_written_and_comes_in_filled(office):
    answer = await office.client.get("/v1/imports/entities/template.xlsx", headers=registrar(office))
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    (titles,) = book.get_sheet_by_index(0).to_python()
    assert titles == [
        "标识类型", "统一社会信用代码", "名称", "行业", "乡镇", "主体类型", "成立日期", "经营场所编号",
        "经营场所名称", "经营场所地址", "登记状态",
    ]  # fmt: skip
    columns = zip(*book.get_sheet_by_index(1).to_python(), strict=True)
    offered = {title: [cell for cell in cells if cell] for title, *cells in columns}
    assert "容城镇" in offered["乡镇"]
    assert "餐饮服务" in offered["行业"]
    assert "企业" in offered["主体类型"]
    row = [offered["标识类型"][0], CODE, "一店", "餐饮服务", "容城镇", "企业", "2024年3月1日", "", "", "", ""]
    report = await send(office, "entities", ",".join(titles) + "\n" + ",".join(row) + "\n")
    assert counts(report) == (1, 0, 0), report["refusals"]


@pytest.mark.parametrize(
    "code", ["统一社会信用代码（必填）", "统一社会信用代码(18位)", "*统一社会信用代码:", "统一社会\n信用代码"]
)
async def test_a_unit_or_another_meaning_in_brackets_makes_another_column(office, code):
    """A firm's former name is not its name, and a former township not where it is."""
    head_ = f'"{code}",名称(曾用名),企业名称（必填）,行业,乡镇(原),所在乡镇,主体类型（下拉选择）,成立日期(YYYY-MM-DD)'
    line = f"{CODE},旧店,新店,餐饮服务,新沟镇,容城镇,企业,2024-03-01"
    report = await send(office, "entities", f"{head_}\n{line}\n")
    assert (counts(report), report["columns_left"]) == ((1, 0, 0), ["名称(曾用名)", "乡镇(原)"]), report["refusals"]
    found = (await listed(office))[CODE]
    assert (found["name"], found["township"]) == ("新店", "421088100")


async def test_debris_of_a_spreadsheet_is_no_name_and_nothing_is_no_exemption(office):
    named = [LINE.replace("监利饮食店", name) for name in ("#N/A", "########", "0", "/", "无", "(null)")]
    report = await send(office, "entities", "\n".join([HEAD, *named, f"{LINE},,无,/"]))
    assert {refused["field"] for refused in report["refusals"]} == {"row", "name"}
    assert (len(report["refusals"]), await listed(office)) == (7, {})
    whole = f"{HEAD},premises,premises_name,premises_address\n{LINE},—,无,/\n"
    assert counts(await send(office, "entities", whole)) == (1, 0, 0), "that it has no other place makes no place"
    assert await office.rows("select * from premises") == []
    columns, cells = ITEMS.columns, dict(zip(ITEMS.columns, ITEMS.example, strict=True))
    for nothing in ("无", "/", "不适用"):
        row = cells | {"code": "MKT-0999", "minor_exemption": nothing}
        report = await send(office, "items", "\t".join(columns) + "\n" + "\t".join(row.values()))
        assert report["refused"] == 0, report["refusals"]
        refused = await send(office, "items", "\t".join(columns) + "\n" + "\t".join((row | {"legal_basis": nothing}).values()))
        assert refused["refusals"][0]["field"] == "legal_basis"
    facts = await office.facts("registry.item-listed")
    assert [fact.content.minor_exemption for fact in facts if fact.item == "MKT-0999"] == [None]


async def test_a_business_that_the_file_calls_struck_off_is_not_listed_as_a_living_one(office):
    states = ["存续", "", "存续（在营、开业、在册）", "注销", "吊销,未注销", "不详"]
    rows = [",".join([LINE.replace(CODE, code), f'"{state}"']) for (code, _), state in zip(ROWS, states, strict=False)]
    for title in ("登记状态", "经营状态（必填）"):
        report = await send(office, "entities", "\n".join([f"{HEAD},{title}", *rows]))
        assert [(row["line"], row["field"]) for row in report["refusals"]] == [(5, "state"), (6, "state"), (7, "state")]
    assert sorted(await listed(office)) == sorted(code for code, _ in ROWS[:3])


async def test_what_has_no_end_is_told_so_and_days_are_read_as_they_are_typed(office):
    line = LINE.replace("2024-03-01", "20240301")
    assert counts(await send(office, "entities", f"{HEAD}\n{line}\n")) == (1, 0, 0)
    assert (await listed(office))[CODE]["founded"] == date(2024, 3, 1)
    rows = [f"{CODE},key-unit-{at},重点监管,{until}" for at, until in enumerate(["长期", "至今", "", "2027年03月01号"])]
    report = await send(office, "tags", "\n".join(["统一社会信用代码,标签,原因,截止日期", *rows]))
    assert report["refusals"] == []
    assert [fact.until for fact in await office.facts("registry.entity-tagged")] == [None, None, None, date(2027, 3, 1)]


def test_ways_of_checking_are_read_in_chinese_in_a_list_too():
    empty = dict.fromkeys(ITEMS.columns, "")
    for cell, codes in {
        "现场检查": "onsite",
        "现场检查、书面检查；remote": "onsite;document;remote",
        "onsite": "onsite",
    }.items():
        assert ITEMS.in_codes(empty | {"methods": cell})["methods"] == codes


def test_a_cycle_in_years_is_no_cycle_in_months():
    named = {title: Headings(ITEMS).column(title) for title in ("检查周期", "检查周期（月）", "检查周期(年)", "有效期限(年)")}
    assert named == {
        "检查周期": "frequency_months",
        "检查周期（月）": "frequency_months",
        "检查周期(年)": None,
        "有效期限(年)": None,
    }


async def test_a_departments_titles_are_its_own_and_the_preview_says_which_column_is_what(office):
    market, fire = (office.bearer(f"r-{of}", roles=["registrar"], departments=[f"421088-{of}"]) for of in ("market", "fire"))
    titles = {"titles": {"店招": "name"}}
    assert (await office.client.put("/v1/imports/entities/titles", json=titles, headers=market)).status_code == 200
    content = f"统一社会信用代码,店招,行业,乡镇,主体类型,成立日期\n{CODE},一店,餐饮服务,容城镇,企业,2024/3/1\n"
    answers = [
        await office.client.post("/v1/imports/entities/preview", content=content.encode(), headers=who)
        for who in (market, fire)
    ]
    assert [answer.status_code for answer in answers] == [200, 422]
    found = answers[0].json()
    assert found["columns"][1] == {"title": "店招", "column": "name"}
    assert "scheme" not in found["columns_missing"], "the title of the codes says it"
    assert (found["accepted"], found["facts"]) == (1, {"registry.entity-listed": 1})
    assert found["changes"][0]["facts"][0]["data"]["entity"] == f"uscc:{CODE}"
    assert await listed(office) == {}


async def test_a_file_says_that_an_entity_is_struck_off_until_the_strike_off_is_taken_back(office):
    content, path = f"{HEAD}\n{LINE}\n", f"/v1/entities/uscc:{CODE}"
    await send(office, "entities", content)
    strike = {"reason": "试验", "effective_from": "2025-11-03"}
    struck = await office.client.post(f"{path}/strike-off", json=strike, headers=registrar(office))
    assert struck.status_code == 200, struck.text
    report = await send(office, "entities", content)
    assert counts(report) == (0, 0, 1)
    assert "撤销移出" in report["refusals"][0]["do_zh"]
    back = await office.client.post(f"{path}/reinstatement", json={"reason": "误移出"}, headers=registrar(office))
    assert back.status_code == 200, back.text
    assert counts(await send(office, "entities", content)) == (0, 1, 0)
    shown = (await office.client.get(path)).json()
    assert (shown["struck_off_from"], shown["struck_off_for"]) == (None, None)
    assert [fact.reason for fact in await office.facts("registry.entity-reinstated")] == ["误移出"]
    twice = await office.client.post(f"{path}/reinstatement", json={"reason": "误移出"}, headers=registrar(office))
    assert (twice.status_code, twice.json()["type"].rpartition(":")[2]) == (409, "entity-is-on-the-list")
