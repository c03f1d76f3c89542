"""`checkonce purge`: takes a forged fact out of what a service has received, as the owner of its database."""

from __future__ import annotations

import asyncio
from typing import Annotated

import asyncpg
import typer

from libs.events.bus.purge import LinkedError, NotReceivedError, Purged
from libs.events.bus.purge import purge as take_out

from ..terminal.screen import console, fail, show_table, told_as_json

__all__ = ["purge"]


def purge(
    source: Annotated[str, typer.Argument(help="被冒用的来源,如 /421088/whistle · Source in whose name it came")],
    position: Annotated[int, typer.Argument(help="序号 · Its position")],
    database: Annotated[
        str,
        typer.Option(
            envvar="CHECKONCE_DATABASE_URL",
            help="接收方数据库(所有者)· The reader's database, as its owner",
            show_default=False,
        ),
    ],
    by: Annotated[str, typer.Option(help="经办人 · Who does it; goes on record")],
    reason: Annotated[str, typer.Option(help="理由,将记录在案 · Reason; goes on record")],
) -> None:
    """清除伪造事实 · Take a received fact that was forged out of the inbox, on the record."""
    try:
        gone = asyncio.run(_purged(database, source, position, by, reason))
    except NotReceivedError as error:
        fail(f"没有收到过 {error}", f"never received: {error}")
    except LinkedError as error:
        fail(
            f"{error} 来自其他地区,未清除:其链已核验至该条,清除后真实的下一条仍会被拒收。"
            "请该地区更换签名密钥并在互认协议中写明,再将本服务的数据库恢复到收到该条之前",
            f"{error} is a neighbour's, not purged: its links were verified up to this one, so the genuine next one would"
            " still be refused. Have the neighbour change its signing key, name the new one in the agreement, then restore"
            " this service's database to before the fact came",
        )
    except (OSError, ValueError, asyncpg.PostgresError) as error:
        fail(f"未清除:{error}", f"not purged: {error}")
    if told_as_json({**gone._asdict(), "consequences": [made._asdict() for made in gone.consequences]}):
        return
    where = f"{gone.topic}/{gone.partition} {gone.offset}"
    console.print(f"已清除 {gone.type} {gone.stream} {gone.id}({where})· purged")
    rows = [[str(made.position), made.stream, made.type] for made in gone.consequences]
    show_table("由其引起的本地事实 · facts that followed from it and stand", ["序号 position", "流 stream", "类型 type"], rows)
    console.print("请重建读模型 · now rebuild the views: checkonce replay PLACE.SERVICE")


async def _purged(url: str, source: str, position: int, actor: str, reason: str) -> Purged:
    connection = await asyncpg.connect(url)
    try:
        return await take_out(connection, source, position, actor=actor, reason=reason)
    finally:
        await connection.close()
