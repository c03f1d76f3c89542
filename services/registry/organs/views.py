"""Organs on a day."""

from libs.events.catalog.registry import organs as f
from libs.events.views.table import fact
from libs.events.views.views import Views

from ..lists.views import dated

views = Views()

dated(views, "organs", fact.organ, f.OrganListed, f.OrganWithdrawn)
