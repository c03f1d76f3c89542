"""Who may ask what of whistle."""

from libs.domain.scopes import Scope
from libs.events.http.access import Access, everybody, only

readers = only("township-officer", "department-officer", "commander", "auditor", "guidance-officer", "operator")
township = only("township-officer", "commander", scope=Scope.DIVISION)
department = only("department-officer", scope=Scope.DEPARTMENT)

ACCESS = Access(
    {
        "GET /suggestions": readers,
        "POST /whistles": township,
        "GET /whistles": readers,
        "GET /whistles/{whistle}": readers,
        "POST /whistles/{whistle}/calls": township,
        "POST /whistles/{whistle}/report-ins": department,
        "POST /whistles/{whistle}/handling": department,
        "POST /whistles/{whistle}/parts": department,
        "POST /whistles/{whistle}/confirmation": township,
        "GET /clues": readers,
        "POST /clues/{clue}/acknowledgement": department,
        "POST /clues/{clue}/return": department,
        "POST /clues/{clue}/outcome": department,
        "GET /figures": readers,
        "POST /policy": only("commander"),
        "GET /policy": everybody(),
        "GET /policy/editions": everybody(),
    }
)
