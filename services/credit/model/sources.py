"""What a model prices, and the model that is adopted at the first start. The sources name classes and indicators, not points.

Classes A-D, from indicators of basic data, operation, regulation, relations and social evaluation: 国市监信发〔2022〕6号,
通用型企业信用风险分类. This service holds the regulatory indicators; others come in with the opening balance.
Base and cut-offs are those that the opening balances in `examples/` are written for.
"""

from dataclasses import dataclass
from datetime import date

from libs.events.catalog.codes import CreditClass, Kind

from . import commands as c


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


DEFAULT_MODEL = c.NewModel(
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
"""Adopted at the first start. In force on every day, because no day may be without a model."""
