"""Who may ask what of credit."""

from libs.events.http.access import Access, everybody, only

officer = only("credit-officer")
importers = only("credit-officer", "operator")
readers = only(
    "credit-officer",
    "planner",
    "department-officer",
    "inspector",
    "township-officer",
    "commander",
    "auditor",
    "guidance-officer",
    "operator",
)

ACCESS = Access(
    {
        "POST /models": officer,
        "POST /models/trial": officer,
        "POST /models/application": officer,
        "GET /models": readers,
        "POST /imports/{kind}": officer,
        "GET /imports": importers,
        "GET /imports/{import_id}": importers,
        "GET /imports/{import_id}/report.csv": importers,
        "GET /imports/{import_id}/report.ndjson": importers,
        "GET /imports/{import_id}/refused.csv": importers,
        "POST /profiles/{entity:path}/override": officer,
        "GET /profiles": readers,
        "GET /profiles/export.csv": readers,
        "GET /profiles/{entity:path}": readers,
        "GET /profiles/{entity:path}/class": everybody(),
        "GET /classes": readers,
        "GET /changes": readers,
        "GET /figures": readers,
        "POST /policy": officer,
        "GET /policy": everybody(),
        "GET /policy/editions": everybody(),
    }
)
