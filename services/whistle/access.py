"""Who may ask what of whistle."""

from libs.domain.scopes import Scope
from libs.domain.trails import OF_INTERNAL_DATA
from libs.events.catalog.whistle.policy import Duty
from libs.events.countersigning.api import queue_of
from libs.events.http.access import Access, everybody, only
from libs.events.http.admission.rates import Rate

from .policy.decide import SECONDS

overseers = only("auditor", "guidance-officer", "operator")
township = only("township-officer", "commander", scope=Scope.DIVISION)
department = only("department-officer", scope=Scope.DEPARTMENT)
answering = only("department-officer", "head", scope=Scope.DEPARTMENT) | overseers
# Which department handles a kind of matter stands on the public lists.
anybody_here = only("township-officer", "commander", "department-officer", "head") | overseers
of_whistles = answering | only("township-officer", "commander", "government-officer", scope=Scope.DIVISION)
# A clue goes from one department to another, or to an organ outside; it lies in no township.
of_clues = answering | only("receiver", scope=Scope.DEPARTMENT)
# Whoever blows a whistle or handles a part of one brings in what shows it; what names a file narrows further who reads it.
own_uploads = only("township-officer", "commander", "department-officer")
bring = own_uploads.at_most(Rate("uploads", 6000, 3600))
# Of what no called department has brought in, the township's commander.
erasing = only("head", scope=Scope.DEPARTMENT, duty=Duty.ERASURE) | only("commander", scope=Scope.DIVISION, duty=Duty.ERASURE)
of_evidence = of_whistles.on_record(OF_INTERNAL_DATA)

ACCESS = Access(
    {
        "GET /suggestions": anybody_here,
        # More than a township has in a week: a token that is let loose must not drown the departments called.
        "POST /whistles": township.at_most(Rate("whistles", 600, 3600)),
        "GET /whistles": of_whistles.on_record(OF_INTERNAL_DATA),
        "GET /whistles/{whistle}": of_whistles.on_record(OF_INTERNAL_DATA),
        "POST /whistles/{whistle}/calls": township,
        "POST /whistles/{whistle}/report-ins": department,
        "POST /whistles/{whistle}/handling": department,
        "POST /whistles/{whistle}/visits": department,
        "POST /whistles/{whistle}/parts": department,
        "POST /whistles/{whistle}/confirmation": township,
        "POST /files": bring,
        "POST /uploads": bring,
        "HEAD /uploads/{upload}": own_uploads,
        "PATCH /uploads/{upload}": own_uploads,
        "DELETE /uploads/{upload}": own_uploads,
        "GET /files/{sha256}": of_evidence,
        "HEAD /files/{sha256}": of_evidence,
        "GET /files/{sha256}/about": of_evidence,
        "POST /files/{sha256}/erasure": erasing,
        "GET /clues": of_clues.on_record(OF_INTERNAL_DATA),
        "POST /clues/{clue}/acknowledgement": department,
        "POST /clues/{clue}/return": department,
        "POST /clues/{clue}/outcome": department,
        "GET /figures": of_whistles,
        **queue_of(settling=only(*SECONDS), overseeing=only("auditor", "operator"), trail=OF_INTERNAL_DATA),
        "POST /policy": only("commander", duty=Duty.POLICY),
        "POST /policy/editions/{edition}/withdrawal": only("commander", duty=Duty.POLICY),
        "GET /policy": everybody(),
        "GET /policy/editions": everybody(),
    }
)
