"""Items edition by edition, and the rows of the source lists."""

from pathlib import Path

import aiosql

from libs.events.catalog.registry import items as f
from libs.events.views.table import VERSION, Sql, Table, fact
from libs.events.views.views import Views

from ..lists.views import dated

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
_ITEMS, _EDITIONS = Table("items", "item"), Table("items", "item", "edition")
_UNTIL = Sql("least({row}.effective_until, {new})", fact.effective_from)

# An edition that begins on the day of the one before was never in force: it ends on the day it began.
views.on(f.ItemListed, f.ItemAdjusted)(
    _ITEMS.update(effective_until=_UNTIL, version=VERSION, where=Sql("{row}.edition < {new}", fact.edition))
)
views.on(f.ItemListed, f.ItemAdjusted)(
    _EDITIONS.insert(
        "kind", "list_class", "department", "industries", "effective_from",
        content=fact.content, within=fact.content, version=VERSION,
    )
)  # fmt: skip
views.on(f.ItemWithdrawn)(
    _ITEMS.update(
        effective_until=_UNTIL,
        version=VERSION,
        withdrawn=Sql("case when {row}.effective_until is null then {new} else {row}.withdrawn end", fact.reason),
    )
)
dated(
    views,
    "sources",
    Sql("{source} || ':' || {code}", source=fact.source, code=fact.code),
    f.SourceItemEntered,
    f.SourceItemWithdrawn,
)
