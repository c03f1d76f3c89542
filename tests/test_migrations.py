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
    core = {name for _, name in tables(ROOT / "libs" / "events" / "migrations")}
    assert {"events", "chains", "deadlines"} <= core
    for folder in sorted((ROOT / "services").glob("*/migrations")):
        mine = tables(folder)
        assert mine, folder
        own = {name for schema, name in mine if schema == "public"}
        hidden = {name for schema, name in mine if schema == "views"} & (core | own)
        assert not hidden, f"{folder.parent.name}: {sorted(hidden)}"
