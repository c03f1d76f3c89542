"""Workbooks: cells come in as they were meant or are refused, and no file harms more than itself."""

import asyncio
import dataclasses
import io
import json
import subprocess
import sys
import zipfile
from datetime import date, datetime, time

import openpyxl
import psutil
import pytest
import xlsxwriter

from libs.events.imports import ImportKind
from libs.events.imports.reading import sheets
from libs.events.imports.reading.sheets import Workbook
from libs.events.testing.bell import service
from libs.events.testing.services import service_under_test

READER = sheets._READER
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LABELS = "/v1/imports/labels"
MORNING = datetime(2026, 3, 1, 10, 30)  # noqa: DTZ001 - a spreadsheet knows no zones
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
async def bell(database, issuer):
    async with service_under_test(service, database, issuer, import_workbook_mib=300) as running:
        yield running


@pytest.fixture
def visitor(bell):
    return bell.bearer("visitor-1", roles=["visitor"])


def workbook(sheets, *, hidden=()):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    day, padded = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "000000"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        elif hidden:
            sheet.activate()
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(line, column, value, day)
                elif isinstance(value, str):
                    sheet.write_string(line, column, value)
                elif value is not None:
                    sheet.write(line, column, value, padded if isinstance(value, int) else None)
    book.close()
    return out.getvalue()


async def send(bell, visitor, content, path=LABELS, media=XLSX):
    return await bell.client.post(path, content=content, headers={**visitor, "Content-Type": media})


async def labels(bell):
    return {row["door"]: row["label"] for row in await bell.rows("select * from labels")}


async def test_cells_come_in_as_text_and_are_counted_by_the_lines_of_the_sheet(bell, visitor):
    rows = [
        ["label", "door"],
        ["a", "007"],
        ["2026-03-01", "day"],
        [None, None],
        [],
        ["TRUE", "truth"],
        ['two\nlines, and a "quote"', "b"],
        ["forbidden", "c"],
        ["x", None],
        ["only", "here", "there"],
        ["a", "007"],
        ["other", "007"],
    ]
    report = (await send(bell, visitor, workbook({"门牌": rows}))).json()
    assert (report["rows"], report["accepted"], report["unchanged"], report["refused"]) == (9, 5, 1, 3)
    assert {r["line"]: r["sheet"] for r in report["refusals"]} == dict.fromkeys((8, 9, 12), "门牌")
    assert report["columns_left"] == ["第 3 列 column 3"]
    assert await labels(bell) == {
        "007": "a", "day": "2026-03-01", "truth": "TRUE", "b": 'two\nlines, and a "quote"',
        "here": "only",
    }  # fmt: skip
    assert (report["state"], report["rows_expected"], report["encodings"]) == ("finished", 9, {})


async def test_a_number_is_refused_where_a_zero_or_a_sixteenth_digit_may_be_lost(bell, visitor):
    rows = [["door", "label"], [42, "text"], ["a", 911234567890123456], ["b", 12345]]
    report = (await send(bell, visitor, workbook({"s": rows}))).json()
    assert report["accepted"] == 0
    said = {r["line"]: (r["field"], r["rule"]) for r in report["refusals"]}
    assert (said[2][0], "zeros at the beginning" in said[2][1]) == ("door", True)
    assert (said[3][0], "more than 15 digits" in said[3][1]) == ("label", True)
    assert all("as text" in r["do"] and "文本" in r["do_zh"] for r in report["refusals"])


@pytest.mark.parametrize("sheets", ["sheet=s&sheet=s", "sheet=*&sheet=s", "sheet=s&sheet=t&sheet=s"])
async def test_a_sheet_that_is_named_twice_is_read_once(bell, visitor, sheets):
    content = workbook({"s": [["door", "label"], ["a", "x"], ["b", "forbidden"]], "t": [["door", "label"], ["c", "x"]]})
    also = sheets != "sheet=s&sheet=s"
    preview = (await send(bell, visitor, content, f"{LABELS}/preview?{sheets}")).json()
    report = (await send(bell, visitor, content, f"{LABELS}?{sheets}")).json()
    for found in (preview, report):
        assert (found["rows"], found["accepted"], found["unchanged"], found["refused"]) == (2 + also, 1 + also, 0, 1)
    whole = await bell.client.get(f"/v1/import-reports/{report['import_id']}/report.csv?rows=all", headers=visitor)
    lines = whole.text[1:].splitlines()
    assert [line.split(",")[:3] for line in lines[1 : 3 + also]] == [
        ["2", "s", "accepted"], ["3", "s", "refused"], ["2", "t", "accepted"],
    ][: 2 + also]  # fmt: skip
    assert lines[-1].startswith(",,total,refused,,1")


async def test_sheets_that_are_alike_once_a_number_is_left_out_of_their_names_break_no_report(bell, visitor):
    head, number = ["door", "label"], "王小明13800138000"
    content = workbook({number: [head, ["a", "x"]], "王小明… (1)": [head, ["b", "x"]]})
    report = (await send(bell, visitor, content, f"{LABELS}?sheet=*")).json()
    assert (report["rows"], report["accepted"]) == (2, 2)
    whole = await bell.client.get(f"/v1/import-reports/{report['import_id']}/report.csv?rows=all", headers=visitor)
    assert [line.split(",")[0] for line in whole.text[1:].splitlines()] == ["line", "2", "2", "", "", "", ""]


async def test_two_sheets_of_one_name_are_refused(bell, visitor):
    head = ["door", "label"]
    content = workbook({"s": [head, ["a", "x"]], "t": [head, ["b", "x"]]})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'name="t"', b'name="s"'))
    answer = await send(bell, visitor, out.getvalue(), f"{LABELS}?sheet=*")
    assert (answer.status_code, answer.json()["field"], "two sheets" in answer.json()["detail_en"]) == (422, "sheet", True)
    assert await labels(bell) == {}


async def test_a_day_or_a_truth_is_none_where_text_is_meant_and_a_formula_without_a_value_is_told(bell, visitor):
    book = openpyxl.Workbook()
    rows = [
        ["door", "label"],
        ["3-1", date(2026, 3, 1)],
        [date(2026, 3, 2), "unit 3-2"],
        [MORNING, "x"],
        [time(10, 30), "x"],
        [True, "t"],
        ['="b"&"c"', "x"],
        ["a", "one"],
        ["d", "=1/0"],
    ]
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    report = (await send(bell, visitor, out.getvalue())).json()
    assert (report["rows"], report["accepted"], report["refused"]) == (8, 1, 7)
    assert [(r["line"], r["field"], r["value"]) for r in report["refusals"]] == [
        (2, "label", "2026-03-01"), (3, "door", "2026-03-02"), (4, "door", "2026-03-01 10:30:00"), (5, "door", "10:30:00"),
        (6, "door", "TRUE"), (7, "door", "="), (9, "label", "="),
    ]  # fmt: skip
    assert all("to text" in r["do"] and "文本" in r["do_zh"] for r in report["refusals"][:5])
    assert all("without a computed value" in r["rule"] for r in report["refusals"][5:])
    assert await labels(bell) == {"a": "one"}


@pytest.mark.parametrize(
    ("column", "cell", "taken"),
    [("on", date(2024, 3, 1), "2024-03-01"), ("on", MORNING, "2026-03-01 10:30:00"), ("on", 45352, "2024-03-01"),
     ("on", date(1900, 1, 2), None), ("on", True, None), ("open", True, "yes"), ("open", False, "no"),
     ("open", date(2024, 3, 1), None), ("other", False, None)],
)  # fmt: skip
async def test_days_and_truths_count_in_the_columns_that_hold_such(tmp_path, column, cell, taken):
    kind = ImportKind(
        ("on", "open", "other"), lambda row: row["on"], None, optional=frozenset({"on", "open", "other"}),
        days=frozenset({"on"}), words={"open": {"是": "yes", "否": "no"}},
    )  # fmt: skip
    path = tmp_path / "cells.xlsx"
    path.write_bytes(workbook({"s": [["on", "open", "other"], [cell if name == column else None for name in kind.columns]]}))
    (_, row) = [t.row async for batch in Workbook(path, kind, [], 2**30).batches() for t in batch]
    assert row[column] == taken if taken else row.where == column


async def test_a_formula_that_failed_is_refused_and_not_taken_for_an_empty_cell(bell, visitor):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    for name in ("left", "a & b"):
        sheet = book.add_worksheet(name)
        sheet.write_row("C2", ["door", "label"])
        sheet.write_row("C3", ["a", "x"])
        sheet.write_formula("D4", "=VLOOKUP(1,A1:B2,2,0)", None, "#N/A" if name != "left" else "y")
        sheet.write_string("C4", "b")
        sheet.write_formula("C5", '="d"', None, "d")
        sheet.write_string("D5", "z")
    book.close()
    report = (await send(bell, visitor, out.getvalue(), f"{LABELS}?sheet=a %26 b")).json()
    (refused,) = report["refusals"]
    assert (refused["line"], refused["field"], refused["value"]) == (4, "label", "#N/A")
    assert await labels(bell) == {"a": "x", "d": "z"}
    assert (await send(bell, visitor, out.getvalue())).json()["refused"] == 0


@pytest.mark.parametrize(
    ("wanted", "cell", "taken"),
    [(None, 12.0, "12"), (None, -0.5, "-0.5"), (None, 1e14, "100000000000000"), (None, 1e15, None), (9, 421088100, "421088100"),
     (9, 42108810, None), (9, 4210881.5, None)],
)  # fmt: skip
async def test_a_number_where_one_is_meant_keeps_its_exact_digits(tmp_path, wanted, cell, taken):
    kind = dataclasses.replace(ImportKind(("n",), lambda row: row["n"], None), numbers={"n": wanted})
    path = tmp_path / "numbers.xlsx"
    path.write_bytes(workbook({"s": [["n"], [cell]]}))
    (_, row) = [t.row async for batch in Workbook(path, kind, [], 2**30).batches() for t in batch]
    assert (row == {"n": taken}) if taken else (row.where == "n")


async def test_the_first_visible_sheet_is_read_or_those_that_are_named_and_the_report_says_what_was_left(bell, visitor):
    head = ["door", "label"]
    content = workbook(
        {"hidden": [head, ["h", "x"]], "one": [head, ["a", "x"]], "two": [head, ["b", "x"], ["a", "y"]]}, hidden=["hidden"]
    )
    report = (await send(bell, visitor, content)).json()
    assert (report["accepted"], report["sheets_left"]) == (1, ["two"])
    report = (await send(bell, visitor, content, f"{LABELS}?sheet=two&sheet=one")).json()
    assert (report["rows"], report["accepted"], report["refused"], report["sheets_left"]) == (3, 2, 1, [])
    assert [(r["sheet"], r["line"]) for r in report["refusals"]] == [("one", 2)]
    assert "line 3 (of this sheet or one before)" in report["refusals"][0]["rule"]
    assert (await send(bell, visitor, content, f"{LABELS}?sheet=*")).json()["rows"] == 3
    missing = await send(bell, visitor, content, f"{LABELS}?sheet=three")
    assert (missing.status_code, missing.json()["field"]) == (422, "sheet")
    assert "one; two" in missing.json()["do_en"]


async def test_no_personal_number_in_a_sheets_name_or_in_an_import_id_is_kept(bell, visitor):
    head = ["door", "label"]
    first, second, third = "王小明13800138000", "王小明13800138001", "11010519491231002X"
    content = workbook({first: [head, ["a", "forbidden"]], second: [head, ["b", "forbidden"]], third: [head, ["c", "x"]]})
    report = (await send(bell, visitor, content, f"{LABELS}?sheet={first}&sheet={second}")).json()
    assert [(r["sheet"], r["line"]) for r in report["refusals"]] == [("王小明… (1)", 2), ("王小明… (3)", 2)]
    assert report["sheets_left"] == ["… (2)"]
    answer = await bell.client.post(LABELS, content=content, headers={**visitor, "Import-Id": third})
    assert (answer.status_code, answer.json()["field"]) == (422, "Import-Id")
    for table in ("imports", "import_refusals", "import_outcomes"):
        kept = str(await bell.rows(f"select * from public.{table}"))
        assert not [said for said in (first, second, third, "1380013") if said in kept], table


async def test_a_workbook_is_known_by_its_first_bytes_whatever_it_is_called(bell, visitor):
    content = workbook({"s": [["door", "label"], ["a", "x"]]})
    assert (await send(bell, visitor, content, media="text/csv")).json()["accepted"] == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04" + b"\x00" * 100, "cannot be read"),
        (OLE + b"\x00" * 2000 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 2000, "asks for a password"),
        (OLE + b"\x00" * 2000 + "Workbook".encode("utf-16-le") + b"\x00" * 2000, "before 2007"),
        (workbook({"s": [["door", "label"], ["a", "x"]]})[:-200], "cannot be read"),
        (workbook({"s": [["door", "colour"], ["a", "x"]]}), "missing columns: label"),
        (workbook({"s": []}), "missing columns"),
    ],
)
async def test_a_workbook_that_cannot_be_read_is_one_refusal_that_says_what_to_do(bell, visitor, content, says):
    answer = await send(bell, visitor, content)
    problem = answer.json()
    assert (answer.status_code, says in problem["detail_en"]) == (422, True), problem
    assert problem["do"]
    assert problem["do_en"]
    assert await bell.facts() == []
    (report,) = (await bell.client.get("/v1/import-reports", headers=visitor)).json()["items"]
    assert report["state"] == "broken-off"


async def test_a_sheet_that_would_not_fit_into_memory_ends_its_reader_and_not_the_service(bell, visitor):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    for line in range(300_000):
        sheet.write_string(line, 34 if line == 299_999 else 0, "door")
    book.close()
    answer = await send(bell, visitor, out.getvalue())
    assert (answer.status_code, "cannot be read" in answer.json()["detail_en"]) == (422, True)
    assert (await send(bell, visitor, workbook({"s": [["door", "label"], ["a", "x"]]}))).json()["accepted"] == 1


@pytest.mark.parametrize("cell", ["AA1048576", "XFD1048576", "ZZ200000", "A1048576"])
async def test_one_stray_cell_far_away_costs_no_memory(tmp_path, cell):
    path = tmp_path / "stray.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("s")
    for line, row in enumerate([["door", "label", "hung on"], ["a", "x", "2024-03-01"]]):
        sheet.write_row(line, 0, row)
    sheet.write_datetime(2, 0, date(2024, 3, 1), book.add_format({"num_format": "yyyy/m/d"}))
    sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    sheet.write_number(2, 2, 7)
    sheet.write_string(cell, " ")
    book.close()
    reader = subprocess.run(  # noqa: ASYNC221 - our own program
        [sys.executable, "-I", str(READER), str(path), str(2**31), str(300 * 2**20), "65536"], check=True, capture_output=True
    )
    (head, *rows) = map(json.loads, reader.stdout.splitlines())
    assert head["sheet"] == "s"
    assert rows == [
        [1, ["door", "label", "hung on"]],
        [2, ["a", "x", "2024-03-01"]],
        [3, [{"day": "2024-03-01"}, {"error": "#DIV/0!"}, {"number": "7"}]],
    ]


async def test_one_that_is_too_large_when_unpacked_is_refused_before_it_is(bell, visitor, monkeypatch):
    monkeypatch.setattr("libs.events.imports.reading.sheets._MOST_UNPACKED", 4000)
    answer = await send(bell, visitor, workbook({"s": [["door", "label"], *([["a", "x"]] * 500)]}))
    assert (answer.status_code, "unpacked" in answer.json()["detail_en"]) == (422, True)


async def test_a_workbook_of_more_bytes_than_the_temporary_folder_holds_is_413(bell, visitor, monkeypatch):
    monkeypatch.setattr("libs.events.imports.spool._MOST_PACKED", 4000)
    answer = await send(bell, visitor, workbook({"s": [["door", "label"], ["a", "x"]]}))
    assert (answer.status_code, answer.json()["field"]) == (413, "file")


async def test_workbooks_that_come_together_are_read_one_after_the_other(bell, visitor):
    books = [workbook({"s": [["door", "label"], [f"d{n}", "x"]]}) for n in range(3)]
    answers = await asyncio.gather(*(send(bell, visitor, book) for book in books))
    assert [answer.json()["accepted"] for answer in answers] == [1, 1, 1]


async def test_a_workbook_that_arrives_slowly_keeps_no_other_waiting(bell, visitor):
    slow, quick = (workbook({"s": [["door", "label"], [door, "x"]]}) for door in ("slow", "quick"))
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def dribbling():
        yield slow[:100]
        begun.set()
        await go_on.wait()
        yield slow[100:]

    first = asyncio.create_task(send(bell, visitor, dribbling()))
    await begun.wait()
    async with asyncio.timeout(60):
        assert (await send(bell, visitor, quick)).json()["accepted"] == 1
    assert not first.done()
    go_on.set()
    assert (await first).json()["accepted"] == 1
    assert await labels(bell) == {"quick": "x", "slow": "x"}


async def test_workbooks_that_arrive_together_do_not_fill_the_temporary_folder(bell, visitor):
    spool = bell.client._transport.app.state.work_locks.spool
    book = workbook({"s": [["door", "label"], ["a", "x"]]})
    spool.most = len(book) + 100
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def dribbling():
        yield book[:200]
        begun.set()
        await go_on.wait()
        yield book[200:]

    first = asyncio.create_task(send(bell, visitor, dribbling()))
    await begun.wait()
    answer = await send(bell, visitor, book)
    assert (answer.status_code, answer.json()["field"]) == (503, "file")
    go_on.set()
    assert (await first).json()["accepted"] == 1
    assert spool.held == 0
    assert (await send(bell, visitor, book)).json()["unchanged"] == 1


async def test_no_file_and_no_process_is_left_behind(bell, visitor, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    await bell.running.pool.execute("alter table views.labels rename to elsewhere")
    many = workbook({"s": [["door", "label"], *([f"d{n}", "x"] for n in range(20_000))]})
    assert (await send(bell, visitor, many)).status_code == 500, "broken off in its midst"
    assert list(tmp_path.iterdir()) == []
    await bell.running.pool.execute("alter table views.elsewhere rename to labels")
    for content in (workbook({"s": [["door", "label"], ["a", "x"]]}), b"PK\x03\x04", workbook({"s": [["x"]]})):
        await send(bell, visitor, content)
    assert list(tmp_path.iterdir()) == []
    assert not [child for child in psutil.Process().children() if "sheet_reader" in " ".join(child.cmdline())]
