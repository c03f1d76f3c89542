"""The body that routes of several matters take."""

from libs.events.catalog.codes import PlainText
from libs.events.http.bodies import Body


class Reason(Body):
    reason: PlainText
