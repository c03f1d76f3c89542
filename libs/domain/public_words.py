"""Officials' words in the answers of routes that everybody may read."""

from typing import Annotated, Final

from pydantic import AfterValidator

from libs.events.catalog.codes import EvidenceRef

from .masking import mask_text

__all__ = ["MASKED", "PublicEvidence", "PublicWords"]


def _masked(words: str) -> str:
    return mask_text(words).text


MASKED: Final = AfterValidator(_masked)
PublicWords = Annotated[str, MASKED]
"""A reason, a title or a note that an official wrote, as the public may read it (B-34).

An official may write a name into any of them, and no fact is ever changed. A view that tells officials more puts the words as
they were written in by `model_copy`, which validates nothing.
"""


class PublicEvidence(EvidenceRef):
    """Evidence, without what the words on its place say of a person."""

    where: PublicWords | None = None
