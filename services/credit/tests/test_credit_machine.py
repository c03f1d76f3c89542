"""What never or always holds of models and profiles, whatever is asked in whatever order."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import ClassVar

import pytest
from hypothesis import strategies as st

from libs.events.catalog.codes import CreditClass
from libs.events.catalog.credit import profile as facts
from libs.events.testing.decider_machine import DeciderMachine, explore, nothing_left_out
from services.credit.app import service
from services.credit.model import commands as mc
from services.credit.model import refusals as mr
from services.credit.model.decide import MODEL
from services.credit.model.rules import Rules
from services.credit.model.sources import DEFAULT_MODEL, FAMILIES
from services.credit.profile import commands as c
from services.credit.profile import refusals as r
from services.credit.profile.decide import BASE, BY_HAND, OPENING, PROFILE, REVOKED_EVIDENCE, evidence_of
from services.credit.scale import LEAST, MOST

A, B, C, D, U = CreditClass
DAY = date(2026, 3, 2)
SHOP = "stall:421088100-0001"
INDICATORS = [indicator for family in FAMILIES for indicator in family.indicators]
SOUND = {
    "title": st.just("通用型"),
    "base": st.sampled_from([1000, 900]),
    "cutoffs": st.sampled_from([DEFAULT_MODEL.cutoffs, {A: 1000, B: 800, C: 500}]),
    "indicators": st.sampled_from([DEFAULT_MODEL.indicators, {**DEFAULT_MODEL.indicators, "finding-minor": -50}]),
}
UNSOUND = {
    "base": st.sampled_from([-1, 1201]),
    "cutoffs": st.sampled_from([{A: 600, B: 700, C: 800}, {A: 900}, {A: 900, B: 750, C: 600, D: 100}]),
    "indicators": st.sampled_from(
        [{}, {**DEFAULT_MODEL.indicators, "finding-minor": 5}, {**DEFAULT_MODEL.indicators, "finding-serious": -1}]
    ),
}


def adopting(command):
    common = {"model": st.just("general"), "effective_from": st.sampled_from([DAY, DAY + timedelta(days=1), date(2000, 1, 1)])}
    broken = [st.builds(command, **{**SOUND, name: unsound}, **common) for name, unsound in UNSOUND.items()]
    return st.one_of(st.builds(command, **SOUND, **common), *broken)


class Models(DeciderMachine):
    """H-06, B-14, 国市监信发〔2022〕6号: editions follow each other by number and by day; in each of them the classes are
    apart and a worse event never earns more than a better one.
    """

    decider = MODEL
    asks: ClassVar = {mc.AdoptModel: adopting(mc.AdoptModel), mc.InstallModel: adopting(mc.InstallModel)}
    produces = (facts.ModelAdopted,)
    refuses = (mr.BaseOutOfBounds, mr.CutoffsDisordered, mr.EffectiveBackwards, mr.IndicatorsMissing, mr.WorseEventRewarded)

    def law(self):
        assert [f.edition for f in self.facts] == list(range(1, len(self.facts) + 1))
        for before, after in pairwise(self.facts):
            assert before.effective_from <= after.effective_from
            assert before.model_dump(exclude={"edition"}) != after.model_dump(exclude={"edition"})
        newest = self.facts[-1]
        a, b, c_ = (newest.cutoffs[k] for k in (A, B, C))
        assert MOST >= a > b > c_ > LEAST
        assert LEAST <= newest.base <= MOST
        for family in FAMILIES:
            good, bad = ([newest.indicators[i] for i in side] for side in (family.good, family.bad))
            assert [*good, 0] == sorted([*good, 0], reverse=True)
            assert [0, *bad] == sorted([0, *bad], reverse=True)


rules = st.none() | st.builds(
    Rules, model=st.just("general"), edition=st.integers(1, 3), **{k: v for k, v in SOUND.items() if k != "title"}
)
common = {"entity": st.just(SHOP), "on": st.just(DAY), "known": rules}
evidence = st.sampled_from(
    [evidence_of("result", "R-1"), evidence_of("result", "R-2"), evidence_of("rectification-passed", "X-1")]
)
reasons = st.sampled_from(["检查发现问题", "年度报告"])


class Profiles(DeciderMachine):
    """H-29, N-15: the score is the sum of its lines, within its bounds, and every line has its evidence, which counts once
    and is taken back at most once. The class is the one of the score, as far as nobody set it by hand; it changes only to
    another one, with the reason why, and nobody becomes unclassified again.
    """

    decider, key = PROFILE, "entity"
    asks: ClassVar = {
        c.OpenProfile: st.builds(c.OpenProfile, **common, points=st.sampled_from([0, -150, -1200]), reason=reasons),
        c.RecordEvidence: st.builds(
            c.RecordEvidence, **common, evidence=evidence,
            entries=st.lists(
                st.builds(c.Entry, indicator=st.sampled_from(INDICATORS), reason=reasons), min_size=1, max_size=3
            ).map(tuple),
        ),
        c.TakeBack: st.builds(c.TakeBack, **common, evidence=evidence, reason=reasons),
        c.ApplyModel: st.builds(c.ApplyModel, **common),
        c.OverrideClass: st.builds(c.OverrideClass, **common, credit_class=st.sampled_from(CreditClass), reason=reasons),
    }  # fmt: skip
    produces = (facts.ProfileOpened, facts.PointsRecorded, facts.ClassChanged)
    refuses = (mr.NoModelInForce, r.NoSuchProfile, r.NotAClass, r.OpeningDiffers)

    def ask(self, command):
        before = len(self.facts)
        answer = super().ask(command)
        if len(self.facts) > before and not isinstance(command, c.OverrideClass):
            self.judged_by(command.known)
        return answer

    def law(self):
        points, lines, of, by_hand = 0, [], None, False
        for n, fact in enumerate(self.facts):
            assert (n == 0) == isinstance(fact, facts.ProfileOpened)
            match fact:
                case facts.ProfileOpened(lines=opening):
                    assert [line.indicator for line in opening] in ([BASE], [BASE, OPENING])
                    lines, of = [*opening], fact.credit_class
                case facts.PointsRecorded(line=line):
                    lines.append(line)
                case facts.ClassChanged(previous=previous, credit_class=credit_class, because=because):
                    assert previous == of != credit_class
                    assert credit_class is not U
                    of, by_hand = credit_class, because.startswith(BY_HAND)
            points = sum(line.points for line in lines)
            assert fact.score == min(max(points, 0), 1200)
        self.counted_once(lines)
        state = self.state
        assert (state.points, state.credit_class, state.by_hand) == (points, of, by_hand)

    def counted_once(self, lines):
        given, back = Counter(), Counter()
        for line in lines:
            kind = line.evidence.partition(":")[0]
            if kind == REVOKED_EVIDENCE:
                back[(line.evidence.removeprefix(f"{REVOKED_EVIDENCE}:"), line.indicator)] += 1
            elif kind in {"result", "rectification-passed"}:
                given[(line.evidence, line.indicator)] += 1
        assert not back - given, "taken back twice, or what was never there"
        for ref, _ in back:
            assert {k: n for k, n in back.items() if k[0] == ref} == {k: n for k, n in given.items() if k[0] == ref}

    def judged_by(self, rules):
        """Whatever wrote lines has brought all of them, and the class, to the model it came with."""
        state = self.state
        prices = sum(tally.times * rules.indicators[indicator] for indicator, tally in state.tallies.items())
        assert state.base == rules.base
        assert state.points == state.base + state.opening + prices
        assert state.by_hand or state.credit_class is rules.class_of(state.score)


MACHINES = [Models, Profiles]


@pytest.mark.parametrize("machine", MACHINES)
def test_whatever_is_asked_the_law_of_the_stream_holds(machine):
    explore(machine, runs=100)


def test_no_stream_is_left_out():
    nothing_left_out(service, *MACHINES)
