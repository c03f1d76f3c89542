"""What is looked up for joint plans, and of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from . import commands as c
from .views import queries


async def known_crossplans(pool: Any, crossplans: Sequence[str]) -> dict[str, c.KnownCrossPlan]:
    """Those of the joint plans that exist here, as demands see them."""
    found = queries.crossplans_named(pool, crossplans=list(crossplans))
    return {row["crossplan"]: c.KnownCrossPlan(**row) async for row in found}


async def covering(pool: Any, here: str, there: str, terms: Mapping[str, Any], speaker: c.Speaker) -> c.Covering:
    found: str | None = await queries.agreement_covering(
        pool,
        here=here,
        there=there,
        kinds=list(terms["kinds"]),
        industries=list(terms["industries"]),
        first_day=terms["window_from"],
        last_day=terms["window_to"],
    )
    return c.Covering(agreement=found, speaker=speaker)
