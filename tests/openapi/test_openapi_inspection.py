"""Inspection answers as its OpenAPI document says (word.py)."""

from . import known, walks
from .probe import probing
from .word import CALLER, hold_to_its_word


async def test_inspection_answers_as_its_document_says(inspection, kafka):
    async with probing(inspection, kafka, known.INSPECTION, **CALLER) as probe:
        await walks.inspection(probe)
        await hold_to_its_word(probe)
