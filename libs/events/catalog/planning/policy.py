"""Editions of the jurisdiction's numbers for planning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from ...countersigning.rules import DAYS, Days, Second, seconds_of, since_seconds
from ...fact import Fact, catalog
from ...shapes.asked import AtMost
from ...shapes.words import worded
from ..codes import BasisPoints, CreditClass, Ground, PlainText, TownshipCode, Value


class DayKind(StrEnum):
    """How the days of a time limit are counted (L-12 says only 日)."""

    NATURAL = "natural"
    WORKING = "working"


ExclusionName = Annotated[str, StringConstraints(pattern=worded(r"^X[1-8]$", "X1 至 X8", "one of X1 to X8"))]
"""X1-X8 of the draw's format (docs/draw.md)."""
Months = Annotated[int, Field(ge=0, le=120)]


_CEILINGS = {
    CreditClass.A: 500,
    CreditClass.B: 2_000,
    CreditClass.C: 6_000,
    CreditClass.D: 10_000,
    CreditClass.U: 2_000,
}
_LIFTS: dict[Ground, tuple[str, ...]] = {
    Ground.NOTIFICATION_COMMITMENT: ("X1", "X2", "X8"),
    Ground.ENVIRONMENT: ("X1", "X2", "X8"),
    Ground.SAFETY: ("X1", "X2", "X8"),
    Ground.CAMPAIGN: ("X1", "X2", "X3", "X8"),
    Ground.OTHER_LAW: ("X1", "X2", "X3", "X4", "X8"),
    Ground.KEY_LIST_FULL_COVERAGE: ("X2", "X8"),
    Ground.COMPLAINT_TRANSFER_OR_WHISTLE: ("X1", "X2", "X3", "X4", "X8"),
}


class PolicyBeforeSeconds(Value):
    """Numbers that a jurisdiction sets, with the sources' values as defaults.

    `same_kind_per_year` (L-16, L-21), `draws_per_year` (H-10): caps per entity. `ceilings_bp`: the highest ratio of a general
    demand per credit class (a table in real use: A 5 %, B 20 %, C 60 %, D 100 %); key demands have none (N-13).
    `spared_months`: X8, an entity of the class is not drawn for general items so soon after its last check (B-16, N-12).
    `key_cycle_months`: within which a key item covers everybody when the item names no cycle of its own (L-45, B-18).
    `superior_any_kind`: L-17 excludes for every kind, as written, or only for the same kind. `filing_days`, `filing_day_kind`:
    L-12; `filing_window_days`: how long after its day a filed check of its own may still be made. `consent_free`: grounds
    that need no consent of the joint conference (L-15). `lifts`: which exclusions a ground lifts; never X5 or X6.
    `whistle_days`: how long an open whistle or clue lifts (O7). `commit_minutes`, `reveal_minutes`: how long the conference's
    members have. `seats_per_department`, `team_minimum`: officers (行政处罚法: never fewer than two). `workload_cap`:
    visits per inspector and year; `pairing_cap`: joint visits of two officers before others go first. `reserves` per stratum.
    `rotation_visits`: who was on the entity's last so many visits does not go again. `shortest_window_days`: shorter pieces of
    a month join their neighbour.
    `notice_days`: working days between announcement and visit. `team_minutes`: of work in a day; `visit_minutes` and
    `item_minutes`: on the spot; `speed_kmh`: between places. `day_starts_minute`: of the local day. `road_percent`: of the
    straight line between two townships; `same_township_metres`, `other_township_metres`: assumed where no position is known.
    `out_day_metres`: how much travel a day out weighs when days and routes are compared.
    """

    same_kind_per_year: Annotated[int, Field(ge=1, le=12)] = 1
    draws_per_year: Annotated[int, Field(ge=1, le=12)] = 2
    ceilings_bp: dict[CreditClass, BasisPoints] = Field(default=_CEILINGS)
    spared_months: dict[CreditClass, Months] = Field(default={})
    key_cycle_months: Annotated[int, Field(ge=1, le=120)] = 12
    superior_any_kind: bool = True
    filing_days: Annotated[int, Field(ge=0, le=60)] = 5
    filing_day_kind: DayKind = DayKind.NATURAL
    filing_window_days: Annotated[int, Field(ge=0, le=60)] = 7
    consent_free: Annotated[tuple[Ground, ...], AtMost(20)] = (
        Ground.NOTIFICATION_COMMITMENT,
        Ground.ENVIRONMENT,
        Ground.SAFETY,
        Ground.CAMPAIGN,
    )
    lifts: dict[Ground, Annotated[tuple[ExclusionName, ...], AtMost(20)]] = Field(default=_LIFTS)
    whistle_days: Annotated[int, Field(ge=1, le=3_650)] = 180
    commit_minutes: Annotated[int, Field(ge=1, le=525_600)] = 1440
    reveal_minutes: Annotated[int, Field(ge=1, le=525_600)] = 1440
    seats_per_department: Annotated[int, Field(ge=1, le=20)] = 2
    team_minimum: Annotated[int, Field(ge=2, le=20)] = 2
    workload_cap: Annotated[int, Field(ge=1, le=10_000)] = 120
    pairing_cap: Annotated[int, Field(ge=1, le=10_000)] | None = None
    reserves: Annotated[int, Field(ge=0, le=1000)] = 5
    rotation_visits: Annotated[int, Field(ge=0, le=100)] = 1
    shortest_window_days: Annotated[int, Field(ge=1, le=366)] = 10
    notice_days: Annotated[int, Field(ge=0, le=60)] = 3
    team_minutes: Annotated[int, Field(ge=30, le=1440)] = 420
    visit_minutes: Annotated[int, Field(ge=5, le=1440)] = 40
    item_minutes: Annotated[int, Field(ge=0, le=1440)] = 15
    speed_kmh: Annotated[int, Field(ge=1, le=150)] = 35
    day_starts_minute: Annotated[int, Field(ge=0, le=1410)] = 510
    road_percent: Annotated[int, Field(ge=100, le=300)] = 130
    same_township_metres: Annotated[int, Field(ge=0, le=100_000)] = 3_000
    other_township_metres: Annotated[int, Field(ge=0, le=500_000)] = 15_000
    out_day_metres: Annotated[int, Field(ge=1, le=1_000_000)] = 30_000


class Duty(StrEnum):
    """What may need a second person."""

    POLICY = "policy"
    """An edition of these numbers."""


class PolicyBeforeEmergencies(PolicyBeforeSeconds):
    """The numbers when nobody could enter at once and days were planned without breaks, bases and caps."""

    seconds: Mapping[Duty, Second] = seconds_of(Duty, Second(roles=("planner", "conference-member")))
    second_days: Days = DAYS


_OWN = "A default of the jurisdiction: no source names a number."


class PolicyPack(PolicyBeforeEmergencies):
    """The numbers, and what needs a second person."""

    emergency_report_hours: int = Field(
        24, ge=1, le=72,
        description="国办发〔2024〕54号: who must enter at once reports without delay and makes up the procedure; hours after "
        "the entry, as 行政强制法 art. 19 has them for measures taken on the spot.",
    )  # fmt: skip
    emergency_window_days: int = Field(
        2, ge=0, le=30, description=f"How many days after the entry the visit of an emergency may still go on. {_OWN}"
    )
    emergency_ruling_working_days: int = Field(
        5, ge=1, le=60, description=f"Within which the joint conference rules whether an entry was justified. {_OWN}"
    )
    department_checks_per_year: int | None = Field(
        None, ge=1, le=365,
        description="国办发〔2024〕54号: how often one department may check one entity in a year, which is published and told "
        "to it (X-02); routine, single and special checks count, but for those that a superior ordered. Null: the competent "
        "ministry's or place's ceiling is not entered.",
    )  # fmt: skip
    lunch_from_minute: int = Field(
        720, ge=0, lt=1440, description=f"Of the local day: no visit is planned over the break. {_OWN}"
    )
    lunch_minutes: int = Field(
        120, ge=0, le=360, description=f"How long the break is; `team_minutes` are of work, before and after it. {_OWN}"
    )
    base_township: TownshipCode | None = Field(
        None,
        description="Where the teams set out and come back to. Null: not entered, and every way out and back is taken for "
        "`other_township_metres`.",
    )
    car_seats: int = Field(4, ge=1, le=60, description=f"Officers who share a car. {_OWN}")
    teams_per_day: int | None = Field(
        None, ge=1, le=100_000, description="How many visits the place's teams make in a day; null: no such number."
    )
    peak_percent: int = Field(
        150, ge=100, le=10_000,
        description=f"A day carries so many percent of an even load before other days are taken. {_OWN}",
    )  # fmt: skip
    township_day_metres: int = Field(
        10_000, ge=0, le=1_000_000,
        description=f"How much travel it weighs that one more township is visited on a day (片区). {_OWN}",
    )  # fmt: skip


class PolicyAdoptedByOne(Fact, name="planning.policy-adopted", title="PolicyAdopted"):
    """Edition n of the jurisdiction's numbers, in force from a day on."""

    edition: int
    effective_from: date
    pack: PolicyBeforeSeconds
    reason: PlainText


catalog.upcaster("planning.policy-adopted", from_version=1)(since_seconds(PolicyBeforeEmergencies))


class PolicyAdoptedBeforeEmergencies(Fact, name="planning.policy-adopted", version=2, title="PolicyAdopted"):
    """Edition n of the jurisdiction's numbers, in force from a day on; who asked, who approved."""

    edition: int
    effective_from: date
    pack: PolicyBeforeEmergencies
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None


@catalog.upcaster("planning.policy-adopted", from_version=2)
def _as_days_were_planned(data: dict[str, Any]) -> dict[str, Any]:
    """Entries at once follow the sources' numbers: nothing was said of them. Days are planned as they were: without a break,
    and an edition that wants one says so.
    """
    said = {
        "emergency_report_hours": 24, "emergency_window_days": 2, "emergency_ruling_working_days": 5,
        "department_checks_per_year": None, "lunch_from_minute": 720, "lunch_minutes": 0, "base_township": None, "car_seats": 4,
        "teams_per_day": None, "peak_percent": 150, "township_day_metres": 10_000,
    }  # fmt: skip
    return {**data, "pack": {**data["pack"], **said}}


class PolicyAdopted(Fact, name="planning.policy-adopted", version=3):
    """Edition n of the jurisdiction's numbers, in force from a day on; who asked, who approved."""

    edition: int
    effective_from: date
    pack: PolicyPack
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None


class PolicyTakenBack(Fact, name="planning.policy-taken-back"):
    """An edition that had not begun is taken back: what was in force before it stays; who asked, who approved."""

    edition: int
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None
