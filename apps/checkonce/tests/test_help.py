"""What a command, an option and an argument are for is said in both languages, Chinese first."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from typer.main import get_command

from apps.checkonce.cli import COMMANDS, app

ROOT = Path(__file__).parents[3]
BILINGUAL = re.compile(r"^[^·/]*[\u4e00-\u9fff].*[·/][^\u4e00-\u9fff]*[A-Za-z]{3}", re.DOTALL)
OF_THE_LIBRARY = {"help", "install_completion", "show_completion"}


def said(command: click.Command, path: str = "checkonce"):
    """(place, help) of a command, its parameters and all below it."""
    yield path, command.help
    for parameter in command.params:
        if parameter.name not in OF_THE_LIBRARY:
            yield f"{path} {parameter.name}", getattr(parameter, "help", None)
    if isinstance(command, click.Group) or hasattr(command, "commands"):
        for name in command.list_commands(None):
            yield from said(command.get_command(None, name), f"{path} {name}")


def declared(path: Path):
    """(place, help) of what a module with `argparse` asks for."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = getattr(getattr(call, "func", None), "attr", None)
        if not isinstance(call, ast.Call) or name not in {"ArgumentParser", "add_argument"}:
            continue
        asked = next((k.value for k in call.keywords if k.arg == ("help" if name == "add_argument" else "description")), None)
        parts = asked.values if isinstance(asked, ast.JoinedStr) else [asked]
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "English" for part in parts)
        yield f"{path.relative_to(ROOT)}:{call.lineno}", text


def test_every_command_and_each_of_its_parameters_says_what_it_is_for_in_both_languages():
    found = dict(said(get_command(app)))
    assert len(found) > 50
    assert {place: text for place, text in found.items() if text is None or not BILINGUAL.search(text)} == {}


def test_the_overview_says_of_each_command_what_it_says_itself():
    program = get_command(app)
    found = {name: program.get_command(None, name).help.partition("\n\n")[0] for name in COMMANDS}
    assert found == {name: command.said for name, command in COMMANDS.items()}


@pytest.mark.parametrize("asked", ["--help", "--version"])
def test_the_overview_loads_no_command_and_nothing_heavy(asked):
    """Help and completion take a fifth of a second; with the code of the commands it was more than one."""
    shows = "import sys; from apps.checkonce.cli import app; app(standalone_mode=False); print(sorted(sys.modules))"
    said = subprocess.run([sys.executable, "-c", shows, asked], cwd=ROOT, check=True, capture_output=True, text=True)
    loaded = set(ast.literal_eval(said.stdout.splitlines()[-1]))
    ours = {name for name in loaded if name.partition(".")[0] in {"apps", "libs", "services"}}
    assert ours == {
        "apps",
        "apps.checkonce",
        "apps.checkonce.cli",
        "apps.checkonce.terminal",
        "apps.checkonce.terminal.options",
    }
    heavy = {
        "pydantic",
        "fastapi",
        "starlette",
        "httpx2",
        "asyncio",
        "asyncpg",
        "aiokafka",
        "uvicorn",
        "cryptography",
        "openpyxl",
    }
    assert loaded.isdisjoint(heavy)


def test_so_does_every_other_program():
    programs = [
        path
        for folder in ("apps", "bench", "libs", "deploy")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "tests" not in path.parts and "argparse" in path.read_text(encoding="utf-8")
    ]
    found = dict(each for path in programs for each in declared(path))
    assert len(programs) >= 6
    assert {place: text for place, text in found.items() if not BILINGUAL.search(text)} == {}


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("服务 · Service", True),
        ("Service", False),
        ("服务", False),
        ("Service · 服务", False),
        ("登记总数 / number of entities", True),
    ],
)
def test_a_text_in_one_language_is_seen(text, good):
    assert bool(BILINGUAL.search(text)) == good
