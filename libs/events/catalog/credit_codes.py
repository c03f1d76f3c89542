"""Unified social credit codes: GB 32100-2015 with its amendment 1, and the organisation code within them, GB 11714-1997."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from .identity_numbers import PROVINCES, is_identity_number

__all__ = ["CATEGORIES", "Fault", "organisation_check_character", "uscc_check_character", "uscc_fault"]

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CHARACTERS = frozenset(_ALPHABET)
_value = _ALPHABET.index
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

CATEGORIES = {
    "1": "1239",
    "2": "19",
    "3": "123459",
    "4": "19",
    "5": "1239",
    "6": "129",
    "7": "129",
    "8": "19",
    "9": "1239",
    "A": "19",
    "N": "1239",
    "Y": "1",
}
"""The registering body (position 1) and its categories of institution (position 2). Source: GB 32100-2015, table 1."""
_DIVISIONS = PROVINCES | {"10"}
"""`100000` stands for bodies of the state."""


def uscc_check_character(first_17: str) -> str:
    """GB 32100-2015: alphabet[(31 - sum(c_i * w_i) mod 31) mod 31]. Raises ValueError for a foreign character."""
    total = sum([_value(c) * w for c, w in zip(first_17, _WEIGHTS, strict=True)])
    return _ALPHABET[(31 - total % 31) % 31]


def organisation_check_character(first_8: str) -> str:
    """GB 11714: 11 - sum mod 11 over 0-9, A-Z as 10-35; 10 is written X, 11 is 0."""
    total = sum([int(c, 36) * w for c, w in zip(first_8, _ORGANISATION_WEIGHTS, strict=True)])
    return "0123456789X"[(11 - total % 11) % 11]


class Fault(NamedTuple):
    """What is wrong with a code. `lawful`: some lawful codes have this fault, which an allow-list may let in on evidence."""

    english: str
    chinese: str
    lawful: bool = False


def uscc_fault(code: str) -> Fault | None:
    """What is wrong with a unified social credit code as the register keeps it (spelling.py); None when it is right.

    Lawful early codes fail the check character, and five of 40,000 right ones with a numeric organisation part look like a
    person's identity number (measured): they need an audited exception, not a weaker check.
    """
    if len(code) != 18:
        return Fault(f"has {len(code)} characters, not 18", f"长度为 {len(code)} 位,应为 18 位")
    return _fault_of_18(code)


# A row of a file is asked for it when it is read, when it becomes a command and when it is decided: of a million rows that took
# twenty seconds. Only what has the length of a code is kept.
@lru_cache(maxsize=8192)
def _fault_of_18(code: str) -> Fault | None:  # noqa: PLR0911 - fault by fault
    foreign = sorted(set(code) - _CHARACTERS)
    if foreign:
        return Fault(f"contains {', '.join(foreign)}, which the code never uses", f"含有不允许的字符 {'、'.join(foreign)}")
    if code[1] not in CATEGORIES.get(code[0], ""):
        return Fault(
            f"begins with {code[:2]}, which is no registering body and category (table 1)",
            f"前两位 {code[:2]} 不是登记管理部门和机构类别代码(表 1)",
        )
    if not code[2:8].isdecimal() or code[2:4] not in _DIVISIONS:
        return Fault(f"has no division code as characters 3-8: {code[2:8]}", f"第 3 至 8 位 {code[2:8]} 不是行政区划代码")
    organisation = organisation_check_character(code[8:16])
    if code[16] != organisation:
        return Fault(
            f"has an organisation part that ends in {code[16]}, computed {organisation} (GB 11714)",
            f"组织机构代码校验码为 {code[16]},应为 {organisation}(GB 11714)",
        )
    right = uscc_check_character(code[:17])
    if code[17] != right:
        return Fault(f"has the check character {code[17]}, computed {right}", f"校验码为 {code[17]},应为 {right}", lawful=True)
    if is_identity_number(code):
        return Fault("is a person's identity number (GB 11643)", "是公民身份号码(GB 11643)", lawful=True)
    return None
