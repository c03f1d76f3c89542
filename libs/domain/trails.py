"""The reads that services put on record: of personal data, and of what is internal to the departments."""

from __future__ import annotations

from typing import Final

from libs.events.catalog import spelling
from libs.events.http.readings.trail import INTERNAL, PERSONAL, Trail

from .masking import mask_text

__all__ = ["OF_INTERNAL_DATA", "OF_PERSONAL_DATA"]

_PERSONS = {"inspector": spelling.capitals}
_ENTITIES = {"entity": spelling.entity}


def _purpose(text: str) -> str:
    """A purpose names a case, not a person: names and numbers do not stay."""
    return mask_text(text).text


OF_PERSONAL_DATA: Final = Trail(PERSONAL, _PERSONS, _ENTITIES, _purpose)
"""Names and certificates of officers, their recusals and absences, teams; names of natural persons among the entities."""
OF_INTERNAL_DATA: Final = Trail(INTERNAL, _PERSONS, _ENTITIES, _purpose)
"""Visits, filings, whistles, clues, credit: what is known of an entity and not published."""
