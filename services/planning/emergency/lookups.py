"""What an entry at once is decided on, read from the views."""

from typing import Any

from libs.events.calendar import local_day
from libs.events.reactions import Environment
from services.planning.conference.views import lead_and_members
from services.planning.exclusions.views import queries as exclusions_queries
from services.planning.filing import commands as filing
from services.planning.filing.views import queries as filing_queries
from services.planning.officers.views import queries as officers_queries
from services.planning.policy.decide import POLICY
from services.planning.visit.views import queries as visit_queries

from . import commands as c
from .decide import visit_number
from .views import queries


async def looked_up(tx: Any, said: c.Entry, env: Environment) -> c.EntryLookups:
    today = env.today
    pack = await POLICY.in_force(tx, today)
    rows = [row async for row in filing_queries.filed_items(tx, items=list(said.items), on_day=local_day(said.entered_at))]
    items = [
        filing.FiledItem(**{name: row[name] for name in filing.FiledItem.model_fields}) for row in rows if not row["withdrawn"]
    ]
    officers = officers_queries.officers_named(tx, inspectors=list(said.inspectors))
    conference = await lead_and_members(tx, local_day(said.entered_at).year, today)
    return c.EntryLookups(
        entity=await _on_file(tx, said),
        items=tuple(items),
        officers=tuple([filing.OfficerOnFile(**row) async for row in officers]),
        seats=max(pack.seats_per_department, pack.team_minimum),
        cause=said.cause is not None and await exclusions_queries.is_about(tx, matter=said.cause, entity=said.entity),
        joins=await queries.entry_to_join(tx, entity=said.entity, premises=said.premises, today=today),
        taken=await visit_queries.visit(tx, visit=visit_number(said.emergency)) is not None,
        report_hours=pack.emergency_report_hours,
        to_rule=None if conference is None else conference[0],
        rule_by=env.calendar.end_of_working_days(env.clock(), pack.emergency_ruling_working_days),
    )


async def _on_file(tx: Any, said: c.Entry) -> c.OnFile | None:
    row = await filing_queries.filed_entity(tx, entity=said.entity)
    if row is None:
        return None
    place = None
    if said.premises is not None:
        day = local_day(said.entered_at)
        place = await filing_queries.filed_premises(tx, entity=said.entity, premises=said.premises, on_day=day)
    return c.OnFile(
        name=row["name"],
        # A place without industries of its own has those of the entity.
        industries=row["industries"] if place is None else place["industries"] or row["industries"],
        township=(place or row)["township"],
        premises_name=None if place is None else place["name"],
    )
