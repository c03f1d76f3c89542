"""Kinds of file that departments send. Each is held to the lists before it.

Rules: H-45.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from libs.domain.office.column_titles import CATEGORIES
from libs.events.catalog.registry.policy import Duty
from libs.events.imports import ImportKind
from libs.events.reactions import Environment

from .approvals.imports import APPROVALS
from .bodies.imports import DEPARTMENTS, INSPECTORS, MANDATES
from .conference.imports import CONFERENCE
from .discretion.imports import BENCHMARKS, EXEMPTIONS
from .entities.imports import ENTITIES, TAGS
from .items.imports import ITEMS, SOURCES
from .lists.lookups import titled
from .organs.imports import ORGANS
from .places.imports import POSITIONS, TOWNSHIPS
from .policy.decide import POLICY
from .scenarios.imports import INDUSTRIES, MANUALS, SCENARIOS

_KINDS: dict[str, ImportKind] = {
    "industries": INDUSTRIES,
    "departments": DEPARTMENTS,
    "mandates": MANDATES,
    "organs": ORGANS,
    "conference": CONFERENCE,
    "townships": TOWNSHIPS,
    "positions": POSITIONS,
    **SOURCES,
    "items": ITEMS,
    "scenarios": SCENARIOS,
    "manuals": MANUALS,
    "exemptions": EXEMPTIONS,
    "benchmarks": BENCHMARKS,
    "inspectors": INSPECTORS,
    "entities": ENTITIES,
    "tags": TAGS,
    "approvals": APPROVALS,
}


async def _lists(pool: Any, env: Environment) -> dict[str, Mapping[str, str]]:
    """The codes with their titles that may stand in a column, by its name."""
    found = {list_: (await titled(pool, list_, env.today)).titles for list_ in ("industries", "departments", "townships")}
    policy = await POLICY.in_force(pool, env.today)
    return {
        "category": {code: _CATEGORY_WORDS.get(code, "") for code in policy.categories},
        **{column: found[list_] for column, list_ in _LISTED.items()},
    }


_CATEGORY_WORDS = {code: word for word, code in list(CATEGORIES.items())[::-1]}
_LISTED = {
    **dict.fromkeys(("industry", "industries"), "industries"),
    **dict.fromkeys(("department", "departments", "lead", "delegated_by", "approver", "supervisor", "delegate"), "departments"),
    "township": "townships",
}
"""Which list a column's codes are on, in all kinds but where it is a yes or no."""
_DUTIES = {
    "mandates": Duty.MANDATE,
    "conference": Duty.CONFERENCE,
    **dict.fromkeys(("industries", "departments", "townships", "positions", *SOURCES, "items", "scenarios"), Duty.LISTING),
    **dict.fromkeys(("organs", "manuals", "exemptions", "benchmarks", "tags"), Duty.LISTING),
}
"""What needs a second person by a route needs one by a file."""
KINDS = {name: replace(kind, lists=_lists, duty=_DUTIES.get(name)) for name, kind in _KINDS.items()}
