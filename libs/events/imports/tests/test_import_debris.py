"""What is left in a cell where there is nothing, in each format."""

import asyncio
import csv
import io
import json

import pytest
import xlsxwriter

from libs.events.imports import ImportKind
from libs.events.imports.faults import NotARow
from libs.events.imports.files import File


async def _prepare(_pool, _env):
    raise AssertionError("these tests parse nothing")


KIND = ImportKind(
    ("code", "name", "points", "place"), lambda row: row["code"], _prepare, numbers={"points": None},
    words={"place": {"总店": "-", "无": "-"}},
)  # fmt: skip
MEDIA = {"csv": "text/csv", "ndjson": "application/x-ndjson", "xlsx": "application/octet-stream"}


def written(form, row):
    if form == "ndjson":
        return json.dumps(row).encode()
    if form == "csv":
        out = io.StringIO()
        csv.writer(out).writerows([list(row), list(row.values())])
        return out.getvalue().encode()
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as made:
        sheet = made.add_worksheet()
        for line, cells in enumerate([list(row), list(row.values())]):
            for at, cell in enumerate(cells):
                sheet.write_string(line, at, cell)
    return book.getvalue()


def read(form, **changed):
    """The row, or the refusal."""

    async def body():
        yield written(form, {"code": "A-1", "name": "店", "points": "3", "place": "1", **changed})

    async def arrived(_):
        pass

    async def taken():
        file = File(body(), MEDIA[form], KIND, [], 2**24, arrived)
        return [taken.row async for batch in file.batches() for taken in batch if taken.row is not None]

    (row,) = asyncio.run(taken())
    return row


@pytest.mark.parametrize("form", MEDIA)
def test_what_says_that_there_is_nothing_is_an_empty_cell_but_where_the_column_has_a_meaning_for_it(form):
    changed = {"name": "(null)", "points": "—", "place": "无"}
    assert read(form, **changed) == {"code": "A-1", "name": "", "points": "", "place": "无"}


@pytest.mark.parametrize("nothing", ["无", "/", "／", "不适用", "NULL", "N/A", "-", "--", "\\N"])
def test_each_word_for_nothing_is_one(nothing):
    assert read("csv", name=nothing)["name"] == ""


@pytest.mark.parametrize(
    "cell", ["#N/A", "#REF!", "#NAME?", "#DIV/0!", "########", "4.21088E+15", "9.2e+01", "-1E+20", "Err:508", "0"]
)
@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_what_a_spreadsheet_shows_in_place_of_a_value_is_refused(form, cell):
    row = read(form, name=cell)
    assert isinstance(row, NotARow)
    assert (row.where, row.value) == ("name", cell)


def test_a_workbook_refuses_the_same_as_text():
    assert isinstance(read("xlsx", name="#N/A"), NotARow)


@pytest.mark.parametrize("cell", ["无锡小吃", "A#1", "C##店", "0号店", "E+店", "1+1", "无名小店", "10", "a-b"])
def test_what_only_looks_like_it_is_left_alone(cell):
    assert read("csv", name=cell)["name"] == cell


def test_nought_is_a_number_where_a_number_is_meant():
    assert read("csv", points="0")["points"] == "0"
    assert isinstance(read("csv", points="9.2E+01"), NotARow)
