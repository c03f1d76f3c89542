"""Sheets as offices send them: where the header is, which column is what, and what is no row."""

import asyncio
import dataclasses
import io
from datetime import date

import pytest
import xlsxwriter

from libs.events.imports import ImportKind
from libs.events.imports.cells import Cells, Titled, day_of
from libs.events.imports.faults import NotARow
from libs.events.imports.files import File
from libs.events.imports.reading.lines import Lines
from libs.events.refusal import Invalid


async def _prepare(_pool, _env):
    raise AssertionError("these tests parse nothing")


KIND = ImportKind(
    ("scheme", "value", "name", "founded"), lambda row: row["value"], _prepare, optional=frozenset({"founded"}),
    titles={
        "scheme": ("标识类型",), "value": ("统一社会信用代码", "代码"), "name": ("企业名称", "名称"), "founded": ("成立日期",),
    },
    implied={"统一社会信用代码": {"scheme": "uscc"}}, days=frozenset({"founded"}),
)  # fmt: skip
HEAD = "scheme,value,name,founded\n"


async def _taken(content, kind, titles=None):
    async def body():
        yield content if isinstance(content, bytes) else content.encode()

    async def arrived(_):
        pass

    file = File(body(), "text/csv", kind, [], 2**24, arrived, titles=titles or {})
    return [taken async for batch in file.batches() for taken in batch if taken.row is not None], file.told()


@pytest.mark.parametrize("titles", [{"登记号": "value"}, {}])
def test_a_code_of_which_nothing_says_what_it_is_is_asked_for_by_the_titles_that_say_so(titles):
    column = "登记号" if titles else "代码"
    with pytest.raises(Invalid) as refused:
        asyncio.run(_taken(f"{column},企业名称\n91,店\n", KIND, titles))
    assert (refused.value.field, refused.value.detail_zh) == ("header", "缺少列:标识类型(scheme)")
    assert f"将“{column}”改名为以下之一:统一社会信用代码(uscc)" in refused.value.do_zh
    assert f"{column}=统一社会信用代码" in refused.value.do_zh
    assert "统一社会信用代码 (uscc)" in refused.value.do_en
    # Of another column nothing is said by a title.
    with pytest.raises(Invalid) as refused:
        asyncio.run(_taken(f"标识类型,{column}\nuscc,91\n", KIND, titles))
    assert "改名" not in refused.value.do_zh


@pytest.mark.parametrize("meant", ["统一社会信用代码", "统一社会信用代码*"])
def test_an_offices_title_that_stands_for_a_known_one_says_what_that_says(meant):
    taken, _ = asyncio.run(_taken("登记号,企业名称\n91,店\n", KIND, {"登记号": meant}))
    assert [each.row for each in taken] == [{"scheme": "uscc", "value": "91", "name": "店", "founded": ""}]


def read(content, kind=KIND):
    """Rows by line, or the refusal's rule, and the columns that were passed over."""
    found, told = asyncio.run(_taken(content, kind))
    return {t.line: t.row.rule if isinstance(t.row, NotARow) else t.row for t in found}, told["columns_left"]


ROW = {"scheme": "uscc", "value": "91", "name": "店", "founded": "2024-03-01"}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (HEAD + 'uscc,91,店,2024-03-01\n,,,\n , ,\t,\n"","",,\n\u3000,,,\n', 2),
        ("scheme,value,name,founded,,\nuscc,91,店,2024-03-01,,\n", 2),
        (HEAD + "uscc,91,店,2024-03-01,\n", 2),
        ("sep=,\n" + HEAD + "uscc,91,店,2024-03-01\n", 3),
        ('"sep=;"\r\n' + HEAD.replace(",", ";") + "uscc;91;店;2024-03-01\r\n", 3),
        (HEAD.replace("\n", "\r") + "uscc,91,店,2024-03-01\r", 2),
        (HEAD.replace("\n", "\r\r") + "uscc,91,店,2024-03-01", 3),
        ('"scheme", "value", "name", "founded"\nuscc, 91, "店", 2024-03-01\n', 2),
        ("\n,,,\n" + HEAD + "uscc,91,店,2024-03-01\n", 4),
        ("监利市检查对象名录库(2026年),,,\n" + HEAD + "uscc,91,店,2024-03-01\n", 3),
        ("主体,,,登记\nscheme,value,name,founded\nuscc,91,店,2024-03-01\n", 3),
        ('"标识\n类型","统一社会\n信用代码",企业名称(必填),*成立日期:\nuscc,91,店,2024-03-01\n', 4),
        ("企业名称,统一社会信用代码,成立日期\n店,91,2024-03-01\n", 2),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_what_offices_leave_around_a_table_is_no_row_and_no_column(content, line, encoding):
    assert read(content.encode(encoding)) == ({line: ROW}, [])


def test_columns_of_an_offices_own_are_passed_over_and_named():
    content = "序号,标识类型,代码,名称,成立日期,,备注\n1,uscc,91,店,2024-03-01,,x\n2,,,,,,\n"
    assert read(content) == ({2: ROW}, ["序号", "第 6 列 column 6", "备注"])
    assert read(content.replace("备注", "13800138000"))[1] == ["序号", "第 6 列 column 6", "第 7 列 column 7"]


def test_a_cell_too_many_is_refused_in_a_text_file_where_it_moves_the_others():
    assert read(HEAD + "uscc,91,店,分店,2024-03-01\n")[0] == {2: "has 5 columns, the header has 4"}


def test_of_two_titles_of_one_column_the_nearest_counts_and_a_title_twice_is_refused():
    assert read("标识类型,代码,统一社会信用代码,名称\nuscc,7,91,店\n") == ({2: {**ROW, "founded": ""}}, ["代码"])
    with pytest.raises(Invalid) as refused:
        read("标识类型,代码,代码,名称\nuscc,7,91,店\n")
    assert (refused.value.field, refused.value.detail_zh) == ("header", "重复列:统一社会信用代码(value)")


def test_a_sheet_without_its_columns_is_told_in_chinese_which_are_missing():
    with pytest.raises(Invalid) as refused:
        read("名录\n标识类型,企业名称\nuscc,店\n")
    assert refused.value.detail_zh == "缺少列:统一社会信用代码(value)"
    assert refused.value.detail_en == "missing columns: value"
    assert "企业名称(name)" in refused.value.do_zh
    with pytest.raises(Invalid):
        read("标题\n" * 20 + HEAD + "uscc,91,店,2024-03-01\n")
    assert read("标题\n" * 19 + HEAD + "uscc,91,店,2024-03-01\n")[0] == {21: ROW}


REMARKS = (
    "(必填)", "（必填）", "【必填项】", "(选填)", "（可选）", "(盖章)", "（示例:某某店）", "(格式:2024-03-01)", "（下拉选择）",
    "(18位)", "（YYYY-MM-DD）", "(年/月/日)", " ( 必填 ) ",
)  # fmt: skip


@pytest.mark.parametrize("remark", REMARKS)
def test_a_remark_in_brackets_of_either_width_is_no_part_of_a_title(remark):
    assert read(f"统一社会信用代码{remark},企业名称{remark},成立日期{remark}\n91,店,2024-03-01\n") == ({2: ROW}, [])


@pytest.mark.parametrize("other", ["(曾用名)", "（年）", "(原)", "(扣分)", "(百度)", "(旧)"])
def test_what_else_stands_in_brackets_is_another_column_and_is_told(other):
    """A unit, another meaning: of `周期(年)` 1 is not one month."""
    told = [f"企业名称{other}"]
    assert read(f"统一社会信用代码,企业名称{other},名称\n91,旧店,店\n") == ({2: {**ROW, "founded": ""}}, told)
    with pytest.raises(Invalid) as refused:
        read(f"统一社会信用代码,企业名称{other}\n91,旧店\n")
    assert refused.value.detail_zh == "缺少列:企业名称(name)"
    assert f"请将“企业名称{other}”改为“企业名称”" in refused.value.do_zh


def test_a_column_that_is_passed_over_says_nothing_of_others():
    kind = dataclasses.replace(
        KIND, titles={**KIND.titles, "value": ("统一社会信用代码", "摊点编号")},
        implied={**KIND.implied, "摊点编号": {"scheme": "stall"}},
    )  # fmt: skip
    assert read("统一社会信用代码,摊点编号,名称\n91,7,店\n", kind) == ({2: {**ROW, "founded": ""}}, ["摊点编号"])


def test_a_wrong_header_whose_title_has_a_line_end_is_told_as_a_wrong_header():
    with pytest.raises(Invalid) as refused:
        read('"统一社会\n信用代码","成立\n日期"\n91,2024-03-01\n92,"2024\n')
    assert refused.value.detail_zh == "缺少列:企业名称(name)"
    with pytest.raises(Invalid) as refused:
        read('"统一社会信用代码,企业名称\n91,店\n')
    assert refused.value.detail_zh == "不是有效的 CSV 行:引号未闭合"


def test_lines_end_as_the_first_one_does_and_a_cell_may_hold_a_return():
    for content in (b'a,"x\ry"\nb\n', b'"a\rb",c\r\nd\r\n'):
        for cut in range(len(content)):
            lines = Lines()
            assert [*lines.feed(content[:cut]), *lines.feed(content[cut:]), *lines.close()] == [
                line.removesuffix(b"\r") for line in content.split(b"\n")[:-1]
            ]
    for content in (b"a\rb\r\nc\rd", b"a\rb\rc\r\nd\r"):
        for cut in range(len(content)):
            lines = Lines()
            assert [*lines.feed(content[:cut]), *lines.feed(content[cut:]), *lines.close()] == [b"a", b"b", b"c", b"d"]


def workbook(rows, merged=(), **options):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet("名录")
    for line, row in enumerate(rows):
        sheet.write_row(line, 0, row)
    for area, text in merged:
        sheet.merge_range(area, text)
    book.close()
    return out.getvalue()


def test_a_header_of_two_lines_below_a_title_is_one_header():
    content = workbook(
        [[], [], ["", "类型", "代码"], ["uscc", "91", "店", "2024-03-01"]],
        [("A1:D1", "名录"), ("A2:A3", "标识类型"), ("B2:C2", ""), ("D2:D3", "成立日期")],
    )
    with pytest.raises(Invalid):
        read(content)
    content = workbook(
        [[], [], ["", "统一社会信用代码", "名称"], ["uscc", "91", "店", "2024-03-01"]],
        [("A1:D1", "名录"), ("A2:A3", "标识类型"), ("B2:C2", "主体"), ("D2:D3", "成立日期")],
    )
    assert read(content) == ({4: ROW}, [])
    kind = dataclasses.replace(KIND, titles={**KIND.titles, "value": ("主体代码",), "name": ("主体名称",)})
    content = workbook(
        [[], ["", "代码", "名称"], ["uscc", "91", "店", "2024-03-01"]],
        [("A1:A2", "标识类型"), ("B1:C1", "主体"), ("D1:D2", "成立日期")],
    )
    assert read(content, kind) == ({3: ROW}, [])


def test_a_merged_cell_counts_for_each_row_that_it_covers():
    rows = [list(ROW), ["", "91", "店", "2024-03-01"], ["", "92", "店", "2024-03-01"], [], ["", "93", "店", ""]]
    found, _ = read(workbook(rows, [("A2:A4", "uscc"), ("D5:D6", "2024-05-01")]))
    assert found == {
        2: ROW, 3: {**ROW, "value": "92"}, 5: {"scheme": "", "value": "93", "name": "店", "founded": "2024-05-01"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "number", "day"),
    [
        ({}, 45352, "2024-03-01"), ({}, 45352.75, "2024-03-01"), ({"date_1904": True}, 43890, "2024-03-01"),
        ({}, 61, "1900-03-01"), ({}, 60, None), ({}, -3, None), ({}, 20240301, "20240301"), ({}, 32024031, None),
    ],
)  # fmt: skip
def test_a_number_of_a_day_is_read_as_its_workbook_counts(options, number, day):
    found, _ = read(workbook([list(ROW), ["uscc", "91", "店", number]], **options))
    assert found[2] == {**ROW, "founded": day} if day else "no day of a spreadsheet" in found[2]


@pytest.mark.parametrize(
    "text",
    ["2024-03-01", "2024/3/1", "2024.3.1", "2024-3-1", "2024年3月1日", "２０２４年３月１日", "2024-03-01 00:00:00",
     "2024/3/1 9:30", "2024-03-01T00:00:00.000", "20240301", "２０２４０３０１", "2024年03月01号",
     "2024 年 3 月 1 日", "2024- 03 -01",
     "2024年3月1日9:30", "2024年3月1日 09:30:00", " 2024/3/1 "],
)  # fmt: skip
def test_a_day_with_its_year_first_is_read(text):
    assert day_of("founded", text) == date(2024, 3, 1)


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2024",
        "1-3-2024",
        "24/3/1",
        "2024/13/1",
        "2024-02-30",
        "45352",
        "20241301",
        "20240230",
        "32024031",
        "2024031",
        "2024年3月",
        "2024-03-0112:30",
    ],
)
def test_a_day_that_is_not_sure_is_refused_in_words_that_an_officer_understands(text):
    with pytest.raises(Invalid) as refused:
        day_of("founded", text)
    assert "2024-03-01" in refused.value.detail_zh


@pytest.mark.parametrize("written", ["a;b", "a；b", "a、b", "a, b", "a，b", "a/b", "a\nb", "甲、b", "a;b;"])
def test_a_list_is_separated_as_offices_do_and_its_codes_may_be_called_by_their_titles(written):
    listed = Titled({"a": "甲", "b": "乙", "c": "丙", "d": "丙"})
    assert Cells({"industries": written}).several("industries", str, listed) == ("a", "b")
    for wrong in ("a;甲", "丙", "", "；"):
        with pytest.raises(Invalid):
            Cells({"industries": wrong}).several("industries", str, listed)
