"""Forward-only SQL migrations: the package's own first, then the service's, each file once, in one transaction each."""

from __future__ import annotations

import hashlib
from pathlib import Path

import asyncpg

__all__ = ["MigrationChangedError", "migrate"]

_CORE = Path(__file__).parent / "migrations"
_LOCK = 4208803


class MigrationChangedError(RuntimeError):
    """A migration that was applied has been edited since. Add a new file instead."""


async def migrate(pool: asyncpg.Pool, *folders: Path) -> list[str]:
    """Applies what is new, in file-name order per folder; returns the names applied. Safe with several processes at once."""
    applied: list[str] = []
    async with pool.acquire() as connection:
        await connection.execute("select pg_advisory_lock($1)", _LOCK)
        try:
            await connection.execute(
                "create table if not exists public.migrations"
                " (name text primary key, sha256 text not null, applied_at timestamptz not null default now())"
            )
            known = {r["name"]: r["sha256"] for r in await connection.fetch("select name, sha256 from public.migrations")}
            for folder in (_CORE, *folders):
                owner = "core" if folder == _CORE else folder.parent.name
                for path in sorted(folder.glob("*.sql")):
                    name, text = f"{owner}/{path.name}", path.read_text(encoding="utf-8")
                    digest = hashlib.sha256(text.encode()).hexdigest()
                    if name in known:
                        if known[name] != digest:
                            raise MigrationChangedError(f"{name} was changed after it was applied: add a new file instead")
                        continue
                    async with connection.transaction():
                        # The pool's path begins with `views`: unqualified tables would land among the read models.
                        await connection.execute("set local search_path = public")
                        await connection.execute(text)
                        await connection.execute("insert into public.migrations (name, sha256) values ($1, $2)", name, digest)
                    applied.append(name)
        finally:
            await connection.execute("select pg_advisory_unlock($1)", _LOCK)
    return applied
