"""Disclosure answers as its OpenAPI document says (word.py)."""

from . import known, walks
from .probe import probing
from .word import CALLER, hold_to_its_word


async def test_disclosure_answers_as_its_document_says(disclosure, kafka):
    async with probing(disclosure, kafka, known.DISCLOSURE, **CALLER) as probe:
        await walks.disclosure(probe)
        await hold_to_its_word(probe)
