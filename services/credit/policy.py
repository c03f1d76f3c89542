"""Numbers of this service. The sources name classes and indicators, not points: these are a jurisdiction's defaults.

Classes A-D, from indicators of basic data, operation, regulation, relations and social evaluation: 国市监信发〔2022〕6号,
通用型企业信用风险分类. This service holds the regulatory indicators; others come in with the opening balance.
Base and cut-offs are those that the opening balances in `examples/` are written for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from libs.events.catalog.codes import CreditClass, Kind
from libs.events.catalog.inspection.visit import Severity

__all__ = ["DEFAULT_MODEL", "FAMILIES", "POLICY", "DefaultModel", "Family", "Policy"]


@dataclass(frozen=True, slots=True)
class Family:
    """Indicators of one kind of evidence, from best to worst: `good` never cost points, `bad` never earn any."""

    good: tuple[Kind, ...]
    bad: tuple[Kind, ...]

    @property
    def indicators(self) -> tuple[Kind, ...]:
        return (*self.good, *self.bad)


FAMILIES = (
    Family(("inspection-clear",), ("finding-minor", "finding-ordinary", "finding-serious")),
    Family(("rectification-passed",), ("rectification-overdue", "rectification-failed")),
    Family(("score-good", "score-adequate"), ("score-needs-improvement", "score-poor")),
)


@dataclass(frozen=True, slots=True)
class DefaultModel:
    """Adopted at the first start. In force on every day, because no day may be without a model."""

    model: str
    title: str
    base: int
    cutoffs: dict[CreditClass, int]
    indicators: dict[Kind, int]
    effective_from: date


DEFAULT_MODEL = DefaultModel(
    model="general",
    title="通用型企业信用风险分类 general credit-risk model",
    base=1000,
    cutoffs={CreditClass.A: 900, CreditClass.B: 750, CreditClass.C: 600},
    indicators={
        "inspection-clear": 10,
        "finding-minor": -20,
        "finding-ordinary": -60,
        "finding-serious": -200,
        "rectification-passed": 20,
        "rectification-overdue": -80,
        "rectification-failed": -80,
        # Recorded checks: a poor score weighs as much as a serious finding.
        "score-good": 10,
        "score-adequate": 0,
        "score-needs-improvement": -60,
        "score-poor": -200,
    },
    effective_from=date(2000, 1, 1),
)


@dataclass(frozen=True, slots=True)
class Policy:
    """`least` and `most` bound a score. A band is (bound, indicator)."""

    least: int = 0
    most: int = 1200
    # Least score of a band: the legend that San Francisco published with its food inspections (LIVES format).
    score_bands: tuple[tuple[int, Kind], ...] = (
        (91, "score-good"),
        (86, "score-adequate"),
        (71, "score-needs-improvement"),
        (0, "score-poor"),
    )
    # Most problems of a band. In the 14,233 scored checks of that data the median check of the four bands has 1, 4, 5 and 8.
    problem_bands: tuple[tuple[int, Kind], ...] = ((2, "score-good"), (4, "score-adequate"), (7, "score-needs-improvement"))
    problem_worst: Kind = "score-poor"
    queries_per_window: int = 60
    query_window: timedelta = timedelta(minutes=1)

    def bounded(self, points: int) -> int:
        """The score that a sum of points gives."""
        return max(self.least, min(self.most, points))

    def of_recorded(self, score: int | None, problems: int) -> Kind:
        """The indicator of a check taken over from a file: by its score (0-100), without one by its number of problems."""
        if score is not None:
            return next(indicator for least, indicator in self.score_bands if score >= least)
        return next((indicator for most, indicator in self.problem_bands if problems <= most), self.problem_worst)

    @staticmethod
    def of_part(worst: Severity | None, problems: int) -> Kind:
        """The indicator of one department's part of a visit. Problems without a named severity count as minor."""
        if worst is not None:
            return f"finding-{worst.value}"
        return "finding-minor" if problems else "inspection-clear"


POLICY = Policy()
