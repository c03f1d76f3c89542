"""The yearly arrangement of holidays."""

from __future__ import annotations

from datetime import date

from ...fact import Fact
from ..codes import Name


class YearArranged(Fact, name="registry.year-arranged"):
    """Which days of a year are off and which weekend days are worked, by the State Council's notice. Again: a correction.

    `notice`: its title and number, as officials cite it.
    """

    year: int
    holidays: tuple[date, ...]
    workdays: tuple[date, ...]
    notice: Name
