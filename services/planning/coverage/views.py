"""The queries of the coverage of key items."""

from pathlib import Path

import aiosql

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
