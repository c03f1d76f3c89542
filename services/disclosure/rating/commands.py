"""What may be asked about ratings."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from libs.events.catalog.codes import DepartmentCode, Digest, Ref
from libs.events.decider import Command

Stars = Annotated[int, Field(ge=1, le=5)]


class GiveRating(Command):
    """`visit` and `ticket` are keyed hashes: the officer who handed the ticket out cannot recognise it in the facts (X-03)."""

    rating: Ref
    visit: Ref
    ticket: Digest
    stars: Stars
    departments: tuple[DepartmentCode, ...] = Field(min_length=1)
