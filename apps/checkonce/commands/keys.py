"""`checkonce keys`: makes the services' signing keys, and keeps the file with their public halves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from apps.checkonce.names import SERVICES
from libs.events.bus.keyring import (
    KeyFile,
    KeyFileError,
    read_key_file,
    with_end,
    with_key,
    with_unsigned,
    write_key_file,
)
from libs.events.clock import utc_text
from libs.events.shapes.faults import fault_of
from libs.events.signatures import new_key

from ..terminal.screen import console, fail, misused, show_table, told_as_json

__all__ = ["app"]

app = typer.Typer(help="服务的签名密钥 · The services' keys and the file with the public halves", no_args_is_help=True)

Public = Annotated[
    Path,
    typer.Option("--file", envvar="CHECKONCE_SERVICE_KEYS", help="服务公钥文件 · The public keys", show_default=False),
]
OfService = Annotated[str, typer.Argument(help="服务,如 registry · Service")]
_EARLIER = timedelta(hours=1)
"""By which a new key begins before it is made: clocks differ, and facts that wait are sealed with it."""
_FORMATS = ["%Y-%m-%dT%H:%M:%S"]
From = Annotated[
    datetime | None,
    typer.Option("--from", help="自何时(UTC),默认一小时前 · From when on, UTC; an hour ago unless given", formats=_FORMATS),
]
Until = Annotated[
    datetime | None, typer.Option("--until", help="至何时(UTC),默认现在 · Until when, UTC; now unless given", formats=_FORMATS)
]


@app.command("new")
def new(
    service: OfService,
    file: Public,
    private: Annotated[Path, typer.Option(help="私钥写入的新文件 · New file for the private key", show_default=False)],
    since: From = None,
) -> None:
    """生成密钥 · Make a key for a service and name its public half; one that has a key already has both from then on."""
    _known(service)
    if private.exists():
        fail(f"{private} 已存在,未改动", f"{private} exists and is left as it is")
    before = _read(file) if file.exists() else KeyFile(keys=())
    key = new_key(private)
    try:
        write_key_file(file, with_key(before, service, key, _moment(since) if since else _moment(None) - _EARLIER))
    except ValidationError as error:
        private.unlink()
        _refuse(error)
    if told_as_json({"service": service, "key": key.thumbprint()}):
        return
    console.print(f"{service} {key.thumbprint()}")
    console.print(
        f"先分发 {file},待各服务读到(就绪检查 keys 为空),再将 {private} 设为 {service} 的 CHECKONCE_SIGNING_KEY 并重启其进程"
        f" · Hand {file} out first; once every service has read it, give {private} to {service} as CHECKONCE_SIGNING_KEY"
    )


@app.command("list")
def show(file: Public) -> None:
    """列出公钥 · The public keys by service, and when they count."""
    found = _read(file)
    rows = [[each.service, each.kid, utc_text(each.since), utc_text(each.until) if each.until else ""] for each in found.keys]
    if told_as_json(
        {
            "keys": [
                {"service": service, "key": key, "from": since, "until": until or None}
                for service, key, since, until in sorted(rows)
            ],
            "unsigned_through": dict(sorted(found.unsigned_through.items())),
        }
    ):
        return
    show_table("服务公钥 · public keys", ["服务 service", "密钥 key", "自 from", "至 until"], sorted(rows))
    for service, through in sorted(found.unsigned_through.items()):
        console.print(_taken_unsigned(service, through))


@app.command("end")
def end(
    kid: Annotated[str, typer.Argument(help="密钥 · The key, as listed")],
    file: Public,
    at: Until = None,
) -> None:
    """设定密钥终止时间 · What the key signs from then on counts no longer."""
    until = _moment(at)
    try:
        write_key_file(file, with_end(_read(file), kid, until))
    except KeyError:
        fail(f"{file} 中没有密钥 {kid}", f"{file} does not name the key {kid}")
    except ValidationError as error:
        _refuse(error)
    if not told_as_json({"key": kid, "until": utc_text(until)}):
        console.print(f"{kid}: 至 until {utc_text(until)}")


@app.command("unsigned")
def unsigned(
    service: OfService,
    through: Annotated[int, typer.Argument(help="序号 · The last position that may be unsigned", min=0)],
    file: Public,
) -> None:
    """升级前的事实 · Take a service's facts without a signature up to a position: those of before it signed."""
    _known(service)
    try:
        write_key_file(file, with_unsigned(_read(file), service, through))
    except ValidationError as error:
        _refuse(error)
    if not told_as_json({"service": service, "unsigned_through": through}):
        console.print(_taken_unsigned(service, through))


def _known(service: str) -> None:
    """A key for a name that nobody has would be handed out, and the service that was meant would go on without."""
    if service not in SERVICES:
        misused(f"没有服务 {service},可用:{'、'.join(SERVICES)}", f"no service {service}; one of {', '.join(SERVICES)}")


def _taken_unsigned(service: str, through: int) -> str:
    return f"{service}: 序号 {through} 及以前可无签名 · unsigned through position {through}"


def _moment(given: datetime | None) -> datetime:
    return (given or datetime.now(UTC)).replace(tzinfo=UTC, microsecond=0)


def _read(file: Path) -> KeyFile:
    try:
        return read_key_file(file)
    except KeyFileError as error:
        fail(f"无法使用公钥文件:{error}", f"the file of keys is not usable: {error}")


def _refuse(error: ValidationError) -> None:
    first = fault_of(error.errors()[0])
    fail(f"{first.field} {first.value}:{first.rule_zh}", f"{first.field} {first.value}: {first.rule}")
