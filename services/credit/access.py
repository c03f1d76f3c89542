"""Who may ask what of credit."""

from libs.domain.scopes import Scope
from libs.domain.trails import OF_INTERNAL_DATA
from libs.events.catalog.credit.policy import Duty
from libs.events.countersigning.api import queue_of
from libs.events.http.access import Access, everybody, only
from libs.events.imports.access import preparing_of

from .policy.decide import SECONDS

officer = only("credit-officer")
importers = only("credit-officer", "operator")
# A class is made for all departments to use, whoever found what it rests on.
everywhere = only(
    "credit-officer",
    "planner",
    "department-officer",
    "head",
    "inspector",
    "auditor",
    "guidance-officer",
    "operator",
)
in_division = only("township-officer", "commander", "government-officer", scope=Scope.DIVISION)
officials = everywhere | in_division
of_entities = officials | only("enterprise", scope=Scope.ENTITY)
# The rules by which everybody is judged are the same for all.
of_rules = everywhere | only(*in_division.roles, "enterprise")

ACCESS = Access(
    {
        **queue_of(
            settling=only(*SECONDS), overseeing=only("auditor", "operator"), trail=OF_INTERNAL_DATA, files=OF_INTERNAL_DATA
        ),
        "POST /models": only("credit-officer", duty=Duty.MODEL),
        "POST /models/trial": officer,
        "POST /models/application": officer,
        "GET /models": of_rules,
        "POST /imports/{kind}": officer,
        **preparing_of(officer),
        "GET /import-reports": importers.on_record(OF_INTERNAL_DATA),
        "GET /import-reports/{import_id}": importers.on_record(OF_INTERNAL_DATA),
        "GET /import-reports/{import_id}/report.csv": importers.on_record(OF_INTERNAL_DATA),
        "GET /import-reports/{import_id}/report.xlsx": importers.on_record(OF_INTERNAL_DATA),
        "GET /import-reports/{import_id}/report.ndjson": importers.on_record(OF_INTERNAL_DATA),
        "GET /import-reports/{import_id}/refused.csv": importers.on_record(OF_INTERNAL_DATA),
        "POST /profiles/{entity:path}/override": only("credit-officer", duty=Duty.BY_HAND),
        "GET /profiles": of_entities.on_record(OF_INTERNAL_DATA),
        "GET /profiles/export.{format}": of_entities.on_record(OF_INTERNAL_DATA),
        "GET /profiles/{entity:path}": of_entities.on_record(OF_INTERNAL_DATA),
        # Systems of public bodies ask too (N-21). Others are told by the place's edition, and each entity of itself.
        "GET /profiles/{entity:path}/class": everybody(*officials.roles, "integrator"),
        "GET /classes": officials,
        "GET /changes": of_entities.on_record(OF_INTERNAL_DATA),
        "GET /figures": officials,
        "POST /policy": only("credit-officer", duty=Duty.POLICY),
        "POST /policy/editions/{edition}/withdrawal": only("credit-officer", duty=Duty.POLICY),
        "GET /policy": everybody(),
        "GET /policy/editions": everybody(),
    }
)
