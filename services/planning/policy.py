"""Numbers of this service, with their sources: the defaults of a jurisdiction."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["POLICY", "Policy"]


@dataclass(frozen=True, slots=True)
class Policy:
    """What the sources fix, and what they leave to the jurisdiction.

    `draws_per_year`: an entity is drawn at most so often in a year (H-10). The cap of one check of a kind per entity and year
    (L-16, L-21) has no number to set. `commit_minutes` and `reveal_minutes` are how long the members of the joint conference
    have to commit and to reveal. A beacon's round lies `beacon_margin_seconds` after the reveal deadline; the next beacon
    counts when nobody has it `beacon_minutes` later. A chain of one-time codes is `chain_length` draws long.
    `seats_per_department` and `team_minimum` are officers (行政处罚法: never fewer than two);
    `workload_cap` is visits per inspector and year; `reserves` are listed per stratum. `rotation_visits`: who was on the
    entity's last so many visits does not go again. A visit's window is a month of the plan's window; a piece of a month
    shorter than `shortest_window_days` is added to its neighbour.
    """

    draws_per_year: int = 2
    commit_minutes: int = 1440
    reveal_minutes: int = 1440
    beacon_minutes: int = 1440
    beacon_margin_seconds: int = 60
    chain_length: int = 24
    seats_per_department: int = 2
    team_minimum: int = 2
    workload_cap: int = 120
    reserves: int = 5
    rotation_visits: int = 1
    shortest_window_days: int = 10
    code_version: str = "checkonce-planning/1"


POLICY = Policy()
