"""Progress, going on after a break, and what became of every row as a download."""

import asyncio
import csv
import io
import json

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.events.http.tables.workbook import MEDIA_TYPE as XLSX
from libs.events.testing.bell import service
from libs.events.testing.http_room import serving
from libs.events.testing.servers import patient_client
from libs.events.testing.services import service_under_test
from libs.events.testing.waiting import eventually

LABELS = "/v1/imports/labels"
HEADER = "door,label\n"


@pytest.fixture
async def bell(database, issuer):
    async with service_under_test(service, database, issuer, import_most_mib=1) as running:
        yield running


@pytest.fixture
def visitor(bell):
    return bell.bearer("visitor-1", roles=["visitor"])


async def send(bell, visitor, content, path=LABELS, **headers):
    content = content.encode() if isinstance(content, str) else content
    return await bell.client.post(path, content=content, headers={**visitor, "Content-Type": "text/csv", **headers})


async def broken_off(bell, visitor, content, done, identity="I-1"):
    """Sends the beginning of a file, waits until `done` rows are reported, and breaks off."""
    never = asyncio.Event()

    async def pieces():
        yield content
        await never.wait()

    headers = {**visitor, "Content-Type": "text/csv", "Import-Id": identity, "Content-Length": str(2 * len(content))}

    async def at(**wanted):
        answer = await bell.client.get(f"/v1/import-reports/{identity}", headers=visitor)
        report = answer.json() if answer.status_code == 200 else {}
        return report if wanted.items() <= report.items() else None

    async with serving(bell.client._transport.app) as url, patient_client(url) as client:
        sending = asyncio.create_task(client.post(LABELS, content=pieces(), headers=headers))
        seen = await eventually(lambda: at(rows=done), what=f"{done} rows")
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    await eventually(lambda: at(state="broken-off"), what="broken off")
    return seen


def rows_of(first, last, label="x"):
    return "".join(f"d{n},{label}\n" for n in range(first, last))


async def download(bell, visitor, identity, form="csv", which="refused"):
    answer = await bell.client.get(f"/v1/import-reports/{identity}/report.{form}?rows={which}", headers=visitor)
    assert answer.status_code == 200, answer.text
    assert f'filename="{identity}.{form}"' in answer.headers["content-disposition"]
    return answer.text


async def test_while_it_runs_it_says_how_far_it_is_how_fast_and_until_when(bell, visitor):
    content = HEADER + rows_of(0, 2500)
    seen = await broken_off(bell, visitor, content.encode(), 2000)
    assert seen["state"] == "running"
    assert seen["caller"] == "visitor-1"
    assert seen["bytes_total"] == 2 * len(content)
    assert 0 < seen["bytes"] <= len(content)
    assert seen["rows_expected"] >= 4000, "twice as many bytes are said to come"
    assert seen["rows_per_second"] > 0
    assert seen["expected_end"] > seen["started_at"]


async def test_a_file_sent_again_under_its_id_goes_on_after_what_is_done(bell, visitor):
    head = HEADER + "a,one\nb,forbidden\nc\n" + rows_of(0, 1497)
    await broken_off(bell, visitor, head.encode(), 1000)
    before = await bell.facts()
    tail = rows_of(1497, 1600) + "a,two\nd5,x\nd6,y\n"
    report = (await send(bell, visitor, head + tail, **{"Import-Id": "I-1"})).json()
    assert (report["state"], report["resumed_from"]) == ("finished", 1000)
    assert (report["rows"], report["accepted"], report["unchanged"], report["refused"]) == (1606, 1601, 1, 4)
    assert [r["line"] for r in report["refusals"]] == [3, 4, 1605, 1607], "also what contradicts a line done before the break"
    assert report["bytes"] == report["bytes_total"] == len(head + tail)
    after = await bell.facts()
    assert after[: len(before)] == before
    assert len(after) == 1601
    whole = list(csv.DictReader(io.StringIO((await download(bell, visitor, "I-1", which="all")).removeprefix("\ufeff"))))
    assert [int(row["line"]) for row in whole if row["outcome"] != "total"] == list(range(2, 1608))


async def test_another_file_under_the_id_of_a_broken_import_is_refused_and_harms_nothing(bell, visitor):
    await broken_off(bell, visitor, (HEADER + rows_of(0, 1500)).encode(), 1000)
    before = await bell.facts()
    for other in (HEADER + rows_of(0, 1500, "y"), HEADER + rows_of(0, 500), "label,door\n" + rows_of(0, 1500)):
        answer = await send(bell, visitor, other, **{"Import-Id": "I-1"})
        assert (answer.status_code, answer.json()["field"]) == (422, "Import-Id"), answer.text
        assert "first row" in answer.json()["do_en"]
    assert await bell.facts() == before
    report = (await send(bell, visitor, HEADER + rows_of(0, 1500), **{"Import-Id": "I-1"})).json()
    assert (report["state"], report["rows"], report["accepted"]) == ("finished", 1500, 1500)


async def test_the_report_names_every_refused_row_with_what_to_do_and_counts_the_others(bell, visitor):
    content = HEADER + "a,one\nb,forbidden\na,one\na,two\n" + '"c"d,x\n'
    report = (await send(bell, visitor, content)).json()
    rows = list(csv.DictReader(io.StringIO((await download(bell, visitor, report["import_id"])).removeprefix("\ufeff"))))
    assert [(row["line"], row["outcome"], row["field"]) for row in rows[:3]] == [
        ("3", "refused", "label"), ("5", "refused", "key"), ("6", "refused", "row")
    ]  # fmt: skip
    assert all(row[name] for row in rows[:3] for name in ("rule", "rule_zh", "do", "do_zh"))
    assert (rows[0]["do"], rows[0]["do_zh"]) == ("Another label.", "换一个名牌。")
    assert {row["field"]: row["value"] for row in rows[3:]} == {
        "accepted": "1", "accepted-unknown": "0", "unchanged": "1", "refused": "3",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "first", "counted"),
    [
        (None, ["行", "结果", "已退回", "换一个名牌。"], ["合计", "已接收", "1"]),
        ("en", ["Line", "Outcome", "refused", "换一个名牌。"], ["total", "accepted", "1"]),
        ("codes", ["line", "outcome", "refused", "换一个名牌。"], ["total", "accepted", "1"]),
    ],
)
async def test_the_report_is_a_workbook_too(bell, visitor, lang, first, counted):
    identity = (await send(bell, visitor, HEADER + "a,one\n=b,forbidden\n")).json()["import_id"]
    answer = await bell.client.get(
        f"/v1/import-reports/{identity}/report.xlsx", params={"lang": lang} if lang else {}, headers=visitor
    )
    assert answer.headers["content-type"] == XLSX
    assert f"import-report-{identity}.xlsx" in answer.headers["content-disposition"]
    heads, row, *rest = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    named = dict(zip(heads, row, strict=True))
    assert [heads[0], heads[2], named[heads[2]], named[heads[7]]] == first
    assert (row[0], row[3], row[4]) == (3, "label", "label")
    assert [str(cell) for cell in rest[0] if cell is not None] == counted
    assert len(rest) == 4


async def test_on_request_the_download_says_what_became_of_every_row(bell, visitor):
    content = HEADER + "a,one\n\nb,forbidden\na,one\n"
    identity = (await send(bell, visitor, content)).json()["import_id"]
    lines = [json.loads(line) for line in (await download(bell, visitor, identity, "ndjson", "all")).splitlines()]
    assert (lines[0]["import_id"], lines[0]["refused"]) == (identity, 1)
    assert [(row["line"], row["outcome"]) for row in lines[1:]] == [(2, "accepted"), (4, "refused"), (5, "unchanged")]
    assert lines[2]["rule"] == "The bell is ringing"
    for form in ("csv", "ndjson"):
        assert (await bell.client.get(f"/v1/imports/none/report.{form}", headers=visitor)).status_code == 404
        assert (await bell.client.get(f"/v1/import-reports/{identity}/report.{form}")).status_code == 401


async def test_a_file_beyond_the_limit_is_413_and_rows_reported_before_stay(bell, visitor):
    answer = await send(bell, visitor, HEADER + rows_of(0, 2500, "x" * 500))
    assert (answer.status_code, answer.json()["field"]) == (413, "file"), answer.text
    assert "several files" in answer.json()["do_en"]
    assert await bell.facts() == [], "its length said so before the first row"
    many = (HEADER + rows_of(0, 2500, "x" * 500)).encode()

    async def unannounced():
        for start in range(0, len(many), 50_000):
            yield many[start : start + 50_000]

    headers = {**visitor, "Content-Type": "text/csv", "Import-Id": "I-1"}
    answer = await bell.client.post(LABELS, content=unannounced(), headers=headers)
    assert answer.status_code == 413
    report = (await bell.client.get("/v1/import-reports/I-1", headers=visitor)).json()
    assert (report["state"], report["rows"]) == ("broken-off", len(await bell.facts()))
    assert report["rows"] >= 1000


async def test_imports_are_listed_newest_first_by_pages_and_by_what_is_asked_for(bell, visitor):
    other = bell.bearer("visitor-2", roles=["visitor"])
    for n in range(3):
        await send(bell, visitor, HEADER + f"a{n},x\n", **{"Import-Id": f"L-{n}"})
    await send(bell, other, "door,note\nfront,x\n", "/v1/imports/rings", **{"Import-Id": "R-1"})
    await send(bell, visitor, "nonsense\n", **{"Import-Id": "B-1"})

    async def listed(**query):
        answer = await bell.client.get("/v1/import-reports", params=query, headers=visitor)
        assert answer.status_code == 200, answer.text
        return [item["import_id"] for item in answer.json()["items"]], answer.json()["next"]

    assert (await listed())[0] == ["B-1", "R-1", "L-2", "L-1", "L-0"]
    assert (await listed(kind="rings"))[0] == ["R-1"]
    assert (await listed(state="broken-off"))[0] == ["B-1"]
    assert (await listed(caller="visitor-2"))[0] == ["R-1"]
    first, cursor = await listed(limit=2)
    second, cursor = await listed(limit=2, cursor=cursor)
    third, cursor = await listed(limit=2, cursor=cursor)
    assert (first + second + third, cursor) == (["B-1", "R-1", "L-2", "L-1", "L-0"], None)
    assert (await bell.client.get("/v1/import-reports?state=lost", headers=visitor)).status_code == 422


kinds = st.sampled_from(
    ["d{n},x", "d{n},forbidden", ",x", "d{n}", "same,x", "same,{n}", '"d{n},x', 'd{n},"x\ny"', "d{n},监利", "\xff"]
)


@settings(max_examples=25)
@given(st.lists(kinds, max_size=25), st.booleans())
async def test_of_any_file_every_row_is_accepted_unchanged_or_refused_and_each_refused_line_reported_once(
    bell, visitor, rows, chinese
):
    lines = [row.format(n=n) for n, row in enumerate(rows)]
    content = HEADER.encode() + b"".join(line.encode("gb18030" if chinese else "latin-1", "replace") + b"\n" for line in lines)
    report = (await send(bell, visitor, content)).json()
    assert report["rows"] == report["accepted"] + report["unchanged"] + report["refused"]
    out = [json.loads(line) for line in (await download(bell, visitor, report["import_id"], "ndjson", "all")).splitlines()][1:]
    assert len(out) == report["rows"]
    assert len({row["line"] for row in out}) == report["rows"], "each once"
    counted = {outcome: sum(row["outcome"] == outcome for row in out) for outcome in ("accepted", "unchanged", "refused")}
    assert counted == {outcome: report[outcome] for outcome in counted}
    assert all(row.get("rule") and row.get("do_zh") for row in out if row["outcome"] == "refused")
    assert sum(report["encodings"].values()) <= report["rows"]
