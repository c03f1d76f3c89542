"""Read models do not hide the library's own tables: the connection looks among the read models first."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
_TABLE = re.compile(r"create (?:unlogged )?table (?:if not exists )?(?:(\w+)\.)?(\w+)", re.IGNORECASE)


def tables(folder: Path) -> set[tuple[str, str]]:
    found = (match for path in folder.glob("*.sql") for match in _TABLE.findall(path.read_text(encoding="utf-8")))
    return {(schema or "public", name) for schema, name in found}


def test_no_read_model_has_the_name_of_a_table_that_is_read_without_its_schema():
    """A view `chains` once took the place of the table with the ends of the neighbours' chains."""
    core = {name for _, name in tables(ROOT / "libs" / "events" / "store" / "migrations")}
    assert {"events", "chains", "deadlines"} <= core
    for folder in sorted((ROOT / "services").glob("*/migrations")):
        mine = tables(folder)
        assert mine, folder
        own = {name for schema, name in mine if schema == "public"}
        hidden = {name for schema, name in mine if schema == "views"} & (core | own)
        assert not hidden, f"{folder.parent.name}: {sorted(hidden)}"


def test_no_two_queries_of_a_service_have_one_name():
    """In a file the last of two would take the place of the first; across the matters of a service a name finds one query."""
    for service in sorted(path.parent for path in (ROOT / "services").glob("*/app.py")):
        texts = [path.read_text(encoding="utf-8") for path in service.rglob("views.sql")]
        names = [name for text in texts for name in re.findall(r"^-- name: (\w+)", text, re.MULTILINE)]
        assert names, service.name
        assert len(names) == len(set(names)), sorted({name for name in names if names.count(name) > 1})
