"""Whatever members and organiser send of draws and of chains of codes, in whatever order, with its deadlines running."""

import hashlib
from datetime import date, timedelta
from typing import ClassVar

from hypothesis import strategies as st

from libs.events.catalog.planning import conducting as facts
from libs.events.countersigning.leading import NotTheLead
from libs.events.testing.decider_machine import BEGIN, PAST, UNSEEN, DeciderMachine, moments
from services.planning.app import service
from services.planning.conducting import chain_refusals as chains
from services.planning.conducting import commands as c
from services.planning.conducting import refusals as r
from services.planning.conducting.decide.beacon import emitted, too_late
from services.planning.conducting.decide.draw import DRAW
from services.planning.draw.beacon import first_round
from services.planning.draw.testing import RECORDED_ROUND
from services.planning.plan import refusals as plan_refusals
from services.planning.testing import LEADING, STRANGER
from services.planning.visit import refusals as visit_refusals

MARKET, FIRE, POLICE, TAX = "421088-market", "421088-fire", "421088-police", "421088-tax"
D = st.just("D-1")
members = st.sampled_from([MARKET, FIRE, POLICE, TAX])
people = st.sampled_from([None, "ann", "bob", "cyd"])
MANIFEST, OTHER = "a" * 64, "b" * 64
NONCES = {member: hashlib.sha256(member.encode()).hexdigest() for member in (MARKET, FIRE, POLICE, TAX)}


def committed_to(member):
    """docs/draw.md: the SHA-256 of format, draw, member and nonce."""
    return hashlib.sha256(f"checkonce-draw-1|nonce|D-1|{member}|".encode() + bytes.fromhex(NONCES[member])).hexdigest()


def commit(member, key=None, by=None):
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": f"{key or member:A<43}"}
    return c.CommitNonce(draw="D-1", member=member, commitment=committed_to(member), public_key=jwk, committed_by=by)


def sign(member, manifest=MANIFEST, by=None):
    return c.SignManifest(draw="D-1", member=member, signature="e30..c2ln", signed_by=by, known=c.Checked(manifest=manifest))


def reveal(member, nonce=None, by=None):
    return c.RevealNonce(draw="D-1", member=member, nonce=nonce or NONCES[member], revealed_by=by)


OPEN = c.OpenDraw(
    draw="D-1", plan="P-1", edition=1, year=2026, lead=MARKET, members=(MARKET, FIRE, POLICE), demands=("Q-1",), code_head="0"
    * 64, beacon="none", commit_until=BEGIN + timedelta(hours=24), reveal_until=BEGIN + timedelta(hours=48),
    known=c.Opening(acting=LEADING, plan_state="approved"),
)  # fmt: skip
CODE = "e" * 64
KNOWN = c.KnownChain(chain="C-1", year=2026, lead=MARKET, length=2, used=1, link="0" * 64)
KNOWNS = [
    KNOWN, KNOWN.model_copy(update={"open": "D-0"}),
    KNOWN.model_copy(update={"sealed": "D-0", "sealed_until": date(2026, 6, 30)}),
    KNOWN.model_copy(update={"used": 2}), KNOWN.model_copy(update={"lead": FIRE}), None,
]  # fmt: skip
NONE = facts.BeaconRound(name="none", round=None)
KNOWN_ROUND = facts.BeaconRound(name="drand-quicknet", round=RECORDED_ROUND.round)
FUTURE_ROUND = facts.BeaconRound(name="drand-quicknet", round=first_round(BEGIN + timedelta(hours=49)))
BEACONS = [(), (KNOWN_ROUND, NONE), (KNOWN_ROUND,), (FUTURE_ROUND, NONE)]


def on_chain(known):
    return OPEN.model_copy(update={"chain": "C-1", "known": c.Opening(acting=LEADING, plan_state="approved", chain=known)})


def said(number=RECORDED_ROUND.round, signature=RECORDED_ROUND.signature):
    return c.RecordBeacon(draw="D-1", round=number, signature=signature)


def gone(entity="stall:1", **changes):
    fields = {
        "draw": "D-1", "demand": "Q-1", "stratum": "catering.C", "gone": entity, "ground": facts.GoneGround.STRUCK_OFF,
        "reason": "注销", "evidence": (),
    }  # fmt: skip
    known = c.Vacancy(**{"acting": LEADING, "proof": "fact-1", "chosen": True, "until": date(2026, 12, 31), **changes})
    return c.SubstituteEntity(**fields, known=known)


FREEZE = c.FreezeDraw(
    draw="D-1", manifest=MANIFEST, frame_root="c" * 64, frame_count=9, inspectors_root="c" * 64, excluded={"X1": 2},
    reveal_until=BEGIN + timedelta(hours=48), known=LEADING,
)  # fmt: skip
COMPLETE = c.CompleteDraw(
    draw="D-1", manifest=MANIFEST, departments=(FIRE, MARKET), certificate="d" * 64, department_checks=5, visits=3,
    visits_if_separate=5, lower_bound_milli=2900, shortfalls=0, shortages=0, completed_on=date(2026, 3, 2), known=LEADING,
)  # fmt: skip
VOID = c.VoidDraw(draw="D-1", reason="配置有误", code=CODE, known=c.Voidable(acting=LEADING))
TELLING = VOID.model_copy(update={"known": c.Voidable(acting=LEADING, secret_until=date(2026, 6, 30))})
BY_STRANGERS = (
    OPEN.model_copy(update={"edition": 99, "known": OPEN.known.model_copy(update={"acting": STRANGER})}),
    *(each.model_copy(update={"known": STRANGER}) for each in (
        FREEZE.model_copy(update={"manifest": OTHER}), COMPLETE.model_copy(update={"visits": 99}),
    )),
    VOID.model_copy(update={"code": "f" * 64, "known": c.Voidable(acting=STRANGER)}),
    gone("stall:9", acting=STRANGER),
)  # fmt: skip
READY = (commit(MARKET), commit(FIRE), commit(POLICE))


def frozen_on(*beacons):
    return FREEZE.model_copy(update={"beacons": beacons})


class Draws(DeciderMachine):
    """docs/draw.md: everything is fixed before anybody reveals, and nobody changes what it is bound to. Members commit once,
    in time, with a key of their own; the frame is frozen once,
    with the lead and another on board; nobody acts for two members; who committed signs that manifest and reveals
    that nonce once, in time, or is named as missing; only a named round of the beacon counts, by its own signature; the draw is
    completed once, when two have signed and nothing is awaited. What it led to stays: substitutions and a void follow it.
    """

    decider, deadlines = DRAW, service.deadlines
    asks: ClassVar = {
        c.OpenDraw: st.builds(lambda until: OPEN.model_copy(update={"commit_until": until}), moments(-1, 2, 24))
        | st.builds(on_chain, st.sampled_from(KNOWNS))
        | st.just(BY_STRANGERS[0]),
        c.CommitNonce: st.builds(commit, members, by=people) | st.builds(commit, members, members),
        c.FreezeDraw: st.builds(
            lambda until, beacons: FREEZE.model_copy(update={"reveal_until": until, "beacons": beacons}), moments(-1, 2, 48),
            st.sampled_from(BEACONS),
        ) | st.just(BY_STRANGERS[1]),
        c.PassCommit: st.builds(c.PassCommit, draw=D),
        c.RecordBeacon: st.builds(
            said, st.sampled_from([RECORDED_ROUND.round, FUTURE_ROUND.round, 7]),
            st.sampled_from([RECORDED_ROUND.signature, "ab" * 48]),
        ),
        c.PassBeacon: st.builds(c.PassBeacon, draw=D, round=st.sampled_from([RECORDED_ROUND.round, FUTURE_ROUND.round])),
        c.VoidDraw: st.sampled_from([VOID, TELLING, BY_STRANGERS[3]]),
        c.SubstituteEntity: st.builds(
            gone, st.sampled_from(["stall:1", "stall:2"]), chosen=st.booleans(), done=st.booleans(),
            proof=st.sampled_from([None, "fact-1"]), stratum=st.sampled_from([True, True, False]), sealed=st.booleans(),
            waits_until=st.sampled_from([None, None, date(2026, 12, 31)]),
        ) | st.sampled_from([gone(), gone("stall:2", sealed=True), BY_STRANGERS[4]]),
        c.SignManifest: st.builds(sign, members, by=people) | st.builds(sign, members, st.sampled_from([MANIFEST, OTHER])),
        c.RevealNonce: st.builds(reveal, members, by=people)
        | st.builds(reveal, members, st.sampled_from([NONCES[FIRE], "0" * 64])),
        c.PassReveal: st.builds(c.PassReveal, draw=D),
        c.CompleteDraw: st.sampled_from([COMPLETE, BY_STRANGERS[2]]),
    }  # fmt: skip
    produces = (
        facts.DrawOpened, facts.NonceCommitted, facts.CommitmentMissed, facts.DrawFrozen,
        facts.ManifestSigned, facts.NonceRevealed, facts.NonceMissed, facts.BeaconRecorded,
        facts.BeaconMissed, facts.DrawCompleted, facts.EntitySubstituted, facts.EntityConfided,
        facts.DrawVoided,
    )  # fmt: skip
    refuses = (
        r.AlreadyCommitted, r.AlreadyFrozen, r.AlreadyOpened, r.AlreadyRevealed, r.AlreadySigned, r.CommitmentsClosed,
        r.DrawOver, r.KeyShared, r.NoSuchDraw, r.NonceWrong, r.NoncesAwaited, plan_refusals.NotAMember, r.NotCommitted,
        r.NotFrozen, r.RevealClosed, r.SignatureWrong, r.SignaturesMissing, r.TooFewCommitments, r.CommitmentsAwaited,
        r.BeaconAwaited, r.BeaconNotDue, r.BeaconNotNamed, r.BeaconPassed, r.BeaconWrong, r.DrawIsVoid, r.NotCompleted,
        r.NotDrawn, visit_refusals.AlreadySubstituted, visit_refusals.GroundUnproved, visit_refusals.PlaceTaken,
        chains.ChainBusy, chains.ChainExhausted, chains.ChainForeign, chains.ChainSealed, chains.CodeSealed, chains.NoSuchChain,
        r.SubstitutionTooLate, r.PlanNotApproved, r.DemandsAlreadyDrawn, r.KeyUnusable, r.ActsForAnother, NotTheLead,
        r.SubstituteNotTold,
    )  # fmt: skip
    stories = (
        (
            BY_STRANGERS[0],
            OPEN,
            *READY,
            BY_STRANGERS[1],
            FREEZE,
            sign(MARKET),
            sign(FIRE),
            reveal(MARKET),
            reveal(FIRE),
            BY_STRANGERS[2],
            COMPLETE,
            reveal(POLICE),
            COMPLETE,
            BY_STRANGERS[4],
            BY_STRANGERS[3],
            TELLING,
            gone(),
            gone(),
            gone("stall:2", chosen=False),
            gone("stall:2", done=True),
            gone("stall:2", proof=None),
            gone(until=date(2026, 3, 1)),
            gone("stall:2", waits_until=date(2026, 12, 31)),
            VOID,
        ),
        (
            OPEN.model_copy(update={"known": c.Opening(acting=LEADING, plan_state="drafted")}),
            OPEN.model_copy(update={"demands": ()}),
            OPEN,
            commit(POLICE).model_copy(update={"private": True}),
        ),
        (OPEN, commit(POLICE), commit(MARKET), commit(FIRE, MARKET), FREEZE, PAST, FREEZE),
        (
            OPEN,
            commit(MARKET, by="ann"),
            commit(FIRE, by="ann"),
            commit(FIRE, by="bob"),
            commit(POLICE),
            FREEZE,
            sign(FIRE, by="ann"),
            reveal(FIRE, by="ann"),
            sign(POLICE, by="cyd"),
            reveal(MARKET, by="cyd"),
            reveal(FIRE, by="bob"),
        ),
        (OPEN, *READY, FREEZE, sign(MARKET), sign(FIRE), reveal(MARKET), PAST, PAST, c.PassReveal(draw="D-1"), COMPLETE),
        (
            OPEN,
            commit(FIRE),
            commit(MARKET),
            UNSEEN,
            frozen_on(KNOWN_ROUND, NONE),
            sign(FIRE, OTHER),
            said(7),
            said(signature="ab" * 48),
            sign(MARKET),
            sign(FIRE),
            reveal(MARKET),
            reveal(FIRE),
            COMPLETE,
            said(),
            said(),
            COMPLETE,
        ),
        (
            OPEN,
            *READY,
            frozen_on(FUTURE_ROUND, NONE),
            said(FUTURE_ROUND.round),
            sign(MARKET),
            sign(FIRE),
            reveal(MARKET),
            reveal(FIRE),
            reveal(POLICE),
            COMPLETE,
            PAST,
            PAST,
            said(FUTURE_ROUND.round),
            COMPLETE,
        ),
        (OPEN, *READY, FREEZE, reveal(MARKET, "1" * 64), reveal(MARKET), reveal(MARKET), commit(POLICE), FREEZE),
        (OPEN, *READY, FREEZE, sign(MARKET), COMPLETE),
        (OPEN, *READY, frozen_on(KNOWN_ROUND, NONE), PAST, said(), VOID, VOID),
        tuple(on_chain(known) for known in KNOWNS[::-1]),
        (
            OPEN,
            *READY,
            FREEZE,
            sign(MARKET),
            sign(FIRE),
            *(reveal(member) for member in (MARKET, FIRE, POLICE)),
            COMPLETE,
            gone("stall:2", sealed=True),
            sign(POLICE),
        ),
        # What no other story comes to: chance would have to.
        (
            commit(MARKET),
            OPEN,
            OPEN.model_copy(update={"edition": 99}),
            commit(MARKET),
            commit(MARKET, POLICE),
            sign(MARKET),
            gone(),
            commit(TAX),
            PAST,
            FREEZE,
        ),
        (OPEN, commit(MARKET), commit(FIRE), UNSEEN, FREEZE, sign(POLICE), sign(FIRE), sign(FIRE, OTHER), PAST, reveal(FIRE)),
    )

    def law(self):
        self.all_in_order()
        self.conducted_by_the_lead()
        self.nobody_alone()
        self.only_named_rounds()
        opened, frozen, bound, signed, settled = self.facts[0], None, {}, set(), {}
        for fact, at in self.history:
            match fact:
                case facts.NonceCommitted(member=member):
                    assert frozen is None, "committed after everything was fixed"
                    assert member in set(opened.members) - set(bound)
                    assert at <= opened.commit_until
                    assert fact.public_key["x"] not in {b.public_key["x"] for b in bound.values()}
                    bound[member] = fact
                case facts.CommitmentMissed(member=member, due=due):
                    assert frozen is None
                    assert member in set(opened.members) - set(bound)
                    assert at > due == opened.commit_until
                case facts.DrawFrozen():
                    assert frozen is None, "frozen twice"
                    assert set(bound) == set(opened.members) or at > opened.commit_until, "frozen while some could commit"
                    assert opened.lead in bound
                    assert len(bound) >= 2
                    frozen = fact
                case facts.ManifestSigned(member=member):
                    assert frozen is not None
                    assert member in set(bound) - signed
                    signed.add(member)
                case facts.NonceRevealed(member=member, nonce=nonce):
                    assert frozen is not None, "revealed before everything was fixed"
                    assert member in set(bound) - set(settled)
                    assert at <= frozen.reveal_until
                    assert (nonce, bound[member].commitment) == (NONCES[member], committed_to(member))
                    settled[member] = fact
                case facts.NonceMissed(member=member, due=due):
                    assert member in set(bound) - set(settled)
                    assert at > due == frozen.reveal_until
                    settled[member] = fact
                case facts.DrawCompleted():
                    assert opened.lead in signed
                    assert len(signed) >= 2
                    assert set(settled) == set(bound)
                    assert (fact.plan, fact.year, fact.lead) == (opened.plan, opened.year, opened.lead)

    def all_in_order(self):
        """A result is reached once and stays; only substitutions and the void come after it, nothing after the void."""
        kinds = [type(fact) for fact in self.facts]
        assert kinds[0] is facts.DrawOpened
        for once in (facts.DrawOpened, facts.DrawFrozen, facts.DrawCompleted, facts.DrawVoided):
            assert kinds.count(once) <= 1
        if facts.DrawCompleted in kinds:
            assert set(kinds[kinds.index(facts.DrawCompleted) + 1 :]) <= {
                facts.EntitySubstituted, facts.EntityConfided, facts.DrawVoided,
            }  # fmt: skip
        else:
            assert not {facts.EntitySubstituted, facts.EntityConfided} & set(kinds)
        if facts.DrawVoided in kinds:
            assert kinds[-1] is facts.DrawVoided
            assert self.facts[-1].completed == (facts.DrawCompleted in kinds)
        gone = [fact.gone for fact in self.facts if isinstance(fact, facts.EntitySubstituted)]
        assert len(set(gone)) == len(gone)

    def conducted_by_the_lead(self):
        """Whoever acts for all members but the lead opens, freezes, completes, voids and replaces nothing."""
        marks = {"edition": 99, "manifest": OTHER, "visits": 99, "code": "f" * 64, "gone": "stall:9"}
        for fact in self.facts:
            assert not any(getattr(fact, name, None) == mark for name, mark in marks.items()), "done by who is not of the lead"

    def nobody_alone(self):
        """No subject commits, signs or reveals for two members."""
        acted = {}
        for fact in self.facts:
            match fact:
                case (
                    facts.NonceCommitted(member=member, committed_by=str(by))
                    | facts.ManifestSigned(member=member, signed_by=str(by))
                    | facts.NonceRevealed(member=member, revealed_by=str(by))
                ):
                    assert acted.setdefault(by, member) == member, "one subject acts for two members"

    def only_named_rounds(self):
        """A beacon counts when its round is named, was emitted, and has its own signature; the first not missed decides."""
        beacons, rounds = (), {}
        for fact, at in self.history:
            match fact:
                case facts.DrawFrozen():
                    beacons = fact.beacons
                case facts.BeaconRecorded(round=number):
                    named = next(b for b in beacons if b.round == number)
                    assert (fact.name, fact.signature) == (named.name, RECORDED_ROUND.signature)
                    assert at >= emitted(named)
                    assert number not in rounds
                    rounds[number] = fact
                case facts.BeaconMissed(round=number):
                    named = next(b for b in beacons[:-1] if b.round == number)
                    assert number not in rounds
                    assert at > fact.due == too_late(named)
                    rounds[number] = fact
                case facts.DrawCompleted():
                    left = [b for b in beacons if not isinstance(rounds.get(b.round), facts.BeaconMissed)]
                    assert not left or left[0].round is None or left[0].round in rounds

    def punctual(self):
        frozen = next((f for f in self.facts if isinstance(f, facts.DrawFrozen)), None)
        if any(isinstance(f, facts.DrawVoided) for f in self.facts):
            return
        opened = self.facts[0] if self.facts else None
        if opened is not None and frozen is None and opened.commit_until < self.now:
            spoken = [f.member for f in self.facts if isinstance(f, (facts.NonceCommitted, facts.CommitmentMissed))]
            assert sorted(spoken) == sorted(opened.members)
        if frozen is not None and frozen.reveal_until < self.now:
            bound = [f.member for f in self.facts if isinstance(f, facts.NonceCommitted)]
            settled = [f.member for f in self.facts if isinstance(f, (facts.NonceRevealed, facts.NonceMissed))]
            assert sorted(bound) == sorted(settled)
