"""Files that departments send: one module of columns and look-ups per kind of list."""

from libs.events.imports import ImportKind

from .bodies import DEPARTMENTS, INDUSTRIES, INSPECTORS, TOWNSHIPS
from .entities import ENTITIES
from .items import ITEMS, SCENARIOS

__all__ = ["KINDS"]

KINDS: dict[str, ImportKind] = {
    "industries": INDUSTRIES,
    "departments": DEPARTMENTS,
    "townships": TOWNSHIPS,
    "items": ITEMS,
    "scenarios": SCENARIOS,
    "inspectors": INSPECTORS,
    "entities": ENTITIES,
}
