"""Whatever is asked of the policy, in whatever order."""

from datetime import date
from itertools import pairwise
from typing import ClassVar

from hypothesis import strategies as st

from libs.events.catalog.codes import Ground
from libs.events.catalog.planning.policy import PolicyAdopted, PolicyPack, PolicyTakenBack
from libs.events.editions import (
    NoSuchEdition,
    PolicyEmpty,
    PolicyHasBegun,
    PolicyHasSuccessor,
    PolicyOutOfOrder,
    PolicyRetroactive,
    PolicyUnchanged,
)
from libs.events.testing.decider_machine import DeciderMachine
from services.planning.policy import refusals as policy_refusals
from services.planning.policy.testing import ALL, JUNE, POLICY, TODAY, TOMORROW, AdoptPolicy, K, TakePolicyBack, adopt, pack

days = st.sampled_from([date(2026, 3, 1), TODAY, TOMORROW, date(2026, 4, 1), JUNE])
packs = st.sampled_from([
    pack(), pack(draws_per_year=1), pack(same_kind_per_year=2), pack(lifts={Ground.SAFETY: ("X5",)}),
    pack(ceilings_bp={K.A: 1}), pack(ceilings_bp={**ALL, K.B: 1}), pack(spared_months={K.D: 1}),
    pack(consent_free=(Ground.OTHER_LAW,)),
])  # fmt: skip


def _back(edition):
    return TakePolicyBack(edition=edition, reason="联席会决定")


class Policies(DeciderMachine):
    """No edition begins in the past or before its forerunner; none lifts X5 or X6 or favours a worse class (B-14, L-15)."""

    decider = POLICY
    key = "reason"
    asks: ClassVar = {
        AdoptPolicy: st.builds(
            AdoptPolicy,
            effective_from=days,
            pack=packs,
            named=st.sampled_from([frozenset(PolicyPack.model_fields), frozenset()]),
            reason=st.just("联席会决定"),
        ),
        TakePolicyBack: st.builds(_back, st.integers(1, 4)),
    }
    produces = (PolicyAdopted, PolicyTakenBack)
    refuses = (
        policy_refusals.CeilingMissing,
        policy_refusals.CeilingsNotMonotone,
        policy_refusals.ConsentWaivedUnlawfully,
        policy_refusals.LiftsTheUnliftable,
        NoSuchEdition,
        PolicyEmpty,
        PolicyHasBegun,
        PolicyHasSuccessor,
        PolicyOutOfOrder,
        PolicyRetroactive,
        PolicyUnchanged,
        policy_refusals.SparingNotMonotone,
    )
    stories = (
        (adopt(JUNE, draws_per_year=1), adopt(TOMORROW, draws_per_year=3), adopt(JUNE, draws_per_year=1)),
        (adopt(JUNE, draws_per_year=1), adopt(JUNE, draws_per_year=3), *(_back(n) for n in (1, 2, 1))),
        (adopt(TODAY, draws_per_year=1), _back(1)),
        (adopt(JUNE, lifts={Ground.SAFETY: ("X1", "X5")}),),
        (adopt(JUNE, ceilings_bp={K.A: 1}),),
        (adopt(JUNE, ceilings_bp={**ALL, K.B: 1}),),
        (adopt(JUNE, spared_months={K.D: 1}),),
        (adopt(JUNE, consent_free=(Ground.OTHER_LAW,)),),
        (adopt(JUNE),),
        (adopt(date(2026, 3, 1), draws_per_year=1),),
    )

    def law(self):
        gone = {fact.edition for fact in self.facts if isinstance(fact, PolicyTakenBack)}
        adopted = [fact for fact in self.facts if isinstance(fact, PolicyAdopted)]
        assert [fact.edition for fact in adopted] == list(range(1, len(adopted) + 1))
        standing = [fact for fact in adopted if fact.edition not in gone]
        assert all(a.effective_from <= b.effective_from and a.pack != b.pack for a, b in pairwise(standing))
        newest, at = self.history[-1]
        if isinstance(newest, PolicyTakenBack):
            (back,) = (fact for fact in adopted if fact.edition == newest.edition)
            assert back.effective_from > at.date()
            return
        assert newest.effective_from >= at.date()
        assert not {"X5", "X6"}.intersection(*[set(lifts) for lifts in newest.pack.lifts.values()] or [set()])
        ceilings = [newest.pack.ceilings_bp[k] for k in (K.A, K.B, K.C, K.D)]
        assert ceilings == sorted(ceilings)
