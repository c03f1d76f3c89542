"""What is wrong with how a command was called is said in Chinese first, and ends it with the exit code of wrong usage."""

import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from apps.checkonce.cli import app
from apps.checkonce.terminal.usage import said

WRONG = [
    (["nope"], "没有命令 nope", "No such command 'nope'."),
    (["import"], None, None),
    (["import", "preview", "--nope"], "没有选项 --nope", "No such option: --nope"),
    (["import", "preview", "--colum", "a=b"], "没有选项 --colum(是否为 --column?)", "No such option: --colum"),
    (["import", "preview", "entities"], "缺少参数 ", "Missing argument"),
    (["import", "preview", "entities", "/no/such.csv", "--place", "421088"], "“/no/such.csv”不存在", "does not exist"),
    (["import", "preview", "entities", ".", "--place", "421088"], "是目录", "is a directory"),
    (["import", "preview", "entities", "--place"], "选项 --place 须带一个值", "requires an argument"),
    (["import", "file", "entities", __file__, "--place", "421088", "--as-of", "soon"], "--as-of 的值有误:", "soon"),
    (["import", "preview", "a", __file__, "b", "--place", "421088"], "多余的参数:b", "unexpected extra argument"),
    (["restored", "x", "--database", "y"], "的值有误:", "Invalid value for"),
    (["restored", "0", "--database", "y"], "的值有误:", "Invalid value for"),
    (["status", "--json=1"], "选项 --json 不带值", "does not take a value"),
    (["import", "preview", "entities", __file__, "--place", "421088", "--column", "门号"],
     "--column 的值有误:“门号”应写成 列名=列", "is to be title=column"),
]  # fmt: skip
CASES = [case for case in WRONG if case[1]]


@pytest.mark.parametrize(
    ("arguments", "chinese", "english"), CASES, ids=lambda case: " ".join(case) if isinstance(case, list) else ""
)
def test_what_is_wrong_is_said_in_chinese_first(arguments, chinese, english, monkeypatch):
    monkeypatch.delenv("CHECKONCE_CLI_LANG", raising=False)
    result = CliRunner().invoke(app, arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    lines = result.stderr.splitlines()
    # Where the library does not say of which command, its usage is not shown.
    if len(lines) > 2:
        assert lines.pop(0).startswith("用法 · Usage: checkonce")
        assert lines.pop().startswith("详见 · See: checkonce")
    zh, en = lines
    assert zh.startswith("✗ ")
    assert chinese in zh, result.stderr
    assert "用法有误" not in zh
    assert english in en


@pytest.mark.parametrize(("arguments", "_", "english"), CASES[:3], ids=str)
def test_by_choice_it_is_said_in_english_alone(arguments, _, english, monkeypatch):
    monkeypatch.setenv("CHECKONCE_CLI_LANG", "en")
    result = CliRunner().invoke(app, arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert english in result.stderr
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in result.stderr)


def test_a_group_without_a_command_shows_its_help():
    assert "用法有误" not in CliRunner().invoke(app, ["import"]).output


def test_what_a_terminal_would_obey_is_shown():
    result = CliRunner().invoke(app, ["import", "preview", "--\x1b[2J"])
    assert (result.exit_code, "\x1b" in result.stderr) == (2, False)


def test_a_value_that_a_command_refuses_itself_keeps_its_own_words():
    error = typer.BadParameter("须为数字 · is to be a number", param_hint="--size")
    assert said(error) == ("--size 的值有误:须为数字", "Invalid value for --size: 须为数字 · is to be a number")


def test_the_program_itself_ends_so():
    ended = subprocess.run([sys.executable, "-m", "apps.checkonce.cli", "nope"], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "没有命令 nope" in ended.stderr
