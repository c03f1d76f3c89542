"""Which indicator a check gives."""

from __future__ import annotations

from libs.events.catalog.codes import Kind
from libs.events.catalog.credit.policy import CreditPolicy
from libs.events.catalog.inspection.visit import Severity


def of_recorded(numbers: CreditPolicy, score: int | None, problems: int) -> Kind:
    """The indicator of a check taken over from a file: by its score (0-100), without one by its number of problems."""
    if score is not None:
        bounds = (numbers.score_good, numbers.score_adequate, numbers.score_needs_improvement)
        reached = [score >= least for least in bounds]
    else:
        most = (numbers.problems_good, numbers.problems_adequate, numbers.problems_needs_improvement)
        reached = [problems <= bound for bound in most]
    bands = ("score-good", "score-adequate", "score-needs-improvement")
    return next((band for band, fits in zip(bands, reached, strict=True) if fits), "score-poor")


def of_part(worst: Severity | None, problems: int) -> Kind:
    """The indicator of one department's part of a visit. Problems without a named severity count as minor."""
    if worst is not None:
        return f"finding-{worst.value}"
    return "finding-minor" if problems else "inspection-clear"
