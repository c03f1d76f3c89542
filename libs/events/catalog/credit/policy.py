"""Editions of the jurisdiction's numbers for credit, beside its models."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from pydantic import Field

from ...countersigning.rules import DAYS, Days, Second, seconds_of, since_duties, since_seconds
from ...fact import Fact, catalog
from ..codes import PlainText, Value

_LIVES = "Least score of the band: the legend that San Francisco published with its food inspections (LIVES format)."
_MEDIAN = "Most problems of the band: in that data the median checks of the four bands have 1, 4, 5 and 8 problems."
_SHOWN = (
    "A default of the jurisdiction. 国市监信发〔2022〕6号 classifies in order to allocate supervision better (preamble:"
    " 优化监管资源配置); to show a class to others is for the place to decide. The entity itself is always told its own."
)
_RATE = "A default of the jurisdiction: no source limits the rate (N-21, N-31)."


class ClassShownTo(StrEnum):
    """Who is told the class of an entity, besides the entity itself."""

    OFFICIALS = "officials"
    EVERYBODY = "everybody"


class PolicyBeforeSeconds(Value):
    """How a check taken over from a file is judged, and how often a caller may ask for a class."""

    score_good: int = Field(91, ge=0, le=100, description=_LIVES)
    score_adequate: int = Field(86, ge=0, le=100, description=_LIVES)
    score_needs_improvement: int = Field(71, ge=0, le=100, description=_LIVES)
    problems_good: int = Field(2, ge=0, le=1000, description=_MEDIAN)
    problems_adequate: int = Field(4, ge=0, le=1000, description=_MEDIAN)
    problems_needs_improvement: int = Field(7, ge=0, le=1000, description=_MEDIAN)
    queries_per_window: int = Field(60, ge=1, le=1_000_000, description=_RATE)
    query_window_seconds: int = Field(60, ge=1, le=86_400, description=_RATE)


class DutyBeforeModels(StrEnum):
    POLICY = "policy"
    BY_HAND = "class-by-hand"


class DutyBeforeOpening(StrEnum):
    POLICY = "policy"
    BY_HAND = "class-by-hand"
    MODEL = "model"


class Duty(StrEnum):
    """What may need a second person."""

    POLICY = "policy"
    """An edition of these numbers."""
    BY_HAND = "class-by-hand"
    """An officer sets an entity's class."""
    MODEL = "model"
    """An edition of a model, by which every entity is judged."""
    OPENING = "opening-balances"
    """A file of opening balances, with which entities begin."""


_OFFICERS = Second(roles=("credit-officer", "conference-member"))


class PolicyBeforeModels(PolicyBeforeSeconds):
    """The numbers when a model was one person's."""

    class_shown_to: ClassShownTo = Field(ClassShownTo.OFFICIALS, description=_SHOWN)
    seconds: Mapping[DutyBeforeModels, Second] = seconds_of(DutyBeforeModels, _OFFICERS)
    second_days: Days = DAYS


class PolicyBeforeOpening(PolicyBeforeSeconds):
    """The numbers when opening balances were one person's."""

    class_shown_to: ClassShownTo = Field(ClassShownTo.OFFICIALS, description=_SHOWN)
    seconds: Mapping[DutyBeforeOpening, Second] = seconds_of(DutyBeforeOpening, _OFFICERS)
    second_days: Days = DAYS


class CreditPolicy(PolicyBeforeSeconds):
    """The numbers, who is told an entity's class, and what needs a second person."""

    class_shown_to: ClassShownTo = Field(ClassShownTo.OFFICIALS, description=_SHOWN)
    seconds: Mapping[Duty, Second] = seconds_of(Duty, _OFFICERS)
    second_days: Days = DAYS


class PolicyAdoptedByOne(Fact, name="credit.policy-adopted", title="PolicyAdopted"):
    """An edition of the numbers, from a day on, with the reason."""

    edition: int
    effective_from: date
    pack: PolicyBeforeSeconds
    reason: PlainText


catalog.upcaster("credit.policy-adopted", from_version=1)(since_seconds(CreditPolicy, "class_shown_to"))


class PolicyAdoptedBeforeModels(Fact, name="credit.policy-adopted", version=2, title="PolicyAdopted"):
    """An edition of the numbers, from a day on, with the reason; who asked, who approved."""

    edition: int
    effective_from: date
    pack: PolicyBeforeModels
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None


catalog.upcaster("credit.policy-adopted", from_version=2)(since_duties(CreditPolicy, Duty.MODEL))


class PolicyAdoptedBeforeOpening(Fact, name="credit.policy-adopted", version=3, title="PolicyAdopted"):
    """An edition of the numbers, from a day on, with the reason; who asked, who approved."""

    edition: int
    effective_from: date
    pack: PolicyBeforeOpening
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None


catalog.upcaster("credit.policy-adopted", from_version=3)(since_duties(CreditPolicy, Duty.OPENING))


class PolicyAdopted(Fact, name="credit.policy-adopted", version=4):
    """An edition of the numbers, from a day on, with the reason; who asked, who approved."""

    edition: int
    effective_from: date
    pack: CreditPolicy
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None


class PolicyTakenBack(Fact, name="credit.policy-taken-back"):
    """An edition that had not begun is taken back: what was in force before it stays; who asked, who approved."""

    edition: int
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None
