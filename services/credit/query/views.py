"""Queries over classes, and the access log. The log is no read model: it follows from no fact."""

from __future__ import annotations

from pathlib import Path

import aiosql

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
