"""Read models of publications: what is due, made, corrected, withdrawn, and each step of it."""

from pathlib import Path

import aiosql

from libs.events.catalog.disclosure import publication as f
from libs.events.catalog.inspection.result import ResultIssued
from libs.events.catalog.planning.conducting import DrawCompleted
from libs.events.catalog.planning.plan import PlanApproved
from libs.events.views.table import TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

from ..record.names import publication_sql

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
publications = Table("publications", "publication")
steps = Table("publication_steps", "publication", "version")

# What starts a clock, at the time of its own service.
clocks = Table("clocks", "publication")
views.on(ResultIssued)(clocks.keep(publication=publication_sql(f.Subject.RESULT, fact.result), began_at=TIME))
views.on(DrawCompleted)(clocks.keep(publication=publication_sql(f.Subject.DRAW, fact.draw), began_at=TIME))
views.on(PlanApproved)(clocks.keep(publication=publication_sql(f.Subject.PLAN, fact.plan, fact.edition), began_at=TIME))

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
