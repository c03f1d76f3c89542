"""The members of the joint conference on a day."""

from libs.events.catalog.registry.conference import ConferenceJoined, ConferenceLeft
from libs.events.views.table import fact
from libs.events.views.views import Views

from ..lists.views import dated

views = Views()

dated(views, "conference", fact.department, ConferenceJoined, ConferenceLeft)
