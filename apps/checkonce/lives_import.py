"""LIVES data as rows of the registry's and inspection's imports. Nothing personal is taken over: no telephone, no address."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from apps.checkonce.lives import LivesFile, LivesViolation

__all__ = ["entity_rows", "result_rows"]

_SCHEME = "lives"


def entity_rows(data: LivesFile, *, industry: str, township: str) -> list[dict[str, str]]:
    """One row per business in the columns of the registry's `entities` import; LIVES has no founding date."""
    return [
        {
            "scheme": _SCHEME,
            "value": business.business_id,
            "name": business.name,
            "industries": industry,
            "township": township,
            "category": "enterprise",
            "founded": "",
        }
        for business in data.businesses
    ]


def result_rows(data: LivesFile, *, kind: str) -> list[dict[str, str]]:
    """One row per inspection in the columns of inspection's `results` import.

    LIVES ties violations to a business and a day: they go with the day's first inspection, so that none counts twice.
    A violation's code stands before its words: what a code means changes over the years, and what was found is told by both.
    """
    found: dict[tuple[str, date], list[str]] = defaultdict(list)
    for violation in data.violations:
        found[violation.business_id, violation.date].append(_told(violation))
    rows = []
    for inspection in data.inspections:
        problems = found[inspection.business_id, inspection.date] if inspection.number == 1 else []
        rows.append(
            {
                "result": f"lives-{inspection.business_id}-{inspection.date:%Y%m%d}-{inspection.number}",
                "entity": f"{_SCHEME}:{inspection.business_id}",
                "kind": kind,
                "checked_on": inspection.date.isoformat(),
                "score": "" if inspection.score is None else str(inspection.score),
                "problems": "|".join(problems),
                "origin": "lives",
            }
        )
    return rows


def _told(violation: LivesViolation) -> str:
    # The sign that parts one problem from the next.
    return f"{violation.code} {violation.description}".strip().replace("|", "/")
