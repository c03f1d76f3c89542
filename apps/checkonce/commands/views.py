"""`checkonce views sql`: what a rebuild of a service's read models, and its commands, run inside the database."""

from __future__ import annotations

import asyncio
import importlib
import sys
from typing import Annotated

import asyncpg
import typer

from apps.checkonce.names import SERVICES
from libs.events.views.explain import explained
from libs.events.views.views import Views

from ..terminal.screen import fail

__all__ = ["app"]

app = typer.Typer(help="读模型 · Read models.", no_args_is_help=True)


@app.command("sql")
def sql(
    service: Annotated[
        str, typer.Argument(help="服务:registry, planning, inspection, credit, disclosure, whistle · Service: one of these")
    ],
    database: Annotated[
        str,
        typer.Option(
            envvar="CHECKONCE_DATABASE_URL", help="该服务的数据库,含其数据表 · The service's database, with its tables"
        ),
    ] = "",
) -> None:
    """打印生成的语句 · Print the SQL that a rebuild of the views and commands run, and what stays Python and why."""
    if service not in SERVICES:
        fail(f"没有服务 {service}", f"no service {service}; one of {', '.join(SERVICES)}")
    if not database:
        fail(
            "没有数据库地址。请用 --database 或 CHECKONCE_DATABASE_URL 指定该服务的数据库",
            "no database: name the service's by --database or CHECKONCE_DATABASE_URL",
        )
    views = importlib.import_module(f"services.{service}.app").service.views
    sys.stdout.write(asyncio.run(_explained(database, views)))


async def _explained(database: str, views: Views) -> str:
    # Built-in functions alone: this may be the owner's session, and the service's role owns schemas.
    connection = await asyncpg.connect(database, server_settings={"search_path": "pg_catalog"})
    try:
        return await explained(connection, views)
    finally:
        await connection.close()
