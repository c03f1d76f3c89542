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
from libs.events.views.expressions import DescriptionError
from libs.events.views.views import Views

from ..terminal.databases import embedded_database, not_running, unreachable
from ..terminal.screen import fail

__all__ = ["app"]

app = typer.Typer(help="读模型 · Read models.", no_args_is_help=True)


@app.command("sql")
def sql(
    service: Annotated[
        str,
        typer.Argument(
            help="服务 registry、planning、inspection、credit、disclosure、whistle 之一,可加地区,如 421088.whistle"
            " · One of these services; a place may stand before it, as in 421088.whistle"
        ),
    ],
    database: Annotated[
        str,
        typer.Option(
            envvar="CHECKONCE_DATABASE_URL",
            help="该服务的数据库,含其数据表;不给则为内嵌环境"
            " · The service's database, with its tables; without it that of the embedded stack",
        ),
    ] = "",
) -> None:
    """打印生成的语句 · Print the SQL that a rebuild of the views and commands run, and what stays Python and why."""
    place, _, name = service.rpartition(".")
    if name not in SERVICES:
        fail(f"没有服务 {service}", f"no service {service}; one of {', '.join(SERVICES)}")
    url = database or embedded_database(place, name)
    views = importlib.import_module(f"services.{name}.app").service.views
    try:
        text = asyncio.run(_explained(url, views))
    except (OSError, asyncpg.PostgresError, DescriptionError) as error:
        if not database and isinstance(error, ConnectionRefusedError):
            not_running()
        fail(f"无法读取数据库:{unreachable(error)}", f"cannot read the database: {error}")
    sys.stdout.write(text)


async def _explained(database: str, views: Views) -> str:
    # Built-in functions alone: this may be the owner's session, and the service's role owns schemas.
    connection = await asyncpg.connect(database, server_settings={"search_path": "pg_catalog"})
    try:
        return await explained(connection, views)
    finally:
        await connection.close()
