"""Forward-only SQL migrations: the package's own first, then the service's, each file once, in one transaction each.

The role that owns the database migrates; a service runs as another one (roles.py). A process of the latter applies nothing: it
finds that all is applied, or does not start.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import asyncpg

from .roles import give
from .sessions import endless, limited, unhurried

__all__ = ["MigrationChangedError", "NotMigratedError", "migrate"]

_CORE = Path(__file__).parent / "migrations"
_LOCK = 4208803


class MigrationChangedError(RuntimeError):
    """A migration that was applied has been edited since. Add a new file instead."""


class NotMigratedError(RuntimeError):
    """Migrations are missing and this role may not apply them."""


async def migrate(pool: asyncpg.Pool, *folders: Path, runs_as: str | None = None) -> list[str]:
    """Applies what is new, in file-name order per folder; returns the names applied. Safe with several processes at once.

    `runs_as`: the role that the service runs as gets what it needs. Raises MigrationChangedError, and NotMigratedError where
    something is missing and this role does not own the database.
    """
    with unhurried():
        return await _migrate(pool, folders, runs_as)


async def _migrate(pool: asyncpg.Pool, folders: Sequence[Path], runs_as: str | None) -> list[str]:
    applied: list[str] = []
    async with pool.acquire() as connection:
        # As BUILT_IN_ONLY, for several transactions: the pool's own path has a schema that belongs to the service's role.
        await connection.execute(f"set search_path = pg_catalog; {endless(connection)}")
        try:
            await connection.execute("select pg_advisory_lock($1)", _LOCK)
            owns = await connection.fetchval("select has_schema_privilege('public', 'create')")
            if owns:
                await connection.execute(
                    "create table if not exists public.migrations"
                    " (name text primary key, sha256 text not null, applied_at timestamptz not null default now())"
                )
            known: dict[str, str] = {}
            if owns or await connection.fetchval("select has_table_privilege(to_regclass('public.migrations'), 'select')"):
                rows = await connection.fetch("select name, sha256 from public.migrations")
                known = {row["name"]: row["sha256"] for row in rows}
            for folder in (_CORE, *folders):
                owner = "core" if folder == _CORE else folder.parent.name
                for path in sorted(folder.glob("*.sql")):
                    name, text = f"{owner}/{path.name}", path.read_text(encoding="utf-8")
                    digest = hashlib.sha256(text.encode()).hexdigest()
                    if name in known:
                        if known[name] != digest:
                            raise MigrationChangedError(f"{name} was changed after it was applied: add a new file instead")
                        continue
                    if not owns:
                        raise NotMigratedError(f"{name} is not applied: run `checkonce migrate` as the database's owner")
                    async with connection.transaction():
                        # Read models are named with their schema, whatever the path of the pool is.
                        await connection.execute("set local search_path = public")
                        await connection.execute(text)
                        await connection.execute("insert into public.migrations (name, sha256) values ($1, $2)", name, digest)
                    applied.append(name)
            if runs_as is not None:
                await give(connection, runs_as)
        finally:
            await connection.execute("select pg_advisory_unlock($1)", _LOCK)
            await connection.execute(f"reset search_path; {limited(connection)}")
    return applied
