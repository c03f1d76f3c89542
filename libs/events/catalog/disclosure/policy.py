"""Editions of the jurisdiction's numbers for disclosure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from pydantic import Field

from ...countersigning.rules import DAYS, Days, Second, seconds_of, since_seconds
from ...fact import Fact, catalog
from ..codes import PlainText, Value


class Rounding(StrEnum):
    """How what is behind the last place shown is treated."""

    TRUNCATE = "truncate"
    ROUND = "round"


class PolicyBeforeSeconds(Value):
    """How long publishing may take and how figures are shown."""

    publish_working_days: int = Field(
        5, ge=1, le=60, description="L-27 (5日内, in principle), H-14 (在规定时间内): working days after the matter is final."
    )
    ratings_step: int = Field(
        3, ge=2, le=100, description="X-03: ratings appear in groups of so many; two looks never tell what one enterprise gave."
    )
    percent_mode: Rounding = Field(
        Rounding.TRUNCATE, description="J-28: 135 tasks after 173 are reported as 21.9 % fewer (21.965...), so places are cut."
    )
    percent_places: int = Field(2, ge=0, le=6, description="J-31: 79.84 %.")


class Duty(StrEnum):
    """What may need a second person."""

    POLICY = "policy"
    """An edition of these numbers."""


class DisclosurePolicy(PolicyBeforeSeconds):
    """The numbers, and what needs a second person."""

    seconds: Mapping[Duty, Second] = seconds_of(Duty, Second(roles=("commander", "conference-member")))
    second_days: Days = DAYS


class PolicyAdoptedByOne(Fact, name="disclosure.policy-adopted", title="PolicyAdopted"):
    """An edition of the numbers, from a day on, with the reason."""

    edition: int
    effective_from: date
    pack: PolicyBeforeSeconds
    reason: PlainText


catalog.upcaster("disclosure.policy-adopted", from_version=1)(since_seconds(DisclosurePolicy))


class PolicyAdopted(Fact, name="disclosure.policy-adopted", version=2):
    """An edition of the numbers, from a day on, with the reason; who asked, who approved."""

    edition: int
    effective_from: date
    pack: DisclosurePolicy
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None


class PolicyTakenBack(Fact, name="disclosure.policy-taken-back"):
    """An edition that had not begun is taken back: what was in force before it stays; who asked, who approved."""

    edition: int
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None
