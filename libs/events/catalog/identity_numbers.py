"""Identity numbers of citizens: GB 11643-1999 (18 characters) and GB 11643-1989 (15 digits)."""

from __future__ import annotations

import re
from datetime import date

__all__ = [
    "PROVINCES",
    "begins_like_one",
    "identity_check_character",
    "is_identity_number",
    "is_nearly_one",
    "may_be_a_persons",
]

PROVINCES = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83))
)
"""First two digits of divisions: GB/T 2260; 83 is in the residence permits of Taiwan residents."""
_WEIGHTS = tuple(2**power % 11 for power in range(17, 0, -1))
_SHAPE = re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}", re.ASCII)


def identity_check_character(first_17: str) -> str:
    """ISO 7064 MOD 11-2 as GB 11643-1999 uses it."""
    return "10X98765432"[sum(int(c) * w for c, w in zip(first_17, _WEIGHTS, strict=True)) % 11]


def is_identity_number(number: str) -> bool:
    """Whether such a text, without blanks and in upper case, can be a person's number: a birthday and a right check character.

    The division is not looked at: some are of places that are no more. Of the old numbers, which have no check character, the
    province must exist.
    """
    if not _SHAPE.fullmatch(number):
        return False
    if len(number) == 15:
        return number[:2] in PROVINCES and _is_day("19" + number[6:12])
    return number[17] == identity_check_character(number[:17]) and _is_day(number[6:14])


def is_nearly_one(number: str) -> bool:
    """Whether only the check character is wrong: copied with a mistake, it is a person's number still.

    Of the last century alone: a case number often is a division, the day and a serial number.
    """
    return (
        len(number) == 18
        and _SHAPE.fullmatch(number) is not None
        and number[:2] in PROVINCES
        and number[6:8] == "19"
        and _is_day(number[6:14])
    )


def begins_like_one(number: str) -> bool:
    """Whether it begins with a province and a birthday: a number of which something at the end is wrong or missing."""
    return number[:2] in PROVINCES and number[:14].isdecimal() and len(number) >= 14 and _is_day(number[6:14])


def may_be_a_persons(number: str) -> bool:
    """Whether a refusal must not show such a number: it is a person's, or one that was copied with a mistake."""
    return is_identity_number(number) or is_nearly_one(number)


def _is_day(text: str) -> bool:
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    if not 1850 <= year <= 2150:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
