"""Whatever is asked of demands, in whatever order."""

from typing import ClassVar

from hypothesis import strategies as st

from libs.events.catalog.codes import CreditClass, ListClass
from libs.events.catalog.planning.demand import DemandSubmitted, DemandWithdrawn, Rounding
from libs.events.catalog.planning.policy import PolicyPack
from libs.events.catalog.registry.items import Method
from libs.events.testing.decider_machine import DeciderMachine
from services.planning.crossplan.testing import KNOWN
from services.planning.demand import commands as demand_commands
from services.planning.demand import refusals as demand_refusals
from services.planning.demand.decide.demand import DEMAND

MARKET, FIRE, POLICE, TAX = "421088-market", "421088-fire", "421088-police", "421088-tax"
reasons = st.sampled_from(["人员调整", "任务取消"])
years = st.sampled_from([2026, 2026, 2027, 2025])
K = CreditClass
ratios = st.sampled_from([
    {K.A: 500, K.B: 1000, K.C: 3000, K.D: 10_000, K.U: 1000}, {K.A: 0, K.B: 0, K.C: 0, K.D: 0, K.U: 0},
    {K.A: 500, K.B: 400, K.C: 3000, K.D: 10_000, K.U: 1000}, {K.A: 500, K.B: 1000},
])  # fmt: skip


def listed(item, department=MARKET, kind="food-hygiene", list_class=ListClass.GENERAL):
    return demand_commands.ListedItem(
        item=item, department=department, kind=kind, list_class=list_class, industries=("catering",)
    )


LISTED = [
    (listed("MKT-0003"),), (listed("MKT-0003"), listed("MKT-0004")), (listed("MKT-0003", list_class=ListClass.KEY),), (),
    (listed("MKT-0003", FIRE),), (listed("MKT-0003", kind="fire-safety"),),
]  # fmt: skip


def demands(*, year, found, shares, items, industries, limits):
    return st.builds(
        lambda listed, **given: demand_commands.SubmitDemand(
            demand="Q-1",
            department=MARKET,
            kind="food-hygiene",
            method=Method.ONSITE,
            known=demand_commands.DemandLookups(listed=listed),
            **given,
        ),
        year=year,
        items=items,
        industries=industries,
        list_class=st.sampled_from(ListClass),
        ratios=shares,
        rounding=st.sampled_from(Rounding),
        minimum=limits,
        maximum=limits,
        listed=found,
    )


plain = {"year": st.just(2026), "found": st.just(LISTED[0]), "shares": ratios, "items": st.just(("MKT-0003",))}
one = st.just(("catering",))
limits = st.sampled_from([None, None, 5, 9])
SUPERVISED = {K.A: 500, K.B: 1000, K.C: 3000, K.D: 10_000, K.U: 10_000}
SUBMIT = demand_commands.SubmitDemand(
    demand="Q-1", year=2026, department=MARKET, kind="food-hygiene", items=("MKT-0003",), industries=("catering",),
    list_class=ListClass.GENERAL, ratios=dict.fromkeys(K, 500), rounding=Rounding.FAIR, method=Method.ONSITE,
    known=demand_commands.DemandLookups(listed=LISTED[0]),
)  # fmt: skip


def asked(**changes):
    """The demand above with `changes` of the command or of what was looked up."""
    known = {name: changes.pop(name) for name in demand_commands.DemandLookups.model_fields if name in changes}
    return SUBMIT.model_copy(update={**changes, "known": SUBMIT.known.model_copy(update=known)})


shares = st.builds(
    asked,
    list_class=st.sampled_from(ListClass), listed=st.sampled_from([LISTED[0], LISTED[2]]),
    mandated=st.sampled_from([True] * 3 + [False]), ratios=ratios | st.just(dict.fromkeys(K, 10_000)),
    due=st.sampled_from([{}, {}, {K.B: 3}]), ceilings=st.sampled_from([PolicyPack().ceilings_bp, dict.fromkeys(K, 10_000)]),
    key_ratios=st.sampled_from([None, SUPERVISED, dict.fromkeys(K, 10_000), {K.A: 0}, dict.fromkeys(K, 0)]),
)  # fmt: skip
ENDED = KNOWN.model_copy(update={"state": "ended"})
JOINT_DEMANDS = [
    asked(crossplan=KNOWN.crossplan, joint=joint)
    for joint in (
        KNOWN,
        KNOWN.model_copy(update={"state": "ended"}),
        None,
        KNOWN.model_copy(update={"kinds": ("fire-safety",)}),
    )
]


class Demands(DeciderMachine):
    """N-12: a general demand stays below the ceilings. L-45: of a class in which somebody falls due, all are asked for. X-06.
    J-17: a demand for a joint plan is within it, and only while both places have agreed on it.

    B-01, B-03, B-08: only items in force, of the department and of the kind. J-30, B-14: a ratio for every class, that
    never falls with the risk. N-13: nothing caps a key item. A demand is withdrawn once, and not while a plan holds it.
    """

    decider = DEMAND
    asks: ClassVar = {
        demand_commands.SubmitDemand: st.one_of(
            demands(**plain, industries=one, limits=limits),
            demands(**plain, industries=st.just(("hotel",)), limits=st.none()),
            shares,
            demands(**{**plain, "found": st.sampled_from(LISTED)}, industries=one, limits=limits),
            st.sampled_from(JOINT_DEMANDS),
            demands(**{**plain, "year": years, "items": st.just(("MKT-0003", "MKT-0004"))}, industries=one, limits=st.none()),
        ),
        demand_commands.WithdrawDemand: st.builds(
            demand_commands.WithdrawDemand, demand=st.just("Q-1"), reason=reasons,
            known=st.builds(demand_commands.Holding, plan=st.sampled_from([None, "P-1", "P-1"])),
        ),
    }  # fmt: skip
    produces = (DemandSubmitted, DemandWithdrawn)
    refuses = (
        demand_refusals.AlreadySubmitted,
        demand_refusals.CeilingExceeded,
        demand_refusals.ClassMissing,
        demand_refusals.CycleBroken,
        demand_refusals.DemandJoined,
        demand_refusals.GeneralItemAsKey,
        demand_refusals.KeyRatioLowered,
        demand_refusals.MandateMissing,
        demand_refusals.DemandOver,
        demand_refusals.IndustryNotListed,
        demand_refusals.ItemNotInForce,
        demand_refusals.KeyItemCapped,
        demand_refusals.KindDiffers,
        demand_refusals.LimitsCrossed,
        demand_refusals.NoSuchDemand,
        demand_refusals.OtherDepartmentsItem,
        demand_refusals.RatiosNotMonotone,
        demand_refusals.YearPast,
        demand_refusals.CrossPlanNotInForce,
        demand_refusals.OutsideCrossPlan,
    )

    stories = (
        (
            SUBMIT.model_copy(update={"minimum": 9, "maximum": 5}),
            SUBMIT.model_copy(update={"year": 2025}),
            SUBMIT.model_copy(update={"items": ("MKT-0009",)}),
            SUBMIT.model_copy(update={"industries": ("hotel",)}),
            asked(listed=LISTED[-1]),
            asked(listed=LISTED[-2]),
            asked(mandated=False),
            SUBMIT.model_copy(update={"ratios": dict.fromkeys(K, 501)}),
            SUBMIT.model_copy(update={"list_class": ListClass.KEY}),
            asked(list_class=ListClass.KEY, listed=LISTED[2], due={K.B: 1}),
            SUBMIT.model_copy(update={"key_ratios": dict.fromkeys(K, 499)}),
            *JOINT_DEMANDS[1:],
            SUBMIT,
            demand_commands.WithdrawDemand(demand="Q-1", reason="任务取消", known=demand_commands.Holding(plan=None)),
        ),
    )

    def ask(self, command):
        known = len(self.facts)
        answer = super().ask(command)
        if len(self.facts) > known and isinstance(command, demand_commands.SubmitDemand):
            found = {item.item: item for item in command.known.listed}
            for item in (found[code] for code in command.items):
                assert (item.department, item.kind) == (command.department, command.kind)
                assert item.list_class is ListClass.GENERAL or command.maximum is None
                assert item.list_class is ListClass.KEY or command.list_class is ListClass.GENERAL
            assert command.known.mandated
            for k in K:
                assert command.list_class is ListClass.KEY or command.ratios[k] <= command.known.ceilings[k]
                assert command.ratios[k] == 10_000 or not command.known.due.get(k) or command.list_class is ListClass.GENERAL
                assert command.key_ratios is None or command.key_ratios[k] >= command.ratios[k]
        if len(self.facts) > known and isinstance(command, demand_commands.WithdrawDemand):
            assert command.known.plan is None
        return answer

    def law(self):
        kinds = [type(f) for f in self.facts]
        assert kinds in ([DemandSubmitted], [DemandSubmitted, DemandWithdrawn])
        demand, at = self.history[0]
        assert demand.year >= at.year
        assert set(demand.ratios) == set(K)
        risen = [demand.ratios[k] for k in (K.A, K.B, K.C, K.D)]
        assert risen == sorted(risen)
        assert demand.list_class is ListClass.GENERAL or demand.maximum is None
        assert None in {demand.minimum, demand.maximum} or demand.minimum <= demand.maximum
