"""What the registry tells: entities with their tags, departments, items, benchmarks, exemptions, organs, inspectors."""

from pathlib import Path

import aiosql

from libs.events.catalog.registry.bodies import DepartmentListed, InspectorCertified, InspectorReinstated, InspectorSuspended
from libs.events.catalog.registry.discretion import BenchmarkListed, BenchmarkWithdrawn
from libs.events.catalog.registry.entities import EntityListed, EntityTagged, EntityUntagged
from libs.events.catalog.registry.items import ItemAdjusted, ItemListed, ItemWithdrawn
from libs.events.catalog.registry.organs import OrganListed, OrganWithdrawn
from libs.events.catalog.registry.scenarios import ManualIssued, ManualWithdrawn
from libs.events.views.table import COUNT, DAY, PART, VERSION, Sql, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
items, inspectors = Table("items", "item", "version"), Table("inspectors", "inspector")
organs = Table("organs", "organ", "version")
benchmarks, tags = Table("benchmarks", "benchmark", "version"), Table("entity_tags", "entity", "tag")

views.on(EntityListed)(Table("entities", "entity").keep())
views.on(DepartmentListed)(Table("departments", "department").upsert("title"))
views.on(ItemListed, ItemAdjusted)(
    items.insert("effective_from", "minor_exemption", "department", "kind", "edition", within=fact.content, version=VERSION)
)
# From that day on the item has no case, until it is listed again.
views.on(ItemWithdrawn)(items.insert("effective_from", version=VERSION))
_FROM = Sql("coalesce({new}, {day})", fact.effective_from, day=DAY)
views.on(OrganListed)(organs.insert("kind", effective_from=_FROM, version=VERSION))
# From that day on it is no organ, until it is listed again.
views.on(OrganWithdrawn)(organs.insert("effective_from", version=VERSION))
views.on(BenchmarkListed)(benchmarks.insert("effective_from", "item", "grades", version=VERSION))
views.on(BenchmarkWithdrawn)(benchmarks.insert("effective_from", version=VERSION))
views.on(EntityTagged)(tags.upsert("until"))
views.on(EntityUntagged)(tags.delete())
views.on(ManualIssued)(
    Table("handbooks", "manual", "version", "item").insert(
        "edition", "industry", "effective_from", item=PART.item, points=COUNT(PART.points), version=VERSION,
        each=fact.sections,
    )
)  # fmt: skip
views.on(ManualWithdrawn)(
    Table("handbooks", "manual", "version", "item").insert("effective_from", item="", points=0, version=VERSION)
)
OFFICER = Sql("upper({new})", fact.inspector)
"""Facts of before may name an officer in small letters, which is another spelling of the same number."""
views.on(InspectorCertified)(
    inspectors.upsert("department", "valid_from", "valid_until", inspector=OFFICER, suspended_from=None, reinstated_from=None)
)
views.on(InspectorSuspended)(inspectors.update(inspector=OFFICER, suspended_from=fact.effective_from, reinstated_from=None))
# From that day on; what he did until then he did suspended.
views.on(InspectorReinstated)(inspectors.update(inspector=OFFICER, reinstated_from=fact.effective_from))
