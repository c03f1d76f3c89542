"""The engine knows nothing of what is built on it: its sources hold no word and no rule number of the domain."""

import re
from pathlib import Path

ENGINE = Path(__file__).parents[1] / "libs" / "events"
WORDS = re.compile(
    r"department|\bdivision|township|enterprise|whistle|inspector|inspections?\b|\b[A-Z]-[0-9]{2}\b", re.IGNORECASE
)
"""The last: a rule of docs/requirements.md, as B-33."""
ALLOWED = ("catalog", "tests", "views")
"""The published language is the domain's own; tests of the engine try it on that language and on made-up services."""


def sources():
    for path in sorted(ENGINE.rglob("*")):
        within = path.relative_to(ENGINE).parts
        if path.suffix in {".py", ".sql", ".md"} and not set(ALLOWED).intersection(within[:-1]):
            yield path


def test_no_source_of_the_engine_speaks_of_the_domain():
    found = [
        f"{path.relative_to(ENGINE)}:{number}: {line.strip()}"
        for path in sources()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if WORDS.search(line)
    ]
    assert found == []


def test_the_sources_are_found_and_a_word_of_the_domain_is_seen():
    assert {"auth.py", "settings.py", "README.md", "table.py", "services.py"} <= {path.name for path in sources()}
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
