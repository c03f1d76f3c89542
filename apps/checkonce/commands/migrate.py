"""`checkonce migrate`: makes and changes a service's tables, as the role that owns them. No service runs as that role."""

from __future__ import annotations

import asyncio
import importlib
import os
from pathlib import Path
from typing import Annotated

import asyncpg
import typer

from apps.checkonce.names import SERVICES
from libs.events.store.migrate import migrate as apply
from libs.events.store.store import connect_pool

from ..terminal.databases import unreachable
from ..terminal.screen import fail

__all__ = ["migrate"]

_DATABASE_URL = "CHECKONCE_DATABASE_URL"


def migrate(
    service: Annotated[
        str, typer.Argument(help="服务:registry, planning, inspection, credit, disclosure, whistle · Service: one of these")
    ],
    runs_as: Annotated[
        str, typer.Option(help="服务运行所用的数据库角色,默认与服务同名 · Role that the service runs as; default: its name")
    ] = "",
) -> None:
    """更新数据库结构 · Apply migrations, as the database's owner (CHECKONCE_DATABASE_URL)."""
    if service not in SERVICES:
        fail(f"没有服务 {service}", f"no service {service}; one of {', '.join(SERVICES)}")
    url = os.environ.get(_DATABASE_URL)
    if not url:
        fail(f"请设置 {_DATABASE_URL}(数据库所有者)", f"set {_DATABASE_URL} to the URL of the database's owner")
    folder = importlib.import_module(f"services.{service}.app").service.migrations
    try:
        applied = asyncio.run(_applied(url, folder, runs_as or service))
    except (OSError, ValueError, RuntimeError, asyncpg.PostgresError) as error:
        fail(f"数据库结构更新失败:{unreachable(error)}", f"not migrated: {error}")
    for name in applied:
        typer.echo(name)


async def _applied(url: str, folder: Path, runs_as: str) -> list[str]:
    pool = await connect_pool(url, size=1, name="migrate")
    try:
        return await apply(pool, folder, runs_as=runs_as)
    finally:
        await pool.close()
