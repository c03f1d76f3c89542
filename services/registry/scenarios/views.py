"""Industries, scenarios and handbooks on a day; suggestions decided against."""

from pathlib import Path

import aiosql

from libs.events.catalog.registry import scenarios as f
from libs.events.views.table import Table, fact
from libs.events.views.views import Views

from ..lists.views import dated

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()

dated(views, "industries", fact.industry, f.IndustryListed, f.IndustryWithdrawn)
dated(views, "scenarios", fact.scenario, f.ScenarioListed, f.ScenarioWithdrawn)
dated(views, "manuals", fact.manual, f.ManualIssued, f.ManualWithdrawn)
views.on(f.SuggestionDismissed)(Table("dismissals", "suggestion").upsert("reason", "until"))
