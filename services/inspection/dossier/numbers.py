"""The number of a dossier."""

from typing import Final
from uuid import UUID, uuid5

from libs.events.catalog.codes import Ref

_NUMBERS: Final = UUID("0b0f7a44-5c0e-4d5b-9b0a-1f5f3e6a9c21")


def number_of(stream: str) -> Ref:
    """A matter has one dossier: its number is the same whenever and by whomever it is asked for."""
    return f"DS-{uuid5(_NUMBERS, stream).hex}"
