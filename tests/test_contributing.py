"""The recipes of CONTRIBUTING.md work as they stand there, and a new matter is as small as they promise."""

import asyncio
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from tests import leftovers

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```\w+ title=\"(?P<file>[^\"]+)\"(?P<how>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
RECIPES = re.split(r"^## ", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
MATTER = "services/whistle/praise/"


def recipe(title):
    return next(text for text in RECIPES if text.startswith(title))


def follow(text, folder):
    """Writes the blocks of a recipe where they belong; each place that is to be changed is there exactly once."""
    for block in BLOCK.finditer(text):
        path, how, new = folder / block["file"], block["how"].strip(), block["text"]
        path.parent.mkdir(parents=True, exist_ok=True)
        if not how:
            assert not path.exists(), f"{path} is there already"
            path.write_text(new, encoding="utf-8")
            continue
        old = path.read_text(encoding="utf-8")
        if how == "append":
            path.write_text(f"{old}\n\n{new}", encoding="utf-8")
            continue
        verb, _, place = how.partition("=")
        place = place.strip("'")
        assert old.count(place) == 1, f"{place!r} is in {path} {old.count(place)} times"
        changed = new.rstrip("\n") if verb == "replace" else f"{place}\n{new.rstrip()}"
        path.write_text(old.replace(place, changed), encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The tree in which the recipes are followed, one after the other."""
    folder = tmp_path_factory.mktemp("recipes")
    for name in ("libs", "services", "apps"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    (folder / "tests").mkdir()
    for name in ("conftest.py", "pyproject.toml", "tests/leftovers.py"):
        shutil.copy(ROOT / name, folder / name)
    for title in ("Add a matter", "Add a fact and its view", "Add a command and its route"):
        follow(recipe(title), folder)
    return folder


async def said(folder, *command):
    """What a Python program printed in the copy; it must end well."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTEST_ADDOPTS": ""}
    # A run of its own: with this run's mark it would end this run's servers as left behind.
    environment.pop(leftovers.NAME, None)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    text = output.decode()
    assert process.returncode == 0, text
    return text


async def test_the_recipes_work_as_they_are_written(copy):
    tests = f"{MATTER}tests"
    assert "2 passed" in await said(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", tests)


async def test_the_contract_and_the_client_of_a_new_fact_and_route_are_generated(copy):
    await said(copy, "-m", "libs.events.catalog")
    await said(copy, "-m", "apps.checkonce.clients")
    contract = copy / "libs/events/catalog/contracts/schemas"
    assert list(contract.rglob("*department-praised*"))
    assert "/v1/praises" in (copy / "libs/clients/whistle.py").read_text(encoding="utf-8")


def test_a_new_matter_is_sixty_lines_in_one_folder_and_a_migration():
    blocks = [(block["file"], block["text"].count("\n")) for block in BLOCK.finditer(recipe("Add a matter"))]
    inside = sum(lines for file, lines in blocks if file.startswith(MATTER) and "/tests/" not in file)
    outside = {file: lines for file, lines in blocks if not file.startswith(MATTER)}
    assert inside <= 60
    assert outside.keys() == {
        "libs/events/catalog/whistle/praise.py",
        "services/whistle/migrations/0002_praise.sql",
        "services/whistle/app.py",
        "services/whistle/access.py",
    }
