"""What admission has found out about a request, for those behind it: names in the request's scope."""

from __future__ import annotations

from typing import Final

__all__ = ["ADDRESS", "ASKER", "CALLER", "FOUND", "RECEIVED", "SUBJECT", "VISITOR"]

ADDRESS: Final = "checkonce.address"
"""The network address that the request counts for, as a text (see addresses.py)."""
ASKER: Final = "checkonce.asker"
"""Whom a limit of rate counts, on a route that needs no token: `subject:` by a valid token, `address:` without."""
CALLER: Final = "checkonce.caller"
"""(Bearer, Caller): who calls, as that dependency has verified it, so that it is not done twice."""
FOUND: Final = "checkonce.found"
"""(Entry, path parameters): the route that is called (see routes.py)."""
RECEIVED: Final = "checkonce.received"
"""The whole body, when admission has read it."""
SUBJECT: Final = "checkonce.subject"
"""The subject of a valid token, whether or not its caller may take the route."""
VISITOR: Final = "checkonce.visitor"
"""On a route that needs no token: who asks, ANYONE without a token, or what the token was refused with (an exception)."""
