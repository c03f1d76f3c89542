"""The years as they are published; the table is the one that every service keeps (libs/domain/calendar.py)."""

from pathlib import Path

import aiosql

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
