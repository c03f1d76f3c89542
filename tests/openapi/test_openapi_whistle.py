"""Whistle answers as its OpenAPI document says (word.py)."""

from . import known, walks
from .probe import probing
from .word import CALLER, hold_to_its_word


async def test_whistle_answers_as_its_document_says(whistle, kafka):
    async with probing(whistle, kafka, known.WHISTLE, **CALLER) as probe:
        await walks.whistle(probe)
        await hold_to_its_word(probe)
