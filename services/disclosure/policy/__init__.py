"""Numbers of this service with their sources: defaults of a jurisdiction."""

from __future__ import annotations

from dataclasses import dataclass

from .figures import Mode

__all__ = ["POLICY", "Policy"]


@dataclass(frozen=True, slots=True)
class Policy:
    """How long publishing may take and how figures are shown."""

    publish_working_days: int = 5
    """L-27 (5日内, in principle) and H-14 (在规定时间内): working days from when the result, draw or plan is final."""
    ratings_step: int = 3
    """X-03: ratings appear in groups of so many, so that two looks never tell what one enterprise has given."""
    percent_mode: Mode = Mode.TRUNCATE
    """J-28: 135 tasks after 173 are reported as 21.9 % fewer (21.965...), so places are cut."""
    percent_places: int = 2
    """J-31: 79.84 %."""


POLICY = Policy()
