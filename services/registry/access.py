"""Who may do what: reading is public except who the inspectors are and what the data suggests."""

from dataclasses import replace

from libs.domain.scopes import Scope
from libs.domain.trails import OF_INTERNAL_DATA, OF_PERSONAL_DATA
from libs.events.catalog.registry.policy import Duty
from libs.events.countersigning.api import queue_of
from libs.events.http.access import Access, Permission, everybody, only
from libs.events.imports.access import preparing_of

from .policy.decide import SECONDS

REGISTRAR = only("registrar")
LISTING = replace(REGISTRAR, duty=Duty.LISTING)
OFFICE = only("registrar", "planner")
TAGGERS = replace(OFFICE | only("department-officer", "credit-officer", scope=Scope.DEPARTMENT), duty=Duty.LISTING)
"""A department's officer tags for that department, the office keeps all tags."""
APPROVERS = only("department-officer", scope=Scope.DEPARTMENT) | REGISTRAR
"""A department's officer acts for that department; the registrar enters what all of them send."""
SUGGESTED_TO = only(
    "registrar", "planner", "conference-member", "department-officer", "commander", "auditor", "guidance-officer"
)
OFFICIALS = only(
    "registrar",
    "planner",
    "conference-member",
    "department-officer",
    "inspector",
    "township-officer",
    "commander",
    "auditor",
    "guidance-officer",
    "operator",
)
"""Names of natural persons are for officials."""
OF_TAGS = (OFFICIALS | only("credit-officer") | only("enterprise", scope=Scope.ENTITY)).on_record(OF_INTERNAL_DATA)
"""Tags tell of complaints, of problems found and of a high risk: they are for officials and the entity itself."""
IMPORTERS = only("registrar", "operator")


def _public(*paths: str) -> dict[str, Permission]:
    return {f"GET {path}": everybody() for path in paths}


def _list(name: str, key: str, changing: Permission, duty: Duty = Duty.LISTING) -> dict[str, Permission]:
    """The routes of an effective-dated list. `duty` is that of a withdrawal, and of other changes unless theirs is said."""
    changes = {
        f"POST /{name}": replace(changing, duty=changing.duty or duty),
        f"POST /{name}/{{{key}}}/withdrawal": replace(changing, duty=duty),
    }
    return _public(f"/{name}", f"/{name}/export.{{format}}", f"/{name}/{{{key}}}") | changes


ACCESS = Access({
    **queue_of(
        settling=only(*SECONDS),
        # Of tags by hand.
        asking=only("department-officer", "credit-officer"),
        overseeing=only("auditor", "operator"),
        trail=OF_INTERNAL_DATA,
        files=OF_PERSONAL_DATA,
    ),
    "POST /imports/{kind}": REGISTRAR,
    **preparing_of(REGISTRAR),
    "GET /import-reports": IMPORTERS.on_record(OF_PERSONAL_DATA),
    "GET /import-reports/{import_id}": IMPORTERS.on_record(OF_PERSONAL_DATA),
    "GET /import-reports/{import_id}/report.csv": IMPORTERS.on_record(OF_PERSONAL_DATA),
    "GET /import-reports/{import_id}/report.xlsx": IMPORTERS.on_record(OF_PERSONAL_DATA),
    "GET /import-reports/{import_id}/report.ndjson": IMPORTERS.on_record(OF_PERSONAL_DATA),
    "GET /import-reports/{import_id}/refused.csv": IMPORTERS.on_record(OF_PERSONAL_DATA),
    **_public("/counts", "/force", "/policy", "/policy/editions"),
    "POST /policy": only("registrar", duty=Duty.POLICY),
    "POST /policy/editions/{edition}/withdrawal": only("registrar", duty=Duty.POLICY),
    "GET /calendar": everybody(),
    "POST /calendar": replace(REGISTRAR, duty=Duty.CALENDAR),
    **_list("departments", "department", LISTING, duty=Duty.DEPARTMENT),
    **_list("mandates", "department", REGISTRAR, duty=Duty.MANDATE),
    **_list("organs", "organ", LISTING),
    "GET /inspectors": OFFICIALS.on_record(OF_PERSONAL_DATA),
    "GET /inspectors/export.{format}": OFFICIALS.on_record(OF_PERSONAL_DATA),
    "GET /inspectors/{inspector}/history": OFFICIALS.on_record(OF_PERSONAL_DATA),
    "POST /inspectors/{inspector}/suspension": REGISTRAR,
    "POST /inspectors/{inspector}/reinstatement": REGISTRAR,
    "DELETE /people/{inspector}": REGISTRAR,
    "DELETE /entities/{entity}/owner": REGISTRAR,
    **_list("townships", "township", REGISTRAR),
    **_public("/townships/{township}/departments"),
    **_list("areas", "area", OFFICE),
    **_public("/items", "/items/export.{format}", "/items/{item}"),
    "POST /items": LISTING,
    "POST /items/{item}/adjustment": LISTING,
    "POST /items/{item}/sources": LISTING,
    "POST /items/{item}/withdrawal": LISTING,
    **_public("/sources", "/sources/export.{format}", "/merge", "/merge/export.{format}"),
    "POST /sources": LISTING,
    "POST /sources/withdrawal": LISTING,
    **_list("conference", "department", OFFICE, duty=Duty.CONFERENCE),
    "GET /entities": everybody(*OFFICIALS.roles).on_record(OF_PERSONAL_DATA),
    "GET /entities/export.{format}": everybody(*OFFICIALS.roles).on_record(OF_PERSONAL_DATA),
    "GET /entities/doubles": only("registrar", "auditor", "operator"),
    "GET /entities/{entity}": everybody(*OFFICIALS.roles).on_record(OF_PERSONAL_DATA),
    "GET /entities/{entity}/history": everybody(*OFFICIALS.roles).on_record(OF_PERSONAL_DATA),
    "GET /entities/{entity}/tags": OF_TAGS,
    "GET /premises": everybody(*OFFICIALS.roles).on_record(OF_PERSONAL_DATA),
    "GET /premises/export.{format}": everybody(*OFFICIALS.roles).on_record(OF_PERSONAL_DATA),
    "POST /entities": REGISTRAR,
    "POST /entities/{entity}/strike-off": REGISTRAR,
    "POST /entities/{entity}/reinstatement": REGISTRAR,
    "POST /entities/{entity}/successor": REGISTRAR,
    "POST /entities/{entity}/successor/withdrawal": REGISTRAR,
    "POST /entities/{entity}/premises": REGISTRAR,
    "POST /entities/{entity}/premises/{premises}/closing": REGISTRAR,
    "POST /entities/{entity}/premises/{premises}/reopening": REGISTRAR,
    "POST /entities/{entity}/tags": TAGGERS,
    "POST /entities/{entity}/tags/{tag}/removal": TAGGERS,
    **_public("/codes"),
    "POST /codes": REGISTRAR,
    "POST /codes/{code}/withdrawal": REGISTRAR,
    "GET /scenarios/suggestions": SUGGESTED_TO,
    "POST /scenarios/suggestions/{suggestion}/acceptance": replace(OFFICE, duty=Duty.LISTING),
    "POST /scenarios/suggestions/{suggestion}/dismissal": OFFICE,
    **_list("industries", "industry", REGISTRAR),
    **_list("scenarios", "scenario", OFFICE),
    **_list("manuals", "manual", REGISTRAR),
    **_list("exemptions", "exemption", REGISTRAR),
    **_list("benchmarks", "benchmark", REGISTRAR),
    **_public("/approvals", "/approvals/export.{format}", "/approvals/{approval}"),
    "POST /approvals": APPROVERS,
    "POST /approvals/{approval}/takeover": APPROVERS,
    "POST /approvals/{approval}/end": APPROVERS,
    **_public("/keys", "/agreements", "/agreements/{agreement}"),
    "POST /keys/{service}/announcement": only("registrar", duty=Duty.AGREEMENT),
    "POST /keys/{service}/withdrawal": only("registrar", duty=Duty.REVOCATION),
    "POST /agreements": REGISTRAR,
    "POST /agreements/acceptance": only("registrar", duty=Duty.AGREEMENT),
    "POST /agreements/conclusion": only("registrar", duty=Duty.AGREEMENT),
    "POST /agreements/{agreement}/revocation": only("registrar", duty=Duty.REVOCATION),
})  # fmt: skip
