"""What the two wheels hold, installed where nothing else of the project is."""

import ast
import importlib.metadata
import json
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "libs" / "events"
OF_TESTS = {"tests", "testing", "testing.py", "testing_machines", "conftest.py", "golden"}
# Imports every module of a package, and says which packages that took.
ALL_OF = """
import importlib, json, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if not found.name.endswith("__main__"):
        importlib.import_module(found.name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""
PARTS = """
import importlib, json, sys
from pathlib import Path
from apps.checkonce.story.cast import EXAMPLES, Files
from apps.portal import app as portal
pages = Path(portal.__file__).parent
services = [importlib.import_module(f"services.{name}.app").service for name in sys.argv[1].split(",")]
print(json.dumps({
    "migrations": [len(list(service.migrations.glob("*.sql"))) for service in services],
    "of the store": len(list((services[0].migrations.parents[2] / "libs/events/store/migrations").glob("*.sql"))),
    "lists": {place: len(Files(place).rows("entities")) for place in ("421088", "430623")},
    "calendars": [path.name for path in sorted((EXAMPLES / "calendar").glob("20??.csv"))],
    "templates": len(list(pages.glob("templates/*"))),
    "static": len(list(pages.glob("static/**/*"))),
    "from": EXAMPLES.as_posix(),
}))
"""


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """Both, built without the network."""
    folder = tmp_path_factory.mktemp("wheels")
    for project in (ROOT, ENGINE):
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
        subprocess.run(command, cwd=project, check=True, capture_output=True)
    return {path.name.partition("-")[0]: path for path in folder.glob("*.whl")}


@pytest.fixture(scope="module")
def installed(wheels, tmp_path_factory):
    """An environment with the wheels and what they depend on, without this checkout: its Python, and a folder to run it in."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", symlinks=True)
    python = folder / "venv" / "bin" / "python"
    (place,) = (folder / "venv").glob("lib/python*/site-packages")
    for wheel in wheels.values():
        # All that an installer does for pure Python; the commands are called by their modules below.
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(place)
    # Paths that stand there are not read in such a folder: the editable install of the checkout is none of them.
    (place / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python, folder


def said(installed, *arguments):
    python, folder = installed
    done = subprocess.run([python, "-I", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_no_wheel_holds_tests_and_each_holds_the_licence(wheels):
    assert set(wheels) == {"checkonce", "checkonce_events"}
    for name, wheel in wheels.items():
        names = zipfile.ZipFile(wheel).namelist()
        assert [each for each in names if not OF_TESTS.isdisjoint(each.split("/"))] == [], name
        assert [each for each in names if each.endswith("LICENSE")], name


@pytest.mark.parametrize(
    ("wheel", "folders", "within", "under"),
    [("checkonce", ("apps", "libs", "services"), ROOT, ""), ("checkonce_events", (".",), ENGINE, "checkonce_events/")],
)
def test_a_wheel_holds_every_file_that_the_checkout_has_but_those_of_tests(wheels, wheel, folders, within, under):
    found = [path.relative_to(within) for name in folders for path in (within / name).rglob("*.*")]
    left_out = {*OF_TESTS, "__pycache__", "pyproject.toml"}
    wanted = {under + path.as_posix() for path in found if left_out.isdisjoint(path.parts) and (within / path).is_file()}
    assert wanted - set(zipfile.ZipFile(wheels[wheel]).namelist()) == set()


def test_the_installed_command_works_and_finds_its_examples_templates_and_migrations(installed):
    assert "demo" in said(installed, "-m", "apps.checkonce.cli", "--help")
    assert "demo [OPTIONS]" in said(installed, "-m", "apps.checkonce.cli", "demo", "--help")
    services = ("registry", "planning", "inspection", "credit", "disclosure", "whistle")
    found = json.loads(said(installed, "-c", PARTS, ",".join(services)))
    assert found.pop("from").startswith(installed[1].as_posix())
    assert found.pop("migrations") == [len(list((ROOT / "services" / name / "migrations").glob("*.sql"))) for name in services]
    assert found.pop("of the store") == len(list((ENGINE / "store" / "migrations").glob("*.sql")))
    assert all(count > 100 for count in found.pop("lists").values())
    assert found.pop("calendars")[0] == "2025.csv"
    assert found.pop("templates") == len(list((ROOT / "apps/portal/templates").glob("*")))
    assert found.pop("static") == len(list((ROOT / "apps/portal/static").glob("**/*")))
    assert found == {}


def test_the_engine_stands_alone(installed):
    taken = set(json.loads(said(installed, "-c", ALL_OF, "checkonce_events")))
    assert taken.isdisjoint({"libs", "services", "apps", "tests", "pytest"})


def test_the_engine_names_what_it_imports_and_is_of_the_projects_version():
    own = tomllib.loads((ENGINE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert own["version"] == whole["version"]
    assert set(own["dependencies"]) <= set(whole["dependencies"])
    owners = importlib.metadata.packages_distributions()
    used = set()
    for path in ENGINE.rglob("*.py"):
        if OF_TESTS.isdisjoint(path.relative_to(ENGINE).parts):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module] if isinstance(node, ast.ImportFrom) and not node.level and node.module else []
                used |= {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names)
    named = {canonicalize_name(Requirement(text).name) for text in own["dependencies"]}
    # These come with FastAPI and pydantic, and are not to be chosen apart from them.
    missing = {module for module in used if not named & {canonicalize_name(name) for name in owners.get(module, [module])}}
    assert missing <= {"starlette", "pydantic_core"}, missing
