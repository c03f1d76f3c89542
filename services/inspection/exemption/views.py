"""The list of exemptions (轻微免罚清单) as the registry tells of it."""

from pathlib import Path

import aiosql

from libs.events.catalog.registry.discretion import ExemptionListed, ExemptionWithdrawn
from libs.events.views.table import VERSION, Sql, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
exemptions = Table("exemptions", "exemption", "version")

views.on(ExemptionListed)(
    exemptions.insert(
        "item", "behaviour", "first_offence_only", "effective_from",
        conditions=Sql("array[{new}]", fact.conditions), version=VERSION,
    )
)  # fmt: skip
# From that day on there is no such entry, until it is listed again.
views.on(ExemptionWithdrawn)(exemptions.insert("effective_from", version=VERSION))
