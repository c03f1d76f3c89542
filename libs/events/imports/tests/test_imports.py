"""Imports: every row is accepted, unchanged or refused with its reason; none is lost and none counted twice."""

import asyncio
import csv
import io
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from libs.events.imports.reading.lines import Lines
from libs.events.imports.reading.sheets import MARKS
from libs.events.refusal import Invalid
from libs.events.testing.bell import service
from libs.events.testing.http_room import serving
from libs.events.testing.servers import patient_client
from libs.events.testing.services import service_under_test
from libs.events.testing.waiting import eventually

LABELS = "/v1/imports/labels"
HEADER = "door,label\n"


@pytest.fixture
async def bell(database, issuer):
    async with service_under_test(service, database, issuer) as running:
        yield running


@pytest.fixture
def visitor(bell):
    return bell.bearer("visitor-1", roles=["visitor"])


async def send(bell, visitor, content, path=LABELS, **headers):
    content = content.encode() if isinstance(content, str) else content
    return await bell.client.post(path, content=content, headers={**visitor, "Content-Type": "text/csv", **headers})


async def labels(bell):
    return {row["door"]: row["label"] for row in await bell.rows("select * from labels")}


def adds_up(report):
    assert report["rows"] == report["accepted"] + report["unchanged"] + report["refused"], report
    return report["rows"], report["accepted"], report["unchanged"], report["refused"]


MIXED = b"".join(
    [
        b"\xef\xbb\xbfdoor,label\r\n",
        b'a,"one, two"\r\n',  # 2
        b"b,\xe5\xae\xa2\xe5\x8e\x85\r\n",  # 3
        b"c,\xff\xfe\r\n",  # 4 not UTF-8
        b"d\r\n",  # 5 a column too few
        b"e,1,2\r\n",  # 6 a column too many
        b"\r\n",  # 7 nothing
        b'a,"one, two"\r\n',  # 8 the same again
        b"b,kitchen\r\n",  # 9 contradicts line 3
        b'f,"open\r\n',  # 10 a quote that never closes
        b"g," + b"x" * 70_000 + b"\r\n",  # 11 too long
        b",empty\r\n",  # 12 no door
        b"h,forbidden\r\n",  # 13 refused by the decision
        b"i,nul\x00nul\r\n",  # 14 cannot be stored
        b"  j  ,  trimmed  ",  # 15, without line end
    ]
)


async def test_a_mixed_file_is_taken_row_by_row_with_reasons(bell, visitor):
    response = await send(bell, visitor, MIXED)
    assert response.status_code == 200
    report = response.json()
    assert adds_up(report) == (13, 3, 1, 9)
    assert (report["state"], report["facts"]) == ("finished", 3)
    refusals = {row["line"]: row for row in report["refusals"]}
    assert {line: row["field"] for line, row in refusals.items()} == {
        4: "row", 5: "row", 6: "row", 9: "key", 10: "row", 11: "row", 12: "door", 13: "label", 14: "row",
    }  # fmt: skip
    says = {4: "UTF-8", 5: "has 1 columns", 6: "has 3 columns", 9: "line 3 says something else of b", 10: "not CSV",
            11: "longer than", 13: "The bell is ringing", 14: "NUL"}  # fmt: skip
    for line, text in says.items():
        assert text in refusals[line]["rule"]
    assert all(row["rule"] and row["rule_zh"] for row in refusals.values())
    assert (refusals[12]["rule"], refusals[12]["rule_zh"]) == ("must have 1 or more characters", "至少 1 个字符,不得留空")
    assert await labels(bell) == {"a": "one, two", "b": "客厅", "j": "trimmed"}


async def test_importing_the_same_again_changes_nothing(bell, visitor):
    await send(bell, visitor, MIXED)
    before = await bell.facts()
    report = (await send(bell, visitor, MIXED)).json()
    assert adds_up(report) == (13, 0, 4, 9)
    assert report["facts"] == 0
    assert await bell.facts() == before


async def test_a_line_without_end_is_one_refused_row_however_it_arrives(bell, visitor):
    """Its tail once came in as a row of its own, and all later lines were counted wrongly."""

    async def pieces():
        yield b"door,label\n"
        yield b"a," + b"x" * 66_000
        yield b"x" * 66_000 + b"\n"
        yield b"y" * 66_000
        yield b"sneaked,in\nb,two\n"

    response = await bell.client.post(LABELS, content=pieces(), headers={**visitor, "Content-Type": "text/csv"})
    report = response.json()
    assert adds_up(report) == (3, 1, 0, 2)
    assert [row["line"] for row in report["refusals"]] == [2, 3]
    assert await labels(bell) == {"b": "two"}


def test_of_a_line_without_end_no_more_is_kept_than_shows_that_it_is_too_long():
    lines = Lines()
    assert all(lines.feed(b"x" * 50_000) == [] for _ in range(100))
    assert len(lines._rest) == 64 * 1024 + 1
    assert [len(line) for line in lines.feed(b"\nb,two\r\n")] == [64 * 1024 + 1, 5]


@pytest.mark.parametrize(
    "header",
    [
        "",
        "\n",
        "door\n",
        "door,name\n",
        "label|door\n",
        "door,door\n",
        "door,label,label\n",
        '"door,label\n',
        "\xff\n",
    ],
)
async def test_a_wrong_header_is_refused_and_nothing_written(bell, visitor, header):
    content = header.encode("latin-1") + b"a,one\n"
    response = await send(bell, visitor, content)
    assert (response.status_code, response.json()["field"]) == (422, "header"), response.text
    assert "door,label" in response.json()["do_en"]
    assert "door、label" in response.json()["do"]
    assert await bell.facts() == []
    (report,) = (await bell.client.get("/v1/import-reports", headers=visitor)).json()["items"]
    assert (report["state"], report["rows"]) == ("broken-off", 0)


async def test_columns_may_come_in_another_order_and_a_file_of_a_header_alone_is_empty(bell, visitor):
    assert adds_up((await send(bell, visitor, "label,door\none,a\n")).json()) == (1, 1, 0, 0)
    assert await labels(bell) == {"a": "one"}
    assert adds_up((await send(bell, visitor, HEADER)).json()) == (0, 0, 0, 0)


async def test_ndjson_is_taken_like_csv(bell, visitor):
    lines = [
        '{"door": "a", "label": "one"}',
        '{"door": "b", "label": null}',
        '{"door": "c", "label": 7}',
        '{"door": "d", "label": "x", "colour": "red"}',
        "[1]",
        "{",
        '{"door": "a", "label": "two"}',
        r'{"door": "e", "label": "a\u0000b"}',
        '{"label": "nothing"}',
        "",
    ]
    content = "\r\n".join(lines)
    report = (await send(bell, visitor, content, **{"Content-Type": "application/x-ndjson"})).json()
    assert adds_up(report) == (9, 3, 0, 6)
    assert [row["line"] for row in report["refusals"]] == [3, 5, 6, 7, 8, 9]
    assert report["columns_left"] == ["colour"]
    assert await labels(bell) == {"a": "one", "b": "", "d": "x"}


@pytest.mark.parametrize(
    ("member", "says"),
    [
        ('{"zh": "店"}', "is no text"), ('["店"]', "is no text"), ("true", "is no text"), ("1e20", "more than 15 digits"),
        ("7", "is a number"), ('"甲", "label": "乙"', "is named twice"), ("NaN", "not JSON"), ("[" * 20_000, "not JSON"),
        ("1" * 5000, "not JSON"),
    ],
)  # fmt: skip
async def test_what_is_no_text_becomes_none_in_ndjson(bell, visitor, member, says):
    content = f'{{"door": "a", "label": {member}}}\n{{"door": "b", "label": "x"}}\n'
    report = (await send(bell, visitor, content, **{"Content-Type": "application/x-ndjson"})).json()
    assert [(row["line"], says in row["rule"]) for row in report["refusals"]] == [(1, True)], report["refusals"]
    assert await labels(bell) == {"b": "x"}


async def test_all_refused_rows_can_be_fetched_as_csv(bell, visitor):
    content = HEADER + '=1+1,"x"y"\n' + "".join(f'd{n},"x"y"{n}\n' for n in range(1, 150)) + "ok,fine\n"
    report = (await send(bell, visitor, content)).json()
    assert adds_up(report) == (151, 1, 0, 150)
    assert len(report["refusals"]) == 100, "the report shows the first hundred"
    response = await bell.client.get(f"/v1/import-reports/{report['import_id']}/refused.csv", headers=visitor)
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.text.startswith("\ufeff"), "spreadsheet programs know the encoding by it"
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert [int(row["line"]) for row in rows] == list(range(2, 152))
    assert rows[0]["value"] == '\'=1+1,"x"y"', "no spreadsheet computes what somebody sent"
    assert rows[1]["value"] == 'd1,"x"y"1'


async def test_progress_is_visible_while_it_runs_and_what_was_reported_stays_when_it_breaks_off(bell, visitor):
    never = asyncio.Event()

    async def broken_off():
        yield HEADER.encode()
        yield "".join(f"d{n},x\n" for n in range(2500)).encode()
        await never.wait()

    headers = {**visitor, "Content-Type": "text/csv", "Import-Id": "I-1"}

    async def progress():
        response = await bell.client.get("/v1/import-reports/I-1", headers=visitor)
        return response.json() if response.status_code == 200 else {"rows": 0}

    async with serving(bell.client._transport.app) as url, patient_client(url) as client:
        sending = asyncio.create_task(client.post(LABELS, content=broken_off(), headers=headers))
        seen = await eventually(lambda: _at(progress, 2000), what="two thousand rows reported")
        assert (seen["state"], adds_up(seen)) == ("running", (2000, 2000, 0, 0))
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
    report = await eventually(lambda: _in_state(progress, "broken-off"), what="broken off")
    assert adds_up(report) == (2000, 2000, 0, 0)
    assert len(await labels(bell)) == 2000, "what was reported is there"
    whole = HEADER + "".join(f"d{n},x\n" for n in range(2500))
    again = await send(bell, visitor, whole, **{"Import-Id": "I-2"})
    assert adds_up(again.json()) == (2500, 500, 2000, 0)


async def _at(progress, rows):
    report = await progress()
    return report if report["rows"] >= rows else None


async def _in_state(progress, state):
    report = await progress()
    return report if report.get("state") == state else None


async def test_an_import_id_is_used_once(bell, visitor):
    await send(bell, visitor, HEADER, **{"Import-Id": "I-1"})
    response = await send(bell, visitor, HEADER + "a,one\n", **{"Import-Id": "I-1"})
    assert (response.status_code, response.json()["field"]) == (422, "Import-Id")
    assert await labels(bell) == {}


async def test_a_kind_or_import_that_is_unknown_is_404_and_a_caller_without_the_role_403(bell, visitor):
    assert (await send(bell, visitor, HEADER, "/v1/imports/windows")).status_code == 404
    assert (await bell.client.get("/v1/import-reports/I-none", headers=visitor)).status_code == 404
    assert (await bell.client.get("/v1/import-reports/I-none/refused.csv", headers=visitor)).status_code == 404
    stranger = bell.bearer("s", roles=["stranger"])
    assert (await send(bell, stranger, HEADER + "a,one\n")).status_code == 403
    assert (await bell.client.get("/v1/import-reports", headers=stranger)).status_code == 403
    assert (await bell.client.post(LABELS, content=HEADER)).status_code == 401
    assert await bell.facts() == []


async def test_a_row_refused_while_parsing_names_the_rule_in_both_languages(bell, visitor):
    report = (await send(bell, visitor, "door,note\nnone,x\nfront,y\n", "/v1/imports/rings")).json()
    (row,) = report["refusals"]
    assert row == {
        "line": 2, "sheet": "", "field": "door", "title": "door", "value": "none", "rule": "no such door",
        "rule_zh": "没有这扇门", "do": "Another door.", "do_zh": "换一扇门。",
    }  # fmt: skip
    assert adds_up(report) == (2, 1, 0, 1)


async def test_an_import_whose_preparation_fails_leaves_no_import_running_for_ever(database, issuer):
    import dataclasses  # noqa: PLC0415

    from fastapi import APIRouter  # noqa: PLC0415

    from libs.events.imports import ImportKind, imports_router  # noqa: PLC0415

    async def prepare(_pool, _env):
        raise Invalid("the lists are empty", "清单为空", field="lists", do_en="Import the lists first.", do_zh="请先导入清单。")

    router = APIRouter()
    router.include_router(imports_router({"labels": ImportKind(("door",), lambda row: row["door"], prepare, ("visitor",))}))
    async with service_under_test(dataclasses.replace(service, routers=[router]), database, issuer) as bell:
        visitor = bell.bearer("v", roles=["visitor"])
        assert (await send(bell, visitor, "door\na\n")).status_code == 422
        assert (await bell.client.get("/v1/import-reports", headers=visitor)).json()["items"] == []


async def test_what_goes_beside_the_facts_is_written_with_them_and_only_for_rows_that_were_taken(database, issuer):
    import dataclasses  # noqa: PLC0415

    from fastapi import APIRouter  # noqa: PLC0415

    from libs.events.imports import ImportKind, imports_router  # noqa: PLC0415
    from libs.events.testing.bell import Label  # noqa: PLC0415

    async def prepare(_pool, _env):
        return lambda row: Label(door=row["door"], label=row["label"])

    async def names(tx, rows):
        await tx.executemany("insert into public.names values ($1, $2)", [(row["door"], row["person"]) for row, _ in rows])
        return [Label(door=f"{row['door']}-beside", label="follows") for row, _ in rows]

    router = APIRouter()
    kind = ImportKind(("door", "label", "person"), lambda row: row["door"], prepare, ("visitor",), names)
    router.include_router(imports_router({"labels": kind}))
    async with service_under_test(dataclasses.replace(service, routers=[router]), database, issuer) as bell:
        await bell.running.pool.execute("create table public.names (door text, person text not null)")
        visitor = bell.bearer("v", roles=["visitor"])
        report = (await send(bell, visitor, "door,label,person\na,one,Li\nb,forbidden,Wang\n,x,Zhao\n")).json()
        assert (adds_up(report), report["facts"]) == ((3, 1, 0, 2), 2)
        assert await bell.rows("select * from public.names") == [{"door": "a", "person": "Li"}]
        await bell.running.pool.execute("drop table public.names")
        assert (await send(bell, visitor, "door,label,person\nc,three,Sun\n")).status_code == 500
        assert await labels(bell) == {"a": "one", "a-beside": "follows"}, "none without the others"


csv_like = st.lists(
    st.sampled_from(
        [b"a,one", b"b,two", b'"c","th,ree"', b"a,other", b",x", b"x,forbidden", b'"', b"\xff", b"n,\x00", b"", b" ", b",,"]
    )
    | st.binary(max_size=20),
    max_size=30,
).map(b"\n".join)


@settings(max_examples=60)
@given(content=csv_like | st.binary(max_size=300), as_json=st.booleans())
@example(content=b"\xef\xbb\xbf", as_json=True)
@example(content=b"\r\x00", as_json=True)
async def test_whatever_the_file_holds_every_row_is_accounted_for_once(bell, visitor, content, as_json):
    content = content if as_json else HEADER.encode() + content
    kind = "application/x-ndjson" if as_json else "text/csv"
    response = await send(bell, visitor, content, **{"Content-Type": kind})
    if content.startswith((b"\xff\xfe", b"\xfe\xff", *MARKS)):
        return  # another format by its first bytes
    assert response.status_code == 200, response.text
    report = response.json()
    rows = adds_up(report)[0]
    content = content.removeprefix(b"\xef\xbb\xbf")  # the mark of UTF-8 is no row
    # Where the first line ends with a carriage return alone, outside of quotation marks, all may.
    ends = re.search(rb"\r\n?|\n", re.sub(rb'"[^"]*("|$)', b"", content))
    if ends and ends[0] == b"\r":
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines = content.split(b"\n")
    # A row of separators and blanks alone is empty; a blank of another script is one only where it can be read.
    kept = lines if as_json else [line.decode(errors="replace").replace(",", "") for line in lines]
    kept = [line.strip() for line in kept]
    filled = [n for n, line in enumerate(kept, 1) if line and (as_json or n > 1)]
    refused = await bell.rows("select line from import_refusals where import_id = $1", report["import_id"])
    assert len(refused) == report["refused"]
    outcomes = await bell.rows("select lines, outcomes from import_outcomes where import_id = $1", report["import_id"])
    became = {line: outcome for row in outcomes for line, outcome in zip(row["lines"], row["outcomes"], strict=True)}
    assert len(became) == rows, "each row begins on a line of its own"
    assert {row["line"] for row in refused} == {line for line, outcome in became.items() if outcome == "r"}
    assert set(became) <= set(filled), "no row begins where there is nothing"
    if as_json or b'"' not in content:
        assert sorted(became) == filled, "without quotation marks every line is a row"
