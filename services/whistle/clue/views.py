"""Read models of clues."""

from pathlib import Path

import aiosql

from libs.events.catalog.inspection.visit import ClueFound
from libs.events.catalog.whistle import clue as f
from libs.events.views.table import TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
clues = Table("clues", "clue")
late = Sql("{row}.late or {new}", fact.late)

# What starts the first clock, at the time of its own service. The later ones begin with our own facts.
views.on(ClueFound)(Table("clue_clocks", "clue").keep(began_at=TIME))

views.on(f.ClueReceived)(
    clues.insert(
        "origin", "entity", "finder", "competent", "matter",
        state="received", due=fact.acknowledge_by, received_at=TIME, set_at=TIME, version=VERSION,
    )
)  # fmt: skip
views.on(f.ClueAcknowledged)(
    clues.update(state="acknowledged", due=fact.handle_by, began_at=TIME, set_at=TIME, late=late, version=VERSION)
)
views.on(f.ClueReturned)(
    clues.update("competent", state="received", due=fact.acknowledge_by, began_at=TIME, set_at=TIME, version=VERSION)
)
views.on(f.ClueDueMoved)(clues.update("due", version=VERSION))
views.on(f.ClueHandled)(clues.update("outcome", state="handled", due=None, late=late, version=VERSION))
views.on(f.ClueOverdue)(clues.update("due", state="overdue", late=True, version=VERSION))
