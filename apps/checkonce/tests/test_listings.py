"""Every list that leaves as a file can be read by people: each column has a Chinese heading, each state its words."""

import gc
import importlib
import io
import re

import openpyxl
import pytest

from apps.checkonce.names import SERVICES
from libs.events.http.access import api_routes
from libs.events.http.engine_access import ENGINE_ROUTERS
from libs.events.http.tables.download import Download
from libs.events.http.tables.listing import Language, Listing
from libs.events.testing.services import service_under_test

CHINESE = re.compile(r"[\u4e00-\u9fff]")
FILE = ".{format}"


def routers():
    for name in SERVICES:
        yield from importlib.import_module(f"services.{name}.app").service.routers
    yield from ENGINE_ROUTERS


def test_each_column_of_each_list_is_called_in_chinese_and_each_state_has_words():
    files = [route for route in api_routes(list(routers())) if route.path.endswith(FILE)]
    assert len(files) > 25
    for route in files:
        assert Download in {dependant.call for dependant in route.dependant.dependencies}, (
            f"{route.path} says its columns itself"
        )
    # What a service of another test has frozen is listed again.
    gc.unfreeze()
    listings = [found for found in gc.get_objects() if isinstance(found, Listing)]
    assert len(listings) >= len(files)
    for listing in listings:
        bare = [heading for heading in (listing.title, *listing.headings(Language.ZH)) if not CHINESE.search(heading)]
        assert not bare, f"{listing.name}: {bare}"
        assert "state" not in listing.columns or listing.words["state"], f"{listing.name}: the state is a bare code"
        for both in (both for words in listing.words.values() for both in words.values()):
            assert CHINESE.search(both[0]), f"{listing.name}: {both}"


@pytest.mark.parametrize("name", SERVICES)
async def test_each_list_leaves_as_a_workbook_to_whom_it_leaves_as_csv(name, database, issuer):
    service = importlib.import_module(f"services.{name}.app").service
    paths = [
        route.path
        for route in api_routes(service.routers)
        if route.path.endswith(f"export{FILE}") and route.path.count("{") == 1
    ]
    async with service_under_test(service, database, issuer) as sut:
        auditor = sut.bearer("a-1", roles=["auditor", "operator", "registrar"])
        for path in paths:
            for headers in (auditor, {}):
                text, book = [
                    await sut.client.get(path.replace("{format}", suffix), headers=headers) for suffix in ("csv", "xlsx")
                ]
                assert text.status_code == book.status_code, path
                if book.status_code == 200:
                    (sheet,) = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets
                    header = [cell.value for cell in next(sheet.iter_rows(max_row=1))]
                    assert ",".join(header) == text.text.removeprefix("\ufeff").splitlines()[0]
