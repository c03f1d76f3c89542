"""`checkonce audit`: whether a store is as it was chained, and its chain as others have kept it."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import asyncpg
import typer

from apps.checkonce.names import SERVICES
from libs.events.store import audit as store

from ..terminal.databases import embedded_database, not_running, unreachable
from ..terminal.screen import NEEDS_SOMEBODY, console, fail, misused, say, show_table, told_as_json

__all__ = ["audit"]

_STILL = 60.0
"""Seconds that the chain has to go on with what was not chained yet."""


def audit(
    service: Annotated[str, typer.Argument(help="地区.服务,如 421088.whistle · place.service, for example 421088.whistle")],
    database: Annotated[
        str,
        typer.Option(
            envvar="CHECKONCE_DATABASE_URL",
            help="该服务的数据库;不给则为内嵌环境 · The service's database; without it that of the embedded stack",
        ),
    ] = "",
    anchors: Annotated[
        Path | None,
        typer.Option(help="由其他部门保管的锚点文件 · File of anchors that another department keeps", dir_okay=False),
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option(help="将新的锚点追加到此文件 · File to which new anchors are added, to be kept by others", dir_okay=False),
    ] = None,
) -> None:
    """核查存储 · Compare every stored and received fact with the hash chain, and the chain with anchors kept elsewhere."""
    place, _, name = service.partition(".")
    if name not in SERVICES:
        fail(f"没有服务 {service}", f"no service {service}; name it as place.service, one of {', '.join(SERVICES)}")
    begins = anchors is not None and anchors == export
    if anchors is not None and not anchors.exists() and not begins:
        misused(
            f"没有锚点文件 {anchors}。首次请用 --export {anchors} 建立",
            f"there is no file of anchors {anchors}: begin it with --export {anchors}",
        )
    found, new, still = _looked(place, name, database, anchors, export)
    _show(found, still=still)
    _hold(service, found, None if begins else anchors, still=still)
    if export and new:
        store.keep_anchors(export, new)
        console.print(f"{len(new)} 个锚点已追加到 {export} · {len(new)} anchors added")
    if begins and not found.anchors:
        say(
            "!",
            f"{anchors} 此前没有 {service} 的锚点:本次未与留存的锚点比对,自本次起留存 · "
            f"{anchors} had no anchor of {service}: the chain was compared with none, and is kept from now on",
            "yellow",
        )
    if found.purged:
        say(
            "!",
            f"除已清除的 {len(found.purged)} 条外,存储与链相符 · "
            f"but for the {len(found.purged)} purged the store is as it was chained",
            "yellow",
        )
    if found.purged or (begins and not found.anchors):
        raise typer.Exit(NEEDS_SOMEBODY)
    say("✓", "存储与链相符 · the store is as it was chained", "bold green")


def _show(found: store.Audit, *, still: bool) -> None:
    rows = [
        [f.log, f"{f.first}" if f.first == f.last else f"{f.first}-{f.last}", f.kind, *store.SAID[f.kind]] for f in found.faults
    ]
    as_json = told_as_json(
        {
            "rows": found.rows,
            "anchors": found.anchors,
            "unchained": found.unchained,
            "stands_still": still,
            "count": found.count,
            "faults": [fault._asdict() for fault in found.faults],
            "purged": [asdict(each) for each in found.purged],
        }
    )
    if rows and not as_json:
        show_table("不符 · faults", ["表 table", "位置 position", "类别 kind", "说明", "meaning"], rows)
    if found.purged and not as_json:
        was = {True: "是 yes", False: "否 no"}
        said = [[*map(str, (g.source, g.position, g.type, g.id)), was[g.chained], g.actor, g.reason] for g in found.purged]
        named = ["来源 source", "序号 position", "类型 type", "标识 id", "曾入链 was chained", "经办 by", "理由 reason"]
        show_table("已清除 · purged, on the record", named, said)
    console.print(
        f"{found.rows} 行已核对,{found.anchors} 个锚点,{found.unchained} 行尚未入链 · "
        f"{found.rows} rows compared, {found.anchors} anchors, {found.unchained} rows not chained yet"
    )


def _hold(service: str, found: store.Audit, anchors: Path | None, *, still: bool) -> None:
    """Ends the command where something does not hold or nothing is proven. `anchors`: what the chain had to be held against."""
    if found.count:
        fail(f"{found.count} 处不符", f"{found.count} faults: what they name is not as it was written")
    if still:
        fail(
            f"{found.unchained} 行未入链,且链不再前进:这些行未得到证明。请启动该服务的 worker 后重试",
            f"{found.unchained} rows are not chained, and the chain does not go on: they are not proven. Start the service's"
            " workers, then audit again",
        )
    if anchors and not found.anchors:
        fail(
            f"{anchors} 中没有 {service} 的锚点:未与留存的锚点比对。请核对文件与服务名",
            f"{anchors} has no anchor of {service}: the chain was compared with none. Check the file and the service's name",
        )


def _looked(
    place: str, name: str, database: str, anchors: Path | None, export: Path | None
) -> tuple[store.Audit, list[store.Anchor], bool]:
    """As `_audited`. Ends the command where nothing could be compared."""
    url = database or embedded_database(place, name)
    try:
        known = store.read_anchors(anchors) if anchors and anchors.exists() else []
        kept = store.read_anchors(export) if export and export.exists() else []
        return asyncio.run(_audited(url, f"/{place}/{name}", known, kept, more=bool(export)))
    except store.AnchorError as error:
        fail(f"核查未完成:{error.zh}", f"not audited: {error.en}")
    except (OSError, ValueError, asyncpg.PostgresError) as error:
        if not database and isinstance(error, ConnectionRefusedError):
            not_running()
        fail(f"核查未完成:{unreachable(error)}", f"not audited: {error}")


async def _audited(
    url: str, source: str, anchors: list[store.Anchor], kept: list[store.Anchor], *, more: bool
) -> tuple[store.Audit, list[store.Anchor], bool]:
    """What was found, new anchors, and whether the chain stands still."""
    connection = await asyncpg.connect(url)
    try:
        found = await store.audit(connection, source, anchors)
        if found.count:
            return found, [], False
        still = await store.stands_still(connection, found, within=_STILL)
        return found, await store.ends_after(connection, source, kept) if more else [], still
    finally:
        await connection.close()
