"""Evidence is erased by its digest (engine: libs/events/files/erasing.py)."""

from libs.events.catalog.whistle.evidence import EvidenceErased
from libs.events.files.erasing import erasing

ERASING = erasing(EvidenceErased)
