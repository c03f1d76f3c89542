"""Codes and small values of the field, validated by type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
)
from pydantic_core import CoreSchema, core_schema

from ..shapes.asked import AtMost, is_asked
from ..shapes.faults import Unfit
from ..shapes.words import worded
from .credit_codes import uscc_fault
from .identity_numbers import may_be_a_persons
from .personal_numbers import Found, found, may_hold_one
from .spelling import capitals, entity, industry, plainly, small

__all__ = [
    "STALL_NUMBER",
    "BasisPoints",
    "CreditClass",
    "CreditCode",
    "DepartmentCode",
    "Digest",
    "DivisionCode",
    "DivisionPrefix",
    "EntityId",
    "Evidence",
    "EvidenceRef",
    "Ground",
    "Industries",
    "IndustryCode",
    "InspectorId",
    "ItemCode",
    "Kind",
    "Level",
    "ListClass",
    "Name",
    "PlainText",
    "Ref",
    "Spelt",
    "TownshipCode",
    "Value",
]


STALL_NUMBER = re.compile(r"[0-9]{9}-[0-9]{4,8}")
"""The township's code, a hyphen and the stall's own number: no telephone, whatever its figures."""
_OF_OURS = re.compile(r"(?:^|-)(?=[0-9]*[a-f])(?:[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What no page shows and a terminal obeys, and what turns the direction of writing: a text can seem to say something else."""
_PERSONAL = {"identity-number": "身份证号", "mobile": "手机号", "landline": "固定电话", "card": "银行卡号"}


def _personal(text: str) -> tuple[Found, ...]:
    return _found(text) if may_hold_one(text) else ()


# The reasons that a batch gives repeat themselves.
@lru_cache(maxsize=1024)
def _found(text: str) -> tuple[Found, ...]:
    return tuple(found(text))


def _no_personal_numbers(text: str) -> str:
    if is_asked() and (numbers := _personal(text)):
        _refuse(numbers)
    return text


def _nothing_unseen(text: str) -> str:
    if not text.isprintable() and is_asked() and _UNSEEN.search(text):
        named = ", ".join(f"U+{ord(each):04X}" for each in sorted(set(_UNSEEN.findall(text))))
        raise Unfit(
            f"contains characters that nobody sees ({named}): type the text anew",
            f"含有不可见的控制字符({named.replace(', ', '、')}),请重新录入该文字",
        )
    return text


def _no_personal_ref(ref: str) -> str:
    # A division, a day and a serial number is what references are made of; those that we make end in a digest.
    if is_asked() and (numbers := _personal(ref)) and not _OF_OURS.search(ref):
        _refuse(each for each in numbers if not each.may_number_a_case and _is_one(each, ref))
    return ref


def _is_one(number: Found, ref: str) -> bool:
    """An object's number, a hyphen and a day make as many digits too: a telephone in a reference is written as usual."""
    said = ref[number.start : number.end]
    groups = tuple(map(len, re.findall("[0-9]+", said)))
    match number.kind:
        case "mobile":
            return groups in {(11,), (3, 4, 4)}
        case "landline":
            return said.startswith("0")
    return True


def _no_personal_entity(said: str) -> str:
    scheme, _, number = said.partition(":")
    if scheme != "uscc" and not (scheme == "stall" and STALL_NUMBER.fullmatch(number)):
        _no_personal_numbers(number)
    return said


def _refuse(numbers: Iterable[Found]) -> None:
    kinds = sorted({each.kind for each in numbers})
    if kinds:
        raise Unfit(
            f"holds a personal number ({', '.join(kinds)}), and a fact can never be erased",
            f"含有个人信息({'、'.join(_PERSONAL[kind] for kind in kinds)}),记录不可删除,不得写入",
            # What is refused must not stay in a report either.
            secret=True,
        )


def _entity(value: str) -> str:
    said = entity(value)
    scheme, _, number = said.partition(":")
    if scheme == "uscc" and is_asked():
        fault = uscc_fault(number)
        if fault is not None and not fault.lawful:
            raise Unfit(
                f"holds a credit code that {fault.english} (GB 32100-2015)",
                f"统一社会信用代码{fault.chinese}(GB 32100-2015)",
                secret=may_be_a_persons(number),
            )
    return said


@dataclass(frozen=True, slots=True)
class Spelt:
    """How what people type is read. What comes as JSON stands in a store or on a topic, and is compared as it is written."""

    read: Callable[[str], str]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        written = handler(source)
        typed = core_schema.no_info_before_validator_function(self._as_kept, written)
        return core_schema.json_or_python_schema(written, typed)

    def _as_kept(self, value: Any) -> Any:
        return self.read(value) if isinstance(value, str) else value


def _written(pattern: str, zh: str, en: str, most: int | None = None) -> StringConstraints:
    """Text of that form and at most so many characters, with the words for the form."""
    return StringConstraints(pattern=worded(pattern, zh, en), max_length=most)


# One reading of each for all services, paths, queries, bodies and files: what people type becomes what the registers keep.
# [0-9] and not \d: in pydantic's expressions the latter also takes full-width and other scripts' digits.
DivisionCode = Annotated[str, _written(r"^[0-9]{6}$", "6 位行政区划代码", "a division code of 6 digits"), Spelt(plainly)]
"""Six-digit division, GB/T 2260."""
DivisionPrefix = Annotated[
    str,
    _written(r"^[0-9]{2,12}$", "行政区划代码的前 2 至 12 位", "the first 2 to 12 digits of a division code"),
    Spelt(plainly),
]
"""Leading digits of the divisions a body works in: two of the named districts have no code of their own."""
TownshipCode = Annotated[str, _written(r"^[0-9]{9}$", "9 位乡镇街道代码", "a township code of 9 digits"), Spelt(plainly)]
"""Nine-digit township or street."""
DepartmentCode = Annotated[
    str,
    _written(r"^[0-9]{2,12}-[a-z0-9]+(-[a-z0-9]+)*$", "部门代码,如 421088-market", "a department such as 421088-market", 60),
    Spelt(small),
    AfterValidator(_no_personal_ref),
]
"""`421088-market`: the body's own id, beginning with the division it belongs to."""
IndustryCode = Annotated[
    str,
    _written(
        r"^[A-Za-z0-9][A-Za-z0-9-]{0,29}$",
        "行业代码(1 至 30 个字母、数字或 -)",
        "an industry code: 1 to 30 letters, digits or -",
    ),
    Spelt(industry),
    AfterValidator(_no_personal_ref),
]
Industries = Annotated[tuple[IndustryCode, ...], AtMost(200)]
"""GB/T 4754-2017 has 97 divisions, and a place's own list a few more: who is in all of them names fewer than this."""
ItemCode = Annotated[
    str,
    _written(r"^[A-Z0-9]+-[0-9]+$", "事项代码,如 SCJG-12", "an item code such as SCJG-12", 30),
    Spelt(capitals),
    AfterValidator(_no_personal_ref),
]
Kind = Annotated[
    str,
    _written(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "小写代码,如 fire-safety", "a code in small letters such as fire-safety", 60),
    Spelt(small),
    AfterValidator(_no_personal_ref),
]
"""A kind of check (同类检查): what the once-a-year cap and recognition compare."""
EntityId = Annotated[
    str,
    _written(
        r"^[a-z][a-z0-9-]{1,19}:[!-{}~]{1,64}$",
        "对象编号(类别:号码),如 stall:A-7",
        "an entity (scheme:number) such as stall:A-7",
    ),
    Spelt(_entity),
    AfterValidator(_no_personal_entity),
]
"""Scheme and value: `uscc:91420...`, `stall:...`; who has no credit code still exists. No `|`: the draw's format uses it."""
InspectorId = Annotated[
    str,
    _written(
        r"^[A-Za-z0-9][A-Za-z0-9-]{2,39}$",
        "执法人员编号(3 至 40 个字母、数字或 -)",
        "an officer's number: 3 to 40 letters, digits or -",
    ),
    Spelt(capitals),
    AfterValidator(_no_personal_numbers),
]
"""Opaque, in capital letters: the name is in an erasable table."""
Ref = Annotated[
    str,
    _written(
        r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$",
        "编号(1 至 100 个字母、数字或 . _ : -)",
        "an identifier: 1 to 100 letters, digits or . _ : -",
    ),
    Spelt(plainly),
    AfterValidator(_no_personal_ref),
]
"""An identifier of a demand, plan, draw, visit, whistle, ... Its case counts."""
Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(_nothing_unseen),
    AfterValidator(_no_personal_numbers),
]
CreditCode = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
"""What should be a credit code, for the allow-list to judge: some right ones are a person's identity number too."""
PlainText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000, strip_whitespace=True),
    AfterValidator(_nothing_unseen),
    AfterValidator(_no_personal_numbers),
]
"""An official's words; asked of us, they may hold no telephone, identity or card number, and nothing that nobody sees."""
ServiceName = Annotated[str, _written(r"^[a-z][a-z0-9-]{0,62}$", "服务名称,如 planning", "a service such as planning")]
"""One of a place's services, as the second part of a source (`/{place}/{service}`)."""
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


Evidence = Annotated[tuple[EvidenceRef, ...], AtMost(100)]
"""A hundred photographs of one thing, each with where it was taken at its longest, are 0.6 MB of a message's 4."""
