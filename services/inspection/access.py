"""Who may do what in inspection."""

from libs.domain.scopes import Scope
from libs.events.http.access import Access, everybody, only

OFFICERS = ("inspector", "department-officer")
_OWN_DEPARTMENT = only(*OFFICERS, scope=Scope.DEPARTMENT)
_READERS = only(
    *OFFICERS, "township-officer", "commander", "planner", "credit-officer", "auditor", "guidance-officer", "operator"
)
_IMPORTS = only("registrar", "operator")

ACCESS = Access(
    {
        "GET /visits": _READERS,
        "GET /visits/export.csv": _READERS,
        "GET /visits/{visit}": _READERS,
        "GET /visits/{visit}/record": _READERS,
        "POST /visits/{visit}/announcement": _OWN_DEPARTMENT,
        "POST /visits/{visit}/notice-withheld": _OWN_DEPARTMENT,
        "POST /visits/{visit}/check-ins": _OWN_DEPARTMENT,
        "POST /visits/{visit}/parts": _OWN_DEPARTMENT,
        "POST /visits/{visit}/clues": _OWN_DEPARTMENT,
        "POST /visits/{visit}/answer": only("enterprise", "inspector", scope=Scope.ENTITY),
        "POST /visits/{visit}/completion": _OWN_DEPARTMENT,
        "GET /visits/{visit}/mandate": _OWN_DEPARTMENT,
        "POST /mandates/verification": everybody(),
        "GET /rectifications": _READERS,
        "GET /rectifications/export.csv": _READERS,
        "GET /rectifications/{rectification}": _READERS,
        "POST /rectifications/{rectification}/report": only("enterprise", "department-officer", scope=Scope.ENTITY),
        "POST /rectifications/{rectification}/recheck": _OWN_DEPARTMENT,
        "GET /results/{result}": _READERS,
        "POST /results/{result}/revocation": _OWN_DEPARTMENT,
        "GET /recorded-results": _READERS,
        "POST /imports/{kind}": only("registrar"),
        "GET /imports": _IMPORTS,
        "GET /imports/{import_id}": _IMPORTS,
        "GET /imports/{import_id}/report.csv": _IMPORTS,
        "GET /imports/{import_id}/report.ndjson": _IMPORTS,
        "GET /imports/{import_id}/refused.csv": _IMPORTS,
        "GET /figures": _READERS,
        "POST /policy": only("planner"),
        "GET /policy": everybody(),
        "GET /policy/editions": everybody(),
    }
)
