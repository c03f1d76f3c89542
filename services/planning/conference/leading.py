"""Whether a caller acts for the department that leads the joint conference."""

from datetime import date
from typing import Any

from libs.domain.callers import departments_of
from libs.events.countersigning.leading import Acting
from libs.events.http.auth import Caller
from services.planning.policy.lead import leading


async def acting(db: Any, day: date, caller: Caller) -> Acting:
    """For which departments the caller acts, and which one leads on the day."""
    return Acting(acts_for=departments_of(caller), leads=await leading(db, day))
