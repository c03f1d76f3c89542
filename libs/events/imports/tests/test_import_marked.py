"""What is hidden in a workbook is told, and what is struck through is refused."""

import io

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
