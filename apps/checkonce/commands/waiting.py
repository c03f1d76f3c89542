"""`waiting list|show|file|changes|approve|refuse`: what waits for a second person, in all services of an installation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Annotated, Any, TypeVar

import typer

from libs.clients.base import Accepted
from libs.clients.errors import ProblemError
from libs.clients.operations import CountersignatureView, HeldFiles, Operations

from ..terminal.installation import Installation, place_of, running
from ..terminal.options import ASKED
from ..terminal.screen import NEEDS_SOMEBODY, console, fail, paged, run, show_table, told_as_json

__all__ = ["waiting"]

waiting = typer.Typer(help="待复核事项 · What waits for a second person.", no_args_is_help=True)

C = TypeVar("C", bound=Operations)


class _Queue(HeldFiles, Operations):
    """What waits, and the files of it."""


Service = Annotated[str, typer.Argument(help="地区.服务,如 421088.registry · place.service, for example 421088.registry")]
Number = Annotated[str, typer.Argument(help="复核事项编号,见 list · Number of the request, as `list` shows it")]
Role = Annotated[
    str,
    typer.Option(
        help="以何角色办理,仅用于本机数据目录中的服务;别处由令牌决定"
        " · As whom, at the services of this data folder; elsewhere the token says it"
    ),
]


@waiting.command("list")
def list_waiting() -> None:
    """列出 · What waits in every service, the first to expire first: as far as whoever asks may see it."""
    found, whole = run(running().each(_waiting))
    every = sorted(((name, one) for name, waits in found for one in waits or ()), key=lambda pair: pair[1].due)
    columns = ["服务 service", "编号 number", "事项 duty", "申请 request", "申请人 asked by", "提出 asked at", "截止 due"]
    rows = [[name, w.countersignature, w.duty, w.request, w.asked_by, w.asked_at, w.due] for name, w in every]
    show_table("待复核 · what waits for a second person", columns, rows)
    for name in (name for name, waits in found if waits is None):
        console.print(f"{name}:所用角色不能查看待复核事项 · the role used may not see what waits there")
    if not whole:
        raise typer.Exit(NEEDS_SOMEBODY)


async def _waiting(service: Operations) -> list[CountersignatureView] | None:
    """All pages; None where the caller has nothing to do with the queue."""
    found: list[CountersignatureView] = []
    cursor: str | None = None
    while True:
        try:
            page = await service.countersignatures(state="waiting", cursor=cursor, limit=200)
        except ProblemError as error:
            if error.status == HTTPStatus.FORBIDDEN:
                return None
            raise
        found += page.items
        cursor = page.next
        if cursor is None:
            return found


@waiting.command("show")
def show(service: Service, number: Number) -> None:
    """显示一项 · All of one request: what was asked, by whom, what it leads to, and who has refused the same before."""

    async def work(here: Installation) -> CountersignatureView:
        async with here.operations(service) as client:
            return await client.countersignature(number)

    one = run(work(running()))
    said = one.model_dump(mode="json")
    if told_as_json(said):
        return
    show_table(f"{service} {number}", ["项 what", "内容 content"], [[name, _text(value)] for name, value in said.items()])
    if _is_file(one):
        console.print(
            f"以上仅为部分变更 · these are the first changes. 全部 all: checkonce waiting changes {service} {number};"
            f" 文件 the file: checkonce waiting file {service} {number} -o FILE"
        )


def _is_file(one: CountersignatureView) -> bool:
    return isinstance(one.body, dict) and "sha256" in one.body


def _text(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, indent=1) if isinstance(value, dict | list) else value


@waiting.command("file")
def file(
    service: Service,
    number: Number,
    output: Annotated[Path, typer.Option("--output", "-o", help="保存为新文件 · New file to write it to")],
    role: Role = "conference-member",
) -> None:
    """取文件 · The file that waits, as it was sent, and whether it is the one that is approved."""

    async def work(here: Installation) -> tuple[str, str]:
        async with _second(here, _Queue, service, role) as client:
            asked = await client.countersignature(number)
            digest = hashlib.sha256()
            async with client.countersignature_file(number) as pieces:
                with output.open("xb") as target:
                    async for piece in pieces:
                        digest.update(piece)
                        target.write(piece)
            return digest.hexdigest(), str(asked.body["sha256"])

    if output.exists():
        fail(f"{output} 已存在,请另选文件名", f"{output} exists: choose another name")
    found, asked = run(work(running()))
    if found != asked:
        fail(f"内容与待复核的文件不符:{found}", f"this is not the file that waits: SHA-256 {found}, asked was {asked}")
    if not told_as_json({"service": service, "number": number, "file": str(output), "sha256": found}):
        console.print(f"{output}: SHA-256 {found}")
        console.print(
            "文件为申请人原样提交,表格软件可能执行其中的公式,请勿启用内容"
            " · it is as it was sent: a spreadsheet may run formulas in it, do not enable them"
        )


@waiting.command("changes")
def changes(service: Service, number: Number, role: Role = "conference-member") -> None:
    """全部变更 · All that the file would change, row by row; with `--json` an object a line."""
    with TemporaryFile() as kept:
        run(_fetched(running(), service, number, role, kept))
        kept.seek(0)
        if ASKED.get().as_json:
            for line in kept:
                told_as_json(json.loads(line), indent=None)
            return
        paged(map(_change, kept))


async def _fetched(here: Installation, service: str, number: str, role: str, into: IO[bytes]) -> None:
    async with _second(here, _Queue, service, role) as client, client.countersignature_changes(number) as pieces:
        async for piece in pieces:
            into.write(piece)


def _change(line: bytes) -> str:
    change = json.loads(line)
    where = f"{change['sheet']} 第 {change['line']} 行 line".strip()
    said = "".join(f"  {fact['type']} {json.dumps(fact['data'], ensure_ascii=False)}\n" for fact in change["facts"])
    return f"{where}\n{said}"


@waiting.command("approve")
def approve(service: Service, number: Number, role: Role = "conference-member") -> None:
    """复核同意 · Approve it as the second person: what was asked is decided anew, and done."""

    async def read_and_approved(client: Operations) -> Accepted:
        # Nobody approves what is not shown to them.
        await client.countersignature(number)
        return await client.approve_countersignature(number)

    done = run(_settled(running(), service, role, read_and_approved))
    _tell(service, number, done, "已复核同意", "approved")


@waiting.command("refuse")
def refuse(
    service: Service,
    number: Number,
    reason: Annotated[str, typer.Option(help="理由,将记录在案 · Reason; goes on record")],
    role: Role = "conference-member",
) -> None:
    """退回 · Refuse it as the second person, with the reason: nothing of it is done."""
    done = run(_settled(running(), service, role, lambda client: client.refuse_countersignature(number, reason=reason)))
    _tell(service, number, done, "已退回", "refused")


async def _settled(here: Installation, name: str, role: str, settle: Callable[[Operations], Awaitable[Accepted]]) -> Accepted:
    async with _second(here, Operations, name, role) as client:
        return await settle(client)


def _second(here: Installation, client: type[C], name: str, role: str) -> C:
    """The service as the second person sees it."""
    return here.client(client, name, role, divisions=[place_of(name)])


def _tell(service: str, number: str, done: Accepted, zh: str, en: str) -> None:
    if not told_as_json({"service": service, "number": number, "settled": en, "facts": done.facts}):
        console.print(f"{service} {number}:{zh} · {en}; {', '.join(done.facts)}")
