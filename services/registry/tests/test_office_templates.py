"""Templates come in as they are filled in: with the titles and words that they offer."""

import io

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from services.registry.files import KINDS
from services.registry.testing import head, registrar, send

XLSX = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@pytest.fixture
async def office(registry):
    for kind in ("industries", "departments", "mandates", "townships", "items"):
        await send(registry, kind, head(kind, 100))
    columns, stall = KINDS["entities"].columns, KINDS["entities"].example
    await send(registry, "entities", ",".join(columns) + "\n" + ",".join(stall))
    return registry


def workbook(*rows):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return out.getvalue()


async def offered(office, kind):
    """The titles of the columns, and by title what the template offers for it."""
    answer = await office.client.get(f"/v1/imports/{kind}/template.xlsx", headers=registrar(office))
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    (titles,) = book.get_sheet_by_index(0).to_python()
    columns = list(zip(*book.get_sheet_by_index(1).to_python(), strict=True))[3:]
    return titles, {title: [cell for cell in cells if cell] for title, *cells in columns if title}


def as_offered(kind, column, cell, lists):
    """The codes of an example as the template offers them."""
    words = {code: word for word, code in list(KINDS[kind].words.get(column, {}).items())[::-1]}
    known = {**lists.get(column, {}), **words} if "yes" not in words else words
    return ";".join(known.get(code) or code for code in cell.split(";"))


@pytest.mark.parametrize("kind", KINDS)
async def test_a_template_filled_in_with_what_it_offers_comes_in(office, kind):
    titles, values = await offered(office, kind)
    lists = await KINDS[kind].lists(office.running.pool, office.running.environment)
    filled = [
        as_offered(kind, column, cell, lists) for column, cell in zip(KINDS[kind].columns, KINDS[kind].example, strict=True)
    ]
    for title, cell in zip(titles, filled, strict=True):
        if title in values and cell:
            assert set(cell.split(";")) <= set(values[title]), title
    report = await send(office, kind, workbook(titles, filled), **XLSX)
    assert (report["accepted"] + report["unchanged"], report["columns_left"]) == (1, []), report["refusals"]


async def test_positions_are_numbers_of_a_sheet_and_name_a_township_once(office):
    titles, _ = await offered(office, "positions")
    rows = ["容城镇", 29.8205, 112.9041237], ["421088100", 29.8205, 112.904]
    report = await send(office, "positions", workbook(titles, *rows), **XLSX)
    assert [(row["line"], row["field"]) for row in report["refusals"]] == [(3, "township")]
    assert report["accepted"] == 1
    (row,) = (row for row in await office.facts("registry.township-listed") if row.at is not None)
    assert (row.township, row.at.longitude_microdegrees) == ("421088100", 112_904_124)
