"""A draw: opened, committed to, frozen, signed, revealed, completed. The choice itself is in `services.planning.draw`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from libs.events.catalog.codes import DepartmentCode, Digest, Ref
from libs.events.catalog.planning import (
    DrawCompleted,
    DrawFrozen,
    DrawOpened,
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
    PassReveal,
    RevealNonce,
    SignManifest,
)
from services.planning.draw import Refused, commitment, suite_named

from .refusals import (
    AlreadyCommitted,
    AlreadyFrozen,
    AlreadyOpened,
    AlreadyRevealed,
    AlreadySigned,
    CommitmentsClosed,
    DrawOver,
    KeyShared,
    NoncesAwaited,
    NonceWrong,
    NoSuchDraw,
    NotAMember,
    NotCommitted,
    NotFrozen,
    RevealClosed,
    SignaturesMissing,
    SignatureWrong,
    TooFewCommitments,
)

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
    opened: DrawOpened
    commitments: dict[DepartmentCode, Commitment]


@dataclass(frozen=True, slots=True)
class Frozen:
    """`settled`: members whose nonce was revealed or missed."""

    opened: DrawOpened
    commitments: dict[DepartmentCode, Commitment]
    manifest: Digest
    reveal_until: datetime
    signed: Members = frozenset()
    settled: Members = frozenset()


@dataclass(frozen=True, slots=True)
class Completed:
    pass


State = Unopened | Committing | Frozen | Completed


def decide(command: DrawCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    match command, state:
        case OpenDraw(), Unopened():
            return [DrawOpened(**command.model_dump())]
        case OpenDraw(), _:
            raise AlreadyOpened(
                field="draw", value=command.draw, do_en="Use a new number for a new draw.", do_zh="新的抽取请使用新的编号。"
            )
        case _, Unopened():
            raise NoSuchDraw(field="draw", value=command.draw, do_en="Check the number.", do_zh="请核对抽取编号。")
        case PassReveal(), Frozen():
            if now <= state.reveal_until:
                return []
            late = sorted(state.commitments.keys() - state.settled)
            return [NonceMissed(draw=command.draw, member=member, due=state.reveal_until) for member in late]
        case PassReveal(), _:
            return []
        case _, Completed():
            raise DrawOver(field="draw", value=command.draw, do_en="Read its certificate.", do_zh="请查看抽取证明。")
        case CommitNonce(), Committing():
            return [_commit(command, state, now)]
        case CommitNonce(), _:
            raise _closed(command.draw)
        case FreezeDraw(), Committing(opened=opened, commitments=commitments):
            enough_commitments(opened.lead, commitments)
            return [DrawFrozen(**command.model_dump())]
        case FreezeDraw(), Frozen():
            raise AlreadyFrozen(
                field="draw", value=command.draw, do_en="Read its manifest and sign it.", do_zh="请查看清单并签名。"
            )
        case SignManifest(), Frozen():
            return [_sign(command, state)]
        case RevealNonce(), Frozen():
            return [_reveal(command, state, now)]
        case CompleteDraw(), Frozen():
            ready_to_complete(state.opened.lead, state.commitments, state.signed, state.settled)
            return [_complete(command, state)]
        case _, Committing():
            raise NotFrozen(field="draw", value=command.draw, do_en="Freeze the draw first.", do_zh="请先冻结抽取。")
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


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


def enough_commitments(lead: DepartmentCode, committed: Iterable[DepartmentCode]) -> None:
    """Raises TooFewCommitments unless the lead and one more member have committed."""
    there = set(committed)
    if lead not in there or len(there) < 2:
        raise TooFewCommitments(
            f"committed: {', '.join(sorted(there)) or 'nobody'}",
            f"已承诺:{'、'.join(sorted(there)) or '无'}",
            field="commitments",
            value=sorted(there),
            do_en="Wait for the lead's and another member's commitment.",
            do_zh="请待牵头部门和至少一个其他成员提交承诺。",
        )


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


def ready_to_complete(
    lead: DepartmentCode,
    committed: Iterable[DepartmentCode],
    signed: Iterable[DepartmentCode],
    settled: Iterable[DepartmentCode],
) -> None:
    """Raises SignaturesMissing or NoncesAwaited unless lead and one more have signed and every nonce is revealed or missed."""
    there = set(signed)
    if lead not in there or len(there) < 2:
        raise SignaturesMissing(
            f"signed: {', '.join(sorted(there)) or 'nobody'}",
            f"已签名:{'、'.join(sorted(there)) or '无'}",
            field="signatures",
            value=sorted(there),
            do_en="Wait for the lead's and another member's signature.",
            do_zh="请待牵头部门和至少一个其他成员签名。",
        )
    awaited = sorted(set(committed) - set(settled))
    if awaited:
        raise NoncesAwaited(
            f"awaited: {', '.join(awaited)}",
            f"未揭示:{'、'.join(awaited)}",
            field="nonces",
            value=awaited,
            do_en="Wait for them, or for the reveal deadline.",
            do_zh="请等待揭示或揭示截止。",
        )


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
        case DrawFrozen(), Committing():
            return Frozen(state.opened, state.commitments, fact.manifest, fact.reveal_until)
        case ManifestSigned(member=member), Frozen():
            return replace(state, signed=state.signed | {member})
        case NonceRevealed(member=member) | NonceMissed(member=member), Frozen():
            return replace(state, settled=state.settled | {member})
        case DrawCompleted(), _:
            return Completed()
    return state


DRAW: Decider[DrawCommand, State] = Decider(
    name="draw",
    commands=(OpenDraw, CommitNonce, FreezeDraw, SignManifest, RevealNonce, PassReveal, CompleteDraw),
    stream=lambda command: f"draw-{command.draw}",
    initial=Unopened(),
    decide=decide,
    evolve=evolve,
)
