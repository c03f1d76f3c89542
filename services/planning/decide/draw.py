"""A draw: opened, committed to, frozen, signed, revealed, completed; voided with a reason. The choice itself is in
`services.planning.draw`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from libs.events.catalog.codes import DepartmentCode, Digest, Ref
from libs.events.catalog.planning.conducting import (
    BeaconMissed,
    BeaconRecorded,
    BeaconRound,
    CommitmentMissed,
    DrawCompleted,
    DrawFrozen,
    DrawOpened,
    DrawVoided,
    EntitySubstituted,
    ManifestSigned,
    NonceCommitted,
    NonceMissed,
    NonceRevealed,
)
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.planning.commands import (
    CommitNonce,
    CompleteDraw,
    DrawCommand,
    FreezeDraw,
    OpenDraw,
    PassBeacon,
    PassCommit,
    PassReveal,
    RecordBeacon,
    RevealNonce,
    SignManifest,
    SubstituteEntity,
    VoidDraw,
)
from services.planning.draw import Refused, commitment, suite_named

from . import beacon
from .chain import next_link
from .readiness import all_have_spoken, enough_commitments, ready_to_complete
from .refusals import (
    AlreadyCommitted,
    AlreadyFrozen,
    AlreadyOpened,
    AlreadyRevealed,
    AlreadySigned,
    CommitmentsClosed,
    DrawIsVoid,
    DrawOver,
    KeyShared,
    NonceWrong,
    NoSuchDraw,
    NotAMember,
    NotCommitted,
    NotCompleted,
    NotFrozen,
    RevealClosed,
    SignatureWrong,
)
from .substitution import Place, another_entity, place_of

Members = frozenset[DepartmentCode]


@dataclass(frozen=True, slots=True)
class Unopened:
    """No such draw."""


@dataclass(frozen=True, slots=True)
class Commitment:
    digest: Digest
    key: str


@dataclass(frozen=True, slots=True)
class Committing:
    """`missed`: members named for having let the time to commit pass."""

    opened: DrawOpened
    commitments: dict[DepartmentCode, Commitment]
    missed: Members = frozenset()


@dataclass(frozen=True, slots=True)
class Frozen:
    """`settled`: members whose nonce was revealed or missed. `recorded`, `passed`: rounds on record, and given up."""

    opened: DrawOpened
    commitments: dict[DepartmentCode, Commitment]
    manifest: Digest
    reveal_until: datetime
    signed: Members = frozenset()
    settled: Members = frozenset()
    beacons: tuple[BeaconRound, ...] = ()
    recorded: frozenset[int] = frozenset()
    passed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Completed:
    """`gone`: places that a reserve has taken, or that none was left for."""

    opened: DrawOpened
    gone: frozenset[Place] = frozenset()


@dataclass(frozen=True, slots=True)
class Void:
    pass


State = Unopened | Committing | Frozen | Completed | Void


def decide(command: DrawCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    match command, state:
        case OpenDraw(), Unopened():
            next_link(command)
            return [DrawOpened(**command.model_dump(exclude={"known"}))]
        case OpenDraw(), _:
            raise AlreadyOpened(
                field="draw", value=command.draw, do_en="Use a new number for a new draw.", do_zh="新的抽取请使用新的编号。"
            )
        case _, Unopened():
            raise NoSuchDraw(field="draw", value=command.draw, do_en="Check the number.", do_zh="请核对抽取编号。")
        case PassCommit() | PassReveal() | PassBeacon(), _:
            return _passed(command, state, now)
        case _, Void():
            raise DrawIsVoid(
                field="draw", value=command.draw, do_en="Open a new draw for its demands.", do_zh="请就其需求重新发起抽取。"
            )
        case VoidDraw(), Committing(opened=opened) | Frozen(opened=opened) | Completed(opened=opened):
            done = isinstance(state, Completed)
            return [DrawVoided(**command.model_dump(), plan=opened.plan, lead=opened.lead, completed=done)]
        case SubstituteEntity(), Completed(opened=opened, gone=gone):
            return [another_entity(command, opened.lead, gone)]
        case SubstituteEntity(), _:
            raise NotCompleted(field="draw", value=command.draw, do_en="Complete the draw first.", do_zh="请先完成抽取。")
        case _, Completed():
            raise DrawOver(field="draw", value=command.draw, do_en="Read its certificate.", do_zh="请查看抽取证明。")
        case CommitNonce(), Committing():
            return [_commit(command, state, now)]
        case CommitNonce(), _:
            raise _closed(command.draw)
        case FreezeDraw(), Committing():
            return _freeze(command, state, now)
        case FreezeDraw(), Frozen():
            raise AlreadyFrozen(
                field="draw", value=command.draw, do_en="Read its manifest and sign it.", do_zh="请查看清单并签名。"
            )
        case SignManifest(), Frozen():
            return [_sign(command, state)]
        case RevealNonce(), Frozen():
            return [_reveal(command, state, now)]
        case RecordBeacon(), Frozen():
            return beacon.record(command, state.beacons, state.recorded, state.passed, now)
        case CompleteDraw(), Frozen():
            ready_to_complete(state.opened.lead, state.commitments, state.signed, state.settled)
            beacon.ready(state.beacons, state.recorded, state.passed)
            return [_complete(command, state)]
        case _, Committing():
            raise NotFrozen(field="draw", value=command.draw, do_en="Freeze the draw first.", do_zh="请先冻结抽取。")
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _passed(command: PassCommit | PassReveal | PassBeacon, state: State, now: datetime) -> Sequence[Fact]:
    """A deadline has passed: who was silent is named, the next beacon counts."""
    match command, state:
        case PassCommit(), Committing():
            return _silent(state, now)
        case PassReveal(), Frozen():
            if now <= state.reveal_until:
                return []
            late = sorted(state.commitments.keys() - state.settled)
            return [NonceMissed(draw=command.draw, member=member, due=state.reveal_until) for member in late]
        case PassBeacon(), Frozen():
            return beacon.pass_beacon(command, state.beacons, state.recorded, state.passed, now)
    return []


def _silent(state: Committing, now: datetime) -> list[Fact]:
    o = state.opened
    late = sorted(set(o.members) - state.commitments.keys() - state.missed) if now > o.commit_until else []
    return [CommitmentMissed(draw=o.draw, member=member, due=o.commit_until) for member in late]


def _freeze(command: FreezeDraw, state: Committing, now: datetime) -> list[Fact]:
    o = state.opened
    all_have_spoken(o.members, state.commitments, o.commit_until, now)
    enough_commitments(o.lead, state.commitments)
    return [*_silent(state, now), DrawFrozen(**command.model_dump())]


def _closed(draw: Ref) -> CommitmentsClosed:
    return CommitmentsClosed(
        field="draw", value=draw, do_en="Commit to the next draw in time.", do_zh="请在下次抽取时按期提交承诺。"
    )


def _commit(command: CommitNonce, state: Committing, now: datetime) -> Fact:
    member = command.member
    if member not in state.opened.members:
        raise NotAMember(
            field="member",
            value=member,
            do_en="Only members of the joint conference commit.",
            do_zh="请由联席会成员部门提交承诺。",
        )
    if member in state.commitments:
        raise AlreadyCommitted(
            field="member", value=member, do_en="A commitment cannot be changed.", do_zh="承诺提交后不得更改。"
        )
    if now > state.opened.commit_until:
        raise _closed(command.draw)
    if command.public_key["x"] in {other.key for other in state.commitments.values()}:
        raise KeyShared(
            field="public_key",
            value=command.public_key["x"],
            do_en="Every member makes a key of its own.",
            do_zh="请使用本部门自己的密钥。",
        )
    return NonceCommitted(**command.model_dump())


def _sign(command: SignManifest, state: Frozen) -> Fact:
    member = command.member
    _must_have_committed(member, state)
    if member in state.signed:
        raise AlreadySigned(field="member", value=member, do_en="Nothing to do.", do_zh="无需重复签名。")
    if command.manifest != state.manifest:
        raise SignatureWrong(
            "the signature is of another manifest",
            "所签清单不是本次冻结的清单",
            field="signature",
            do_en="Read the manifest again and sign its bytes.",
            do_zh="请重新读取清单并对其原文签名。",
        )
    return ManifestSigned(draw=command.draw, member=member, signature=command.signature)


def _must_have_committed(member: DepartmentCode, state: Frozen) -> None:
    if member not in state.commitments:
        raise NotCommitted(
            field="member",
            value=member,
            do_en="Only members named in the manifest take part.",
            do_zh="仅清单所列成员可以参与。",
        )


def _reveal(command: RevealNonce, state: Frozen, now: datetime) -> Fact:
    member = command.member
    _must_have_committed(member, state)
    if now > state.reveal_until:
        raise RevealClosed(
            f"the deadline was {state.reveal_until.isoformat()}",
            f"截止时间为 {state.reveal_until.isoformat()}",
            field="member",
            value=member,
            do_en="The draw goes on without this nonce; the member is named.",
            do_zh="抽取将不含该随机数继续进行,并公布未揭示成员。",
        )
    if member in state.settled:
        raise AlreadyRevealed(field="member", value=member, do_en="Nothing to do.", do_zh="无需重复揭示。")
    try:
        digest = commitment(suite_named("sha256"), command.draw, member, bytes.fromhex(command.nonce))
    except Refused as refused:
        raise NonceWrong(
            refused.en, refused.zh, field="nonce", do_en="Reveal the committed nonce.", do_zh="请揭示所承诺的随机数。"
        ) from None
    if digest != state.commitments[member].digest:
        raise NonceWrong(
            f"it commits to {digest}, the member committed to {state.commitments[member].digest}",
            f"其承诺值为 {digest},该成员此前提交的是 {state.commitments[member].digest}",
            field="nonce",
            value=command.nonce,
            do_en="Reveal the nonce the commitment was made with.",
            do_zh="请揭示当初承诺所用的随机数。",
        )
    return NonceRevealed(draw=command.draw, member=member, nonce=command.nonce)


def _complete(command: CompleteDraw, state: Frozen) -> Fact:
    if command.manifest != state.manifest:
        raise AssertionError("a result of another manifest")
    o = state.opened
    fields = command.model_dump(exclude={"manifest"})
    return DrawCompleted(**fields, plan=o.plan, year=o.year, lead=o.lead)


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case DrawOpened(), _:
            return Committing(fact, {})
        case NonceCommitted(member=member), Committing():
            commitment_ = Commitment(fact.commitment, fact.public_key["x"])
            return replace(state, commitments={**state.commitments, member: commitment_})
        case CommitmentMissed(member=member), Committing():
            return replace(state, missed=state.missed | {member})
        case DrawFrozen(), Committing():
            return Frozen(state.opened, state.commitments, fact.manifest, fact.reveal_until, beacons=fact.beacons)
        case ManifestSigned(member=member), Frozen():
            return replace(state, signed=state.signed | {member})
        case NonceRevealed(member=member) | NonceMissed(member=member), Frozen():
            return replace(state, settled=state.settled | {member})
        case BeaconRecorded(round=number), Frozen():
            return replace(state, recorded=state.recorded | {number})
        case BeaconMissed(round=number), Frozen():
            return replace(state, passed=state.passed | {number})
        case DrawCompleted(), Frozen():
            return Completed(state.opened)
        case EntitySubstituted(), Completed():
            return replace(state, gone=state.gone | {place_of(fact)})
        case DrawVoided(), _:
            return Void()
    return state


DRAW: Decider[DrawCommand, State] = Decider(
    name="draw",
    commands=(
        OpenDraw,
        CommitNonce,
        PassCommit,
        FreezeDraw,
        SignManifest,
        RevealNonce,
        PassReveal,
        RecordBeacon,
        PassBeacon,
        CompleteDraw,
        VoidDraw,
        SubstituteEntity,
    ),
    stream=lambda command: f"draw-{command.draw}",
    initial=Unopened(),
    decide=decide,
    evolve=evolve,
)
