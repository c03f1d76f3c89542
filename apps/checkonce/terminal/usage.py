"""What is wrong with how a command was called, in Chinese first: the library that reads it says so in English alone."""

from __future__ import annotations

import os
import re
from typing import Any

import typer
from typer._click import exceptions as said_by

from .screen import plain

__all__ = ["ENGLISH", "said", "wrong_usage"]

ENGLISH = "CHECKONCE_CLI_LANG"
"""Set to `en`, what is wrong comes in English alone."""
_WORDS = (
    (r"No such option: (\S+)", "没有选项 {0}"),
    (r"Option '(.+)' requires an argument\.?", "选项 {0} 须带一个值"),
    (r"Option '(.+)' requires (\d+) arguments\.?", "选项 {0} 须带 {1} 个值"),
    (r"Option '(.+)' does not take a value\.?", "选项 {0} 不带值"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", "多余的参数:{0}"),
    (r"Argument '(.+)' takes (\d+) values\.?", "参数 {0} 须有 {1} 个值"),
    (r"Missing command\.?", "未写明命令"),
    (r"No such command '(.+)'\.?", "没有命令 {0}"),
    (r"\w+ '(.*)' does not exist\.", "“{0}”不存在"),
    (r"\w+ '(.*)' is a file\.", "“{0}”是文件"),
    (r"\w+ '(.*)' is a directory\.", "“{0}”是目录"),
    (r"\w+ '(.*)' is not readable\.", "“{0}”无法读取"),
    (r"\w+ '(.*)' is not writable\.", "“{0}”无法写入"),
    (r"'?(.*?)'? is not one of (.*?)\.?", "“{0}”应为以下之一:{1}"),
    (r"(?:Value )?'?(.*?)'? is not a valid (.*?)\.?", "“{0}”格式有误"),
)
"""What the library says, and the same in Chinese."""
_CHINESE = re.compile("[\u4e00-\u9fff]")


def wrong_usage(error: said_by.UsageError) -> Any:
    """Says on standard error what is wrong, and ends the command with the exit code of wrong usage."""
    if isinstance(error, said_by.NoArgsIsHelpError) or os.environ.get(ENGLISH, "").lower().startswith("en"):
        raise error
    context = error.ctx
    if context is not None:
        usage = context.get_usage().removeprefix("Usage:").strip()
        typer.echo(f"用法 · Usage: {usage}", err=True)
    chinese, english = said(error)
    typer.secho(f"✗ {plain(chinese)}", err=True, fg="red", bold=True)
    typer.echo(f"  {plain(english)}", err=True)
    if context is not None and context.help_option_names:
        typer.echo(f"详见 · See: {context.command_path} {context.help_option_names[0]}", err=True)
    raise typer.Exit(error.exit_code) from error


def said(error: said_by.UsageError) -> tuple[str, str]:
    """What is wrong, in Chinese and in English."""
    english = error.format_message()
    match error:
        case said_by.MissingParameter():
            what = "选项" if error.param is not None and error.param.param_type_name == "option" else "参数"
            return f"缺少{what} {_name(error)}", english
        case said_by.BadParameter():
            return f"{_name(error)} 的值有误:{_in_chinese(error.message, error.__cause__)}", english
        case said_by.NoSuchOption() if error.possibilities:
            return f"{_in_chinese(error.message)}(是否为 {'、'.join(sorted(error.possibilities))}?)", english
    return _in_chinese(error.message, error.__cause__), english


def _name(error: said_by.BadParameter) -> str:
    hint = error.param_hint if error.param_hint is not None else error.param.get_error_hint() if error.param else ""
    hints = [hint] if isinstance(hint, str) else list(hint)
    return " / ".join(each.strip("'") for each in hints)


def _in_chinese(message: str, cause: BaseException | None = None) -> str:
    if _CHINESE.search(message):
        # One of ours, in both languages.
        return message.partition(" · ")[0]
    for pattern, words in _WORDS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is not None:
            return words.format(*found.groups())
    from pydantic import ValidationError  # noqa: PLC0415 - only what is wrong needs it

    if isinstance(cause, ValidationError):
        from libs.events.shapes.faults import fault_of  # noqa: PLC0415

        return fault_of(cause.errors(include_url=False)[0]).rule_zh
    return "用法有误"
