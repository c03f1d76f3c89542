"""Read models of dossiers."""

from pathlib import Path

import aiosql

from libs.events.catalog.inspection import dossier as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.views.table import COUNT, NTH, STREAM, TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
dossiers = Table("dossiers", "dossier")

views.on(f.DossierDue)(dossiers.insert("stream", "visit", "department", "due", owed_at=TIME, version=VERSION))
# One of a visit from before there were dossiers was owed to nobody.
views.on(f.DossierFiled)(
    dossiers.upsert(
        "stream",
        "visit",
        "department",
        "ends",
        "retention",
        "retained_until",
        papers=COUNT("index"),
        owed_at=Sql("{row}.owed_at", TIME),
        filed_at=TIME,
        version=VERSION,
    )
)
views.on(f.DossierFiled)(
    Table("dossier_papers", "dossier", "document").insert(
        "kind", "department", "digest", "pages", dossier=fact.dossier, ordinal=NTH, each=fact.index
    )
)
views.on(f.DossierFiled)(Table("papers", "document").update(dossier=fact.dossier, each=fact.index))
views.on(f.DossierRead)(dossiers.update(readings=Sql("{row}.readings + 1"), version=VERSION))
# A passed time of another matter under the same number finds no row: the stream says which matter it is.
views.on(ClockPassed)(
    dossiers.update(
        dossier=fact.subject, overdue=True, version=VERSION, where=Sql("{new} = 'dossier-' || {row}.dossier", STREAM)
    )
)
