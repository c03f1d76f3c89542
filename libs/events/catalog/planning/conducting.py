"""The stream of one draw: commitments, freezing, beacon, reveal, completion, substitution, sealed teams."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime, StringConstraints

from ...fact import Fact, Visibility, catalog
from ...shapes.words import worded
from ..codes import (
    DepartmentCode,
    Digest,
    EntityId,
    EvidenceRef,
    InspectorId,
    Name,
    PlainText,
    Ref,
    Value,
)
from .officers import AwayGround

_SIGNATURE = worded(r"^[0-9a-f]{96}$", "签名(96 位小写十六进制)", "a signature of 96 lower-case hexadecimal digits")
BeaconSignature = Annotated[str, StringConstraints(pattern=_SIGNATURE)]


class BeaconRound(Value):
    """A round of public randomness named before it exists; `round` is null for `none`."""

    name: Name
    round: int | None


class OfficerSeated(Value):
    """An officer on a seat, as the proof pack writes it (docs/draw.md, section 6)."""

    seat: Name
    department: DepartmentCode
    inspector: InspectorId
    role: Name
    again: bool


class GoneGround(StrEnum):
    """Why a reserve takes a drawn entity's place."""

    STRUCK_OFF = "struck-off"
    NOT_FOUND = "not-found"
    RECOGNISED = "recognised"


class PassedOver(Value):
    """Who stood before the substitute in the draw's order and cannot take the place: by which rule, proved by which fact."""

    who: EntityId | InspectorId
    why: Name
    fact: Ref | None = None


class CodeChainPublished(Fact, name="planning.code-chain-published"):
    """The head of the organiser's chain of one-time codes, `length` draws long, published before the first of them."""

    chain: Ref
    year: int
    lead: DepartmentCode
    head: Digest
    length: int


class DrawOpened(Fact, name="planning.draw-opened"):
    """`code_head` is the head of the organiser's one-time-code chain."""

    draw: Ref
    plan: Ref
    edition: int
    year: int
    lead: DepartmentCode
    members: tuple[DepartmentCode, ...]
    demands: tuple[Ref, ...]
    code_head: Digest
    beacon: str
    commit_until: AwareDatetime
    reveal_until: AwareDatetime
    chain: Ref | None = None
    beacons: tuple[Name, ...] = ()
    """In order of preference; `beacon` is the first of them."""


class NonceCommittedByNobody(Fact, name="planning.nonce-committed", title="NonceCommitted"):
    draw: Ref
    member: DepartmentCode
    commitment: Digest
    public_key: dict[str, str]


@catalog.upcaster("planning.nonce-committed", from_version=1)
def _committed_by_nobody_named(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "committed_by": None}


class NonceCommitted(Fact, name="planning.nonce-committed", version=2):
    """A subject commits for one member."""

    draw: Ref
    member: DepartmentCode
    commitment: Digest
    public_key: dict[str, str]
    committed_by: str | None = None


class CommitmentMissed(Fact, name="planning.commitment-missed"):
    """A member of the joint conference let the time to commit pass; it is named, and the draw goes on without it."""

    draw: Ref
    member: DepartmentCode
    due: AwareDatetime


class DrawFrozen(Fact, name="planning.draw-frozen"):
    """Everything that decides the draw is fixed and published before anybody reveals. `excluded` counts by reason code."""

    draw: Ref
    manifest: Digest
    frame_root: Digest
    frame_count: int
    inspectors_root: Digest
    excluded: dict[str, int]
    reveal_until: AwareDatetime
    beacons: tuple[BeaconRound, ...] = ()


class ManifestSignedByNobody(Fact, name="planning.manifest-signed", title="ManifestSigned"):
    """A member's detached JWS over the frozen manifest, checked against the key it committed with."""

    draw: Ref
    member: DepartmentCode
    signature: str


@catalog.upcaster("planning.manifest-signed", from_version=1)
def _signed_by_nobody_named(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "signed_by": None}


class ManifestSigned(Fact, name="planning.manifest-signed", version=2):
    """A member's detached JWS over the frozen manifest, checked against the key it committed with; who sent it."""

    draw: Ref
    member: DepartmentCode
    signature: str
    signed_by: str | None = None


class NonceRevealedByNobody(Fact, name="planning.nonce-revealed", title="NonceRevealed"):
    draw: Ref
    member: DepartmentCode
    nonce: Digest


@catalog.upcaster("planning.nonce-revealed", from_version=1)
def _revealed_by_nobody_named(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "revealed_by": None}


class NonceRevealed(Fact, name="planning.nonce-revealed", version=2):
    """A subject reveals for the member it has acted for in this draw."""

    draw: Ref
    member: DepartmentCode
    nonce: Digest
    revealed_by: str | None = None


class NonceMissed(Fact, name="planning.nonce-missed"):
    """The reveal deadline passed; the member's nonce counts as zeros and the member is named."""

    draw: Ref
    member: DepartmentCode
    due: AwareDatetime


class BeaconRecorded(Fact, name="planning.beacon-recorded"):
    """What a named beacon said, its signature checked."""

    draw: Ref
    name: Name
    round: int
    signature: BeaconSignature


class BeaconMissed(Fact, name="planning.beacon-missed"):
    """Nobody could get this round in time: the next one named in the manifest counts."""

    draw: Ref
    name: Name
    round: int
    due: AwareDatetime


class DrawVoided(Fact, name="planning.draw-voided"):
    """It counts for nothing, with the reason. Its one-time code is burnt in public, so that nobody can look at it and go on.

    `completed`: it had a result, which stays readable.
    """

    draw: Ref
    plan: Ref
    lead: DepartmentCode
    reason: PlainText
    code: Digest
    completed: bool = False


class DrawCompleted(Fact, name="planning.draw-completed"):
    """`lower_bound_milli`: thousandths of a visit, the least any scheme with these probabilities expects."""

    draw: Ref
    plan: Ref
    year: int
    lead: DepartmentCode
    departments: tuple[DepartmentCode, ...]
    certificate: Digest
    department_checks: int
    visits: int
    visits_if_separate: int
    lower_bound_milli: int
    shortfalls: int
    shortages: int
    completed_on: date


class EntitySubstituted(Fact, name="planning.entity-substituted"):
    """Who was drawn is gone: the next reserve takes the place, with reason and evidence; counted per organiser.

    `proof`: the fact that shows the ground, where one does. `visit` is the substitute's, with the drawn `team`; `short` are
    seats that nobody could take.
    """

    draw: Ref
    demand: Ref
    stratum: Name
    lead: DepartmentCode
    gone: EntityId
    ground: GoneGround
    reason: PlainText
    evidence: tuple[EvidenceRef, ...] = ()
    proof: Ref | None = None
    passed: tuple[PassedOver, ...] = ()
    substitute: EntityId | None
    """None: no reserve was left."""
    visit: Ref | None = None
    away: tuple[PassedOver, ...] = ()
    """Officers who could not be asked for the team any more."""
    team: tuple[OfficerSeated, ...] = ()
    short: tuple[Name, ...] = ()


class EntityConfided(EntitySubstituted, name="planning.entity-confided", visibility=Visibility.PRIVATE):
    """The same while a team of the draw is secret: the record of substitutions is published when the last one is known."""


class InspectorSubstituted(Fact, name="planning.inspector-substituted"):
    """An officer recused or away after the draw: the next of the draw's own order takes the seat; counted per organiser."""

    visit: Ref
    draw: Ref
    lead: DepartmentCode
    department: DepartmentCode
    seat: Name
    gone: InspectorId
    ground: AwayGround
    reason: PlainText
    evidence: tuple[EvidenceRef, ...] = ()
    proof: Ref | None = None
    passed: tuple[PassedOver, ...] = ()
    substitute: InspectorId | None
    """None: a shortage."""


class InspectorConfided(InspectorSubstituted, name="planning.inspector-confided", visibility=Visibility.CONFIDED):
    """The same on a visit that is still confided: the substitute is in the `VisitPlanned` that follows."""


class TeamSealed(Fact, name="planning.team-sealed"):
    """Where notice is forbidden only the seal of the team is public before the visit day (docs/draw.md, section 6).

    `until`: the last day of the visit's window; the seal is opened when it is over, if not before.
    """

    visit: Ref
    draw: Ref
    seal: Digest
    until: date


class TeamUnsealed(Fact, name="planning.team-unsealed"):
    """On the visit day: team and salt, so that anybody can compute the seal again."""

    visit: Ref
    draw: Ref
    team: tuple[OfficerSeated, ...]
    salt: Digest
