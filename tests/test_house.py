"""What is held to everywhere: tests import no tests, files and folders stay small, the engine knows nothing of the domain."""

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[1]
LINES, FILES = 400, 20
GENERATED = "libs/clients"
SHARED_NUMBERS = {
    "libs/events/store/migrations": {"0008_calendar.sql", "0008_readings.sql", "0008_seal_version.sql"},
    "services/disclosure/migrations": {"0002_blind_ratings.sql", "0002_countersignatures.sql"},
    "services/planning/migrations": {"0003_class_showing.sql", "0003_countersignatures.sql"},
}
"""Migrations that are applied already and can be named anew no more. None joins them."""
FOLDERS = ("libs", "services", "apps", "tests", "bench", "deploy")
SOURCES = sorted(path.relative_to(ROOT).as_posix() for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


def imported(path, text):
    """The modules that a file imports, as dotted names; what is imported out of a package counts as a module of it."""
    package = PurePosixPath(path).parts[:-1]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            within = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*within, *([node.module] if node.module else [])))
            yield from (f"{module}.{alias.name}" for alias in node.names)


def is_a_test(module):
    """A module `test_*`, or one in a `tests` folder of libs, services or apps: there everything is a test.

    The folder `tests` at the root has helpers of its own: what it tests crosses the services.
    """
    first, *names = module.split(".")
    if first not in {"libs", "services", "apps", "tests"}:
        return False
    # The last name may be a function or a fixture.
    return (first != "tests" and "tests" in names) or any(name.startswith("test_") for name in names[:-1])


@pytest.mark.parametrize(
    ("path", "text", "seen"),
    [
        ("services/x/tests/test_a.py", "from .test_b import made", True),
        ("services/x/tests/test_a.py", "from .. import tests", True),
        ("services/x/tests/test_a.py", "from . import machines", True),
        ("services/x/y/tests/test_a.py", "from services.x.tests.machines import Machine", True),
        ("tests/test_a.py", "from apps.portal.tests.verifier import Verifier", True),
        ("tests/test_a.py", "from tests.test_b import made", True),
        ("tests/test_a.py", "from tests.deployed import test_environment", False),
        ("services/x/y/tests/test_a.py", "from ..testing import submit", False),
        ("services/x/tests/test_a.py", "import pytest\nfrom libs.events.testing.bell import service", False),
    ],
)
def test_an_import_of_a_test_is_seen(path, text, seen):
    assert any(map(is_a_test, imported(path, text))) == seen


def test_nothing_imports_a_test():
    found = [
        f"{path}: {module}"
        for path in SOURCES
        for module in imported(path, (ROOT / path).read_text(encoding="utf-8"))
        if is_a_test(module)
    ]
    assert found == []


def test_one_module_names_the_library_that_asks_by_http():
    named = re.compile(r"^\s*(?:import|from) httpx2?\b", re.MULTILINE)
    found = [path for path in SOURCES if named.search((ROOT / path).read_text(encoding="utf-8"))]
    assert found == ["libs/events/resending.py"]


def test_each_dependency_says_what_it_is_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (ROOT / "docs/decisions/0029-what-it-stands-on.md").read_text(encoding="utf-8")
    wanted = [*project["dependencies"], *project["optional-dependencies"]["embedded"]]
    names = {re.match(r"[a-z0-9]+(-[a-z0-9]+)*", text)[0] for text in wanted}
    assert {name for name in names if name.split("-")[0] != "opentelemetry" and name not in page} == set()


def test_a_tests_folder_holds_tests_alone():
    folders = [path for path in SOURCES if not path.startswith("tests/") and "tests" in PurePosixPath(path).parts]
    assert len(folders) > 100
    names = ("test_", "conftest.py")
    assert [path for path in folders if not PurePosixPath(path).name.startswith(names)] == []


def test_no_file_is_longer_than_a_reader_takes():
    lengths = {path: (ROOT / path).read_text(encoding="utf-8").count("\n") for path in SOURCES}
    assert {path: n for path, n in lengths.items() if n > LINES and not path.startswith(GENERATED)} == {}


def test_no_folder_holds_more_files_than_a_reader_overlooks():
    folders = Counter(str(PurePosixPath(path).parent) for path in SOURCES)
    assert {folder: n for folder, n in folders.items() if n > FILES} == {}


ENGINE = ROOT / "libs" / "events"
WORDS = re.compile(
    r"department|\bdivision|township|enterprise|whistle|inspector|inspections?\b|\b[A-Z]-[0-9]{2}\b", re.IGNORECASE
)
"""The last: a rule of docs/requirements.md, as B-33."""
ALLOWED = ("catalog", "tests")
"""The published language is the domain's own; tests of the engine try it on that language and on made-up services."""


def engine_sources():
    for path in sorted(ENGINE.rglob("*")):
        within = path.relative_to(ENGINE).parts
        if path.suffix in {".py", ".sql", ".md"} and not set(ALLOWED).intersection(within[:-1]):
            yield path


def test_no_source_of_the_engine_speaks_of_the_domain():
    found = [
        f"{path.relative_to(ENGINE)}:{number}: {line.strip()}"
        for path in engine_sources()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if WORDS.search(line)
    ]
    assert found == []


def test_the_sources_are_found_and_a_word_of_the_domain_is_seen():
    assert {"auth.py", "settings.py", "README.md", "table.py", "services.py"} <= {path.name for path in engine_sources()}
    for said in (
        "departments: str",
        "Division codes",
        "(B-33, 谁执法谁公示)",
        "require_department(",
        "see L-19",
        "WhistleBlown",
    ):
        assert WORDS.search(said), said
    for said in ("subdivided", "import inspect", "GB-18030", "ZeroDivisionError"):
        assert not WORDS.search(said), said


BY_MODULE = ("commands", "refusals")


def by_name(path, text):
    """Commands and refusals of services that a file imports by name; `c.` and `r.` say of each what it is."""
    for module in imported(path, text):
        first, *names = module.split(".")
        if first == "services" and names[-2:-1] and names[-2] in BY_MODULE:
            yield module


def test_commands_and_refusals_are_imported_by_module():
    assert [(path, module) for path in SOURCES for module in by_name(path, (ROOT / path).read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("from .commands import Praise", True),
        ("from services.whistle.praise.refusals import NoSuchPraise", True),
        ("from . import commands as c, refusals as r", False),
        ("from libs.events.http.commands import Accepted", False),
    ],
)
def test_an_import_by_name_is_seen(text, seen):
    assert bool(list(by_name("services/whistle/praise/decide.py", text))) == seen


def seen_by_the_type_checker_alone(text):
    """Modules of ours imported under `if TYPE_CHECKING`: the import would close a circle."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for found in (each for each in node.body if isinstance(each, ast.ImportFrom)):
                if found.level or (found.module or "").split(".")[0] in FOLDERS:
                    yield f"{'.' * found.level}{found.module or ''}"


def test_no_circle_of_names_is_hidden_from_the_interpreter():
    """Services and libraries; an app imports late what takes long to import."""
    sources = [path for path in SOURCES if path.startswith(("libs/", "services/"))]
    assert [(p, m) for p in sources for m in seen_by_the_type_checker_alone((ROOT / p).read_text(encoding="utf-8"))] == []
    hidden = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from services.planning.draw.certificate import Pack\n"
    assert list(seen_by_the_type_checker_alone(hidden)) == ["services.planning.draw.certificate"]


def test_no_lock_tells_everybody_on_the_server_what_it_is_about():
    """`in_turn` does: a hash of a name is found by trying names. The engine's own two locks of imports hash random numbers."""
    asked = re.compile(r"pg_(?:try_)?advisory\w*\((?!\$)[^()]*hash|hashtextextended")
    sources = [*SOURCES, *(path.relative_to(ROOT).as_posix() for path in (ROOT / "services").rglob("*.sql"))]
    found = {path for path in sources if "/tests/" not in path and asked.search((ROOT / path).read_text(encoding="utf-8"))}
    assert found - {"tests/test_house.py"} == {"libs/events/imports/import_locks.py"}


def test_no_two_migrations_of_a_folder_have_one_number():
    """Databases apply what they have not, by name: of two with one number the order hangs on their words."""
    folders = {path.parent for folder in FOLDERS for path in (ROOT / folder).rglob("migrations/*.sql")}
    found = {}
    for folder in sorted(folders):
        names = [path.name for path in folder.glob("*.sql")]
        numbers = Counter(name.partition("_")[0] for name in names)
        shared = {name for name in names if numbers[name.partition("_")[0]] > 1}
        found |= {folder.relative_to(ROOT).as_posix(): shared} if shared else {}
    assert found == SHARED_NUMBERS
    assert len(folders) > 6
