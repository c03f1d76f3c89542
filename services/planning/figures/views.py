"""The queries of the year's figures."""

from pathlib import Path

import aiosql

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
