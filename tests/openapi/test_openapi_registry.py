"""Registry answers as its OpenAPI document says (word.py)."""

from . import known
from .probe import probing
from .registry_walk import registry
from .word import CALLER, hold_to_its_word


async def test_registry_answers_as_its_document_says(two, kafka):
    here, neighbour = two
    async with probing(here, kafka, known.REGISTRY, **CALLER) as probe:
        await registry(probe, neighbour)
        await hold_to_its_word(probe)
