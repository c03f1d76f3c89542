"""Demands, and the lists they rest on: departments, mandates, industries, items."""

from pathlib import Path

import aiosql

from libs.events.catalog.planning.demand import DemandSubmitted, DemandWithdrawn
from libs.events.catalog.registry import bodies, items
from libs.events.catalog.registry.scenarios import IndustryListed
from libs.events.views.table import ID, TIME, VERSION, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
demands, departments = Table("demands", "demand"), Table("departments", "department")
mandates, item_versions = Table("mandates", "department", "version"), Table("item_versions", "item", "version")

views.on(DemandSubmitted)(
    demands.insert(
        "year", "department", "kind", "items", "industries", "list_class", "ratios", "rounding", "minimum", "maximum", "method",
        "key_ratios", "crossplan", submitted_at=TIME, version=VERSION,
    )
)  # fmt: skip
views.on(DemandWithdrawn)(demands.update(withdrawn=fact.reason, version=VERSION))

views.on(bodies.DepartmentListed)(departments.upsert("title", "level", "divisions", withdrawn_from=None))
views.on(bodies.DepartmentWithdrawn)(departments.update(withdrawn_from=fact.effective_from))
views.on(bodies.MandateGranted)(mandates.keep("effective_from", "effective_until", version=VERSION, granted=True))
views.on(bodies.MandateEnded)(mandates.keep("effective_from", version=VERSION, granted=False))
views.on(IndustryListed)(Table("industries", "industry").upsert("title"))
views.on(items.ItemListed, items.ItemAdjusted)(
    item_versions.keep(
        "effective_from", "department", "kind", "list_class", "industries", "notice", "qualification", "grounds",
        "frequency_months", within=fact.content, version=VERSION, withdrawn=False, fact=ID,
    )
)  # fmt: skip
views.on(items.ItemWithdrawn)(item_versions.keep("effective_from", version=VERSION, withdrawn=True, fact=ID))
