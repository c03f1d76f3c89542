"""Shares of the year's visits: joint, led to by the credit class, and how near they are to the least that is possible."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from services.planning.views import queries

__all__ = ["Shares", "shares_of"]


class Shares(BaseModel):
    """Shares in ten-thousandths (null where there is nothing to divide), over visits of completed draws that are not cancelled.

    `share_joint_bp`: visits of two or more departments (J-30). `share_class_bp`: visits all of whose demands state a ratio for
    every credit class; `share_differing_bp`: all of whose demands have ratios that really differ by class (J-30, B-14).
    `visits_to_bound_bp`: visits to the lower bound, `visits_to_separate_bp`: to the visits of departments drawing alone.
    """

    planned_visits: int
    joint_visits: int
    drawn_demands: int
    class_demands: int
    differing_demands: int
    class_visits: int
    differing_visits: int
    share_joint_bp: int | None
    share_class_bp: int | None
    share_differing_bp: int | None
    visits_to_bound_bp: int | None
    visits_to_separate_bp: int | None


async def shares_of(pool: Any, year: int | None, row: Any) -> dict[str, Any]:
    """The fields of `Shares`; `row` is that of the query `figures`."""
    counted = dict(await queries.shares(pool, year=year))
    visits = counted["planned_visits"]
    return {
        **counted,
        "share_joint_bp": _bp(counted["joint_visits"], visits),
        "share_class_bp": _bp(counted["class_visits"], visits),
        "share_differing_bp": _bp(counted["differing_visits"], visits),
        "visits_to_bound_bp": _bp(1000 * row["visits"], row["lower_bound_milli"]),
        "visits_to_separate_bp": _bp(row["visits"], row["visits_if_separate"]),
    }


def _bp(part: int, whole: int) -> int | None:
    """Half up."""
    return (part * 20_000 + whole) // (2 * whole) if whole else None
