"""Townships and areas on a day."""

from pathlib import Path

import aiosql

from libs.events.catalog.registry import places as f
from libs.events.views.table import fact
from libs.events.views.views import Views

from ..lists.views import dated

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()

dated(views, "townships", fact.township, f.TownshipListed, f.TownshipWithdrawn)
dated(views, "areas", fact.area, f.AreaFormed, f.AreaDissolved)
