"""The rules of a draw as given / when / then: who may do what, and when."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest

from libs.events.catalog.planning.conducting import (
    DrawCompleted,
    DrawFrozen,
    DrawOpened,
    ManifestSigned,
    NonceCommitted,
    NonceMissed,
    NonceRevealed,
)
from libs.events.testing import given
from services.planning.commands import (
    CommitNonce,
    CompleteDraw,
    FreezeDraw,
    OpenDraw,
    PassReveal,
    RevealNonce,
    SignManifest,
)
from services.planning.decide import DRAW, refusals

NOON = datetime(2025, 11, 20, 4, 0, tzinfo=UTC)
MARKET, FIRE, POLICE, TAX = "421088-market", "421088-fire", "421088-police", "421088-tax"

OPENED = DrawOpened(
    draw="D-1",
    plan="P-1",
    edition=1,
    year=2026,
    lead=MARKET,
    members=(MARKET, FIRE, POLICE),
    demands=("Q-1",),
    code_head="0" * 64,
    beacon="none",
    commit_until=NOON + timedelta(hours=1),
    reveal_until=NOON + timedelta(hours=2),
)
NONCE = hashlib.sha256(b"a nonce").hexdigest()
MANIFEST, ROOT = "a" * 64, "b" * 64
FROZEN = DrawFrozen(
    draw="D-1",
    manifest=MANIFEST,
    frame_root=ROOT,
    frame_count=9,
    inspectors_root=ROOT,
    excluded={"X1": 2},
    reveal_until=NOON + timedelta(hours=2),
)


def committed(member):
    digest = hashlib.sha256(f"checkonce-draw-1|nonce|D-1|{member}|".encode() + bytes.fromhex(NONCE)).hexdigest()
    key = {"kty": "OKP", "crv": "Ed25519", "x": f"{member:A<43}"[:43]}
    return NonceCommitted(draw="D-1", member=member, commitment=digest, public_key=key)


def commit(member, **changes):
    return CommitNonce(**{**committed(member).model_dump(), **changes})


def freeze():
    return FreezeDraw(**FROZEN.model_dump())


def signed(member):
    return ManifestSigned(draw="D-1", member=member, signature="e30..c2ln")


def revealed(member):
    return NonceRevealed(draw="D-1", member=member, nonce=NONCE)


def reveal(member, nonce=NONCE):
    return RevealNonce(draw="D-1", member=member, nonce=nonce)


def complete(manifest=MANIFEST):
    return CompleteDraw(
        draw="D-1",
        manifest=manifest,
        departments=(FIRE, MARKET),
        certificate="c" * 64,
        department_checks=5,
        visits=3,
        visits_if_separate=5,
        lower_bound_milli=2900,
        shortfalls=0,
        shortages=0,
        completed_on=date(2025, 11, 20),
    )


COMPLETED = DrawCompleted(**complete().model_dump(exclude={"manifest"}), plan="P-1", year=2026, lead=MARKET)
OPEN = (OPENED, committed(MARKET), committed(FIRE))
ALL = (*OPEN, committed(POLICE))
AFTER = OPENED.commit_until + timedelta(seconds=1)
ICE = (*OPEN, FROZEN)


def test_a_draw_is_opened_once():
    command = OpenDraw(**OPENED.model_dump())
    given(DRAW).when(command, at=NOON).then(OPENED)
    given(DRAW, OPENED).when(command, at=NOON).refused(refusals.AlreadyOpened)
    given(DRAW).when(commit(MARKET), at=NOON).refused(refusals.NoSuchDraw)


def test_members_commit_once_in_time_with_a_key_of_their_own():
    given(DRAW, OPENED).when(commit(FIRE), at=NOON).then(committed(FIRE))
    given(DRAW, OPENED).when(commit(TAX), at=NOON).refused(refusals.NotAMember)
    given(DRAW, *OPEN).when(commit(FIRE), at=NOON).refused(refusals.AlreadyCommitted)
    borrowed = commit(POLICE, public_key=committed(FIRE).public_key)
    given(DRAW, *OPEN).when(borrowed, at=NOON).refused(refusals.KeyShared)
    late = NOON + timedelta(hours=1, seconds=1)
    given(DRAW, OPENED).when(commit(FIRE), at=late).refused(refusals.CommitmentsClosed)
    given(DRAW, *ICE).when(commit(POLICE), at=NOON).refused(refusals.CommitmentsClosed)


@pytest.mark.parametrize("there", [(), (MARKET,), (FIRE, POLICE)])
def test_nothing_is_frozen_before_the_lead_and_one_more_have_committed(there):
    given(DRAW, OPENED, *map(committed, there)).when(freeze(), at=AFTER).refused(refusals.TooFewCommitments)


def test_a_draw_is_frozen_once():
    given(DRAW, *ALL).when(freeze(), at=NOON).then(FROZEN)
    given(DRAW, *ICE).when(freeze(), at=NOON).refused(refusals.AlreadyFrozen)


def test_members_who_committed_sign_the_frozen_manifest_once():
    command = SignManifest(draw="D-1", member=FIRE, manifest=MANIFEST, signature="e30..c2ln")
    given(DRAW, *ICE).when(command, at=NOON).then(signed(FIRE))
    given(DRAW, *ICE, signed(FIRE)).when(command, at=NOON).refused(refusals.AlreadySigned)
    given(DRAW, *ICE).when(command.model_copy(update={"member": POLICE}), at=NOON).refused(refusals.NotCommitted)
    given(DRAW, *ICE).when(command.model_copy(update={"manifest": ROOT}), at=NOON).refused(refusals.SignatureWrong)
    given(DRAW, *OPEN).when(command, at=NOON).refused(refusals.NotFrozen)


def test_a_nonce_is_the_one_that_was_committed_to():
    given(DRAW, *ICE).when(reveal(FIRE), at=NOON).then(revealed(FIRE))
    given(DRAW, *ICE).when(reveal(FIRE, "1" * 64), at=NOON).refused(refusals.NonceWrong)
    given(DRAW, *ICE).when(reveal(FIRE, "0" * 64), at=NOON).refused(refusals.NonceWrong)
    given(DRAW, *ICE, revealed(FIRE)).when(reveal(FIRE), at=NOON).refused(refusals.AlreadyRevealed)
    given(DRAW, *ICE).when(reveal(POLICE), at=NOON).refused(refusals.NotCommitted)
    given(DRAW, *OPEN).when(reveal(FIRE), at=NOON).refused(refusals.NotFrozen)


def test_who_is_silent_until_the_deadline_is_named_and_comes_too_late():
    missed = NonceMissed(draw="D-1", member=FIRE, due=FROZEN.reveal_until)
    late = FROZEN.reveal_until + timedelta(seconds=1)
    given(DRAW, *ICE, revealed(MARKET)).when(PassReveal(draw="D-1"), at=late).then(missed)
    given(DRAW, *ICE, revealed(MARKET)).when(PassReveal(draw="D-1"), at=FROZEN.reveal_until).nothing()
    given(DRAW, *ICE, revealed(MARKET), missed).when(PassReveal(draw="D-1"), at=late).nothing()
    given(DRAW, *ICE).when(reveal(FIRE), at=late).refused(refusals.RevealClosed)


def test_a_draw_is_completed_when_lead_and_one_signed_and_every_nonce_is_revealed_or_missed():
    signatures = (signed(MARKET), signed(FIRE))
    missed = NonceMissed(draw="D-1", member=FIRE, due=FROZEN.reveal_until)
    given(DRAW, *ICE, *signatures, revealed(MARKET), revealed(FIRE)).when(complete(), at=NOON).then(COMPLETED)
    given(DRAW, *ICE, *signatures, revealed(MARKET), missed).when(complete(), at=NOON).then(COMPLETED)
    given(DRAW, *ICE, *signatures, revealed(MARKET)).when(complete(), at=NOON).refused(refusals.NoncesAwaited)
    both = (revealed(MARKET), revealed(FIRE))
    given(DRAW, *ICE, signed(MARKET), *both).when(complete(), at=NOON).refused(refusals.SignaturesMissing)
    given(DRAW, *ICE, signed(FIRE), *both).when(complete(), at=NOON).refused(refusals.SignaturesMissing)
    given(DRAW, *OPEN).when(complete(), at=NOON).refused(refusals.NotFrozen)
    done = (*ICE, *signatures, *both, COMPLETED)
    for command in (complete(), freeze(), commit(POLICE), reveal(FIRE)):
        given(DRAW, *done).when(command, at=NOON).refused(refusals.DrawOver)
    given(DRAW, *done).when(PassReveal(draw="D-1"), at=NOON + timedelta(days=9)).nothing()
