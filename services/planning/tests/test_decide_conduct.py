"""A draw's life as given / when / then: its chain, its deadlines, its beacon, its end; who takes whose place afterwards."""

from datetime import date, timedelta

import pytest

from libs.events.catalog.codes import EvidenceRef
from libs.events.catalog.planning.conducting import (
    BeaconMissed,
    BeaconRecorded,
    BeaconRound,
    CodeChainPublished,
    CommitmentMissed,
    DrawOpened,
    DrawVoided,
    EntityConfided,
    EntitySubstituted,
    GoneGround,
)
from libs.events.testing.decisions import given
from services.planning.conducting import commands as conducting_commands
from services.planning.conducting import refusals as conducting_refusals
from services.planning.conducting.chain_refusals import (
    ChainBusy,
    ChainExhausted,
    ChainForeign,
    ChainSealed,
    ChainTaken,
    CodeSealed,
    NoSuchChain,
)
from services.planning.conducting.decide import frame
from services.planning.conducting.decide.beacon import too_late
from services.planning.conducting.decide.chain import CHAIN
from services.planning.conducting.decide.draw import DRAW
from services.planning.conducting.decide.readiness import drawn_once
from services.planning.conducting.testing import (
    ALL,
    COMPLETED,
    FIRE,
    FROZEN,
    ICE,
    MARKET,
    NOON,
    OPEN,
    OPENED,
    POLICE,
    commit,
    complete,
    freeze,
    reveal,
    revealed,
    signed,
)
from services.planning.draw.beacon import Beacon, round_time
from services.planning.draw.testing import RECORDED_ROUND
from services.planning.testing import LEADING
from services.planning.visit import refusals as visit_refusals

SECOND = timedelta(seconds=1)
CODE = "c0" * 32
KNOWN = conducting_commands.KnownChain(chain="C-1", year=2026, lead=MARKET, length=3, used=0, link=CODE)


# The chain of one-time codes.


def opening(**changes):
    known = KNOWN.model_copy(update=changes)
    fields = {**OPENED.model_dump(), "chain": "C-1", "code_head": known.link}
    return conducting_commands.OpenDraw(
        **fields, known=conducting_commands.Opening(acting=LEADING, plan_state="approved", chain=known)
    )


def test_a_chain_is_published_once():
    fact = CodeChainPublished(chain="C-1", year=2026, lead=MARKET, head="a" * 64, length=24)
    given(CHAIN).when(conducting_commands.PublishChain(**fact.model_dump(), known=LEADING), at=NOON).then(fact)
    given(CHAIN, fact).when(conducting_commands.PublishChain(**fact.model_dump(), known=LEADING), at=NOON).refused(ChainTaken)


def test_a_draw_takes_the_next_link_of_its_chain():
    opened = DrawOpened(**{**OPENED.model_dump(), "chain": "C-1", "code_head": CODE})
    given(DRAW).when(opening(), at=NOON).then(opened)
    with pytest.raises(AssertionError):
        given(DRAW).when(opening().model_copy(update={"code_head": "b" * 64}), at=NOON)


@pytest.mark.parametrize(
    ("changes", "refusal", "named"),
    [
        ({"open": "D-0", "used": 1}, ChainBusy, "D-0"),
        ({"sealed": "D-0", "used": 1, "sealed_until": date(2026, 6, 30)}, ChainSealed, "2026-06-30"),
        ({"used": 3}, ChainExhausted, "3 of 3"),
        ({"year": 2027}, ChainForeign, "2027"),
        ({"lead": FIRE}, ChainForeign, FIRE),
    ],
)
def test_a_chain_that_cannot_give_a_code_refuses_and_says_why(changes, refusal, named):
    refused = given(DRAW).when(opening(**changes), at=NOON).refused(refusal)
    assert named in refused.detail_en


def test_a_chain_that_does_not_exist_is_not_guessed():
    command = opening().model_copy(update={"known": conducting_commands.Opening(acting=LEADING, plan_state="approved")})
    given(DRAW).when(command, at=NOON).refused(NoSuchChain)


def test_only_an_approved_plan_is_drawn_and_no_demand_twice():
    command = opening()
    unapproved = command.model_copy(
        update={"known": conducting_commands.Opening(acting=LEADING, plan_state="coordinated"), "demands": ()}
    )
    refused = given(DRAW).when(unapproved, at=NOON).refused(conducting_refusals.PlanNotApproved)
    assert (refused.field, refused.value, "已统筹" in refused.detail_zh) == ("plan", "P-1", True)
    nothing_left = command.model_copy(update={"demands": ()})
    for before in ((), (OPENED,)):
        assert given(DRAW, *before).when(nothing_left, at=NOON).refused(conducting_refusals.DemandsAlreadyDrawn).field == "plan"


def test_a_demand_that_another_draw_froze_meanwhile_is_not_frozen_again():
    drawn_once([])
    with pytest.raises(conducting_refusals.DemandsAlreadyDrawn) as refused:
        drawn_once(["Q-1", "Q-2"])
    assert (refused.value.field, refused.value.value) == ("demands", ["Q-1", "Q-2"])


def test_a_frame_holds_so_many_entities_with_usable_numbers_and_every_demand_has_something_left():
    frame.fits(2, 2)
    frame.not_lapsed("Q-1", ("MKT-0003",), left=True)
    with pytest.raises(conducting_refusals.FrameTooLarge) as refused:
        frame.fits(3, 2)
    assert (refused.value.field, refused.value.value) == ("frame", 3)
    with pytest.raises(conducting_refusals.DemandsLapsed, match="Q-1: FIR-0001, MKT-0003"):
        frame.not_lapsed("Q-1", ("MKT-0003", "FIR-0001"), left=False)
    assert isinstance(frame.unusable("stall|1"), conducting_refusals.FrameUnusable)


def test_a_key_that_came_with_its_private_part_is_no_secret_any_more():
    assert (
        given(DRAW, OPENED).when(commit(POLICE, private=True), at=NOON).refused(conducting_refusals.KeyUnusable).field
        == "public_key.d"
    )


# The time to commit.


def test_nothing_is_frozen_while_a_member_may_still_commit():
    refused = given(DRAW, *OPEN).when(freeze(), at=OPENED.commit_until).refused(conducting_refusals.CommitmentsAwaited)
    assert refused.value == [POLICE]
    given(DRAW, *ALL).when(freeze(), at=NOON).then(FROZEN)


def test_who_lets_the_time_to_commit_pass_is_named_once():
    missed = CommitmentMissed(draw="D-1", member=POLICE, due=OPENED.commit_until)
    late = OPENED.commit_until + SECOND
    given(DRAW, *OPEN).when(conducting_commands.PassCommit(draw="D-1"), at=OPENED.commit_until).nothing()
    given(DRAW, *OPEN).when(conducting_commands.PassCommit(draw="D-1"), at=late).then(missed)
    given(DRAW, *OPEN, missed).when(conducting_commands.PassCommit(draw="D-1"), at=late).nothing()
    given(DRAW, *OPEN, missed).when(freeze(), at=late).then(FROZEN)
    given(DRAW, *OPEN).when(freeze(), at=late).then(missed, FROZEN)
    given(DRAW, *OPEN, missed).when(commit(POLICE), at=late).refused(conducting_refusals.CommitmentsClosed)
    given(DRAW, *ALL).when(conducting_commands.PassCommit(draw="D-1"), at=late).nothing()
    given(DRAW, *ICE).when(conducting_commands.PassCommit(draw="D-1"), at=late).nothing()


# The beacon. The round is one that was really emitted, on 15 September 2023.

ROUND, SIGNATURE = RECORDED_ROUND.round, RECORDED_ROUND.signature
NAMED = BeaconRound(name="drand-quicknet", round=ROUND)
EMITTED = round_time(Beacon(name="drand-quicknet", round=ROUND))
BEACONS = FROZEN.model_copy(update={"beacons": (NAMED, BeaconRound(name="none", round=None)), "reveal_until": EMITTED - SECOND})
AWAITING = (*OPEN, BEACONS, signed(MARKET), signed(FIRE), revealed(MARKET), revealed(FIRE))
RECORDED = BeaconRecorded(draw="D-1", name="drand-quicknet", round=ROUND, signature=SIGNATURE)
TOO_LATE = too_late(NAMED)
MISSED = BeaconMissed(draw="D-1", name="drand-quicknet", round=ROUND, due=TOO_LATE)


def said(number=ROUND, signature=SIGNATURE):
    return conducting_commands.RecordBeacon(draw="D-1", round=number, signature=signature)


def test_what_a_named_round_said_goes_on_record_once():
    given(DRAW, *AWAITING).when(said(), at=EMITTED).then(RECORDED)
    given(DRAW, *AWAITING, RECORDED).when(said(), at=EMITTED).nothing()


def test_a_round_that_is_not_named_never_counts():
    refused = (
        given(DRAW, *AWAITING).when(said(ROUND + 1), at=EMITTED + timedelta(days=1)).refused(conducting_refusals.BeaconNotNamed)
    )
    assert str(ROUND) in refused.detail_en
    given(DRAW, *ICE).when(said(), at=EMITTED).refused(conducting_refusals.BeaconNotNamed)


@pytest.mark.parametrize("signature", ["ab" * 48, SIGNATURE[:-2] + "7c", "c0" + "00" * 47])
def test_a_signature_that_does_not_hold_is_refused_naming_the_round(signature):
    refused = given(DRAW, *AWAITING).when(said(signature=signature), at=EMITTED).refused(conducting_refusals.BeaconWrong)
    assert str(ROUND) in refused.detail_en


def test_nobody_knows_a_round_before_it_is_emitted():
    given(DRAW, *AWAITING).when(said(), at=EMITTED - SECOND).refused(conducting_refusals.BeaconNotDue)
    refused = given(DRAW, *AWAITING).when(complete(), at=EMITTED - SECOND).refused(conducting_refusals.BeaconAwaited)
    assert "2023-09-15 19:00:03" in refused.detail_en
    given(DRAW, *AWAITING, RECORDED).when(complete(), at=EMITTED).then(COMPLETED)


def test_when_nobody_has_the_round_in_time_the_next_beacon_counts():
    passing = conducting_commands.PassBeacon(draw="D-1", round=ROUND)
    given(DRAW, *AWAITING).when(passing, at=TOO_LATE).nothing()
    given(DRAW, *AWAITING).when(passing, at=TOO_LATE + SECOND).then(MISSED)
    given(DRAW, *AWAITING, RECORDED).when(passing, at=TOO_LATE + SECOND).nothing()
    given(DRAW, *AWAITING, MISSED).when(complete(), at=TOO_LATE + SECOND).then(COMPLETED)
    given(DRAW, *AWAITING, MISSED).when(said(), at=TOO_LATE + SECOND).refused(conducting_refusals.BeaconPassed)


def test_the_last_beacon_named_is_waited_for():
    alone = BEACONS.model_copy(update={"beacons": (NAMED,)})
    waiting = tuple(alone if fact is BEACONS else fact for fact in AWAITING)
    given(DRAW, *waiting).when(conducting_commands.PassBeacon(draw="D-1", round=ROUND), at=TOO_LATE + SECOND).nothing()
    given(DRAW, *waiting).when(said(), at=TOO_LATE + timedelta(days=30)).then(RECORDED)


# The void.

VOID = conducting_commands.VoidDraw(
    draw="D-1", reason="抽取规则配置有误", code=CODE, known=conducting_commands.Voidable(acting=LEADING)
)


def voided(*, completed=False):
    return DrawVoided(**VOID.model_dump(exclude={"known"}), plan="P-1", lead=MARKET, completed=completed)


@pytest.mark.parametrize("before", [(OPENED,), OPEN, ICE, AWAITING], ids=["opened", "committed", "frozen", "awaiting"])
def test_a_draw_is_voided_with_its_reason_and_its_code_burnt(before):
    given(DRAW, *before).when(VOID, at=NOON).then(voided())


def test_after_its_completion_a_void_says_that_there_was_a_result():
    done = (*AWAITING, RECORDED, COMPLETED)
    given(DRAW, *done).when(VOID, at=NOON).then(voided(completed=True))


def test_a_code_that_would_show_who_is_barred_for_a_visit_to_come_is_not_burnt():
    telling = VOID.model_copy(update={"known": conducting_commands.Voidable(acting=LEADING, secret_until=date(2026, 6, 30))})
    done = (*AWAITING, RECORDED, COMPLETED)
    refused = given(DRAW, *done).when(telling, at=NOON).refused(CodeSealed)
    assert "2026-06-30" in refused.detail_zh
    assert "2026-06-30" in refused.detail_en
    # Nobody was chosen yet: an order alone bars nobody.
    given(DRAW, *AWAITING).when(telling, at=NOON).then(voided())


def test_nothing_happens_to_a_voided_draw_any_more():
    for command in (VOID, commit(POLICE), freeze(), reveal(FIRE), complete(), said(), gone()):
        given(DRAW, *ICE, voided()).when(command, at=NOON).refused(conducting_refusals.DrawIsVoid)
    for command in (conducting_commands.PassCommit(draw="D-1"), conducting_commands.PassBeacon(draw="D-1", round=ROUND)):
        given(DRAW, *ICE, voided()).when(command, at=TOO_LATE + SECOND).nothing()
    given(DRAW, *ICE, voided()).when(
        conducting_commands.OpenDraw(
            **OPENED.model_dump(), known=conducting_commands.Opening(acting=LEADING, plan_state="approved")
        ),
        at=NOON,
    ).refused(conducting_refusals.AlreadyOpened)


# Substitutions.

PHOTO = (EvidenceRef(sha256="e" * 64, media_type="image/jpeg"),)
DONE = (*AWAITING, RECORDED, COMPLETED)


def gone(**changes):
    fields = {
        "draw": "D-1", "demand": "Q-1", "stratum": "catering.C", "gone": "stall:1", "ground": GoneGround.NOT_FOUND,
        "reason": "现场已无此摊位", "evidence": PHOTO,
    }  # fmt: skip
    place = {"chosen": True, "until": NOON.date(), "substitute": "stall:2", "visit": "D-1-V00099", "acting": LEADING}
    known = {name: changes.pop(name) for name in conducting_commands.Vacancy.model_fields if name in changes}
    return conducting_commands.SubstituteEntity(
        **{**fields, **changes}, known=conducting_commands.Vacancy(**{**place, **known})
    )


def replaced(command):
    place = command.known.model_dump(
        exclude={"completed", "stratum", "until", "chosen", "done", "sealed", "acting", "waits_until"}
    )
    return EntitySubstituted(**command.model_dump(exclude={"known"}), **place, lead=MARKET)


def test_a_reserve_takes_the_place_of_who_is_gone_once():
    given(DRAW, *DONE).when(gone(), at=NOON).then(replaced(gone()))
    given(DRAW, *DONE, replaced(gone())).when(gone(), at=NOON).refused(visit_refusals.AlreadySubstituted)
    # While a team of the draw is secret, so is who was drawn.
    kept = EntityConfided.like(replaced(gone()))
    given(DRAW, *DONE).when(gone(sealed=True), at=NOON).then(kept)
    given(DRAW, *DONE, kept).when(gone(sealed=True), at=NOON).refused(visit_refusals.AlreadySubstituted)
    nobody = gone(substitute=None, visit=None)
    given(DRAW, *DONE).when(nobody, at=NOON).then(replaced(nobody))
    given(DRAW, *ICE).when(gone(), at=NOON).refused(conducting_refusals.NotCompleted)


def test_only_who_was_drawn_and_not_visited_yet_is_replaced():
    given(DRAW, *DONE).when(gone(chosen=False), at=NOON).refused(conducting_refusals.NotDrawn)
    given(DRAW, *DONE).when(gone(done=True), at=NOON).refused(visit_refusals.PlaceTaken)


def test_a_place_waits_while_its_reserve_has_a_visit_that_is_not_told():
    told = date(2026, 4, 30)
    waits = gone(waits_until=told)
    refused = given(DRAW, *DONE).when(waits, at=NOON).refused(conducting_refusals.SubstituteNotTold)
    assert (refused.field, "2026-04-30" in refused.detail_zh) == ("demand", True)
    given(DRAW, *DONE).when(gone(waits_until=told, chosen=False), at=NOON).refused(conducting_refusals.NotDrawn)


def test_a_place_that_is_in_no_pack_or_whose_time_is_over_is_not_filled():
    nothing = gone(completed=False)
    assert given(DRAW, *ICE).when(nothing, at=NOON).refused(conducting_refusals.NotCompleted).field == "draw"
    given(DRAW, *ICE, voided()).when(nothing, at=NOON).refused(conducting_refusals.NotCompleted)
    assert given(DRAW, *DONE).when(gone(stratum=False), at=NOON).refused(conducting_refusals.NotDrawn).field == "stratum"
    late = gone(until=NOON.date() - timedelta(days=1))
    refused = given(DRAW, *DONE).when(late, at=NOON).refused(conducting_refusals.SubstitutionTooLate)
    assert (refused.field, refused.value, "2025-11-19" in refused.detail_zh) == ("demand", "Q-1", True)


@pytest.mark.parametrize("ground", [GoneGround.STRUCK_OFF, GoneGround.RECOGNISED])
def test_a_ground_that_is_a_fact_must_be_on_record(ground):
    given(DRAW, *DONE).when(gone(ground=ground), at=NOON).refused(visit_refusals.GroundUnproved)
    proved = gone(ground=ground, proof="fact-1", evidence=())
    given(DRAW, *DONE).when(proved, at=NOON).then(replaced(proved))


def test_not_found_on_the_spot_needs_evidence():
    given(DRAW, *DONE).when(gone(evidence=()), at=NOON).refused(visit_refusals.GroundUnproved)
