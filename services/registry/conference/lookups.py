"""What decisions about the joint conference need to know of the numbers."""

from datetime import date
from typing import Any

from libs.events.countersigning.rules import Among

from ..policy.decide import POLICY


async def left_to_the_lead(pool: Any, _: str, __: str, day: date) -> tuple[str, ...]:
    """The duties that only the lead approves, by the numbers of the day and of editions to come."""
    numbers = await POLICY.not_over(pool, day)
    return tuple(sorted({duty for each in numbers for duty, second in each.seconds.items() if second.among is Among.LEAD}))
