"""Entries at once."""

from pathlib import Path

import aiosql

from libs.events.catalog.planning import emergency as f
from libs.events.catalog.planning.clocks import ClockPassed
from libs.events.views.table import TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

from .decide import RULING

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
emergencies = Table("emergencies", "emergency")

views.on(f.EmergencyEntered)(
    emergencies.insert(
        "department", "entity", "entity_name", "industries", "township", "premises", "premises_name", "kinds", "items",
        "inspectors", "ground", "cause", "danger", "head", "entered_at", "visit", "to_rule", "rule_by",
        reported_at=TIME, state="entered", version=VERSION,
    )
)  # fmt: skip
views.on(f.EmergencyRuled)(
    emergencies.update(
        "reason", "late", ruled_by=fact.by, ruled_at=TIME, version=VERSION,
        state=Sql("case when {new} then 'justified' else 'unjustified' end", fact.justified),
    )
)  # fmt: skip
views.on(ClockPassed)(
    emergencies.update(emergency=fact.subject, overdue=True, version=VERSION, where=Sql(f"{{new}} = '{RULING}'", fact.stage))
)
