"""A draw: opened, committed to, frozen, signed, revealed, completed; voided with a reason. The choice itself is in
`services.planning.draw`.

Who acts for the conference's lead conducts it; each member commits, signs and reveals for itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from libs.events.catalog.codes import DepartmentCode, Digest, Ref
from libs.events.catalog.planning import conducting as f
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.planning.draw.canonical import suite_named
from services.planning.draw.refusal import Refused
from services.planning.draw.reveal import commitment
from services.planning.plan import refusals as plan_refusals

from .. import commands as c
from .. import refusals as r
from ..chain_refusals import CodeSealed
from . import beacon
from .chain import next_link
from .readiness import all_have_spoken, enough_commitments, frozen, ready_to_complete
from .substitution import Place, another_entity, may_be_asked, place_of

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
    """`missed`: members named for having let the time to commit pass. `acted`: for whom each subject has acted."""

    opened: f.DrawOpened
    commitments: dict[DepartmentCode, Commitment]
    missed: Members = frozenset()
    acted: Mapping[str, DepartmentCode] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frozen:
    """`settled`: members whose nonce was revealed or missed. `recorded`, `passed`: rounds on record, and given up. `acted`: for
    whom each subject has acted.
    """

    opened: f.DrawOpened
    commitments: dict[DepartmentCode, Commitment]
    manifest: Digest
    reveal_until: datetime
    signed: Members = frozenset()
    settled: Members = frozenset()
    beacons: tuple[f.BeaconRound, ...] = ()
    recorded: frozenset[int] = frozenset()
    passed: frozenset[int] = frozenset()
    acted: Mapping[str, DepartmentCode] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Completed:
    """`gone`: places that a reserve has taken, or that none was left for."""

    opened: f.DrawOpened
    gone: frozenset[Place] = frozenset()


@dataclass(frozen=True, slots=True)
class Void:
    pass


State = Unopened | Committing | Frozen | Completed | Void

opened_draw = f.DrawOpened.of(c.OpenDraw)
committed = f.NonceCommitted.of(c.CommitNonce)
missed_nonce = f.NonceMissed.of(c.PassReveal, "member", "due")
frozen_draw = f.DrawFrozen.of(c.FreezeDraw)
signed = f.ManifestSigned.of(c.SignManifest)
revealed = f.NonceRevealed.of(c.RevealNonce)
completed = f.DrawCompleted.of(c.CompleteDraw, "plan", "year", "lead")
voided = f.DrawVoided.of(c.VoidDraw, "plan", "lead", "completed")


def decide(command: c.DrawCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    _led(command, state)
    _first(command, now)
    match command, state:
        case c.OpenDraw(), Unopened():
            next_link(command)
            return [opened_draw(command)]
        case c.OpenDraw(), _:
            raise r.AlreadyOpened(draw=command.draw)
        case _, Unopened():
            raise r.NoSuchDraw(draw=command.draw)
        case c.PassCommit() | c.PassReveal() | c.PassBeacon(), _:
            return _passed(command, state, now)
        case _, Void():
            raise r.DrawIsVoid(draw=command.draw)
        case c.VoidDraw(), Committing(opened=opened) | Frozen(opened=opened) | Completed(opened=opened):
            done = isinstance(state, Completed)
            if done and command.known.secret_until is not None:
                raise CodeSealed(draw=command.draw, until=command.known.secret_until)
            return [voided(command, plan=opened.plan, lead=opened.lead, completed=done)]
        case c.SubstituteEntity(), Completed(opened=opened, gone=gone):
            return [another_entity(command, opened.lead, gone)]
        case c.SubstituteEntity(), _:
            raise r.NotCompleted(draw=command.draw)
        case _, Completed():
            raise r.DrawOver(draw=command.draw)
        case c.CommitNonce(), Committing():
            return [_commit(command, state, now)]
        case c.CommitNonce(), _:
            raise r.CommitmentsClosed(draw=command.draw)
        case c.FreezeDraw(), Committing():
            return _freeze(command, state, now)
        case c.FreezeDraw(), Frozen():
            raise r.AlreadyFrozen(draw=command.draw)
        case c.SignManifest(), Frozen():
            return [_sign(command, state)]
        case c.RevealNonce(), Frozen():
            return [_reveal(command, state, now)]
        case c.RecordBeacon(), Frozen():
            return beacon.record(command, state.beacons, state.recorded, state.passed, now)
        case c.CompleteDraw(), Frozen():
            ready_to_complete(state.opened.lead, state.commitments, state.signed, state.settled)
            beacon.ready(state.beacons, state.recorded, state.passed)
            return [_complete(command, state)]
        case _, Committing():
            raise r.NotFrozen(draw=command.draw)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _led(command: c.DrawCommand, state: State) -> None:
    """Raises NotTheLead for whoever conducts a draw and does not act for the lead of the joint conference."""
    match command, state:
        case c.OpenDraw(lead=lead, known=known), _:
            known.acting.require(lead)
        case ((c.SubstituteEntity(known=known) | c.VoidDraw(known=known)), Committing() | Frozen() | Completed()):
            known.acting.require(state.opened.lead)
        case ((c.FreezeDraw() | c.CompleteDraw()), Committing() | Frozen() | Completed()):
            command.known.require(state.opened.lead)


def _first(command: c.DrawCommand, now: datetime) -> None:
    """What is refused whatever the draw's state."""
    match command:
        case c.OpenDraw():
            _may_open(command)
        case c.CommitNonce(private=True):
            raise r.KeyUnusable(field="public_key.d")
        case c.SignManifest(known=known):
            _must_hold(command.draw, known)
        case c.SubstituteEntity():
            may_be_asked(command, now)


_PLAN_STATES_ZH = {"drafted": "已起草,尚未统筹", "coordinated": "已统筹,尚待表决", "rejected": "未获联席会同意"}


def _may_open(command: c.OpenDraw) -> None:
    """Raises PlanNotApproved or DemandsAlreadyDrawn."""
    state = command.known.plan_state
    if state != "approved":
        raise r.PlanNotApproved(
            plan=command.plan, edition=command.edition, state_en=state, state_zh=_PLAN_STATES_ZH.get(state, "未获批准")
        )
    if not command.demands:
        raise r.DemandsAlreadyDrawn(
            f"every demand of {command.plan} is drawn",
            f"{command.plan} 的抽查需求均已抽取",
            do_en="Amend the plan with new demands.",
            do_zh="如需继续抽取,请调整计划并纳入新的需求。",
            plan=command.plan,
        )


def _must_hold(draw: Ref, known: c.Checked) -> None:
    """Raises NotFrozen or SignatureWrong."""
    frozen(draw, manifest=known.manifest)
    if known.fault is not None:
        raise r.SignatureWrong(*known.fault, field="signature")


def _passed(command: c.PassCommit | c.PassReveal | c.PassBeacon, state: State, now: datetime) -> Sequence[Fact]:
    """A deadline has passed: members that were silent are named, the next beacon counts."""
    match command, state:
        case c.PassCommit(), Committing():
            return _silent(state, now)
        case c.PassReveal(), Frozen():
            if now <= state.reveal_until:
                return []
            late = sorted(state.commitments.keys() - state.settled)
            return [missed_nonce(command, member=member, due=state.reveal_until) for member in late]
        case c.PassBeacon(), Frozen():
            return beacon.pass_beacon(command, state.beacons, state.recorded, state.passed, now)
    return []


def _silent(state: Committing, now: datetime) -> list[Fact]:
    o = state.opened
    late = sorted(set(o.members) - state.commitments.keys() - state.missed) if now > o.commit_until else []
    return [f.CommitmentMissed(draw=o.draw, member=member, due=o.commit_until) for member in late]


def _freeze(command: c.FreezeDraw, state: Committing, now: datetime) -> list[Fact]:
    o = state.opened
    all_have_spoken(o.members, state.commitments, o.commit_until, now)
    enough_commitments(o.lead, state.commitments)
    return [*_silent(state, now), frozen_draw(command)]


def _commit(command: c.CommitNonce, state: Committing, now: datetime) -> Fact:
    member = command.member
    if member not in state.opened.members:
        raise plan_refusals.NotAMember(member=member)
    _acts_for_one(command.committed_by, member, state.acted)
    if member in state.commitments:
        raise r.AlreadyCommitted(member=member)
    if now > state.opened.commit_until:
        raise r.CommitmentsClosed(draw=command.draw)
    if command.public_key["x"] in {other.key for other in state.commitments.values()}:
        raise r.KeyShared(public_key=command.public_key["x"])
    return committed(command)


def _sign(command: c.SignManifest, state: Frozen) -> Fact:
    member = command.member
    _must_have_committed(member, state)
    _acts_for_one(command.signed_by, member, state.acted)
    if member in state.signed:
        raise r.AlreadySigned(member=member)
    if command.known.manifest != state.manifest:
        raise r.SignatureWrong(
            "the signature is of another manifest",
            "所签清单不是本次冻结的清单",
            field="signature",
            do_en="Read the manifest again and sign its bytes.",
            do_zh="请重新读取清单并对其原文签名。",
        )
    return signed(command)


def _acts_for_one(by: str | None, member: DepartmentCode, acted: Mapping[str, DepartmentCode]) -> None:
    """Raises ActsForAnother for a subject that has acted for another member. Steps of before name nobody."""
    if by is not None and acted.get(by, member) != member:
        raise r.ActsForAnother(member=member, by=by, before=acted[by])


def _with(acted: Mapping[str, DepartmentCode], by: str | None, member: DepartmentCode) -> Mapping[str, DepartmentCode]:
    return acted if by is None else {**acted, by: member}


def _must_have_committed(member: DepartmentCode, state: Frozen) -> None:
    if member not in state.commitments:
        raise r.NotCommitted(member=member)


def _reveal(command: c.RevealNonce, state: Frozen, now: datetime) -> Fact:
    member = command.member
    _must_have_committed(member, state)
    _acts_for_one(command.revealed_by, member, state.acted)
    if now > state.reveal_until:
        raise r.RevealClosed(member=member, reveal_until=state.reveal_until)
    if member in state.settled:
        raise r.AlreadyRevealed(member=member)
    try:
        digest = commitment(suite_named("sha256"), command.draw, member, bytes.fromhex(command.nonce))
    except Refused as refused:
        raise r.NonceWrong(refused.en, refused.zh, field="nonce") from None
    if digest != state.commitments[member].digest:
        raise r.NonceWrong(nonce=command.nonce, commits_to=digest, committed=state.commitments[member].digest)
    return revealed(command)


def _complete(command: c.CompleteDraw, state: Frozen) -> Fact:
    if command.manifest != state.manifest:
        raise AssertionError("a result of another manifest")
    o = state.opened
    return completed(command, plan=o.plan, year=o.year, lead=o.lead)


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.DrawOpened(), _:
            return Committing(fact, {})
        case f.NonceCommitted(member=member), Committing():
            commitment_ = Commitment(fact.commitment, fact.public_key["x"])
            acted = _with(state.acted, fact.committed_by, member)
            return replace(state, commitments={**state.commitments, member: commitment_}, acted=acted)
        case f.CommitmentMissed(member=member), Committing():
            return replace(state, missed=state.missed | {member})
        case f.DrawFrozen(), Committing():
            return Frozen(
                state.opened, state.commitments, fact.manifest, fact.reveal_until, beacons=fact.beacons, acted=state.acted
            )
        case f.ManifestSigned(member=member), Frozen():
            return replace(state, signed=state.signed | {member}, acted=_with(state.acted, fact.signed_by, member))
        case f.NonceRevealed(member=member), Frozen():
            acted = _with(state.acted, fact.revealed_by, member)
            return replace(state, settled=state.settled | {member}, acted=acted)
        case f.NonceMissed(member=member), Frozen():
            return replace(state, settled=state.settled | {member})
        case f.BeaconRecorded(round=number), Frozen():
            return replace(state, recorded=state.recorded | {number})
        case f.BeaconMissed(round=number), Frozen():
            return replace(state, passed=state.passed | {number})
        case f.DrawCompleted(), Frozen():
            return Completed(state.opened)
        case f.EntitySubstituted(), Completed():
            return replace(state, gone=state.gone | {place_of(fact)})
        case f.DrawVoided(), _:
            return Void()
    return state


DRAW: Decider[c.DrawCommand, State] = Decider(
    name="draw",
    commands=c.DrawCommand,
    stream=lambda command: f"draw-{command.draw}",
    initial=Unopened(),
    decide=decide,
    evolve=evolve,
    unrecorded={c.CommitNonce: ("private",), c.CompleteDraw: ("manifest",)},
)
