"""The one set of view handlers and the named queries of this service."""

from __future__ import annotations

from pathlib import Path

import aiosql

from libs.events.views.views import Views

__all__ = ["queries", "views"]

queries = aiosql.from_path(Path(__file__).parent.with_name("views.sql"), "asyncpg")
views = Views()
