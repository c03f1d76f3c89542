"""What is on record: who exists, and plans, draws, visits, results, credit classes, whistles. The raw material of publications.

A fact said twice changes nothing here: another service's repetition is no reason to hold its stream up.
"""

from pathlib import Path

import aiosql

from libs.events.catalog.credit import profile as credit
from libs.events.catalog.credit.policy import PolicyAdopted, PolicyTakenBack
from libs.events.catalog.disclosure.publication import Subject
from libs.events.catalog.inspection import rectification, result
from libs.events.catalog.inspection import visit as inspection
from libs.events.catalog.planning import conducting, demand, plan
from libs.events.catalog.planning import visit as planning
from libs.events.catalog.registry import bodies, places, scenarios
from libs.events.catalog.registry import entities as registry
from libs.events.catalog.registry import items as listed_items
from libs.events.catalog.whistle import call
from libs.events.views.table import SET, TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

from .names import publication_sql

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()

entities = Table("entities", "entity")
items = Table("items", "item", "edition")
draws = Table("draws", "draw")
visits = Table("visits", "visit")
inspections = Table("inspections", "visit")
results = Table("results", "result")
rectifications = Table("rectifications", "rectification")
steps = Table("rectification_steps", "rectification", "version")
classes = Table("classes", "entity", "version")
whistles = Table("whistles", "whistle")

# Who exists.
views.on(bodies.DepartmentListed)(Table("departments", "department").upsert("title"))
views.on(places.TownshipListed)(Table("townships", "township").upsert("title"))
views.on(scenarios.IndustryListed)(Table("industries", "industry").upsert("title"))
views.on(listed_items.ItemListed, listed_items.ItemAdjusted)(
    items.keep("effective_from", subject=fact.content.subject, content=fact.content.content)
)
views.on(registry.EntityListed)(
    entities.upsert(
        "name", "category", "township", "industries", within=fact.content,
        listed_at=Sql("{row}.listed_at", TIME), struck_at=None, struck_reason=None,
    )
)  # fmt: skip
views.on(registry.EntityChanged)(
    entities.update("name", "category", "township", "industries", within=fact.content, changed_at=TIME)
)
views.on(registry.EntityStruckOff)(entities.update(struck_at=TIME, struck_reason=fact.reason))
views.on(registry.EntityReinstated)(entities.update(reinstated_at=TIME, reinstated_reason=fact.reason))

# Plans and draws.
views.on(demand.DemandSubmitted)(
    Table("demands", "demand").upsert("department", "kind", "items", "industries", "list_class", "ratios", "method")
)
views.on(plan.PlanApproved)(
    Table("plan_editions", "publication").keep(
        "plan", "edition", "year", "lead", "demands", "departments", "window_from", "window_to", "votes_for", "votes_against",
        publication=publication_sql(Subject.PLAN, fact.plan, fact.edition),
    )
)  # fmt: skip
views.on(conducting.DrawOpened)(
    draws.keep("plan", "year", "lead", "demands", publication=publication_sql(Subject.DRAW, fact.draw))
)
views.on(conducting.DrawFrozen)(draws.update("manifest", "frame_root", "frame_count", "excluded"))
views.on(conducting.DrawCompleted)(
    draws.update(
        "departments", "certificate", "department_checks", "visits", "visits_if_separate", "lower_bound_milli", "shortfalls",
        "shortages", "completed_on",
    )
)  # fmt: skip
views.on(planning.VisitPlanned)(
    visits.keep(
        "draw",
        "entity",
        departments=Sql("cardinality({new})", SET("parts", "department")),
        quiet_until=Sql("case when {forbidden} then {until} end", forbidden=fact.notice_forbidden, until=fact.window_to),
    )
)
views.on(planning.VisitCancelled)(visits.update(cancelled=True))

# Visits and their results.
views.on(inspection.VisitAssigned)(
    inspections.keep("draw", "entity", "township", "lead", "method", "notice_forbidden", departments=SET("parts", "department"))
)
# Evidence stays out: its files and places are never public.
views.on(inspection.PartRecorded, inspection.PartAmended)(
    Table("parts", "visit", "department").upsert(
        "disposition", "basis",
        findings=Sql(
            "(select coalesce(jsonb_agg(jsonb_build_object('item', finding.value -> 'item', 'severity',"
            " finding.value -> 'severity', 'description', finding.value -> 'description') order by finding.nth), '[]')"
            " from jsonb_array_elements({new}) with ordinality as finding (value, nth))",
            fact.findings,
        ),
    )
)  # fmt: skip
views.on(inspection.VisitCompleted)(inspections.update("completed_on", completed_at=TIME))
views.on(result.ResultIssued)(
    results.keep(
        "visit", "entity", "entity_name", "industries", "kinds", "lead", "parts", "problems", "checked_on", "record",
        publication=publication_sql(Subject.RESULT, fact.result),
    )
)  # fmt: skip
views.on(result.ResultRevoked)(results.update(revoked=True))
views.on(rectification.RectificationOrdered)(rectifications.keep("visit", "entity", "department", "due", state="ordered"))
views.on(rectification.RectificationDueMoved)(rectifications.update("due"))
for outcome, state in (
    (rectification.RectificationPassed, "passed"),
    (rectification.RectificationFailed, "failed"),
    (rectification.RectificationOverdue, "overdue"),
):
    views.on(outcome)(rectifications.update(state=state))
for step, state in (
    (rectification.RectificationOrdered, "ordered"),
    (rectification.RectificationPassed, "passed"),
    (rectification.RectificationFailed, "failed"),
    (rectification.RectificationOverdue, "overdue"),
):
    views.on(step)(steps.keep("visit", "entity", "department", version=VERSION, step=state, at=TIME))

# Credit classes and whistles.
views.on(PolicyAdopted)(Table("class_showing", "edition").keep("effective_from", shown_to=fact.pack.class_shown_to))
views.on(PolicyTakenBack)(Table("class_showing", "edition").delete())
views.on(credit.ProfileOpened)(classes.keep("credit_class", version=VERSION, previous=None, at=TIME))
views.on(credit.ClassChanged)(classes.keep("credit_class", "previous", version=VERSION, at=TIME))
views.on(call.WhistleBlown)(whistles.keep())
views.on(call.WhistleEscalated)(whistles.update(escalations=Sql("{row}.escalations + 1")))
