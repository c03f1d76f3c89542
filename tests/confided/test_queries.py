"""Every query that could tell of a confided visit asks whether its caller may know of it, or says why it need not."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVICES = {
    "planning": ("visits", "visit_days", "sealed_teams", "filings", "substitutions"),
    "inspection": ("visits", "parts"),
}
"""Who hears of a visit before its day, and which tables tell of it."""
ASKS = re.compile(r"\bpublic\.(may_know|quiet_visits)\(")
"""Of callers with their roles, and of everybody."""
REASON = re.compile(r"(?m)^-- Of all visits: \S.{10,}\.$")
OLD_WAYS = re.compile(r":told(::boolean)?\s+or\b|\bor not (\w+\.)?confided or\b|&& :visiting")


def reads(service):
    return re.compile(rf"\b(from|join|update)\s+(views\.)?({'|'.join(SERVICES[service])})\b")


def queries(service):
    for path in sorted((ROOT / "services" / service).rglob("views.sql")):
        for text in re.split(r"(?m)^(?=-- name: )", path.read_text(encoding="utf-8")):
            if text.startswith("-- name: "):
                yield f"{path.parent.name}: {text.splitlines()[0].removeprefix('-- name: ').partition('(')[0]}", text


@pytest.mark.parametrize("service", SERVICES)
def test_a_query_that_reads_visits_asks_who_may_know_or_says_why_not(service):
    wanted = {name: text for name, text in queries(service) if reads(service).search(text)}
    assert len(wanted) > 6
    assert [name for name, text in wanted.items() if bool(ASKS.search(text)) == bool(REASON.search(text))] == []


@pytest.mark.parametrize("service", SERVICES)
def test_who_may_know_is_said_once(service):
    assert [name for name, text in queries(service) if OLD_WAYS.search(text)] == []


@pytest.mark.parametrize("service", SERVICES)
def test_no_query_stands_outside_the_files_that_are_looked_through(service):
    """What keeps the views writes those tables; a substitution of an officer asks whether anybody has arrived."""
    folder = ROOT / "services" / service
    found = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if reads(service).search(path.read_text(encoding="utf-8")) and "tests" not in path.parts and path.name != "views.py"
    }
    assert found == set()
