"""What only the owner of a service's database does: `purge` takes a forged fact out of what it has received, `restored` lets a
restored service begin beyond what others have received of it.
"""

from __future__ import annotations

import asyncio
from typing import Annotated

import asyncpg
import typer

from libs.events.bus.ledger import Link
from libs.events.bus.purge import LinkedError, NotReceivedError, Purged
from libs.events.bus.purge import purge as take_out
from libs.events.bus.refill import NotBeyondError, begin_beyond

from ..terminal.databases import unreachable
from ..terminal.screen import console, fail, show_table, told_as_json

__all__ = ["purge", "restored"]


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
        fail(f"未清除:{unreachable(error)}", f"not purged: {error}")
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


def restored(
    beyond: Annotated[
        int, typer.Argument(min=1, help="各接收方收到的最大序号 · The greatest position that any reader has of the service")
    ],
    database: Annotated[
        str,
        typer.Option(
            envvar="CHECKONCE_DATABASE_URL",
            help="恢复后的数据库(所有者)· The restored database, as its owner",
            show_default=False,
        ),
    ],
) -> None:
    """恢复后续号 · Let a restored service number its facts beyond what was lost, and send all of them again."""
    try:
        facts, end = asyncio.run(_begun(database, beyond))
    except NotBeyondError as error:
        fail(
            f"序号 {error.position} 与本库已用的 {error.drawn} 相差过大,未作更改;请核对各接收方的最大序号",
            f"{error.position} is too far from {error.drawn}, which this database has reached; nothing was changed."
            " Look again what the readers have received",
        )
    except (OSError, ValueError, asyncpg.PostgresError) as error:
        fail(f"未更改:{unreachable(error)}", f"nothing was changed: {error}")
    if told_as_json({"beyond": beyond, "facts": facts, "chain_index": end and end.index, "chain_hash": end and end.hash}):
        return
    console.print(f"新事实的序号大于 {beyond};启动后重发 {facts} 条 · {facts} facts are sent again once its workers start")
    if end is not None:
        console.print(
            f"共享链止于第 {end.index} 环 {end.hash}。邻区收到过更后各环的,此后各环均会被其扣住:请逐一告知,由其退回到该环"
            f" · its chain of shared facts ends at link {end.index}, {end.hash}. A neighbour that has later ones holds all that"
            " follow: tell each, it goes back to this link (docs/operations.md, A restored service)"
        )


async def _begun(url: str, beyond: int) -> tuple[int, Link | None]:
    """How many facts there are, and the end of the chain of those that neighbours read."""
    connection = await asyncpg.connect(url)
    try:
        facts = await begin_beyond(connection, beyond)
        end = await connection.fetchrow("select chain_index, hash from public.ledger order by chain_index desc limit 1")
        return facts, end and Link(*end)
    finally:
        await connection.close()
