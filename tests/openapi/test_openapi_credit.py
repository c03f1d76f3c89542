"""Credit answers as its OpenAPI document says (word.py)."""

from . import known, walks
from .probe import probing
from .word import CALLER, hold_to_its_word


async def test_credit_answers_as_its_document_says(credit, kafka):
    async with probing(credit, kafka, known.CREDIT, **CALLER) as probe:
        await walks.credit(probe)
        await hold_to_its_word(probe)
