"""What may be asked of draws and of chains of one-time codes.

Who takes a place was computed from the pack (docs/draw.md, 9a).
"""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field

from libs.events.catalog.codes import DepartmentCode, Digest, EntityId, EvidenceRef, Name, PlainText, Ref, Value
from libs.events.catalog.planning import conducting as f
from libs.events.countersigning.leading import Acting
from libs.events.decider import Command, Known
from services.planning.codes import DrawRef, Year

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


class Opening(Value):
    """`plan_state` of the plan's edition; `chain` as it stands, None where the one named does not exist."""

    plan_state: str
    chain: KnownChain | None = None
    acting: Acting


class Checked(Value):
    """A signature, checked with the member's key: the manifest it is of, None before there is one; what is wrong with it."""

    manifest: Digest | None
    fault: tuple[PlainText, PlainText] | None = None
    """In English and in Chinese."""


class ChainCommand(Command):
    chain: Ref


class PublishChain(ChainCommand):
    """`head` = H^length(s) of a secret s that stays with the organiser (docs/draw.md, section 2)."""

    year: Year
    lead: DepartmentCode
    head: Digest
    length: Length
    known: Known[Acting]


class DrawCommand(Command):
    draw: DrawRef


class OpenDraw(DrawCommand):
    """`demands`: those of the plan's edition that no other draw has drawn."""

    plan: Ref
    edition: int
    year: Year
    lead: DepartmentCode
    members: tuple[DepartmentCode, ...]
    demands: tuple[Ref, ...]
    code_head: Digest
    beacon: str
    commit_until: AwareDatetime
    reveal_until: AwareDatetime
    chain: Ref | None = None
    beacons: tuple[Name, ...] = ()
    known: Known[Opening]


class CommitNonce(DrawCommand):
    """`private`: the key came with its private part, which is kept nowhere."""

    member: DepartmentCode
    commitment: Digest
    public_key: dict[str, str]
    private: bool = False
    committed_by: str | None = None


class PassCommit(DrawCommand):
    """The deadline for commitments has passed."""


class FreezeDraw(DrawCommand):
    """Digests of everything that decides the draw; `excluded` counts entities by reason code, by what everybody may know."""

    manifest: Digest
    frame_root: Digest
    frame_count: int
    inspectors_root: Digest
    excluded: dict[str, int]
    reveal_until: AwareDatetime
    beacons: tuple[f.BeaconRound, ...] = ()
    known: Known[Acting]


class SignManifest(DrawCommand):
    member: DepartmentCode
    signature: str
    signed_by: str | None = None
    known: Known[Checked]


class RevealNonce(DrawCommand):
    member: DepartmentCode
    nonce: Digest
    revealed_by: str | None = None


class PassReveal(DrawCommand):
    """The reveal deadline has passed."""


class RecordBeacon(DrawCommand):
    """What a beacon said in a round: its signature, 48 bytes in hex."""

    round: Annotated[int, Field(ge=1, le=2**40)]
    signature: f.BeaconSignature


class PassBeacon(DrawCommand):
    """The time to obtain a named round has passed."""

    round: int


class Voidable(Value):
    """`secret_until`: the day by whose end quiet visits of others, on which its frozen lists rest, are told; null: none."""

    acting: Acting
    secret_until: date | None = None


class VoidDraw(DrawCommand):
    """`code`: the draw's one-time code, burnt in public."""

    reason: PlainText
    code: Digest
    known: Known[Voidable]


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
    known: Known[Acting]


class Vacancy(Value):
    """The place of who is gone in the draw's pack, and who comes next in its order.

    `completed`: there is a pack; `stratum`: it has that stratum of the demand, which is visited until `until`. `chosen`: the
    draw put `gone` there; `done`: its visit has begun. `proof`: the fact that shows the ground.
    `sealed`: a team of the draw is secret, before or after. `waits_until`: the substitute may not be drawn because of a visit
    that is told by the end of that day.
    """

    completed: bool = True
    stratum: bool = True
    until: date | None = None
    chosen: bool = False
    done: bool = False
    proof: Ref | None = None
    passed: tuple[f.PassedOver, ...] = ()
    substitute: EntityId | None = None
    waits_until: date | None = None
    visit: Ref | None = None
    away: tuple[f.PassedOver, ...] = ()
    team: tuple[f.OfficerSeated, ...] = ()
    short: tuple[Name, ...] = ()
    sealed: bool = False
    acting: Acting


class SubstituteEntity(DrawCommand):
    demand: Ref
    stratum: Name
    gone: EntityId
    ground: f.GoneGround
    reason: PlainText
    evidence: tuple[EvidenceRef, ...]
    known: Known[Vacancy]
