"""What never or always holds of a draw, whatever members and organiser send in whatever order, with the reveal deadline
running.
"""

import hashlib
from datetime import date, timedelta
from typing import ClassVar

from hypothesis import strategies as st

from libs.events.catalog.planning import (
    DrawCompleted,
    DrawFrozen,
    DrawOpened,
    ManifestSigned,
    NonceCommitted,
    NonceMissed,
    NonceRevealed,
)
from libs.events.tests.decider_machine import BEGIN, DeciderMachine, explore, moments
from services.planning import commands as c
from services.planning.app import service
from services.planning.decide import DRAW
from services.planning.decide import refusals as r

MARKET, FIRE, POLICE, TAX = "421088-market", "421088-fire", "421088-police", "421088-tax"
D = st.just("D-1")
members = st.sampled_from([MARKET, FIRE, POLICE, TAX])
MANIFEST, OTHER = "a" * 64, "b" * 64
NONCES = {member: hashlib.sha256(member.encode()).hexdigest() for member in (MARKET, FIRE, POLICE, TAX)}


def committed_to(member):
    """docs/draw.md: the SHA-256 of format, draw, member and nonce."""
    return hashlib.sha256(f"checkonce-draw-1|nonce|D-1|{member}|".encode() + bytes.fromhex(NONCES[member])).hexdigest()


def commit(member, key=None):
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": f"{key or member:A<43}"}
    return c.CommitNonce(draw="D-1", member=member, commitment=committed_to(member), public_key=jwk)


def sign(member, manifest=MANIFEST):
    return c.SignManifest(draw="D-1", member=member, manifest=manifest, signature="e30..c2ln")


def reveal(member, nonce=None):
    return c.RevealNonce(draw="D-1", member=member, nonce=nonce or NONCES[member])


OPEN = c.OpenDraw(
    draw="D-1", plan="P-1", edition=1, year=2026, lead=MARKET, members=(MARKET, FIRE, POLICE), demands=("Q-1",), code_head="0"
    * 64, beacon="none", commit_until=BEGIN + timedelta(hours=24), reveal_until=BEGIN + timedelta(hours=48),
)  # fmt: skip
FREEZE = c.FreezeDraw(
    draw="D-1", manifest=MANIFEST, frame_root="c" * 64, frame_count=9, inspectors_root="c" * 64, excluded={"X1": 2},
    reveal_until=BEGIN + timedelta(hours=48),
)  # fmt: skip
COMPLETE = c.CompleteDraw(
    draw="D-1", manifest=MANIFEST, departments=(FIRE, MARKET), certificate="d" * 64, department_checks=5, visits=3,
    visits_if_separate=5, lower_bound_milli=2900, shortfalls=0, shortages=0, completed_on=date(2026, 3, 2),
)  # fmt: skip


class Draws(DeciderMachine):
    """docs/draw.md: everything is fixed before anybody reveals, and nobody changes what it is bound to. Members commit once,
    in time, with a key of their own; the frame is frozen once,
    with the lead and another on board; who committed signs that manifest and reveals
    that nonce once, in time, or is named as missing; the draw is completed once, when two have signed and nothing is awaited.
    """

    decider, deadlines = DRAW, service.deadlines
    asks: ClassVar = {
        c.OpenDraw: st.builds(lambda until: OPEN.model_copy(update={"commit_until": until}), moments(-1, 2, 24)),
        c.CommitNonce: st.builds(commit, members) | st.builds(commit, members, members),
        c.FreezeDraw: st.builds(lambda until: FREEZE.model_copy(update={"reveal_until": until}), moments(-1, 2, 48)),
        c.SignManifest: st.builds(sign, members) | st.builds(sign, members, st.sampled_from([MANIFEST, OTHER])),
        c.RevealNonce: st.builds(reveal, members)
        | st.builds(reveal, members, st.sampled_from([NONCES[FIRE], "0" * 64])),
        c.PassReveal: st.builds(c.PassReveal, draw=D),
        c.CompleteDraw: st.just(COMPLETE),
    }  # fmt: skip
    produces = (DrawOpened, NonceCommitted, DrawFrozen, ManifestSigned, NonceRevealed, NonceMissed, DrawCompleted)
    refuses = (
        r.AlreadyCommitted, r.AlreadyFrozen, r.AlreadyOpened, r.AlreadyRevealed, r.AlreadySigned, r.CommitmentsClosed,
        r.DrawOver, r.KeyShared, r.NoSuchDraw, r.NonceWrong, r.NoncesAwaited, r.NotAMember, r.NotCommitted, r.NotFrozen,
        r.RevealClosed, r.SignatureWrong, r.SignaturesMissing, r.TooFewCommitments,
    )  # fmt: skip
    stories = (
        (OPEN, commit(MARKET), commit(FIRE), FREEZE, sign(MARKET), sign(FIRE), reveal(MARKET), reveal(FIRE), COMPLETE),
        (OPEN, commit(POLICE), commit(MARKET), FREEZE),
    )

    def law(self):
        opened, frozen, bound, signed, settled = self.facts[0], None, {}, set(), {}
        for n, (fact, at) in enumerate(self.history):
            assert (n == 0) == isinstance(fact, DrawOpened)
            match fact:
                case NonceCommitted(member=member):
                    assert frozen is None, "committed after everything was fixed"
                    assert member in set(opened.members) - set(bound)
                    assert at <= opened.commit_until
                    assert fact.public_key["x"] not in {b.public_key["x"] for b in bound.values()}
                    bound[member] = fact
                case DrawFrozen():
                    assert frozen is None, "frozen twice"
                    assert opened.lead in bound
                    assert len(bound) >= 2
                    frozen = fact
                case ManifestSigned(member=member):
                    assert frozen is not None
                    assert member in set(bound) - signed
                    signed.add(member)
                case NonceRevealed(member=member, nonce=nonce):
                    assert frozen is not None, "revealed before everything was fixed"
                    assert member in set(bound) - set(settled)
                    assert at <= frozen.reveal_until
                    assert (nonce, bound[member].commitment) == (NONCES[member], committed_to(member))
                    settled[member] = fact
                case NonceMissed(member=member, due=due):
                    assert member in set(bound) - set(settled)
                    assert at > due == frozen.reveal_until
                    settled[member] = fact
                case DrawCompleted():
                    assert n == len(self.facts) - 1, "something follows the end"
                    assert opened.lead in signed
                    assert len(signed) >= 2
                    assert set(settled) == set(bound)
                    assert (fact.plan, fact.year, fact.lead) == (opened.plan, opened.year, opened.lead)

    def punctual(self):
        frozen = next((f for f in self.facts if isinstance(f, DrawFrozen)), None)
        if frozen is not None and frozen.reveal_until < self.now:
            bound = [f.member for f in self.facts if isinstance(f, NonceCommitted)]
            settled = [f.member for f in self.facts if isinstance(f, (NonceRevealed, NonceMissed))]
            assert sorted(bound) == sorted(settled)


def test_whatever_is_sent_the_law_of_the_draw_holds():
    explore(Draws, runs=200)
