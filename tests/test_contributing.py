"""The recipes of CONTRIBUTING.md work as they stand there, and a new matter is as small as they promise."""

import json
import sys
from pathlib import Path

import pytest

from tests.recipes import BLOCK, ROOT, follow, said, sections, tree

RECIPES = sections("CONTRIBUTING.md")
MATTER = "services/whistle/praise/"
TITLES = (
    "Add a matter",
    "Add a fact and its view",
    "Add a command and its route",
    "Add a number that a jurisdiction may change",
)
GENERATED = ("libs.events.catalog", "apps.checkonce.clients", "apps.checkonce.access")


def recipe(title):
    return next(text for text in RECIPES if text.startswith(title))


@pytest.fixture(scope="module")
async def copy(tmp_path_factory):
    """The tree in which the recipes are followed, one after the other; then what is generated is written."""
    folder = tree(tmp_path_factory.mktemp("recipes"), "libs", "services", "apps", "docs")
    for title in TITLES:
        follow(recipe(title), folder)
    for module in GENERATED:
        await said(folder, "-m", module)
    return folder


async def test_the_recipes_work_as_they_are_written(copy):
    tests = (f"{MATTER}tests", "services/whistle/tests/test_whistle_access.py")
    assert "4 passed" in await said(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests)


async def test_contract_client_and_access_of_a_new_fact_and_route_are_generated(copy):
    contract = copy / "libs/events/catalog/contracts/schemas"
    assert list(contract.rglob("*department-praised*"))
    editions = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in contract.glob("whistle.policy-adopted.*")}
    assert ["praise_most" in json.dumps(editions[f"whistle.policy-adopted.v{n}.json"]) for n in (1, 2, 3, 4)] == [
        False,
        False,
        False,
        True,
    ]
    assert "/v1/praises" in (copy / "libs/clients/whistle.py").read_text(encoding="utf-8")
    assert "`POST /praises`" in (copy / "docs/access.md").read_text(encoding="utf-8")
    await said(copy, "-m", "apps.checkonce.access", "--check")


@pytest.mark.parametrize(
    "check",
    [
        ("-m", "ruff", "check", "."),
        ("-m", "ruff", "format", "--check", "."),
        ("-m", "mypy", MATTER, "libs/events/catalog/whistle", "services/whistle/app.py"),
        (str(Path(sys.executable).with_name("lint-imports")),),
    ],
    ids=["ruff", "format", "mypy", "imports"],
)
async def test_the_recipes_leave_the_checks_green(copy, check):
    await said(copy, *check)


def test_a_new_matter_is_sixty_lines_in_one_folder_and_a_migration():
    blocks = [(block["file"], block["text"].count("\n")) for block in BLOCK.finditer(recipe("Add a matter"))]
    inside = sum(lines for file, lines in blocks if file.startswith(MATTER) and "/tests/" not in file)
    outside = {file: lines for file, lines in blocks if not file.startswith(MATTER)}
    assert inside <= 60
    last = max(path.name for path in (ROOT / "services/whistle/migrations").glob("*.sql"))
    assert outside.keys() == {
        "libs/events/catalog/whistle/praise.py",
        f"services/whistle/migrations/{int(last[:4]) + 1:04}_praise.sql",
        "services/whistle/app.py",
        "services/whistle/access.py",
        "services/whistle/tests/test_whistle_access.py",
        "pyproject.toml",
    }
