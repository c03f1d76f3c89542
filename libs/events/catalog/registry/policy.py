"""Editions of the jurisdiction's numbers for the lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from ...countersigning.rules import DAYS, Days, Second, seconds_of, since_duties, since_seconds
from ...fact import Fact, catalog
from ...shapes.asked import AtMost
from ..codes import BasisPoints, Kind, Level, PlainText, Value

Months = Annotated[int, Field(ge=1, le=120)]
Many = Annotated[int, Field(ge=1, le=1000)]
_OWN = "A default of the jurisdiction: the source names no number."


class PolicyBeforeSeconds(Value):
    """Numbers that a jurisdiction sets, with the sources' values as defaults."""

    categories: Annotated[tuple[Kind, ...], AtMost(100)] = Field(
        ("enterprise", "household", "cooperative", "institution", "social", "stall"),
        min_length=1,
        description="N-03: kinds of market entity of the registration law (household: 个体工商户), other bodies, stalls.",
    )
    front_line: Annotated[tuple[Level, ...], AtMost(20)] = Field(
        (Level.COUNTY, Level.TOWNSHIP),
        min_length=1,
        description="L-39: levels whose officers count as being at the front line, which the source does not define.",
    )
    front_line_bp: BasisPoints = Field(8500, description="L-39: the share of officers wanted at the front line.")
    new_entity_months: Months = Field(12, description=f"H-28: how long after its founding an entity is new. {_OWN}")
    many_industries: Many = Field(3, description=f"H-28: from how many industries on an entity works in many. {_OWN}")
    many_complaints: Many = Field(3, description=f"H-28: how many complaints within the window are a cluster. {_OWN}")
    window_months: Months = Field(12, description=f"H-28, L-08: how far back tags and suggestions look. {_OWN}")
    least_together: Many = Field(5, description=f"L-08: at how many entities departments must have met. {_OWN}")
    least_support_bp: BasisPoints = Field(1000, description=f"L-08: at what share of the entities checked there. {_OWN}")
    least_lift_bp: int = Field(
        12_000, ge=0, le=1_000_000, description=f"L-08: how many times as often as by chance, in ten thousandths. {_OWN}"
    )
    largest_set: int = Field(8, ge=2, le=20, description=f"L-08: how many departments a suggestion names at most. {_OWN}")
    least_complaints: Many = Field(3, description=f"L-08: how many complaints must stand behind a suggestion. {_OWN}")
    greatest_chance_bp: BasisPoints = Field(
        100, description=f"L-08: how probable so many complaints may be by chance at most. {_OWN}"
    )
    shown_facts: int = Field(10, ge=1, le=100, description=f"L-08: how many facts are shown with each suggestion. {_OWN}")


class DutyBeforeConference(StrEnum):
    POLICY = "policy"
    AGREEMENT = "agreement"
    REVOCATION = "agreement-revocation"
    DEPARTMENT = "department-withdrawal"


class DutyBeforeLists(StrEnum):
    POLICY = "policy"
    AGREEMENT = "agreement"
    REVOCATION = "agreement-revocation"
    DEPARTMENT = "department-withdrawal"
    CONFERENCE = "conference"
    CALENDAR = "calendar"


class Duty(StrEnum):
    """What may need a second person."""

    POLICY = "policy"
    """An edition of these numbers."""
    AGREEMENT = "agreement"
    """An agreement comes into force, and with it trust in a neighbour's keys: accepted here, or concluded. Another key of ours
    is announced."""
    REVOCATION = "agreement-revocation"
    """An agreement ends before its day, or a key of ours does."""
    DEPARTMENT = "department-withdrawal"
    """A department is taken off the list."""
    CONFERENCE = "conference"
    """A department joins the joint conference, leads or leaves it: the plan, the draws and the votes are theirs."""
    CALENDAR = "calendar"
    """A year's holidays, which move legal deadlines."""
    MANDATE = "mandate"
    """A department is given the power to check, or loses it, one by one or by a file."""
    LISTING = "listing"
    """Another list is changed (items, sources, departments, townships, areas, industries, scenarios, manuals, exemptions,
    benchmarks, tags by hand), one by one or by a file. One person is enough until an edition says otherwise."""


_KEEPERS = Second(roles=("registrar", "conference-member"))


class PolicyBeforeConference(PolicyBeforeSeconds):
    """The numbers when the conference and the calendar were one person's."""

    seconds: Mapping[DutyBeforeConference, Second] = seconds_of(DutyBeforeConference, _KEEPERS)
    second_days: Days = DAYS


class PolicyBeforeLists(PolicyBeforeSeconds):
    """The numbers when mandates and lists were one person's."""

    seconds: Mapping[DutyBeforeLists, Second] = seconds_of(DutyBeforeLists, _KEEPERS)
    second_days: Days = DAYS


class RegistryPolicy(PolicyBeforeSeconds):
    """The numbers, and what needs a second person."""

    seconds: Mapping[Duty, Second] = seconds_of(Duty, _KEEPERS, but=(Duty.LISTING,))
    second_days: Days = DAYS


class PolicyAdoptedByOne(Fact, name="registry.policy-adopted", title="PolicyAdopted"):
    """Edition `edition` of the numbers, in force from a day on until the day of the next edition."""

    edition: int
    effective_from: date
    pack: PolicyBeforeSeconds
    reason: PlainText


catalog.upcaster("registry.policy-adopted", from_version=1)(since_seconds(RegistryPolicy))


class PolicyAdoptedBeforeConference(Fact, name="registry.policy-adopted", version=2, title="PolicyAdopted"):
    """Edition `edition` of the numbers, in force from a day on until the day of the next edition; who asked, who approved."""

    edition: int
    effective_from: date
    pack: PolicyBeforeConference
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None


catalog.upcaster("registry.policy-adopted", from_version=2)(since_duties(RegistryPolicy, Duty.CONFERENCE, Duty.CALENDAR))


class PolicyAdoptedBeforeLists(Fact, name="registry.policy-adopted", version=3, title="PolicyAdopted"):
    """Edition `edition` of the numbers, in force from a day on until the day of the next edition; who asked, who approved."""

    edition: int
    effective_from: date
    pack: PolicyBeforeLists
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None


catalog.upcaster("registry.policy-adopted", from_version=3)(since_duties(RegistryPolicy, Duty.MANDATE))


class PolicyAdopted(Fact, name="registry.policy-adopted", version=4):
    """Edition `edition` of the numbers, in force from a day on until the day of the next edition; who asked, who approved."""

    edition: int
    effective_from: date
    pack: RegistryPolicy
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None


class PolicyTakenBack(Fact, name="registry.policy-taken-back"):
    """An edition that had not begun is taken back: what was in force before it stays; who asked, who approved."""

    edition: int
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None
