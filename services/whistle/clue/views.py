"""Read models of clues."""

from pathlib import Path

import aiosql

from libs.events.catalog.whistle import clue as f
from libs.events.views.table import TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
clues = Table("clues", "clue")
late = Sql("{row}.late or {new}", fact.late)

views.on(f.ClueReceived)(
    clues.insert(
        "origin", "entity", "finder", "competent", "matter",
        state="received", due=fact.acknowledge_by, received_at=TIME, version=VERSION,
    )
)  # fmt: skip
views.on(f.ClueAcknowledged)(clues.update(state="acknowledged", due=fact.handle_by, late=late, version=VERSION))
views.on(f.ClueReturned)(clues.update("competent", state="received", due=fact.acknowledge_by, version=VERSION))
views.on(f.ClueHandled)(clues.update("outcome", state="handled", due=None, late=late, version=VERSION))
views.on(f.ClueOverdue)(clues.update("due", state="overdue", late=True, version=VERSION))
