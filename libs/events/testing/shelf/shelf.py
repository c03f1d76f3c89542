"""A shelf of scanned pages: readers bring them in for a shelf, a page that is shown is read by everybody, keepers erase."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from fastapi import Request

from libs.events.decider import Deciders
from libs.events.files.api import routes
from libs.events.files.erased import erased_views
from libs.events.files.erasing import erasing
from libs.events.files.facts import Erased
from libs.events.files.keeping import Files
from libs.events.http.access import Access, only
from libs.events.http.auth import Caller
from libs.events.http.issuer import DevelopmentIssuer
from libs.events.http.readings.trail import INTERNAL, Trail
from libs.events.reactions import Reactions
from libs.events.service import Service
from libs.events.settings import Settings
from libs.events.testing.services import ServiceUnderTest, service_under_test
from libs.events.timers import Deadlines
from libs.events.views.views import Views

SHELVES = "shelves"


class PageErased(Erased, name="shelf.page-erased"):
    pass


class ShelfSettings(Settings):
    def claims_of(self, token: Mapping[str, Any]) -> Mapping[str, frozenset[str]]:
        return {SHELVES: frozenset(token.get("shelves", ()))}


SHOWN: set[str] = set()
"""Digests of pages that everybody may read whom the table lets in."""


async def may_read(_: Request, __: Caller, ___: Any, sha256: str) -> bool:
    return sha256 in SHOWN


FILES = Files(lambda _, who: who.reaches(SHELVES), may_read)
ERASING = erasing(PageErased)
_READERS = only("reader").on_record(Trail(INTERNAL))
ACCESS = Access(
    {
        "POST /files": only("reader"),
        "POST /uploads": only("reader"),
        "HEAD /uploads/{upload}": only("reader"),
        "PATCH /uploads/{upload}": only("reader"),
        "DELETE /uploads/{upload}": only("reader"),
        "GET /files/{sha256}": _READERS,
        "HEAD /files/{sha256}": _READERS,
        "GET /files/{sha256}/about": _READERS,
        "POST /files/{sha256}/erasure": only("keeper"),
    }
)
TABLES = "create table views.erased_files (sha256 text primary key, reason text not null, erased_at timestamptz not null);\n"


def shelf_in(
    folder: Path, database: str, issuer: DevelopmentIssuer, **settings: Any
) -> AbstractAsyncContextManager[ServiceUnderTest]:
    """The service on a database. `folder` takes its migrations; its files lie in `folder/files` unless `settings` say more."""
    (folder / "0001_shelf.sql").write_text(TABLES)
    (folder / "files").mkdir(exist_ok=True)
    service = Service(
        "shelf", "书架", "shelf", Deciders(ERASING), Views(erased_views(PageErased)), Reactions(), Deadlines(),
        [routes(FILES, ERASING)], folder, access=ACCESS, settings_class=ShelfSettings, files=FILES,
    )  # fmt: skip
    return service_under_test(service, database, issuer, **{"files_folder": folder / "files", **settings})


def reader(shelf: ServiceUnderTest, name: str = "ann", shelves: Sequence[str] = ("a",)) -> dict[str, str]:
    return shelf.bearer(name, roles=["reader", "keeper"], shelves=list(shelves))
