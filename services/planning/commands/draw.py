"""What may be asked of draws."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field

from libs.events.catalog.codes import DepartmentCode, Digest, Ref
from libs.events.catalog.planning import BeaconRound
from libs.events.decider import Command

from .demand import Year

DrawRef = Annotated[Ref, Field(max_length=80)]
"""Short enough that the numbers of its visits are still a `Ref`."""


class DrawCommand(Command):
    draw: DrawRef


class OpenDraw(DrawCommand):
    plan: Ref
    edition: int
    year: Year
    lead: DepartmentCode
    members: tuple[DepartmentCode, ...]
    demands: tuple[Ref, ...] = Field(min_length=1)
    code_head: Digest
    beacon: str
    commit_until: AwareDatetime
    reveal_until: AwareDatetime
    chain: Ref | None = None


class CommitNonce(DrawCommand):
    member: DepartmentCode
    commitment: Digest
    public_key: dict[str, str]


class FreezeDraw(DrawCommand):
    """Digests of everything that decides the draw; `excluded` counts entities by reason code."""

    manifest: Digest
    frame_root: Digest
    frame_count: int
    inspectors_root: Digest
    excluded: dict[str, int]
    reveal_until: AwareDatetime
    beacons: tuple[BeaconRound, ...] = ()


class SignManifest(DrawCommand):
    """A signature that was checked against `manifest` and the member's key."""

    member: DepartmentCode
    manifest: Digest
    signature: str


class RevealNonce(DrawCommand):
    member: DepartmentCode
    nonce: Digest


class PassReveal(DrawCommand):
    """The reveal deadline has passed."""


class CompleteDraw(DrawCommand):
    """The result that was computed from the manifest with that digest, and verified."""

    manifest: Digest
    departments: tuple[DepartmentCode, ...]
    certificate: Digest
    department_checks: int
    visits: int
    visits_if_separate: int
    lower_bound_milli: int
    shortfalls: int
    shortages: int
    completed_on: date
