"""The two readers of a sheet give the same rows: a stray cell far away decides which of them is taken."""

import io
import tempfile
import zipfile
from pathlib import Path

import orjson
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.events.imports.reading import sheet_reader

FORMATS = [
    "General", "0", "@", "0.00E+00", "#,##0", "[Red]0", '0"d"', "yyyy-mm-dd", "yyyy/m/d h:mm", 'yyyy"年"m"月"d"日"',
    "[$-804]yyyy/m/d", "h:mm", "[h]:mm", "mm:ss.0", 'm"月"', "dddd",
]  # fmt: skip
TEXTS = st.text(st.sampled_from("a中 \t\n\r\x01=#&<'\"é"), max_size=8)
"""Without `_x0041_` typed by hand: one of the libraries takes it for the character that it stands for."""
CELLS = st.one_of(
    st.none(),
    st.tuples(st.just("text"), TEXTS),
    st.tuples(st.just("number"), st.floats(0, 2_900_000) | st.integers(0, 60_000), st.sampled_from(FORMATS)),
    st.tuples(st.just("number"), st.floats(-1e17, 1e17) | st.integers(-(10**17), 10**17), st.sampled_from(["General", "0"])),
    st.tuples(st.just("yes or no"), st.booleans()),
    st.tuples(st.just("rich"), st.sampled_from(["a", " b", "c\n"]), st.sampled_from(["x", " ", "中"])),
    st.tuples(
        st.just("formula"), st.sampled_from(["", "q", " ", 5, 0.25, True, "#DIV/0!", "#N/A", "=never"]),
        st.sampled_from(["=A1", '="a"&"<b>"', "=A1>B1"]),
    ),
)  # fmt: skip
SHEETS = st.fixed_dictionaries(
    {
        "at": st.tuples(st.integers(0, 3), st.integers(0, 3)),
        "rows": st.lists(st.lists(CELLS, max_size=4), max_size=6),
        "merged": st.lists(st.tuples(*[st.integers(0, 5)] * 2, *[st.integers(0, 2)] * 2), max_size=3),
        "since_1904": st.booleans(),
    }
)


def _write(sheet, book, line, column, cell):
    match cell:
        case None:
            return
        case "text", text:
            sheet.write_string(line, column, text)
        case "number", number, form:
            sheet.write_number(line, column, number, book.add_format({"num_format": form}))
        case "yes or no", truth:
            sheet.write_boolean(line, column, truth)
        case "rich", one, other:
            sheet.write_rich_string(line, column, one, book.add_format({"bold": True}), other)
        case "formula", value, formula:
            sheet.write_formula(line, column, formula, None, value)


def workbook(said):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"date_1904": said["since_1904"]}) as book:
        sheet = book.add_worksheet("s")
        top, left = said["at"]
        taken = set()
        for line, column, down, across in said["merged"]:
            area = {(y, x) for y in range(line, line + down + 1) for x in range(column, column + across + 1)}
            if len(area) > 1 and not area & taken:
                taken |= area
                sheet.merge_range(line + top, column + left, line + down + top, column + across + left, None)
        for line, row in enumerate(said["rows"]):
            for column, cell in enumerate(row):
                _write(sheet, book, line + top, column + left, cell)
    return out.getvalue()


def never_computed(content):
    """Takes the values of the formulas out that stand for none."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v>=never</v>", b""))
    return out.getvalue()


def rows(path, *, sparse):
    was = sheet_reader._ROOMY
    sheet_reader._ROOMY = -(10**9) if sparse else 10**12
    out = io.BytesIO()
    try:
        sheet_reader.main(path, 2**30, 65536, [], out)
    finally:
        sheet_reader._ROOMY = was
    head, *found = map(orjson.loads, out.getvalue().splitlines())
    assert head.get("sheet") == "s", head
    return found


@given(SHEETS)
@settings(deadline=None, max_examples=60)
def test_both_readers_give_the_same_rows(said):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "s.xlsx")
        path.write_bytes(never_computed(workbook(said)))
        assert rows(path, sparse=True) == rows(path, sparse=False)


def test_a_cell_merged_over_rows_stands_in_each_whatever_stands_far_away(tmp_path):
    found = []
    for far in (None, "AAA1048576"):
        path = tmp_path / f"{far}.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("s")
            for line, row in enumerate((["door", "label"], ["a", "x"], ["b", ""], ["c", ""])):
                sheet.write_row(line, 1, row)
            sheet.merge_range("C2:C4", "x")
            if far:
                sheet.write_string(far, " ")
        out = io.BytesIO()
        sheet_reader.main(path, 2**30, 65536, [], out)
        found.append([orjson.loads(line) for line in out.getvalue().splitlines()][1:])
    assert found[0] == found[1] == [[1, ["door", "label"]], [2, ["a", "x"]], [3, ["b", "x"]], [4, ["c", "x"]]]


def test_a_formula_without_a_value_is_one_wherever_it_stands_and_an_empty_text_is_empty(tmp_path):
    path = tmp_path / "s.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("s")
        sheet.write_string("C2", "door")
        sheet.write_formula("B3", "=A1", None, "=never")
        sheet.write_formula("C3", "=A1", None, "=empty")
        sheet.write_formula("F9", "=A1", None, "=never")
    for value in (b"", b"<v></v>", b"<v/>"):
        content = io.BytesIO()
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(content, "w") as new:
            for name in old.namelist():
                never = b' t="str"><f>A1</f><v>=never</v>'
                new.writestr(name, old.read(name).replace(never, b"><f>A1</f>" + value).replace(b"=empty", b""))
        changed = tmp_path / "changed.xlsx"
        changed.write_bytes(content.getvalue())
        never = {"error": "="}
        for sparse in (True, False):
            assert rows(changed, sparse=sparse) == [[2, ["", "door"]], [3, [never]], [9, ["", "", "", "", never]]]
