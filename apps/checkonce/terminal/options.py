"""Options that commands share: how the answer is printed, and of those that speak to services which installation, as whom."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.main import get_command

__all__ = ["ASKED", "Asked", "with_options"]

_PANEL = "对哪套系统 · Which installation"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options of this command say."""

    urls: tuple[str, ...] = ()
    token: str = ""
    token_file: Path | None = None
    profile: str = ""
    subject: str = ""
    as_json: bool = False


ASKED: ContextVar[Asked] = ContextVar("asked", default=Asked())  # noqa: B039 - frozen


def _heard(name: str) -> Callable[[Any], Any]:
    def hear(value: Any) -> Any:
        changed: dict[str, Any] = {name: tuple(value or ()) if name == "urls" else value}
        ASKED.set(replace(ASKED.get(), **changed))
        return value

    return hear


def _options(
    _url: Annotated[
        list[str] | None,
        typer.Option(
            "--url", callback=_heard("urls"), expose_value=False, rich_help_panel=_PANEL,
            help="地区.服务=地址,或 地区=含 {service} 的地址,可多个 · PLACE.SERVICE=URL, or PLACE=URL with {service}; repeat",
        ),
    ] = None,
    _token: Annotated[
        str,
        typer.Option(
            "--token", callback=_heard("token"), expose_value=False, rich_help_panel=_PANEL,
            show_default=False,
            help="访问令牌;他人可见,宜用 CHECKONCE_TOKEN 或文件 · Token; others see it: better CHECKONCE_TOKEN or a file",
        ),
    ] = "",
    _token_file: Annotated[
        Path | None,
        typer.Option(
            "--token-file", callback=_heard("token_file"), expose_value=False, rich_help_panel=_PANEL, dir_okay=False,
            help="存放令牌的文件 · File that holds the token",
        ),
    ] = None,
    _profile: Annotated[
        str,
        typer.Option(
            "--profile", callback=_heard("profile"), expose_value=False, rich_help_panel=_PANEL,
            show_default=False,
            help="配置中的名称 (CHECKONCE_CLI_PROFILE) · A name in ~/.config/checkonce/installations.toml",
        ),
    ] = "",
    _as: Annotated[
        str,
        typer.Option(
            "--as", callback=_heard("subject"), expose_value=False, rich_help_panel=_PANEL, show_default=False,
            help="以何人身份(标识),仅用于本机数据目录中的服务;默认 operator-cli · As whom (an id), at the services of this data"
            " folder; operator-cli unless given",
        ),
    ] = "",
) -> None:  # fmt: skip
    """Never called: the command that is made of it has the options."""


def _printed(
    _as_json: Annotated[
        bool,
        typer.Option(
            "--json", callback=_heard("as_json"), expose_value=False,
            help="结果以 JSON 输出,其余写入标准错误 · The result as JSON; all else goes to standard error",
        ),
    ] = False,
) -> None:  # fmt: skip
    """As `_options`: how the answer is printed."""


def with_options(command: Any, *, asks: bool) -> Any:
    """The same command; it and all below it take the shared options, those of an installation where it `asks` one."""
    shared = []
    for options in (_options, _printed) if asks else (_printed,):
        alone = typer.Typer(add_completion=False)
        alone.command()(options)
        shared += [option for option in get_command(alone).params if option.name != "help"]

    def extend(one: Any) -> None:
        for below in getattr(one, "commands", {}).values():
            extend(below)
        if not hasattr(one, "commands"):
            one.params.extend(shared)

    extend(command)
    return command
