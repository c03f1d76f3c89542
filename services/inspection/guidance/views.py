"""Read models of guidance."""

from pathlib import Path

import aiosql

from libs.events.catalog.inspection.guidance import GuidanceGiven
from libs.events.views.table import TIME, VERSION, Table
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()

views.on(GuidanceGiven)(
    Table("guidance", "guidance").insert(
        "visit", "finding", "entity", "department", "kind", "text", "document", given_at=TIME, version=VERSION
    )
)
