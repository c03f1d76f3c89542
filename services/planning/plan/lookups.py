"""What is looked up for a plan."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from libs.events.countersigning.leading import Acting
from services.planning.conference.views import seats_on
from services.planning.crossplan.lookups import known_crossplans
from services.planning.demand import commands as demand_commands
from services.planning.demand.views import queries as demand_queries

from . import commands as c
from .views import queries


async def conference(pool: Any, lead: str | None, members: Sequence[str] | None, today: date, acting: Acting) -> c.Conference:
    """`lead`, `members`: as named, None for those of the joint conference."""
    leads, seats = await seats_on(pool, today)
    organises = lead or leads
    named = {*(seats if members is None else members), *([organises] if organises else [])}
    listed = {row["department"] async for row in demand_queries.departments_on(pool, codes=sorted(named), on_day=today)}
    return c.Conference(lead=leads, members=tuple(seats), unlisted=tuple(sorted(named - listed)), acting=acting)


async def joined(pool: Any, *, plan: str, year: int, demands: Sequence[str], today: date, acting: Acting) -> c.Joined:
    leads, seats = await seats_on(pool, today)
    rows = [row async for row in demand_queries.demands_named(pool, demands=demands)]
    joint = await known_crossplans(pool, [row["crossplan"] for row in rows if row["crossplan"] is not None])
    left_out = queries.filings_left_out(pool, plan=plan, year=year, demands=demands, secret=True)
    return c.Joined(
        demands=tuple(
            demand_commands.KnownDemand(
                demand=row["demand"], year=row["year"], open=row["withdrawn"] is None, joint=joint.get(row["crossplan"])
            )
            for row in rows
        ),
        left_out=tuple([row["filing"] async for row in left_out]),
        lead=leads,
        members=tuple(seats),
        acting=acting,
    )


async def departments(pool: Any, plan: Mapping[str, Any], today: date) -> c.Departments:
    """For a vote on the plan, a row of its view."""
    rows = demand_queries.demands_named(pool, demands=list(plan["demands"]))
    _, seats = await seats_on(pool, today)
    listed = {row["department"] async for row in demand_queries.departments_on(pool, codes=plan["members"], on_day=today)}
    return c.Departments(
        departments=tuple(sorted({row["department"] async for row in rows})),
        left=tuple(member for member in plan["members"] if member not in listed or (seats and member not in seats)),
    )
