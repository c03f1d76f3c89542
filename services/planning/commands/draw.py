"""What may be asked of draws."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from libs.events.catalog.codes import DepartmentCode, Digest, Name, PlainText, Ref
from libs.events.catalog.planning.conducting import BeaconRound
from libs.events.decider import Command

from .chain import KnownChain
from .demand import Year

DrawRef = Annotated[Ref, Field(max_length=80)]
"""Short enough that the numbers of its visits are still a `Ref`."""


BeaconSignature = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{96}$")]


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
    beacons: tuple[Name, ...] = ()
    known: KnownChain | None = None
    """The chain as it stands, looked up."""


class CommitNonce(DrawCommand):
    member: DepartmentCode
    commitment: Digest
    public_key: dict[str, str]


class PassCommit(DrawCommand):
    """The deadline for commitments has passed."""


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


class RecordBeacon(DrawCommand):
    """What a beacon said in a round: its signature, 48 bytes in hex."""

    round: Annotated[int, Field(ge=1, le=2**40)]
    signature: BeaconSignature


class PassBeacon(DrawCommand):
    """The time to obtain a named round has passed."""

    round: int


class VoidDraw(DrawCommand):
    """`code`: the draw's one-time code, burnt in public."""

    reason: PlainText
    code: Digest


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
