"""Read models of hazards, of orders given in danger, and of the steps of a treatment."""

from pathlib import Path

import aiosql

from libs.events.catalog.inspection import hazard as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.views.table import ALL, STREAM, TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
hazards, orders = Table("hazards", "hazard"), Table("danger_orders", "danger_order")
_EVIDENCE = Sql("{row}.evidence || {new}", ALL("evidence", "sha256"))

# Lives may be in danger before anything is reported, and again after it.
views.on(f.DangerOrderGiven)(
    hazards.keep(
        "visit",
        "entity",
        "township",
        lead=fact.department,
        due=fact.report_by,
        state="endangering",
        begun_at=TIME,
        version=VERSION,
    )
)  # fmt: skip
views.on(f.DangerOrderGiven)(
    hazards.update(
        evidence=_EVIDENCE,
        orders_standing=Sql("{row}.orders_standing + 1"),
        version=VERSION,
    )
)
views.on(f.DangerOrderGiven)(orders.insert("hazard", "department", "officers", "measure", "what", "basis", given_at=fact.at))
views.on(f.DangerOrderLifted)(
    hazards.update(evidence=_EVIDENCE, orders_standing=Sql("{row}.orders_standing - 1"), version=VERSION)
)
views.on(f.DangerOrderLifted)(orders.update(lifted_at=TIME, lifted_for=fact.reason))
views.on(f.HazardReported)(
    hazards.keep("visit", "entity", "township", "lead", state="reported", begun_at=TIME, version=VERSION)
)
views.on(f.HazardReported)(
    hazards.update(
        "visit", "finding", "entity", "township", "lead", "reach", "matter", "guidance", "peers", "found_at",
        government=fact.to, evidence=_EVIDENCE, due=fact.acknowledge_by, state="reported", reported_at=TIME, version=VERSION,
    )
)  # fmt: skip
views.on(f.HazardAcknowledged)(hazards.update(due=None, state="acknowledged", acknowledged_at=TIME, version=VERSION))
views.on(f.HazardNoticed)(hazards.update(read_by=Sql("array_append({row}.read_by, {new})", fact.body), version=VERSION))
views.on(f.TreatmentOrdered)(
    hazards.update(
        "measures", "area", "due", "campaign", treatment_lead=fact.lead, treatment_departments=fact.departments,
        state="under-treatment", version=VERSION,
    )
)  # fmt: skip
views.on(f.TreatmentDeclined)(hazards.update("reason", due=None, state="declined", closed_at=TIME, version=VERSION))
views.on(f.TreatmentStepDone)(
    Table("treatment_steps", "hazard", "version").insert("department", "what", version=VERSION, done_at=TIME)
)
views.on(f.TreatmentStepDone)(hazards.update(evidence=_EVIDENCE, version=VERSION))
views.on(f.TreatmentAccepted)(
    hazards.update(reason=fact.opinion, evidence=_EVIDENCE, due=None, state="accepted", closed_at=TIME, version=VERSION)
)
views.on(ClockPassed)(
    hazards.update(
        hazard=fact.subject,
        passed=Sql("array_append({row}.passed, {new})", fact.stage),
        version=VERSION,
        where=Sql("{new} = 'hazard-' || {row}.hazard", STREAM),
    )
)
