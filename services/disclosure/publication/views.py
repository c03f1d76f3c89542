"""Read models of publications: what is due, made, corrected, withdrawn, and each step of it."""

from pathlib import Path

import aiosql

from libs.events.catalog.disclosure import publication as f
from libs.events.views.table import TIME, VERSION, Sql, Table
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
publications = Table("publications", "publication")
steps = Table("publication_steps", "publication", "version")

views.on(f.PublicationDue)(
    publications.insert(
        "subject", "reference", "entity", "department", "occurred_on", "due", state="due", opened_at=TIME, version=VERSION
    )
)
views.on(f.PublicationDueMoved)(publications.update("due", version=VERSION))
views.on(f.PublicationOverdue)(publications.update(overdue=True, version=VERSION))
views.on(f.PublicationMade)(
    publications.update("content", "masked", "late", "published_at", state="published", version=VERSION)
)
views.on(f.PublicationMade)(steps.insert("content", version=VERSION, step="made", at=TIME))
views.on(f.PublicationCorrected)(publications.update("content", corrections=Sql("{row}.corrections + 1"), version=VERSION))
views.on(f.PublicationCorrected)(steps.insert("content", "reason", version=VERSION, step="corrected", at=TIME))
views.on(f.PublicationWithdrawn)(publications.update(state="withdrawn", content=None, version=VERSION))
views.on(f.PublicationWithdrawn)(steps.insert("reason", version=VERSION, step="withdrawn", at=TIME))
