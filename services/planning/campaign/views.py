"""Campaigns."""

from pathlib import Path

import aiosql

from libs.events.catalog.planning.demand import CampaignEnded, CampaignOrdered
from libs.events.views.table import ID, TIME, VERSION, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
campaigns = Table("campaigns", "campaign")

views.on(CampaignOrdered)(
    campaigns.insert(
        "level",
        "document",
        "kinds",
        "industries",
        "valid_from",
        "valid_until",
        "approved_by",
        "most",
        ordered_at=TIME,
        fact=ID,
        version=VERSION,
    )
)
views.on(CampaignEnded)(campaigns.update(ended_from=fact.effective_from, ended=fact.reason, version=VERSION))
