"""Officers with their certificates, recusals and absences."""

from pathlib import Path

import aiosql

from libs.events.catalog.planning import officers as f
from libs.events.catalog.registry.bodies import InspectorCertified, InspectorSuspended
from libs.events.views.table import ID, TIME, Sql, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
inspectors, recusals, absences = Table("inspectors", "inspector"), Table("recusals", "recusal"), Table("absences", "absence")

OFFICER = Sql("upper({new})", fact.inspector)
"""Facts of before may name an officer in small letters, which is another spelling of the same number."""

views.on(InspectorCertified)(
    inspectors.upsert(
        "department", "certificate", "qualifications", "valid_from", "valid_until", inspector=OFFICER, suspended_from=None
    )
)
views.on(InspectorSuspended)(inspectors.update(inspector=OFFICER, suspended_from=fact.effective_from))
views.on(f.RecusalRecorded)(recusals.insert("inspector", "entity", "department", "ground", fact=ID, made_at=TIME))
views.on(f.RecusalLifted)(recusals.update(lifted=fact.reason))
views.on(f.AbsenceRecorded)(absences.insert("inspector", "department", "first_day", "last_day", fact=ID, made_at=TIME))
views.on(f.AbsenceEnded)(absences.update(ended=fact.reason))
