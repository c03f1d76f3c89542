"""What is looked up for joint plans, and of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import commands as c
from .views import queries


async def known_crossplans(pool: Any, crossplans: Sequence[str]) -> dict[str, c.KnownCrossPlan]:
    """Those of the joint plans that exist here, as demands see them."""
    found = queries.crossplans_named(pool, crossplans=list(crossplans))
    return {row["crossplan"]: c.KnownCrossPlan(**row) async for row in found}
