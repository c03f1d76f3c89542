"""Read models of papers, and what items say."""

from pathlib import Path

import aiosql

from libs.events.catalog.inspection.docket import DocumentIssued, DocumentVoided
from libs.events.catalog.registry.items import ItemAdjusted, ItemListed
from libs.events.views.table import TIME, VERSION, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
papers = Table("papers", "document")

views.on(ItemListed, ItemAdjusted)(
    Table("item_texts", "item", "version").insert(
        "effective_from", "content", "legal_basis", within=fact.content, version=VERSION
    )
)
views.on(DocumentIssued)(
    papers.insert(
        "department", "year", "kind", "number", "digest", "stream", "visit", "addressee", issued_at=TIME, version=VERSION
    )
)
views.on(DocumentVoided)(papers.update(void=fact.reason, version=VERSION))
