"""The rules of a draw as given / when / then: who may do what, and when."""

from datetime import timedelta

import pytest

from libs.events.catalog.planning.conducting import NonceMissed
from libs.events.testing.decisions import given
from services.planning.conducting import commands as c
from services.planning.conducting import refusals as r
from services.planning.conducting.decide.draw import DRAW
from services.planning.conducting.testing import (
    AFTER,
    ALL,
    COMPLETED,
    FIRE,
    FROZEN,
    ICE,
    MANIFEST,
    MARKET,
    NOON,
    OPEN,
    OPENED,
    POLICE,
    ROOT,
    TAX,
    commit,
    committed,
    complete,
    freeze,
    reveal,
    revealed,
    signed,
)
from services.planning.plan import refusals as plan_refusals
from services.planning.testing import LEADING


def test_a_draw_is_opened_once():
    command = c.OpenDraw(**OPENED.model_dump(), known=c.Opening(acting=LEADING, plan_state="approved"))
    given(DRAW).when(command, at=NOON).then(OPENED)
    given(DRAW, OPENED).when(command, at=NOON).refused(r.AlreadyOpened)
    given(DRAW).when(commit(MARKET), at=NOON).refused(r.NoSuchDraw)


def test_members_commit_once_in_time_with_a_key_of_their_own():
    given(DRAW, OPENED).when(commit(FIRE), at=NOON).then(committed(FIRE))
    given(DRAW, OPENED).when(commit(TAX), at=NOON).refused(plan_refusals.NotAMember)
    given(DRAW, *OPEN).when(commit(FIRE), at=NOON).refused(r.AlreadyCommitted)
    borrowed = commit(POLICE, public_key=committed(FIRE).public_key)
    given(DRAW, *OPEN).when(borrowed, at=NOON).refused(r.KeyShared)
    late = NOON + timedelta(hours=1, seconds=1)
    given(DRAW, OPENED).when(commit(FIRE), at=late).refused(r.CommitmentsClosed)
    given(DRAW, *ICE).when(commit(POLICE), at=NOON).refused(r.CommitmentsClosed)


@pytest.mark.parametrize("there", [(), (MARKET,), (FIRE, POLICE)])
def test_nothing_is_frozen_before_the_lead_and_one_more_have_committed(there):
    given(DRAW, OPENED, *map(committed, there)).when(freeze(), at=AFTER).refused(r.TooFewCommitments)


def test_a_draw_is_frozen_once():
    given(DRAW, *ALL).when(freeze(), at=NOON).then(FROZEN)
    given(DRAW, *ICE).when(freeze(), at=NOON).refused(r.AlreadyFrozen)


def test_members_who_committed_sign_the_frozen_manifest_once():
    command = c.SignManifest(draw="D-1", member=FIRE, signature="e30..c2ln", known=c.Checked(manifest=MANIFEST))
    given(DRAW, *ICE).when(command, at=NOON).then(signed(FIRE))
    given(DRAW, *ICE, signed(FIRE)).when(command, at=NOON).refused(r.AlreadySigned)
    given(DRAW, *ICE).when(command.model_copy(update={"member": POLICE}), at=NOON).refused(r.NotCommitted)
    given(DRAW, *ICE).when(command.model_copy(update={"known": c.Checked(manifest=ROOT)}), at=NOON).refused(r.SignatureWrong)
    wrong = c.Checked(manifest=MANIFEST, fault=("not a detached compact JWS", "不是分离式紧凑 JWS"))
    refused = given(DRAW, *ICE).when(command.model_copy(update={"known": wrong}), at=NOON).refused(r.SignatureWrong)
    assert (refused.field, refused.detail_en, refused.detail_zh) == ("signature", *wrong.fault)
    unfrozen = command.model_copy(update={"known": c.Checked(manifest=None)})
    given(DRAW, *OPEN).when(unfrozen, at=NOON).refused(r.NotFrozen)
    given(DRAW, *OPEN).when(command, at=NOON).refused(r.NotFrozen)


def test_a_nonce_is_the_one_that_was_committed_to():
    given(DRAW, *ICE).when(reveal(FIRE), at=NOON).then(revealed(FIRE))
    given(DRAW, *ICE).when(reveal(FIRE, "1" * 64), at=NOON).refused(r.NonceWrong)
    given(DRAW, *ICE).when(reveal(FIRE, "0" * 64), at=NOON).refused(r.NonceWrong)
    given(DRAW, *ICE, revealed(FIRE)).when(reveal(FIRE), at=NOON).refused(r.AlreadyRevealed)
    given(DRAW, *ICE).when(reveal(POLICE), at=NOON).refused(r.NotCommitted)
    given(DRAW, *OPEN).when(reveal(FIRE), at=NOON).refused(r.NotFrozen)


def test_who_is_silent_until_the_deadline_is_named_and_comes_too_late():
    missed = NonceMissed(draw="D-1", member=FIRE, due=FROZEN.reveal_until)
    late = FROZEN.reveal_until + timedelta(seconds=1)
    given(DRAW, *ICE, revealed(MARKET)).when(c.PassReveal(draw="D-1"), at=late).then(missed)
    given(DRAW, *ICE, revealed(MARKET)).when(c.PassReveal(draw="D-1"), at=FROZEN.reveal_until).nothing()
    given(DRAW, *ICE, revealed(MARKET), missed).when(c.PassReveal(draw="D-1"), at=late).nothing()
    given(DRAW, *ICE).when(reveal(FIRE), at=late).refused(r.RevealClosed)


def test_a_draw_is_completed_when_lead_and_one_signed_and_every_nonce_is_revealed_or_missed():
    signatures = (signed(MARKET), signed(FIRE))
    missed = NonceMissed(draw="D-1", member=FIRE, due=FROZEN.reveal_until)
    given(DRAW, *ICE, *signatures, revealed(MARKET), revealed(FIRE)).when(complete(), at=NOON).then(COMPLETED)
    given(DRAW, *ICE, *signatures, revealed(MARKET), missed).when(complete(), at=NOON).then(COMPLETED)
    given(DRAW, *ICE, *signatures, revealed(MARKET)).when(complete(), at=NOON).refused(r.NoncesAwaited)
    both = (revealed(MARKET), revealed(FIRE))
    given(DRAW, *ICE, signed(MARKET), *both).when(complete(), at=NOON).refused(r.SignaturesMissing)
    given(DRAW, *ICE, signed(FIRE), *both).when(complete(), at=NOON).refused(r.SignaturesMissing)
    given(DRAW, *OPEN).when(complete(), at=NOON).refused(r.NotFrozen)
    done = (*ICE, *signatures, *both, COMPLETED)
    for command in (complete(), freeze(), commit(POLICE), reveal(FIRE)):
        given(DRAW, *done).when(command, at=NOON).refused(r.DrawOver)
    given(DRAW, *done).when(c.PassReveal(draw="D-1"), at=NOON + timedelta(days=9)).nothing()
