"""The rows of the four LIVES files, and how the values of one line become a row."""

import datetime as dt
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from .rules import RowRefused, Rule

__all__ = [
    "LivesBand",
    "LivesBusiness",
    "LivesInspection",
    "LivesViolation",
    "Row",
    "band_of",
    "business_of",
    "inspection_of",
    "violation_of",
]

Row = Mapping[str, str]

_TYPES = frozenset({"", "initial", "routine", "followup", "complaint"})

_DATE = re.compile(r"[0-9]{8}")
_SCORE = re.compile(r"[0-9]{1,3}")
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,15})?")
_CORRECTED = re.compile(r"\s*\[\s*date violation corrected:\s*(.*?)\s*\]$")
_US_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


@dataclass(frozen=True, slots=True)
class LivesBusiness:
    """One business. Texts other than id and name may be empty; coordinates are WGS 84 decimal degrees."""

    business_id: str
    name: str
    address: str
    city: str
    state: str
    postal_code: str
    latitude: float | None
    longitude: float | None
    phone_number: str
    business_url: str


@dataclass(frozen=True, slots=True)
class LivesInspection:
    """One inspection. ``number`` tells several inspections of one business on one day apart (1, 2, ... in file order);
    ``band`` is the legend's word for the score, ``None`` without a score or without a band for it.
    """

    business_id: str
    date: dt.date
    number: int
    score: int | None
    type: str
    description: str
    band: str | None


@dataclass(frozen=True, slots=True)
class LivesViolation:
    """One violation found on ``date``. LIVES ties it to a business and a day, not to one inspection among several.

    ``number`` tells equal violations of one business on one day apart (1, 2, ... in file order).

    ``description`` is the file's text without the closing remark on its correction; ``corrected_on`` is that remark's
    day, ``None`` when there is no remark or it holds no day (then the remark stays in ``description``).
    """

    business_id: str
    date: dt.date
    code: str
    description: str
    corrected_on: dt.date | None
    number: int = 1


@dataclass(frozen=True, slots=True)
class LivesBand:
    """One band of the score legend, both bounds included."""

    minimum: int
    maximum: int
    description: str


def _required(row: Row, field: str) -> str:
    value = row[field]
    if not value:
        raise RowRefused(field, value, Rule.MISSING)
    return value


def _known_business(row: Row, known: Container[str]) -> str:
    value = row["business_id"]
    if value not in known:
        raise RowRefused("business_id", value, Rule.UNKNOWN_BUSINESS)
    return value


def _day(row: Row) -> dt.date:
    value = _required(row, "date")
    try:
        if _DATE.fullmatch(value):
            return dt.date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        pass
    raise RowRefused("date", value, Rule.DATE)


def _score(row: Row, field: str, rule: Rule) -> int:
    value = row[field]
    if not _SCORE.fullmatch(value) or int(value) > 100:
        raise RowRefused(field, value, rule)
    return int(value)


def _coordinates(row: Row) -> tuple[float | None, float | None]:
    found: list[float | None] = []
    for field, limit in (("latitude", 90), ("longitude", 180)):
        value = row.get(field, "")
        if value and not (_DEGREES.fullmatch(value) and abs(float(value)) <= limit):
            raise RowRefused(field, value, Rule.COORDINATE)
        found.append(float(value) if value else None)
    if (found[0] is None) != (found[1] is None):
        raise RowRefused("latitude" if found[0] is None else "longitude", "", Rule.COORDINATE)
    return found[0], found[1]


def band_of(row: Row, earlier: Sequence[LivesBand]) -> LivesBand:
    low, high = _score(row, "minimum_score", Rule.BAND), _score(row, "maximum_score", Rule.BAND)
    if low > high or any(low <= band.maximum and band.minimum <= high for band in earlier):
        raise RowRefused("minimum_score", row["minimum_score"], Rule.BAND)
    return LivesBand(low, high, _required(row, "description"))


def business_of(row: Row) -> LivesBusiness:
    business_id, name, address = _required(row, "business_id"), _required(row, "name"), row["address"]
    latitude, longitude = _coordinates(row)
    return LivesBusiness(
        business_id=business_id,
        name=name,
        address=address,
        city=row.get("city", ""),
        state=row.get("state", ""),
        postal_code=row.get("postal_code", ""),
        latitude=latitude,
        longitude=longitude,
        phone_number=row.get("phone_number", ""),
        business_url=row.get("business_url", ""),
    )


def inspection_of(row: Row, legend: Sequence[LivesBand], known: Container[str]) -> LivesInspection:
    _required(row, "business_id")
    score = _score(row, "score", Rule.SCORE) if row["score"] else None
    day = _day(row)
    kind = row.get("type", "").lower()
    if kind not in _TYPES:
        raise RowRefused("type", row["type"], Rule.TYPE)
    return LivesInspection(
        business_id=_known_business(row, known),
        date=day,
        number=0,
        score=score,
        type=kind,
        description=row.get("description", ""),
        band=next((b.description for b in legend if score is not None and b.minimum <= score <= b.maximum), None),
    )


def violation_of(row: Row, known: Container[str]) -> LivesViolation:
    _required(row, "business_id")
    day = _day(row)
    text, corrected_on = _correction(_required(row, "description"))
    return LivesViolation(
        business_id=_known_business(row, known),
        date=day,
        code=row.get("code", ""),
        description=text,
        corrected_on=corrected_on,
    )


def _correction(description: str) -> tuple[str, dt.date | None]:
    """Part ``text [ date violation corrected: 12/11/2017 ]`` into its text and its day (month first)."""
    remark = _CORRECTED.search(description)
    day = _US_DATE.fullmatch(remark[1]) if remark else None
    if remark is None or day is None or remark.start() == 0:
        return description, None
    try:
        return description[: remark.start()], dt.date(int(day[3]), int(day[1]), int(day[2]))
    except ValueError:
        return description, None
