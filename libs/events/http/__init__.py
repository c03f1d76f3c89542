"""HTTP as every service speaks it: problems, authentication, commands with idempotency and ETags, paging, the event feed."""

from .auth import Authenticator, Caller, allow, caller
from .commands import Accepted, Gate, gate
from .paging import Page, page_of, position_cursor
from .problems import Problem, install_problems

__all__ = [
    "Accepted",
    "Authenticator",
    "Caller",
    "Gate",
    "Page",
    "Problem",
    "allow",
    "caller",
    "gate",
    "install_problems",
    "page_of",
    "position_cursor",
]
