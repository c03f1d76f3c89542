"""The handlers' register and the named queries."""

from __future__ import annotations

from pathlib import Path

import aiosql

from libs.events.views.views import Views

__all__ = ["queries", "views"]

queries = aiosql.from_path(Path(__file__).parent, "asyncpg")
views = Views()
