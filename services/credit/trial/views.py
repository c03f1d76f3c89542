"""Queries over models, profiles and lines; this matter keeps no read model of its own."""

from __future__ import annotations

from pathlib import Path

import aiosql

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
