"""What a paper or a dossier is about, in one word."""

from hashlib import sha256
from typing import Final

from libs.events.catalog.codes import Ref

_LONGEST: Final = 100


def stream_of(matter: str, number: Ref) -> Ref:
    """`visit-V-1`, `rectification-RC-1`; of a number that leaves no room for the word its digest."""
    said = f"{matter}-{number}"
    return said if len(said) <= _LONGEST else f"{matter}-{sha256(number.encode()).hexdigest()[:32]}"
