"""Codes and small values of the field, validated by type."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from ..shapes.faults import Unfit
from ..shapes.words import worded

__all__ = [
    "BasisPoints",
    "CreditClass",
    "DepartmentCode",
    "Digest",
    "DivisionCode",
    "DivisionPrefix",
    "EntityId",
    "EvidenceRef",
    "Ground",
    "IndustryCode",
    "InspectorId",
    "ItemCode",
    "Kind",
    "Level",
    "ListClass",
    "Name",
    "PlainText",
    "Ref",
    "TownshipCode",
    "Value",
    "normalise_uscc",
    "uscc_fault",
]

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def normalise_uscc(text: str) -> str:
    """Upper case, half width, no blanks: real tables hold lower-case and full-width codes."""
    return unicodedata.normalize("NFKC", text).replace(" ", "").upper()


def uscc_check_character(first_17: str) -> str:
    """GB 32100-2015: alphabet[(31 - sum(c_i * w_i) mod 31) mod 31]. Raises ValueError for a foreign character."""
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(first_17, _USCC_WEIGHTS, strict=True))
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def organisation_check_character(first_8: str) -> str:
    """GB 11714: 11 - sum mod 11 over 0-9, A-Z as 10-35; 10 is written X, 11 is 0."""
    total = sum(int(c, 36) * w for c, w in zip(first_8, _ORG_WEIGHTS, strict=True))
    return "0123456789X"[(11 - total % 11) % 11]


def uscc_fault(code: str) -> tuple[str, str] | None:
    """What is wrong with a normalised unified social credit code, in English and Chinese; None when it is right.

    Source: GB 32100-2015 and GB 11714. A few lawful early codes fail the check character: they need an audited exception, not a
    weaker check.
    """
    if len(code) != 18:
        return f"has {len(code)} characters, not 18", f"长度为 {len(code)} 位,应为 18 位"
    foreign = sorted(set(code) - set(_USCC_ALPHABET))
    if foreign:
        return f"contains {', '.join(foreign)}, which the code never uses", f"含有不允许的字符 {'、'.join(foreign)}"
    if not code[2:8].isdecimal():
        return "characters 3-8 are not a division code", "第 3 至 8 位不是行政区划代码"
    right = uscc_check_character(code[:17])
    if code[17] != right:
        return f"check character is {code[17]}, computed {right}", f"校验码为 {code[17]},应为 {right}"
    return None


_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_ID_CARD = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


# The reasons that a batch gives repeat themselves.
@lru_cache(maxsize=1024)
def _no_personal_numbers(text: str) -> str:
    # Full-width digits are digits to whoever reads them.
    plain = unicodedata.normalize("NFKC", text)
    if _MOBILE.search(plain) or _ID_CARD.search(plain):
        raise Unfit("holds a telephone or identity number: personal data never enters a fact", "不得含有手机号或身份证号")
    return text


def _written(pattern: str, zh: str, en: str, most: int | None = None) -> StringConstraints:
    """Text of that form and at most so many characters, with the words for the form."""
    return StringConstraints(pattern=worded(pattern, zh, en), max_length=most)


# [0-9] and not \d: in pydantic's expressions the latter also takes full-width and other scripts' digits.
DivisionCode = Annotated[str, _written(r"^[0-9]{6}$", "6 位行政区划代码", "a division code of 6 digits")]
"""Six-digit division, GB/T 2260."""
DivisionPrefix = Annotated[
    str, _written(r"^[0-9]{2,12}$", "行政区划代码的前 2 至 12 位", "the first 2 to 12 digits of a division code")
]
"""Leading digits of the divisions a body works in: two of the named districts have no code of their own."""
TownshipCode = Annotated[str, _written(r"^[0-9]{9}$", "9 位乡镇街道代码", "a township code of 9 digits")]
"""Nine-digit township or street."""
DepartmentCode = Annotated[
    str,
    _written(r"^[0-9]{2,12}-[a-z0-9]+(-[a-z0-9]+)*$", "部门代码,如 421088-market", "a department such as 421088-market", 60),
]
"""`421088-market`: the body's own id, beginning with the division it belongs to."""
IndustryCode = Annotated[
    str,
    _written(
        r"^[A-Za-z0-9][A-Za-z0-9-]{0,29}$",
        "行业代码(1 至 30 个字母、数字或 -)",
        "an industry code: 1 to 30 letters, digits or -",
    ),
]
ItemCode = Annotated[str, _written(r"^[A-Z0-9]+-[0-9]+$", "事项代码,如 SCJG-12", "an item code such as SCJG-12", 30)]
Kind = Annotated[
    str,
    _written(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "小写代码,如 fire-safety", "a code in small letters such as fire-safety", 60),
]
"""A kind of check (同类检查): what the once-a-year cap and recognition compare."""
EntityId = Annotated[
    str,
    _written(
        r"^[a-z][a-z0-9-]{1,19}:[!-{}~]{1,64}$",
        "对象编号(类别:号码),如 stall:A-7",
        "an entity (scheme:number) such as stall:A-7",
    ),
]
"""Scheme and value: `uscc:91420...`, `stall:...`; who has no credit code still exists. No `|`: the draw's format uses it."""
InspectorId = Annotated[
    str,
    _written(
        r"^[A-Za-z0-9][A-Za-z0-9-]{2,39}$",
        "执法人员编号(3 至 40 个字母、数字或 -)",
        "an officer's number: 3 to 40 letters, digits or -",
    ),
]
"""Opaque: the name is in an erasable table."""
Ref = Annotated[
    str,
    _written(
        r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$",
        "编号(1 至 100 个字母、数字或 . _ : -)",
        "an identifier: 1 to 100 letters, digits or . _ : -",
    ),
]
"""An identifier of a demand, plan, draw, visit, whistle, ..."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
PlainText = Annotated[
    str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True), AfterValidator(_no_personal_numbers)
]
"""An official's words; telephone and identity numbers are refused."""
Digest = Annotated[
    str, _written(r"^[0-9a-f]{64}$", "SHA-256(64 位小写十六进制)", "a SHA-256 of 64 lower-case hexadecimal digits")
]
"""SHA-256, lower-case hexadecimal."""
BasisPoints = Annotated[int, Field(ge=0, le=10_000)]


class CreditClass(StrEnum):
    """A low risk ... D high risk; U = not classified, which must be said (国市监信发〔2022〕6号)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    U = "U"


class Level(StrEnum):
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"


class ListClass(StrEnum):
    """L-43..46: general items are drawn at random, key items are covered fully in a cycle."""

    GENERAL = "general"
    KEY = "key"


class Ground(StrEnum):
    """What lawfully lifts an exclusion, or spares the joint conference's consent (L-15, L-16; docs/draw.md)."""

    NOTIFICATION_COMMITMENT = "O1"
    ENVIRONMENT = "O2"
    SAFETY = "O3"
    CAMPAIGN = "O4"
    OTHER_LAW = "O5"
    KEY_LIST_FULL_COVERAGE = "O6"
    COMPLAINT_TRANSFER_OR_WHISTLE = "O7"


class Value(BaseModel):
    """Base of structured values inside facts."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class EvidenceRef(Value):
    """Evidence by content hash; the file itself is kept by the service that took it."""

    sha256: Digest
    media_type: Annotated[
        str, _written(r"^[a-z]+/[a-z0-9.+-]+$", "媒体类型,如 image/jpeg", "a media type such as image/jpeg", 80)
    ]
    taken_at: AwareDatetime | None = None
    where: PlainText | None = None
