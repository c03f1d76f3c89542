"""Large and difficult files of the registry: one wrong row of many, two encodings in one file, workbooks, duplicates."""

import csv
import io
from datetime import date

import pytest
import xlsxwriter

from services.registry.files import KINDS
from services.registry.testing import SHOP_CODE, cells, code, example, head, registrar, send

MANY = 20_000
COLUMNS = "scheme,value,name,industries,township,category,founded"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def row(number, name=None):
    return f"uscc,{code(number)},{name or f'监利市容城镇第{number}号餐饮服务部'},catering,421088100,household,2019-05-17\n"


def workbook(rows):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("主体")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(line, column, value, day)
            elif isinstance(value, str):
                sheet.write_string(line, column, value)
            else:
                sheet.write(line, column, value)
    book.close()
    return out.getvalue()


async def test_of_a_large_file_in_two_encodings_the_one_wrong_row_is_refused_and_the_rest_unharmed(registry):
    wrong = MANY // 2
    lines = [row(n).encode("utf-8" if n % 3 else "gb18030") for n in range(MANY)]
    lines[wrong] = row(wrong).replace(code(wrong), code(wrong)[:-1] + "?").encode("gb18030")
    report = await send(registry, "entities", f"{COLUMNS}\n".encode() + b"".join(lines))
    assert (report["rows"], report["accepted"], report["unchanged"], report["refused"]) == (MANY, MANY - 1, 0, 1)
    (refused,) = report["refusals"]
    assert (refused["line"], refused["field"], refused["value"]) == (wrong + 2, "value", code(wrong)[:-1] + "?")
    assert "GB 32100-2015" in refused["rule"]
    assert "GB 32100-2015" in refused["rule_zh"]
    assert refused["do"].startswith("Copy the code from the licence again")
    assert refused["do_zh"].startswith("请对照营业执照重新填写")
    assert report["encodings"] == {
        "gb18030": len(range(0, MANY, 3)) + (wrong % 3 != 0),
        "utf-8": MANY - len(range(0, MANY, 3)) - (wrong % 3 != 0),
    }
    stored = await registry.rows("select entity, name from entities where entity like 'uscc:92421088M0%'")
    assert {r["entity"]: r["name"] for r in stored} == {
        f"uscc:{code(n)}": f"监利市容城镇第{n}号餐饮服务部" for n in range(MANY) if n != wrong
    }
    again = await send(registry, "entities", f"{COLUMNS}\n".encode() + b"".join(lines))
    assert (again["accepted"], again["unchanged"], again["refused"], again["facts"]) == (0, MANY - 1, 1, 0)


async def test_a_workbook_of_entities_comes_in_like_the_csv_of_the_same_rows(registry):
    rows = list(csv.reader(example("entities").decode().splitlines()))[:300]
    typed = [rows[0], *([*cells[:4], int(cells[4]), cells[5], date.fromisoformat(cells[6])] for cells in rows[1:])]
    report = await send(registry, "entities", workbook(typed), **{"Content-Type": XLSX})
    assert (report["rows"], report["accepted"], report["refused"]) == (299, 299, 0), report["refusals"]
    same = await send(registry, "entities", "".join(",".join(cells) + "\n" for cells in rows))
    assert (same["unchanged"], same["facts"]) == (299, 0)


async def test_a_credit_code_that_became_a_number_is_refused_with_what_to_do(registry):
    good = cells("entities-with-bad-rows", 1)
    typed = [list(good), ["uscc", 914210880000000000, *list(good.values())[2:]]]
    report = await send(registry, "entities", workbook(typed), **{"Content-Type": XLSX})
    (refused,) = report["refusals"]
    assert (refused["line"], refused["field"], refused["sheet"]) == (2, "value", "主体")
    assert "15 digits" in refused["rule"]
    assert "文本" in refused["do_zh"]


async def test_a_second_line_of_an_entity_is_unchanged_when_it_says_the_same_and_names_the_first_when_not(registry):
    small = row(1).replace(code(1), f" {code(1).lower()} ")
    report = await send(registry, "entities", f"{COLUMNS}\n{row(1)}{small}{row(2)}{row(1, '别家')}")
    assert (report["accepted"], report["unchanged"], report["refused"]) == (2, 1, 1)
    (refused,) = report["refusals"]
    assert (refused["line"], refused["field"], refused["value"]) == (5, "value", code(1))
    assert refused["rule"] == f"line 2 says something else of uscc:{code(1)}"
    assert refused["rule_zh"] == f"第 2 行对 uscc:{code(1)} 的内容不同"


async def test_two_changes_of_an_entity_in_one_transaction_leave_the_last_in_the_list(registry):
    from libs.events.store.runner import Origin  # noqa: PLC0415

    await send(registry, "entities", f"{COLUMNS}\n{row(1)}")
    runner = registry.running.runner
    parse = await KINDS["entities"].prepare(registry.running.pool, registry.running.environment)
    beside = dict.fromkeys(KINDS["entities"].optional, "")
    named = [
        beside | dict(zip(COLUMNS.split(","), row(1, name).strip().split(","), strict=True)) for name in ("甲", "乙", "丙")
    ]
    async with runner.store.transaction() as tx:
        await runner.execute_many([parse(cells) for cells in named], Origin("r-1"), tx=tx)
    (stored,) = await registry.rows("select name, version, industries from entities where entity = $1", f"uscc:{code(1)}")
    assert stored == {"name": "丙", "version": 4, "industries": ["catering"]}


@pytest.mark.parametrize("form", ["csv", "ndjson"])
async def test_no_name_of_a_person_is_in_any_report(registry, form):
    good = example("inspectors").decode().splitlines()
    name = cells("inspectors", 1)["name"]
    bad = [good[0], good[1].replace("421088", "429999"), f"{name},too,few", good[1], good[1].replace(name, f"{name}二")]
    for encoding in ("utf-8", "gb18030"):
        report = await send(registry, "inspectors", "\n".join(bad).encode(encoding))
        assert report["refused"] >= 2
        answer = await registry.client.get(
            f"/v1/import-reports/{report['import_id']}/report.{form}?rows=all", headers=registrar(registry)
        )
        assert name not in answer.text + str(report)


async def test_a_workbook_of_inspectors_keeps_names_out_of_facts_as_a_csv_does(registry):
    rows = list(csv.reader(head("inspectors", 20).decode().splitlines()))
    report = await send(registry, "inspectors", workbook(rows), **{"Content-Type": XLSX})
    assert (report["accepted"], report["refused"]) == (20, 0), report["refusals"]
    stored = await registry.rows("select name from people")
    assert {r["name"] for r in stored} == {cells[1] for cells in rows[1:]}
    assert rows[1][1] not in str(await registry.facts())
    assert SHOP_CODE not in str(stored)


async def test_the_example_of_each_kind_is_a_row_that_is_taken(registry):
    """Those that the API's description shows: whoever begins with them is not refused."""
    sent = (await registry.client.get("/openapi.json")).json()["paths"]["/v1/imports/{kind}"]["post"]["requestBody"]["content"]
    for media_type in ("text/csv", "application/x-ndjson"):
        for kind, row_of in sent[media_type]["examples"].items():
            report = await send(registry, kind, row_of["value"], **{"Content-Type": media_type})
            taken, refused = report["accepted"] + report["unchanged"], report["refusals"]
            assert (taken, refused) == (1, []), kind
