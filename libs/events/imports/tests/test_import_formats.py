"""Bytes → rows, without a service: encodings row by row, rows over several lines, however the bytes arrive."""

import asyncio
import csv
import io
import random
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.events.catalog.personal_numbers import found
from libs.events.imports import ImportKind
from libs.events.imports.faults import NotARow, TooLarge, refused_row
from libs.events.imports.files import File
from libs.events.imports.known_keys import KnownKeys
from libs.events.imports.reading.encodings import Encodings, declared_in


async def _prepare(_pool, _env):
    raise AssertionError("these tests parse nothing")


KIND = ImportKind(("code", "name"), lambda row: row["code"], _prepare)
SHORT = "一"  # D2 BB in GB 18030, which is also one letter (U+04BB) in UTF-8


async def _taken(pieces, content_type="text/csv", most=2**20):
    async def body():
        for piece in pieces:
            yield piece

    async def arrived(_):
        pass

    file = File(body(), content_type, KIND, [], most, arrived)
    return [taken async for batch in file.batches() for taken in batch], file.told()


def rows(*pieces, content_type="text/csv"):
    """(line, cells or the refusal's rule) of all rows but the header."""
    found, _ = asyncio.run(_taken(pieces, content_type))
    return [(t.line, t.row.rule if isinstance(t.row, NotARow) else tuple(t.row.values())) for t in found if t.row is not None]


def read_as(*pieces, content_type="text/csv"):
    return asyncio.run(_taken(pieces, content_type))[1]["encodings"]


HANZI = [
    bytes([lead, trail]).decode("gb2312")
    for lead in range(0xB0, 0xF8)
    for trail in range(0xA1, 0xFF)
    if not (lead == 0xD7 and trail > 0xF9)
]


def gb(text):
    return text.encode("gb18030")


def test_a_file_that_mixes_encodings_is_read_row_by_row():
    content = b"code,name\n" + "1,监利市容城镇\n".encode() + gb("2,监利市红城乡\n") + b"3,Huarong\n" + gb("4,㐂𠮷饭店\n")
    assert rows(content) == [
        (2, ("1", "监利市容城镇")),
        (3, ("2", "监利市红城乡")),
        (4, ("3", "Huarong")),
        (5, ("4", "㐂𠮷饭店")),
    ]
    assert read_as(content) == {"utf-8": 1, "gb18030": 2, "ascii": 1}


def test_what_is_neither_is_one_refused_row_with_its_bytes_shown():
    content = b"code,name\n1,a\n2,\xff\xfe\n3,b\n"
    assert rows(content) == [(2, ("1", "a")), (3, "neither UTF-8 nor GB18030"), (4, ("3", "b"))]
    found, _ = asyncio.run(_taken([content]))
    assert found[2].row.value == r"2,\xff\xfe"
    assert "UTF-8" in found[2].row.do
    assert found[2].row.do_zh


def test_a_row_with_cells_in_two_encodings_is_refused_and_not_read_wrongly():
    content = b"code,name\n" + "监利市容".encode() + gb(",容城镇一二三\n")
    assert rows(content) == [(2, "one cell is UTF-8 and another is not")]


def test_a_short_name_that_reads_both_ways_follows_the_rest_of_the_file():
    short = b"2," + gb(SHORT) + b"\n"
    head, chinese, wide = b"code,name\n", gb("3,监利市容城镇\n"), "3,监利市容城镇\n".encode()
    as_gb, as_utf_8 = ("2", SHORT), ("2", gb(SHORT).decode())
    assert rows(head + chinese + short)[-1] == (3, as_gb), "after a certain row"
    assert rows(head + short + b"x,y\n" + chinese)[0] == (2, as_gb), "before one"
    assert rows(head + wide + short)[-1] == (3, as_utf_8)
    assert rows(head + short, content_type="text/csv; charset=GBK") == [(2, as_gb)], "as declared"
    assert rows(b"\xef\xbb\xbf" + head + short) == [(2, as_utf_8)], "as marked"
    both = "can be read as UTF-8 and as GB18030, and the file does not say which it is"
    assert rows(head + short) == [(2, both)], "nothing decides"
    assert rows(head + wide + chinese + short)[-1] == (4, both), "the file holds both"


def test_whoever_waits_for_a_certain_row_waits_for_a_thousand_lines_and_no_longer():
    encodings = b"code,name\n2," + gb(SHORT) + b"\n" + b"x,y\n" * 1000
    both = "can be read as UTF-8 and as GB18030, and the file does not say which it is"
    assert rows(encodings + gb("3,监利市\n"))[0] == (2, both)
    assert rows(encodings[:-4] + gb("3,监利市\n"))[0] == (2, ("2", SHORT))


def test_utf_16_as_excel_saves_it_is_read_with_tabs():
    text = "code\tname\r\n1\t监利市\r\n2\t𠮷野\r\n"
    for encoding in ("utf-16-le", "utf-16-be"):
        content = "\ufeff".encode(encoding) + text.encode(encoding)
        assert rows(content) == [(2, ("1", "监利市")), (3, ("2", "𠮷野"))]
        assert rows(*(content[n : n + 1] for n in range(len(content)))) == [(2, ("1", "监利市")), (3, ("2", "𠮷野"))]
        assert read_as(content) == {"utf-16": 2}
    broken = "\ufeffcode\tname\n1\ta\n2\t".encode("utf-16-le") + b"\x00\xd8" + "\n3\tb\n4\tc".encode("utf-16-le") + b"\x00"
    assert rows(broken) == [
        (2, ("1", "a")), (3, "neither UTF-8 nor GB18030"), (4, ("3", "b")), (5, "neither UTF-8 nor GB18030")
    ]  # fmt: skip


@pytest.mark.parametrize(("content_type", "declared"), [
    ("text/csv", None), ("text/csv; charset=utf-8", "utf-8"), ('text/csv; Charset="GB2312"', "gb18030"),
    ("text/csv;charset=x", None),
])  # fmt: skip
def test_a_declared_charset_is_known_by_its_usual_names(content_type, declared):
    assert declared_in(content_type) == declared


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_the_headers(separator):
    content = f'name{separator}code\n"a{separator}b"{separator}1\n'.encode()
    assert rows(content) == [(2, (f"a{separator}b", "1"))]


def test_a_row_may_take_several_lines_and_is_counted_where_it_begins():
    content = b'code,name\r\n1,"two\r\nlines"\r\n2,"a ""quoted"" word"\r\n\r\n3,"x\n\ny"\n4,z\n'
    assert rows(content) == [
        (2, ("1", "two\nlines")), (4, ("2", 'a "quoted" word')), (6, ("3", "x\n\ny")), (9, ("4", "z"))
    ]  # fmt: skip


def test_a_quotation_mark_that_is_never_closed_costs_its_own_line():
    never = "not CSV: a quotation mark is opened here and never closed"
    assert rows(b'code,name\n1,"open\n2,b\n3,c\n') == [(2, never), (3, ("2", "b")), (4, ("3", "c"))]
    closed_wrongly = rows(b'code,name\n1,"open\n2,b\n3,"c, d"\n')
    assert [line for line, _ in closed_wrongly] == [2, 3, 4]
    assert closed_wrongly[1:] == [(3, ("2", "b")), (4, ("3", "c, d"))]
    long = b'code,name\n1,"open\n' + b"2,b\n" * 3000 + b'3,"c"\n'
    found = rows(long)
    assert found[0] == (2, never)
    assert len(found) == 3002, "it is looked for in a thousand lines"
    heavy = b'code,name\n1,"open\n' + b"2," + b"b" * 30_000 + b"\n2," + b"b" * 40_000 + b'\n3,c"\n'
    assert [line for line, _ in rows(heavy)] == [2, 3, 4, 5], "and in 64 KiB"


def test_a_whole_row_of_several_lines_with_a_column_too_many_is_one_refused_row():
    """Its second line would otherwise come in as a row of its own."""
    found, _ = asyncio.run(_taken([b'code,name\n1,"a\nb,two\n",3\n2,x\n']))
    assert [(t.line, t.last, isinstance(t.row, NotARow)) for t in found[1:]] == [(2, 4, True), (5, 5, False)]


def test_a_file_larger_than_the_limit_is_refused_as_soon_as_that_is_seen():
    def endless():
        yield b"code,name\n"
        while True:
            yield b"1,a\n" * 100

    with pytest.raises(TooLarge):
        asyncio.run(_taken(endless(), most=20_000))


def test_of_a_kind_with_personal_columns_no_row_is_shown():
    kind = ImportKind(("code", "name"), lambda row: row["code"], _prepare, personal=frozenset({"name"}))
    for field in ("row", "name", "code", "kind"):
        for value in ("张三", "Zhang San", "zhangsan", "张三1"):
            assert refused_row(2, "", NotARow(field, value, "r", "r"), kind).value == ""
    for code in ("1", "421088-market", "91421088MACE00030?", "2025-13-01"):
        assert refused_row(2, "", NotARow("code", code, "r", "r"), kind).value == code
        assert refused_row(2, "", NotARow("name", code, "r", "r"), kind).value == ""


@pytest.mark.parametrize(
    "number",
    [
        "13800138000", "138 - 0013 - 8000", "联系 07163322110", "421023199001010193", "42102319900101019", "4210231990010101",
        "４２１０２３２０１８０１０１０１９", "421023 20180101 019", "42102320180101019X", "421023900101019",
    ],
)  # fmt: skip
def test_of_no_kind_a_personal_number_stands_in_the_report_be_it_whole_or_not(number):
    refused = refused_row(2, "", NotARow("code", number, f"{number} is wrong", f"{number} 有误"), KIND)
    assert (refused.line, refused.field, refused.value) == (2, "code", "")
    assert not found(refused.rule + refused.rule_zh)
    assert refused_row(2, "", NotARow("code", "SCJG-12", "r", "r"), KIND).value == "SCJG-12"
    assert refused_row(2, "", NotARow("code", "x" * 400 + " " + number, "r", "r"), KIND).value == ""


cell = st.text(st.sampled_from('ab,;"\n\t 一监利市é'), max_size=6)
lines = st.one_of(
    st.tuples(cell, cell).map(lambda cells: _written(cells).encode()),
    st.tuples(cell, cell).map(lambda cells: _written(cells).encode("gb18030", "ignore")),
    st.sampled_from([b'1,"open\n', b"\xff\xfe,x\n", b"\n", b"a,b,c\n", b'"\n', b"x\x00,y\n", b'1,"a"b\n', b"2,\xd2\xbb\n"]),
    st.binary(max_size=12),
)


def _written(cells):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


@settings(max_examples=150)
@given(
    st.lists(lines, max_size=12).map(b"".join),
    st.randoms(use_true_random=False),
    st.sampled_from(["text/csv", "application/x-ndjson"]),
)
def test_however_the_bytes_are_cut_the_rows_are_the_same(content, choose: random.Random, content_type):
    content = b"code,name\n" + content
    cuts = sorted(choose.randrange(len(content) + 1) for _ in range(choose.randrange(6)))
    pieces = [content[a:b] for a, b in zip([0, *cuts], [*cuts, len(content)], strict=True)]
    whole, told = asyncio.run(_taken([content], content_type))
    cut, told_cut = asyncio.run(_taken(pieces, content_type))
    shown = [
        [(t.line, t.last, t.raw, t.row.rule if isinstance(t.row, NotARow) else t.row) for t in side] for side in (whole, cut)
    ]
    assert shown[0] == shown[1]
    assert told["encodings"] == told_cut["encodings"]


@settings(max_examples=150)
@given(st.lists(st.tuples(cell.map(str.strip), cell.map(str.strip)), max_size=12), st.sampled_from(["utf-8-sig", "utf-16"]))
def test_what_a_csv_writer_wrote_is_read_as_it_was(cells, encoding):
    cells = [pair for pair in cells if any(pair)]
    content = "code,name\n" + "".join(map(_written, cells))
    assert [row for _, row in rows(content.encode(encoding))] == cells


@settings(max_examples=200)
@given(st.text(st.sampled_from(HANZI), max_size=8).flatmap(lambda name: st.sampled_from([name, f"{name}褔", "褔"])))
def test_a_chinese_name_in_gb18030_is_never_read_as_something_else(name):
    try:
        text = Encodings().text(b"1," + gb(name))
    except NotARow:
        return
    assert text in {None, f"1,{name}"}


def test_a_million_keys_take_thirty_two_mebibytes_and_contradictions_are_found():
    tracemalloc.start()
    seen = KnownKeys()
    for n in range(100_000):
        assert seen.first(f"uscc:{n}", (n, "a"), n) == (n, True)
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert used < 6 * 2**20
    assert seen.first("uscc:7", (7, "a"), 900_000) == (7, True)
    assert seen.first("uscc:7", (7, "b"), 900_000) == (7, False)
