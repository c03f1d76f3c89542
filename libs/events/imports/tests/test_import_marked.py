"""What is hidden in a workbook is told, and what is struck through is refused."""

import io
import re
import zipfile

import pytest
import xlsxwriter

from libs.events.testing.bell import service
from libs.events.testing.services import service_under_test

LABELS = "/v1/imports/labels"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
async def bell(database, issuer):
    async with service_under_test(service, database, issuer, import_workbook_mib=300) as running:
        yield running


@pytest.fixture
def visitor(bell):
    return bell.bearer("visitor-1", roles=["visitor"])


async def send(bell, visitor, content, path=LABELS, media=XLSX):
    return await bell.client.post(path, content=content, headers={**visitor, "Content-Type": media})


async def labels(bell):
    return {row["door"]: row["label"] for row in await bell.rows("select * from labels")}


def marked(rows, *, hidden=(), struck=(), far=False):
    """A sheet with lines that are hidden and cells that are struck through; of `in part` a part."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    line_through, sheet = book.add_format({"font_strikeout": True}), book.add_worksheet("s")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value == "in part":
                sheet.write_rich_string(at, column, "in ", line_through, "part")
            else:
                sheet.write(at, column, value, line_through if (at + 1, column) in struck else None)
    for line in hidden:
        sheet.set_row(line - 1, None, None, {"hidden": True})
    if far:
        sheet.write(900_000, 200, "")
        sheet.write(900_000, 201, "x", line_through)
    book.close()
    return out.getvalue()


def prefixed(content):
    """The same workbook with a prefix at each element, as libraries of other programs write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as read, zipfile.ZipFile(out, "w") as written:
        for name in read.namelist():
            text = read.read(name)
            if name.startswith("xl/") and not name.endswith(".rels"):
                text = re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", text).replace(b" xmlns=", b" xmlns:x=")
            written.writestr(name, text)
    return out.getvalue()


def computed(formula):
    """A sheet with a formula that was never computed, an error, and cells merged over two rows."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("s")
    sheet.write_row(0, 0, ["door", "label"])
    sheet.write(1, 0, "a")
    sheet.write_formula(1, 1, formula, None, "#N/A" if formula == "=NA()" else "")
    sheet.write_column(2, 0, ["b", "c"])
    sheet.merge_range(2, 1, 3, 1, "both")
    book.close()
    return out.getvalue()


async def test_a_workbook_whose_elements_have_a_prefix_is_read_as_any_other(bell, visitor):
    rows = [["door", "label"], ["a", "x"], ["b", "y"], ["c", "z"], ["d", "in part"]]
    plain = marked(rows, hidden=(3,), struck=((4, 0), (4, 1)))
    for content in (plain, computed("=NA()")):
        told = [(await send(bell, visitor, each, path=f"{LABELS}/preview")).json() for each in (content, prefixed(content))]
        assert told[0] == told[1]
        assert (told[0]["accepted"], told[0]["refused"]) in {(2, 2), (2, 1)}


def without(content, name):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as read, zipfile.ZipFile(out, "w") as written:
        for each in read.namelist():
            if each != name:
                written.writestr(each, read.read(each))
    return out.getvalue()


@pytest.mark.parametrize(
    ("part", "said"), [("xl/_rels/workbook.xml.rels", "文件损坏"), ("xl/workbook.xml", "不是 .xlsx 工作簿")]
)
async def test_a_sheet_that_cannot_be_looked_at_is_refused(bell, visitor, part, said):
    answer = await send(bell, visitor, without(marked([["door", "label"], ["a", "x"]]), part))
    assert answer.status_code == 422
    assert said in answer.text
    assert await labels(bell) == {}


@pytest.mark.parametrize("far", [False, True])
async def test_hidden_rows_are_taken_and_counted_and_what_is_struck_through_is_refused(bell, visitor, far):
    rows = [["door", "label"], ["a", "x"], ["b", "y"], ["c", "z"], ["d", "in part"], ["e", "w"], ["", ""], ["f", "v"]]
    content = marked(rows, hidden=(3, 6, 7), struck=((4, 0), (4, 1), (7, 0), (8, 2)), far=far)
    found = (await send(bell, visitor, content, path=f"{LABELS}/preview")).json()
    report = (await send(bell, visitor, content)).json()
    for told in (found, report):
        refused = {row["line"]: (row["field"], row["value"], row["rule_zh"]) for row in told["refusals"]}
        assert refused.pop(900_001, None) is None
        assert refused == {4: ("door", "c", "已加删除线"), 5: ("label", "in part", "已加删除线")}
        assert told["hidden"] == 2
    assert await labels(bell) == {"a": "x", "b": "y", "e": "w", "f": "v"}


async def test_a_refused_row_says_what_its_own_sheet_calls_the_column(bell, visitor):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, titles in {"one": ("door", "Label*"), "two": ("LABEL", "door")}.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, titles)
            sheet.write_row(1, 0, ["forbidden" if title != "door" else name for title in titles])
    report = (await send(bell, visitor, out.getvalue(), f"{LABELS}?sheet=*")).json()
    assert [(row["sheet"], row["field"], row["title"]) for row in report["refusals"]] == [
        ("one", "label", "Label*"), ("two", "label", "LABEL"),
    ]  # fmt: skip
    for media, content in (
        ("text/csv", "Door, label *\na,forbidden\n"),
        ("application/x-ndjson", '{"Door":"a"," label *":"forbidden"}'),
    ):
        (refused,) = (await send(bell, visitor, content.encode(), media=media)).json()["refusals"]
        assert (refused["field"], refused["title"]) == ("label", "label *")


@pytest.mark.parametrize(
    ("titles", "hidden", "told"),
    [
        (["door", "label", "Label *"], 1, ("b", "label(隐藏列 hidden)")),
        (["door", "Label *", "label"], 2, ("a", "label(隐藏列 hidden)")),
        (["", "door", "label", "label"], 2, ("b", "label(隐藏列 hidden)")),
        (["door", "label", "note"], 1, ("a", "note")),
        (["door", "label", "note"], 2, ("a", "note(隐藏列 hidden)")),
    ],
)
async def test_of_two_columns_that_fit_the_one_that_is_seen_counts_and_the_hidden_one_is_named(
    bell, visitor, titles, hidden, told
):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("s")
        cells = iter("ab")
        for at, title in enumerate(titles):
            if title:
                sheet.write_column(0, at, [title, "front" if title == "door" else next(cells)])
        sheet.set_column(hidden, hidden, None, None, {"hidden": True})
    for content in (out.getvalue(), prefixed(out.getvalue())):
        report = (await send(bell, visitor, content)).json()
        assert (report["refused"], report["columns_left"]) == (0, [told[1]])
        assert await labels(bell) == {"front": told[0]}
