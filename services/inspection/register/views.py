"""What the registry tells: departments, items in all their editions, inspectors with their certificates."""

from pathlib import Path

import aiosql

from libs.events.catalog.registry.bodies import DepartmentListed, InspectorCertified, InspectorSuspended
from libs.events.catalog.registry.items import ItemAdjusted, ItemListed, ItemWithdrawn
from libs.events.views.table import Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
items, inspectors = Table("items", "item", "edition"), Table("inspectors", "inspector")

views.on(DepartmentListed)(Table("departments", "department").upsert("title"))
views.on(ItemListed, ItemAdjusted)(
    items.insert("effective_from", "department", "subject", "legal_basis", "minor_exemption", within=fact.content)
)
views.on(ItemWithdrawn)(Table("items", "item").update(withdrawn_from=fact.effective_from, where="{row}.withdrawn_from is null"))
views.on(InspectorCertified)(inspectors.upsert("department", "valid_from", "valid_until", suspended_from=None))
views.on(InspectorSuspended)(inspectors.update(suspended_from=fact.effective_from))
