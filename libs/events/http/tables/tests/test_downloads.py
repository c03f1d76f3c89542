"""A list as a file over HTTP: CSV and workbooks, streamed, named in both languages, the same cells in each."""

import csv
import io
import tracemalloc
import zipfile

import openpyxl
import pytest
import python_calamine
from fastapi import FastAPI, Response
from hypothesis import given
from hypothesis import strategies as st

from libs.events.http.tables.download import Downloading, language_of
from libs.events.http.tables.listing import Language, Listing
from libs.events.http.tables.workbook import MEDIA_TYPE, workbook
from libs.events.resending import httpx

CODE = "914210232000000219"
NAMES = [
    "全数字代码店(试验)",
    '=HYPERLINK("http://127.0.0.1/?x="&A1)试验',
    "@试验店",
    "-试验店",
    "\t店",
    "a_x0041_b",
    "<&>\"'",
    "一\n二",
]
SHOPS = Listing(
    "shops", "店铺名录", {"code": "代码", "name": "名称", "n": "序号"},
    {"code": lambda _: CODE, "name": lambda n: NAMES[n], "n": lambda n: n},
)  # fmt: skip
app = FastAPI()


class SoldOut(Exception):  # noqa: N818 - as refusals are named
    pass


@app.get("/shops/export.{format}")
async def export(download: Downloading):
    return download(SHOPS, range(len(NAMES)), "2026")


@app.get("/sold-out/export.{format}")
async def refused(download: Downloading):
    async def rows():
        raise SoldOut
        yield

    return download(SHOPS, rows())


@app.exception_handler(SoldOut)
async def sold_out(_, __):
    return Response("sold out", 409)


@pytest.fixture
async def client():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shops") as client:
        yield client


def cells(answer):
    """The rows of a CSV file or a workbook, by another program than the one that wrote it."""
    if answer.headers["content-type"] == MEDIA_TYPE:
        (sheet,) = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
        return [["" if cell.value is None else cell.value for cell in row] for row in sheet.iter_rows()]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


async def test_both_formats_hold_the_same_and_no_cell_is_computed(client):
    text, book = [cells(await client.get(f"/shops/export.{format_}")) for format_ in ("csv", "xlsx")]
    guarded = [f"'{name}" if name[0] in "=@-\t" else name for name in NAMES]
    assert text == [["代码", "名称", "序号"], *([CODE, name, str(n)] for n, name in enumerate(guarded))]
    plain = [[code, name.replace("_x005F_", "_"), n] for code, name, n in book[1:]]
    assert plain == [[CODE, name, n] for n, name in enumerate(guarded)], "a code keeps its eighteen digits, a number is one"
    sheet = openpyxl.load_workbook(io.BytesIO((await client.get("/shops/export.xlsx")).content)).active
    assert {cell.number_format for row in sheet.iter_rows(max_col=2) for cell in row} == {"@"}, "also when entered again"
    assert {cell.data_type for row in sheet.iter_rows(max_col=2) for cell in row} <= {"s", "inlineStr"}
    assert (sheet.title, sheet.freeze_panes) == ("店铺名录", "A2")


async def test_a_file_is_named_in_letters_and_in_chinese(client):
    answer = await client.get("/shops/export.xlsx")
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"shops-2026.xlsx\"; filename*=UTF-8''%E5%BA%97%E9%93%BA%E5%90%8D%E5%BD%95-2026.xlsx"
    )
    assert (answer.headers["content-language"], answer.headers["vary"]) == ("zh", "Accept-Language")
    assert (await client.get("/shops/export.pdf")).status_code == 422


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
async def test_what_refuses_the_first_rows_is_the_answer(client, format_):
    answer = await client.get(f"/sold-out/export.{format_}")
    assert (answer.status_code, answer.text) == (409, "sold out")


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("query", "accepted", "heading"),
    [
        ("", None, "代码"), ("", "en-GB,en;q=0.9,zh;q=0.5", "Code"), ("?lang=zh", "en", "代码"), ("?lang=en", "zh", "Code"),
        ("?lang=codes", None, "code"),
    ],
)  # fmt: skip
async def test_the_language_is_the_one_that_is_asked_for(client, format_, query, accepted, heading):
    headers = {"Accept-Language": accepted} if accepted else {}
    assert cells(await client.get(f"/shops/export.{format_}{query}", headers=headers))[0][0] == heading


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "zh"), ("*", "zh"), ("de, fr;q=0.8", "zh"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en", "en"),
        ("EN-us;q=0.2", "en"),
        ("zh;q=0.3, en;q=0.7", "en"), ("en;q=0", "zh"), ("en;q=x", "zh"), (",;,", "zh"),
    ],
)  # fmt: skip
def test_of_the_languages_a_reader_accepts_the_one_liked_most_counts(accepted, language):
    assert language_of(accepted) is Language(language)


async def written(title, headings, batches, most_rows):
    async def each():
        for batch in batches:
            yield batch

    return b"".join([piece async for piece in workbook(title, headings, each(), most_rows)])


@pytest.mark.parametrize(("rows", "sheets"), [(0, [1]), (3, [4]), (4, [4, 2]), (7, [4, 4, 2])])
async def test_what_a_sheet_cannot_hold_goes_on_in_the_next_below_the_same_header(rows, sheets):
    batches = [[["a", n]] for n in range(rows)] if rows < 7 else [[["a", n] for n in range(rows)]]
    content = await written("抽取[1]/结果", ["代码", "数"], batches, 4)
    found = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    assert [sheet.max_row for sheet in found] == sheets
    assert [row[1].value for sheet in found for row in sheet.iter_rows(min_row=2)] == list(range(rows))
    assert {sheet["A1"].value for sheet in found} == {"代码"}
    assert [sheet.title for sheet in found] == ["抽取 1  结果", *(f"抽取 1  结果 {n}" for n in range(2, len(sheets) + 1))]


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.lists(st.lists(ANY_TEXT | st.integers(-(10**15), 10**15), min_size=3, max_size=3), max_size=4))
async def test_any_text_reads_back(rows):
    content = await written("表", ["a", "b", "c", "end"], [[[*row, "."] for row in rows]], 100)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    sheet = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[:-1] for row in sheet[1:]] == rows


async def test_a_text_that_no_cell_holds_is_cut_and_says_so():
    content = await written("表", ["a"], [[["长" * 40_000]]], 100)
    (cell,) = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()[1]
    assert len(cell) == 32_767
    assert cell.endswith("CSV)")


async def test_the_first_rows_leave_before_the_last_are_read_and_memory_stays_flat():
    batch, read = [[CODE, f"店 {n}", n] for n in range(200)], 0

    async def batches():
        nonlocal read
        for _ in range(100):
            read += 1
            yield batch

    tracemalloc.start()
    pieces, largest, seen = workbook("表", ["a", "b", "c"], batches(), 2**20), 0, []
    async for piece in pieces:
        seen.append((read, bool(piece)))
        largest = max(largest, tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert next(at for at, some in seen if some) < 20
    assert largest < 2**21
