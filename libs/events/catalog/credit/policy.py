"""Editions of the jurisdiction's numbers for credit, beside its models."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from ...fact import Fact
from ..codes import PlainText, Value

_LIVES = "Least score of the band: the legend that San Francisco published with its food inspections (LIVES format)."
_MEDIAN = "Most problems of the band: in that data the median checks of the four bands have 1, 4, 5 and 8 problems."
_RATE = "A default of the jurisdiction: no source limits the rate (N-21, N-31)."


class CreditPolicy(Value):
    """How a check taken over from a file is judged, and how often a caller may ask for a class."""

    score_good: int = Field(91, ge=0, le=100, description=_LIVES)
    score_adequate: int = Field(86, ge=0, le=100, description=_LIVES)
    score_needs_improvement: int = Field(71, ge=0, le=100, description=_LIVES)
    problems_good: int = Field(2, ge=0, le=1000, description=_MEDIAN)
    problems_adequate: int = Field(4, ge=0, le=1000, description=_MEDIAN)
    problems_needs_improvement: int = Field(7, ge=0, le=1000, description=_MEDIAN)
    queries_per_window: int = Field(60, ge=1, le=1_000_000, description=_RATE)
    query_window_seconds: int = Field(60, ge=1, le=86_400, description=_RATE)


class PolicyAdopted(Fact, name="credit.policy-adopted"):
    """An edition of the numbers, from a day on, with the reason."""

    edition: int
    effective_from: date
    pack: CreditPolicy
    reason: PlainText
