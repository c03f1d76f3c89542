"""Who may ask what of disclosure."""

from libs.domain.scopes import Scope
from libs.domain.trails import OF_INTERNAL_DATA
from libs.events.catalog.disclosure.policy import Duty
from libs.events.countersigning.api import queue_of
from libs.events.http.access import Access, everybody, only
from libs.events.http.admission.rates import Rate

from .policy.decide import SECONDS

ACCESS = Access(
    {
        "GET /publications/pending": (
            only("department-officer", "head", scope=Scope.DEPARTMENT)
            | only("planner", "commander", "auditor", "guidance-officer", "operator")
        ).on_record(OF_INTERNAL_DATA),
        "POST /publications/{publication}": only("department-officer", scope=Scope.DEPARTMENT),
        "POST /publications/{publication}/correction": only("department-officer", scope=Scope.DEPARTMENT),
        "POST /publications/{publication}/withdrawal": only("department-officer", scope=Scope.DEPARTMENT),
        "GET /publications": everybody(),
        "GET /publications/export.{format}": everybody(),
        "GET /publications/{publication}": everybody(),
        "GET /entities/{entity:path}/file": everybody(),
        "GET /figures": everybody(),
        "GET /rating-keys": everybody(),
        # Whoever is rated never holds a ticket.
        "GET /visits/{visit}/rating-keys": only("enterprise", scope=Scope.ENTITY),
        "POST /visits/{visit}/rating-tickets": only("enterprise", scope=Scope.ENTITY),
        # By ticket, anonymously. Nothing is written about who tries tickets: the process alone counts.
        "POST /ratings": everybody().at_most(Rate("ratings", 600, 3600)),
        "GET /ratings": everybody(),
        # Those whom the numbers bind do not set them.
        **queue_of(settling=only(*SECONDS), overseeing=only("auditor", "operator"), trail=OF_INTERNAL_DATA),
        "POST /policy": only("commander", duty=Duty.POLICY),
        "POST /policy/editions/{edition}/withdrawal": only("commander", duty=Duty.POLICY),
        "GET /policy": everybody(),
        "GET /policy/editions": everybody(),
    }
)
