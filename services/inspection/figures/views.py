"""Queries over the read models of the other matters; this matter keeps none of its own."""

from pathlib import Path

import aiosql

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
