"""What may be asked of the calendar."""

from datetime import date
from typing import Annotated

from pydantic import Field

from libs.events.catalog.codes import Name
from libs.events.decider import Countersigned

Year = Annotated[int, Field(ge=2000, le=2999)]
Holidays = Annotated[tuple[date, ...], Field(min_length=1, max_length=120)]
Workdays = Annotated[tuple[date, ...], Field(max_length=60)]


class ArrangeYear(Countersigned):
    """As the notice has it; again with other days: a correction. `holidays`: all days off, weekends within them too."""

    year: Year
    holidays: Holidays
    workdays: Workdays
    notice: Name
