"""Which divisions and departments a token's words reach at one place (codes of GB/T 2260 and GB/T 10114).

A division of a token counts for what it has in common with the place. One within the place counts as it is. One around the
place (a province's officer) counts as the whole place, and one beside it or none at all for nothing. A department belongs to
the division that its code begins with. It counts when that division lies within the place or around it, as a city's bureau
does that acts in its counties.
"""

from __future__ import annotations

import re

__all__ = ["department_counts", "within_place"]

_DIVISION = re.compile(r"[0-9]{2}(?:[0-9]{2}(?:[0-9]{2}(?:[0-9]{3}(?:[0-9]{3})?)?)?)?")
"""Province, city, county, township, village."""


def within_place(division: str, place: str) -> str | None:
    """What a division, by its code or prefix, has in common with a place of six digits: a prefix, or None for nothing."""
    prefix, whole = _prefix(division), _prefix(place)
    if prefix is None or whole is None:
        return None
    if prefix.startswith(whole):
        return prefix
    return whole if whole.startswith(prefix) else None


def department_counts(department: str, place: str) -> bool:
    """Whether a department may be one of the place or of a division around it."""
    division, dash, _ = department.partition("-")
    return bool(dash) and within_place(division, place) is not None


def _prefix(division: str) -> str | None:
    """`421000` is the city 4210 and `420000` the province 42. None for what is no division: `""`, `4`, `42108`."""
    if not _DIVISION.fullmatch(division):
        return None
    prefix = division
    for length, zeros in ((12, "000"), (9, "000"), (6, "00"), (4, "00")):
        if len(prefix) == length and prefix.endswith(zeros):
            prefix = prefix[: -len(zeros)]
    return None if set(prefix[:2]) == {"0"} else prefix
