"""What may be asked of the organiser's chains of one-time codes, and what a draw knows of its chain."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from libs.events.catalog.codes import DepartmentCode, Digest, Ref, Value
from libs.events.decider import Command

from .demand import Year

Length = Annotated[int, Field(ge=1, le=10_000)]


class KnownChain(Value):
    """A chain as it stands: `link` is the head of the next draw, the last code that was revealed (or the chain's head).

    `used`: draws that took a code. `open`: the draw under way on it. `sealed`: a completed draw whose code is withheld until
    its unannounced visits are over, at the latest when `sealed_until` has passed.
    """

    chain: Ref
    year: int
    lead: DepartmentCode
    length: int
    used: int
    link: Digest
    open: Ref | None = None
    sealed: Ref | None = None
    sealed_until: date | None = None


class ChainCommand(Command):
    chain: Ref


class PublishChain(ChainCommand):
    """`head` = H^length(s) of a secret s that stays with the organiser (docs/draw.md, section 2)."""

    year: Year
    lead: DepartmentCode
    head: Digest
    length: Length
