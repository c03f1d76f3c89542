"""The first things a newcomer reads are true."""

import re
from pathlib import Path

import pytest
import typer

from apps.checkonce.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_module_named_in_the_librarys_table_exists():
    text = (ROOT / "libs" / "events" / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`([a-z_/]+\.py|[a-z_]+/)`", text[text.index("| module |") : text.index("## Rules")])
    assert len(named) > 20
    assert [name for name in named if not (ROOT / "libs" / "events" / name).exists()] == []


@pytest.mark.parametrize("words", sorted(set(re.findall(r"checkonce ((?:[a-z]+ ?)+)", README))))
def test_every_command_in_the_readme_exists(words):
    command = typer.main.get_command(app)
    context = typer.Context(command)
    for word in words.split():
        if not hasattr(command, "get_command"):
            return
        found = command.get_command(context, word)
        assert found is not None, f"`checkonce {words}`: no {word!r}"
        command = found


def test_every_make_target_in_the_readme_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)", README)) <= targets


def test_every_folder_and_link_in_the_readme_exists():
    paths = re.findall(r"\]\(([^)#]+)\)", README) + re.findall(r"`((?:libs|apps|deploy|docs|examples)/[a-z/]*)`", README)
    assert len(paths) > 8
    assert [path for path in paths if not (ROOT / path).exists()] == []
