"""Who may do what in inspection."""

from libs.domain.scopes import Scope
from libs.domain.trails import OF_INTERNAL_DATA, OF_PERSONAL_DATA
from libs.events.catalog.inspection.policy import Duty
from libs.events.countersigning.api import queue_of
from libs.events.http.access import Access, everybody, only
from libs.events.http.admission.rates import Rate
from libs.events.imports.access import preparing_of

from .policy.decide import SECONDS

OFFICERS = ("inspector", "department-officer")
_OWN_DEPARTMENT = only(*OFFICERS, scope=Scope.DEPARTMENT)
# The plan's keepers and those who keep classes and watch over all of it.
_WIDE = only("planner", "credit-officer", "auditor", "guidance-officer", "operator")
_BY_DEPARTMENT = only(*OFFICERS, "head", "legal-reviewer", scope=Scope.DEPARTMENT) | _WIDE
_BY_DIVISION = only("township-officer", "commander", "government-officer", scope=Scope.DIVISION)
_OFFICIALS = _BY_DEPARTMENT | _BY_DIVISION
_OF_ENTITIES = _OFFICIALS | only("enterprise", scope=Scope.ENTITY)
_OF_CASES = (
    only(*OFFICERS, "head", "legal-reviewer", scope=Scope.DEPARTMENT) | only("auditor", "guidance-officer")
    | only("enterprise", scope=Scope.ENTITY)
).on_record(OF_INTERNAL_DATA)  # fmt: skip
_OF_HEADS = only("head", scope=Scope.DEPARTMENT)
_OF_THE_PARTY = only("enterprise", *OFFICERS, scope=Scope.ENTITY)
# Police, procuratorates and others, whose codes stand in a token where departments do.
_RECEIVERS = only("receiver", scope=Scope.DEPARTMENT)
_GOVERNMENT = only("government-officer", scope=Scope.DIVISION)
# What may be a crime: nobody else learns of it, and not the entity, while it goes on.
_OF_TRANSFERS = (
    only(*OFFICERS, "head", "legal-reviewer", scope=Scope.DEPARTMENT) | _RECEIVERS | only("auditor", "guidance-officer")
).on_record(OF_INTERNAL_DATA)
# Those who take part, watch over it, or are told; which paper says more (papers/views.sql).
_OF_PAPERS = (
    only(*OFFICERS, "head", "legal-reviewer", scope=Scope.DEPARTMENT) | _BY_DIVISION | only("auditor", "guidance-officer")
    | only("enterprise", scope=Scope.ENTITY)
)  # fmt: skip
# The department that keeps it, and who watches over the departments.
_OF_DOSSIERS = only(*OFFICERS, "head", "legal-reviewer", scope=Scope.DEPARTMENT) | only("auditor", "guidance-officer")
# What names a file narrows further who reads it (evidence/views.sql).
_OF_EVIDENCE = (
    only(*OFFICERS, "head", "legal-reviewer", "receiver", scope=Scope.DEPARTMENT) | _BY_DIVISION
    | only("auditor", "guidance-officer") | only("enterprise", scope=Scope.ENTITY)
).on_record(OF_INTERNAL_DATA)  # fmt: skip
# More photographs than the officers of a whole office take in an hour.
_UPLOADERS = (*OFFICERS, "legal-reviewer", "receiver", "government-officer", "enterprise")
_BRING = only(*_UPLOADERS).at_most(Rate("uploads", 6000, 3600))
_OWN_UPLOADS = only(*_UPLOADERS)
# What was done is looked at anew by the department's heads and desk, not by whoever carries it out.
_DESK = only("department-officer", "head", "legal-reviewer", scope=Scope.DEPARTMENT)
_REVIEWERS = only("head", "legal-reviewer", scope=Scope.DEPARTMENT)
# A review of duty is between the guidance body and the officer, by the number in his token.
_GUIDANCE = only("guidance-officer")
_OF_DUTY = only("guidance-officer", "auditor", "inspector")
_IMPORTS = only("registrar", "operator")

ACCESS = Access(
    {
        "GET /visits": _OF_ENTITIES.on_record(OF_INTERNAL_DATA),
        "GET /visits/export.{format}": _OF_ENTITIES.on_record(OF_INTERNAL_DATA),
        "GET /visits/{visit}": _OF_ENTITIES.on_record(OF_INTERNAL_DATA),
        "GET /visits/{visit}/record": _OFFICIALS.on_record(OF_INTERNAL_DATA),
        "POST /visits/{visit}/announcement": _OWN_DEPARTMENT,
        "POST /visits/{visit}/notice-withheld": _OWN_DEPARTMENT,
        "POST /visits/{visit}/check-ins": _OWN_DEPARTMENT,
        "POST /visits/{visit}/arrivals": only("enterprise", scope=Scope.ENTITY),
        "GET /entity-code": only("enterprise"),
        "GET /late-entries": _BY_DEPARTMENT.on_record(OF_PERSONAL_DATA),
        "POST /visits/{visit}/parts": _OWN_DEPARTMENT,
        "POST /visits/{visit}/frustration": _OWN_DEPARTMENT,
        "POST /visits/{visit}/entry-refusal": only("enterprise", scope=Scope.ENTITY),
        "POST /visits/{visit}/amendments": _OWN_DEPARTMENT,
        "POST /visits/{visit}/clues": _OWN_DEPARTMENT,
        "POST /visits/{visit}/answer": only("enterprise", "inspector", scope=Scope.ENTITY),
        "POST /visits/{visit}/completion": _OWN_DEPARTMENT,
        "POST /visits/{visit}/handling": only(*OFFICERS, "legal-reviewer", scope=Scope.DEPARTMENT),
        "GET /visits/{visit}/mandate": _OWN_DEPARTMENT.on_record(OF_PERSONAL_DATA),
        "POST /mandates/verification": everybody(),
        "POST /guidance": _OWN_DEPARTMENT,
        "GET /guidance": _OF_ENTITIES.on_record(OF_INTERNAL_DATA),
        "GET /guidance/export.{format}": _OF_ENTITIES.on_record(OF_INTERNAL_DATA),
        "GET /guidance/{guidance}": _OF_ENTITIES.on_record(OF_INTERNAL_DATA),
        "GET /rectifications": _OF_ENTITIES.on_record(OF_INTERNAL_DATA),
        "GET /rectifications/export.{format}": _OF_ENTITIES.on_record(OF_INTERNAL_DATA),
        "GET /rectifications/{rectification}": _OF_ENTITIES.on_record(OF_INTERNAL_DATA),
        "POST /rectifications": _OWN_DEPARTMENT,
        "POST /rectifications/{rectification}/plan": only("enterprise", "department-officer", scope=Scope.ENTITY),
        "POST /rectifications/{rectification}/extension-request": only("enterprise", "department-officer", scope=Scope.ENTITY),
        "POST /rectifications/{rectification}/extension": _OWN_DEPARTMENT,
        "POST /rectifications/{rectification}/extension-refusal": _OWN_DEPARTMENT,
        "POST /rectifications/{rectification}/report": only("enterprise", "department-officer", scope=Scope.ENTITY),
        "POST /rectifications/{rectification}/recheck": _OWN_DEPARTMENT,
        "POST /transfers": _OWN_DEPARTMENT,
        "POST /transfers/{transfer}/verification": _OWN_DEPARTMENT,
        "POST /transfers/{transfer}/approval": only("head", scope=Scope.DEPARTMENT),
        "POST /transfers/{transfer}/disapproval": only("head", scope=Scope.DEPARTMENT),
        "POST /transfers/{transfer}/dispatch": _OWN_DEPARTMENT,
        "POST /transfers/{transfer}/dispute": _OWN_DEPARTMENT,
        "POST /transfers/{transfer}/forwarding": _RECEIVERS,
        "POST /transfers/{transfer}/receipt": _RECEIVERS,
        "POST /transfers/{transfer}/acceptance": _RECEIVERS,
        "POST /transfers/{transfer}/refusal": _RECEIVERS,
        "POST /transfers/{transfer}/return": _RECEIVERS,
        "POST /transfers/{transfer}/outcome": _OWN_DEPARTMENT | _RECEIVERS,
        "POST /danger-orders": _OWN_DEPARTMENT,
        "POST /hazards/{hazard}/danger-orders/{danger_order}/lifting": _OWN_DEPARTMENT,
        "POST /hazards": _OWN_DEPARTMENT,
        "POST /hazards/{hazard}/acknowledgement": _GOVERNMENT,
        "POST /hazards/{hazard}/treatment": _GOVERNMENT,
        "POST /hazards/{hazard}/treatment-declined": _GOVERNMENT,
        "POST /hazards/{hazard}/acceptance": _GOVERNMENT,
        "POST /hazards/{hazard}/notice": only(*OFFICERS, "head", "guidance-officer", scope=Scope.DEPARTMENT),
        "POST /hazards/{hazard}/steps": _OWN_DEPARTMENT,
        "GET /hazards": _OF_ENTITIES.on_record(OF_INTERNAL_DATA),
        "GET /hazards/export.{format}": _OF_ENTITIES.on_record(OF_INTERNAL_DATA),
        "GET /hazards/{hazard}": _OF_ENTITIES.on_record(OF_INTERNAL_DATA),
        "GET /transfers": _OF_TRANSFERS,
        "GET /transfers/export.{format}": _OF_TRANSFERS,
        "GET /transfers/{transfer}": _OF_TRANSFERS,
        "GET /cases": _OF_CASES,
        "GET /cases/export.{format}": _OF_CASES,
        "GET /cases/{case}": _OF_CASES,
        "POST /cases": _OF_HEADS,
        "POST /declined-cases": _OF_HEADS,
        "POST /cases/{case}/officers": _OF_HEADS,
        "POST /cases/{case}/evidence": _OWN_DEPARTMENT,
        "POST /cases/{case}/proposal": _OWN_DEPARTMENT,
        "POST /cases/{case}/review-request": _OWN_DEPARTMENT,
        "POST /cases/{case}/review": only("legal-reviewer", scope=Scope.DEPARTMENT),
        "POST /cases/{case}/telling": _OWN_DEPARTMENT,
        "POST /cases/{case}/defence": _OF_THE_PARTY,
        "POST /cases/{case}/hearing-request": _OF_THE_PARTY,
        "POST /cases/{case}/hearing-notice": _OWN_DEPARTMENT,
        "POST /cases/{case}/hearing": _OWN_DEPARTMENT,
        "POST /cases/{case}/discussion": _OF_HEADS,
        "POST /cases/{case}/decision": _OF_HEADS,
        "POST /cases/{case}/decision-on-the-spot": _OWN_DEPARTMENT,
        "POST /cases/{case}/no-penalty": _OF_HEADS,
        "POST /cases/{case}/service": _OWN_DEPARTMENT,
        "POST /cases/{case}/performance": _OWN_DEPARTMENT,
        "POST /cases/{case}/instalments": _OF_HEADS,
        "POST /cases/{case}/surcharge": _OWN_DEPARTMENT,
        "POST /cases/{case}/enforcement-request": _OWN_DEPARTMENT,
        "POST /cases/{case}/suspension": _OF_HEADS,
        "POST /cases/{case}/resumption": _OF_HEADS,
        "POST /cases/{case}/extension": _OF_HEADS,
        "POST /cases/{case}/revocation": only("head", scope=Scope.DEPARTMENT, duty=Duty.REVOCATION),
        "POST /cases/{case}/withdrawal": _OF_HEADS,
        "POST /cases/{case}/closing": _OWN_DEPARTMENT,
        "GET /results/{result}": _OF_ENTITIES.on_record(OF_INTERNAL_DATA),
        "POST /results/{result}/revocation": _OWN_DEPARTMENT,
        # They name no township.
        "GET /recorded-results": (_BY_DEPARTMENT | only("enterprise", scope=Scope.ENTITY)).on_record(OF_INTERNAL_DATA),
        "POST /objections": only("enterprise", "department-officer", scope=Scope.ENTITY),
        "POST /objections/{objection}/acceptance": _DESK,
        "POST /objections/{objection}/rejection": _REVIEWERS,
        "POST /objections/{objection}/decision": _REVIEWERS,
        "POST /objections/{objection}/telling": _DESK,
        "POST /objections/{objection}/withdrawal": only("enterprise", scope=Scope.ENTITY),
        "GET /objections": _OF_ENTITIES.on_record(OF_INTERNAL_DATA),
        "GET /objections/export.{format}": _OF_ENTITIES.on_record(OF_INTERNAL_DATA),
        "GET /objections/{objection}": _OF_ENTITIES.on_record(OF_INTERNAL_DATA),
        "POST /visits/{visit}/papers": _OWN_DEPARTMENT,
        "POST /papers/{document}/void": _OWN_DEPARTMENT,
        "GET /papers": _OF_PAPERS.on_record(OF_PERSONAL_DATA),
        "GET /papers/export.{format}": _OF_PAPERS.on_record(OF_PERSONAL_DATA),
        "GET /papers/{document}": _OF_PAPERS.on_record(OF_PERSONAL_DATA),
        "GET /papers/{document}/paper.pdf": _OF_PAPERS.on_record(OF_PERSONAL_DATA),
        "POST /followups": only("enterprise", *OFFICERS, scope=Scope.ENTITY),
        "POST /followups/{followup}/report": _OWN_DEPARTMENT,
        "POST /followups/{followup}/answers": _OWN_DEPARTMENT,
        "POST /followups/{followup}/refusal": only("enterprise", scope=Scope.ENTITY),
        "GET /followups": _OF_ENTITIES.on_record(OF_INTERNAL_DATA),
        "GET /followups/export.{format}": _OF_ENTITIES.on_record(OF_INTERNAL_DATA),
        "GET /followups/{followup}": _OF_ENTITIES.on_record(OF_INTERNAL_DATA),
        "POST /visits/{visit}/dossier": _OWN_DEPARTMENT,
        "GET /dossiers": _OF_DOSSIERS.on_record(OF_INTERNAL_DATA),
        "GET /dossiers/export.{format}": _OF_DOSSIERS.on_record(OF_INTERNAL_DATA),
        "GET /dossiers/{dossier}": _OF_DOSSIERS.on_record(OF_INTERNAL_DATA),
        "POST /dossiers/{dossier}/readings": _OF_DOSSIERS,
        "POST /reviews": _GUIDANCE,
        "POST /reviews/{review}/evidence": _GUIDANCE,
        "POST /reviews/{review}/statement": only("guidance-officer", "inspector"),
        "POST /reviews/{review}/decision": _GUIDANCE,
        "POST /reviews/{review}/acceptance": only("inspector"),
        "POST /reviews/{review}/appeal": only("inspector"),
        "POST /reviews/{review}/ruling": _GUIDANCE,
        "GET /reviews": _OF_DUTY.on_record(OF_PERSONAL_DATA),
        "GET /reviews/{review}": _OF_DUTY.on_record(OF_PERSONAL_DATA),
        "GET /officers/{inspector}/standing": _OF_DUTY.on_record(OF_PERSONAL_DATA),
        "GET /passed-clocks": (
            only("head", "legal-reviewer", scope=Scope.DEPARTMENT) | only("guidance-officer", "auditor")
        ).on_record(OF_INTERNAL_DATA),
        "POST /files": _BRING,
        "POST /uploads": _BRING,
        "HEAD /uploads/{upload}": _OWN_UPLOADS,
        "PATCH /uploads/{upload}": _OWN_UPLOADS,
        "DELETE /uploads/{upload}": _OWN_UPLOADS,
        "GET /files/{sha256}": _OF_EVIDENCE,
        "HEAD /files/{sha256}": _OF_EVIDENCE,
        "GET /files/{sha256}/about": _OF_EVIDENCE,
        "POST /files/{sha256}/erasure": only("head", scope=Scope.DEPARTMENT, duty=Duty.ERASURE),
        "POST /recorded-results/{result}/revocation": only("registrar", duty=Duty.RECORDED),
        "POST /imports/{kind}": only("registrar"),
        **preparing_of(only("registrar")),
        "GET /import-reports": _IMPORTS.on_record(OF_INTERNAL_DATA),
        "GET /import-reports/{import_id}": _IMPORTS.on_record(OF_INTERNAL_DATA),
        "GET /import-reports/{import_id}/report.csv": _IMPORTS.on_record(OF_INTERNAL_DATA),
        "GET /import-reports/{import_id}/report.xlsx": _IMPORTS.on_record(OF_INTERNAL_DATA),
        "GET /import-reports/{import_id}/report.ndjson": _IMPORTS.on_record(OF_INTERNAL_DATA),
        "GET /import-reports/{import_id}/refused.csv": _IMPORTS.on_record(OF_INTERNAL_DATA),
        "GET /figures": _OFFICIALS,
        **queue_of(
            settling=only(*SECONDS),
            asking=only("registrar"),
            overseeing=only("auditor", "operator"),
            trail=OF_INTERNAL_DATA,
            files=OF_INTERNAL_DATA,
        ),
        "POST /policy": only("planner", duty=Duty.POLICY),
        "POST /policy/editions/{edition}/withdrawal": only("planner", duty=Duty.POLICY),
        "GET /policy": everybody(),
        "GET /policy/editions": everybody(),
    }
)
