"""Whether a caller acts for the department that leads the joint conference."""

from datetime import date
from typing import Any

from libs.domain.callers import departments_of, require_department
from libs.events.countersigning.leading import Acting
from libs.events.http.auth import Caller
from services.planning.policy.lead import leading

from .views import lead_and_members


async def acting(db: Any, day: date, caller: Caller) -> Acting:
    """For which departments the caller acts, and which one leads on the day."""
    return Acting(acts_for=departments_of(caller), leads=await leading(db, day))


async def speaking(db: Any, caller: Caller, day: date, *, year: int, about: str) -> str | None:
    """The department for which the caller speaks as the joint conference about what a department has done: the lead of the day;
    on the lead's own matter another member. None while nobody leads. Raises Forbidden.
    """
    conference = await lead_and_members(db, year, day)
    if conference is None:
        return None
    lead, members = conference
    mine = sorted(departments_of(caller) & set(members)) if about == lead else []
    by = next((member for member in mine if member != lead), lead)
    require_department(caller, by)
    return by
