"""Planning answers as its OpenAPI document says (word.py)."""

from . import known, walks
from .probe import probing
from .word import CALLER, hold_to_its_word


async def test_planning_answers_as_its_document_says(office, kafka):
    async with probing(office.sut, kafka, known.PLANNING, **CALLER) as probe:
        await walks.planning(probe)
        await hold_to_its_word(probe)
