"""The routes of evidence files (engine: libs/events/files/api.py), and who reads them."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from libs.domain.evidence.files import files_of
from libs.domain.reach import Reach
from libs.events.files.api import routes
from libs.events.http.auth import Caller

from .decide import ERASING
from .views import queries


def _naming(pool: Any, sha256: str, reach: Reach, _: Caller) -> AsyncIterator[Mapping[str, Any]]:
    rows: AsyncIterator[Mapping[str, Any]] = queries.naming(pool, sha256=sha256, **reach.asked)
    return rows


FILES = files_of(_naming)
router = routes(FILES, ERASING)
