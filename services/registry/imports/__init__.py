"""Files that departments send: one module of columns and look-ups per kind of list.

Rules: H-45.
"""

from libs.events.imports import ImportKind

from .bodies import DEPARTMENTS, INDUSTRIES, INSPECTORS, POSITIONS, TOWNSHIPS
from .entities import ENTITIES
from .handbooks import BENCHMARKS, EXEMPTIONS, MANUALS
from .items import ITEMS, SCENARIOS
from .mandates import CONFERENCE, MANDATES
from .marks import APPROVALS, TAGS
from .sources import SOURCES

__all__ = ["KINDS"]

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
