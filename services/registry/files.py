"""Kinds of file that departments send. Each is held to the lists before it.

Rules: H-45.
"""

from libs.events.imports import ImportKind

from .approvals.imports import APPROVALS
from .bodies.imports import DEPARTMENTS, INSPECTORS, MANDATES
from .conference.imports import CONFERENCE
from .discretion.imports import BENCHMARKS, EXEMPTIONS
from .entities.imports import ENTITIES, TAGS
from .items.imports import ITEMS, SOURCES
from .places.imports import POSITIONS, TOWNSHIPS
from .scenarios.imports import INDUSTRIES, MANUALS, SCENARIOS

KINDS: dict[str, ImportKind] = {
    "industries": INDUSTRIES,
    "departments": DEPARTMENTS,
    "mandates": MANDATES,
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
