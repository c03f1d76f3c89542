"""What a file is, by its first bytes: what its sender says of it is a claim."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from .kinds import KINDS, kind_of
from .refusals import TypeNotTaken, TypeOtherwise

__all__ = ["media_type"]

_UNSAID: Final = frozenset({"", "application/octet-stream", "binary/octet-stream"})


def media_type(head: bytes, declared: str, taken: Collection[str]) -> str:
    """The media type of a file that begins so. `declared`: what its sender says (RFC 9110, 8.3), perhaps nothing.

    Raises TypeNotTaken and TypeOtherwise.
    """
    found, said = kind_of(head), declared.partition(";")[0].strip().lower()
    if found is None or found not in taken:
        raise TypeNotTaken(field="file", value=found or said or None, taken=sorted(taken))
    if said not in _UNSAID and said != found and said not in KINDS[found].also:
        raise TypeOtherwise(field="Content-Type", value=said, declared=said, found=found)
    return found
