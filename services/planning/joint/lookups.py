"""Who can come to a joint visit: items in force, and officers by lot."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import SystemRandom
from typing import Any

from libs.events.catalog.planning.joint import WhyLeftOut
from libs.events.catalog.planning.policy import PolicyPack
from libs.events.catalog.planning.visit import VisitPart
from libs.events.catalog.registry.items import Notice
from libs.events.catalog.whistle.call import JointVisitAsked
from services.planning.filing.views import queries as filing_queries
from services.planning.policy.decide import POLICY

from . import commands as c


async def looked_up(tx: Any, asked: JointVisitAsked, today: date) -> c.JointLookups:
    pack = await POLICY.in_force(tx, today)
    days = pack.emergency_window_days if asked.emergency else pack.filing_window_days
    entity = await filing_queries.filed_entity(tx, entity=asked.entity)
    gone = entity is None or (entity["struck_off_from"] is not None and entity["struck_off_from"] <= asked.on)
    place = None if gone else c.Place(**{name: entity[name] for name in c.Place.model_fields})
    listed = [row async for row in filing_queries.filed_items(tx, items=list(asked.items), on_day=asked.on)]
    here = set() if place is None else set(place.industries)
    rows = [row for row in listed if not row["withdrawn"] and here.intersection(row["industries"])]
    terms = (pack, asked.on + timedelta(days=days))
    able = [
        await _able(tx, asked, department, [row for row in rows if row["department"] == department], terms)
        for department in asked.departments
    ]
    return c.JointLookups(place=place, able=tuple(able), window_days=days)


async def _able(
    tx: Any, asked: JointVisitAsked, department: str, items: Sequence[Any], terms: tuple[PolicyPack, date]
) -> c.Able:
    """`terms`: the numbers of the day, and the last day of the visit's window."""
    if not items:
        return c.Able(department=department, part=None, why=WhyLeftOut.ITEMS)
    pack, until = terms
    seats = max(pack.seats_per_department, pack.team_minimum)
    fit = filing_queries.officers_fit(
        tx,
        department=department,
        qualifications=sorted({row["qualification"] for row in items}),
        first_day=asked.on,
        last_day=until,
        entity=asked.entity,
        year=asked.on.year,
        cap=pack.workload_cap,
    )
    lot = SystemRandom()
    # Who was not on the last team goes first, and otherwise nobody chooses (H-12).
    drawn = sorted([(not row["rested"], lot.random(), row["inspector"]) async for row in fit])[:seats]
    if len(drawn) < seats:
        return c.Able(department=department, part=None, why=WhyLeftOut.OFFICERS)
    part = VisitPart(
        department=department,
        kinds=tuple(dict.fromkeys(row["kind"] for row in items)),
        items=tuple(row["item"] for row in items),
        inspectors=tuple(inspector for *_, inspector in drawn),
    )
    unannounced = any(row["notice"] == Notice.FORBIDDEN for row in items)
    return c.Able(department=department, part=part, unannounced=unannounced)
