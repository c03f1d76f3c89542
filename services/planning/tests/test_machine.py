"""What never or always holds of demands, plans and visits, whatever is asked in whatever order."""

from datetime import date
from itertools import pairwise
from typing import ClassVar

import pytest
from hypothesis import strategies as st

from libs.events.catalog.codes import CreditClass, ListClass
from libs.events.catalog.planning.conducting import InspectorSubstituted, OfficerSeated, TeamSealed, TeamUnsealed
from libs.events.catalog.planning.demand import DemandSubmitted, DemandWithdrawn, Rounding
from libs.events.catalog.planning.officers import AwayGround
from libs.events.catalog.planning.plan import PlanApproved, PlanCoordinated, PlanDrafted, PlanRejected, PlanVoteCast
from libs.events.catalog.planning.policy import PolicyPack
from libs.events.catalog.planning.visit import VisitCancelled, VisitPart, VisitPartJoined, VisitPlanned, VisitScheduled
from libs.events.catalog.registry.items import Method
from libs.events.refusal import Invalid
from libs.events.testing.decider_machine import DeciderMachine, explore, nothing_left_out
from services.planning.app import service
from services.planning.conducting.tests.test_draw_machine import Draws
from services.planning.crossplan.testing import KNOWN
from services.planning.crossplan.tests.test_crossplan_machine import CrossPlans
from services.planning.demand.commands import DemandLookups, Holding, KnownDemand, ListedItem, SubmitDemand, WithdrawDemand
from services.planning.demand.decide.demand import DEMAND
from services.planning.demand.refusals import (
    AlreadySubmitted,
    CeilingExceeded,
    ClassMissing,
    CrossPlanNotInForce,
    CycleBroken,
    DemandJoined,
    DemandOver,
    GeneralItemAsKey,
    IndustryNotListed,
    ItemNotInForce,
    KeyItemCapped,
    KeyRatioLowered,
    KindDiffers,
    LimitsCrossed,
    MandateMissing,
    NoSuchDemand,
    OtherDepartmentsItem,
    OutsideCrossPlan,
    RatiosNotMonotone,
    YearPast,
)
from services.planning.draw.canonical import suite_named
from services.planning.draw.seats import seal_of
from services.planning.filing.tests.test_filing_machine import Filings
from services.planning.plan.commands import CastVote, Conference, CoordinatePlan, Departments, DraftPlan, Joined
from services.planning.plan.decide import PLAN
from services.planning.plan.refusals import (
    AlreadyDrafted,
    AlreadyVoted,
    ConferenceUnknown,
    DeferredLeftOut,
    DemandNotOpen,
    DraftedLate,
    NoSuchPlan,
    NotAMember,
    NothingToCoordinate,
    NothingToVoteOn,
    ReasonMissing,
    TooFewMembers,
    WindowWrong,
)
from services.planning.schedule.tests.test_schedule_decide import STORY, Schedules, lawful, slots
from services.planning.tests.test_chain_and_officers_machine import Absences, Chains, Recusals
from services.planning.tests.test_policy_decide import Campaigns, Policies
from services.planning.visit.commands import (
    CancelVisit,
    JoinPart,
    PlanVisit,
    Progress,
    ScheduleVisit,
    Seat,
    SubstituteInspector,
    UnsealTeam,
)
from services.planning.visit.decide import VISIT
from services.planning.visit.refusals import (
    AlreadySubstituted,
    DayNotWorked,
    DayOutsideWindow,
    GroundUnproved,
    NoSuchVisit,
    NoticeTooShort,
    NotSeated,
    OfficerBusy,
    OutsideHours,
    PlaceTaken,
    VisitDone,
    VisitOver,
)

MARKET, FIRE, POLICE, TAX = "421088-market", "421088-fire", "421088-police", "421088-tax"
bodies = st.sampled_from([MARKET, FIRE, POLICE])
reasons = st.sampled_from(["人员调整", "任务取消"])
years = st.sampled_from([2026, 2026, 2027, 2025])
K = CreditClass
ratios = st.sampled_from([
    {K.A: 500, K.B: 1000, K.C: 3000, K.D: 10_000, K.U: 1000}, {K.A: 0, K.B: 0, K.C: 0, K.D: 0, K.U: 0},
    {K.A: 500, K.B: 400, K.C: 3000, K.D: 10_000, K.U: 1000}, {K.A: 500, K.B: 1000},
])  # fmt: skip


def listed(item, department=MARKET, kind="food-hygiene", list_class=ListClass.GENERAL):
    return ListedItem(item=item, department=department, kind=kind, list_class=list_class, industries=("catering",))


LISTED = [
    (listed("MKT-0003"),), (listed("MKT-0003"), listed("MKT-0004")), (listed("MKT-0003", list_class=ListClass.KEY),), (),
    (listed("MKT-0003", FIRE),), (listed("MKT-0003", kind="fire-safety"),),
]  # fmt: skip


def demands(*, year, found, shares, items, industries, limits):
    return st.builds(
        lambda listed, **given: SubmitDemand(
            demand="Q-1", department=MARKET, kind="food-hygiene", method=Method.ONSITE, known=DemandLookups(listed=listed),
            **given
        ),
        year=year, items=items, industries=industries, list_class=st.sampled_from(ListClass), ratios=shares,
        rounding=st.sampled_from(Rounding), minimum=limits, maximum=limits, listed=found,
    )  # fmt: skip


plain = {"year": st.just(2026), "found": st.just(LISTED[0]), "shares": ratios, "items": st.just(("MKT-0003",))}
one = st.just(("catering",))
limits = st.sampled_from([None, None, 5, 9])


SUPERVISED = {K.A: 500, K.B: 1000, K.C: 3000, K.D: 10_000, K.U: 10_000}
SUBMIT = SubmitDemand(
    demand="Q-1", year=2026, department=MARKET, kind="food-hygiene", items=("MKT-0003",), industries=("catering",),
    list_class=ListClass.GENERAL, ratios=dict.fromkeys(K, 500), rounding=Rounding.FAIR, method=Method.ONSITE,
    known=DemandLookups(listed=LISTED[0]),
)  # fmt: skip


def asked(**changes):
    """The demand above with `changes` of the command or of what was looked up."""
    known = {name: changes.pop(name) for name in DemandLookups.model_fields if name in changes}
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
        SubmitDemand: st.one_of(
            demands(**plain, industries=one, limits=limits),
            demands(**plain, industries=st.just(("hotel",)), limits=st.none()),
            shares,
            demands(**{**plain, "found": st.sampled_from(LISTED)}, industries=one, limits=limits),
            st.sampled_from(JOINT_DEMANDS),
            demands(**{**plain, "year": years, "items": st.just(("MKT-0003", "MKT-0004"))}, industries=one, limits=st.none()),
        ),
        WithdrawDemand: st.builds(
            WithdrawDemand, demand=st.just("Q-1"), reason=reasons,
            known=st.builds(Holding, plan=st.sampled_from([None, "P-1", "P-1"])),
        ),
    }  # fmt: skip
    produces = (DemandSubmitted, DemandWithdrawn)
    refuses = (
        AlreadySubmitted, CeilingExceeded, ClassMissing, CycleBroken, DemandJoined, GeneralItemAsKey,
        KeyRatioLowered, MandateMissing, DemandOver, IndustryNotListed, ItemNotInForce,
        KeyItemCapped,
        KindDiffers, LimitsCrossed, NoSuchDemand, OtherDepartmentsItem, RatiosNotMonotone, YearPast,
        CrossPlanNotInForce, OutsideCrossPlan,
    )  # fmt: skip

    stories = ((
        SUBMIT.model_copy(update={"minimum": 9, "maximum": 5}), SUBMIT.model_copy(update={"year": 2025}),
        SUBMIT.model_copy(update={"items": ("MKT-0009",)}), SUBMIT.model_copy(update={"industries": ("hotel",)}),
        asked(listed=LISTED[-1]), asked(listed=LISTED[-2]),
        asked(mandated=False), SUBMIT.model_copy(update={"ratios": dict.fromkeys(K, 501)}),
        SUBMIT.model_copy(update={"list_class": ListClass.KEY}),
        asked(list_class=ListClass.KEY, listed=LISTED[2], due={K.B: 1}),
        SUBMIT.model_copy(update={"key_ratios": dict.fromkeys(K, 499)}),
        *JOINT_DEMANDS[1:],
        SUBMIT, WithdrawDemand(demand="Q-1", reason="任务取消", known=Holding(plan=None)),
    ),)  # fmt: skip

    def ask(self, command):
        known = len(self.facts)
        answer = super().ask(command)
        if len(self.facts) > known and isinstance(command, SubmitDemand):
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
        if len(self.facts) > known and isinstance(command, WithdrawDemand):
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


joints = st.sampled_from([None, None, KNOWN, ENDED])
known = st.lists(
    st.builds(KnownDemand, demand=st.sampled_from(["Q-1", "Q-2"]), year=st.sampled_from([2026, 2026, 2027]),
    open=st.booleans(), joint=joints),
    max_size=2,
).map(tuple) | st.just(tuple(KnownDemand(demand=q, year=2026, open=True) for q in ("Q-1", "Q-2")))  # fmt: skip
days = st.sampled_from([date(2026, 1, 1), date(2026, 3, 1), date(2026, 12, 31), date(2027, 1, 1)])
CONFERENCE = Conference(lead=MARKET, members=(MARKET, FIRE, POLICE))
UNREASONED = DraftPlan(plan="P-1", year=2026, lead=MARKET, members=(FIRE, POLICE), known=CONFERENCE)
LAST_YEAR = DraftPlan(plan="P-1", year=2025, lead=MARKET, members=(FIRE,), known=CONFERENCE)
ALONE = DraftPlan(plan="P-1", year=2026, lead=MARKET, members=(MARKET,), known=CONFERENCE)
DRAFT = DraftPlan(plan="P-1", year=2026, lead=MARKET, members=(FIRE, POLICE), reason="机构改革后补编", known=CONFERENCE)
UNLISTED = DRAFT.model_copy(update={"known": Conference(unlisted=(FIRE,))})
NOBODY = DraftPlan(plan="P-1", year=2026, known=Conference())
OPEN = KnownDemand(demand="Q-1", year=2026, open=True)
COORDINATE = CoordinatePlan(
    plan="P-1", demands=("Q-1",), known=Joined(demands=(OPEN,)), window_from=date(2026, 3, 1),
    window_to=date(2026, 11, 30), reason="调整",
)  # fmt: skip
AWRY = [
    COORDINATE.model_copy(update={"reason": None, "known": Joined(demands=(OPEN,), left_out=("F-1",))}),
    *(
        COORDINATE.model_copy(update={"known": Joined(demands=(OPEN.model_copy(update={"joint": joint}),))})
        for joint in (
            ENDED, KNOWN.model_copy(update={"window_from": date(2026, 1, 1)}),
        )
    ),
]  # fmt: skip


def vote(member, approve=True):
    return CastVote(plan="P-1", member=member, approve=approve, known=Departments(departments=(MARKET,)))


class Plans(DeciderMachine):
    """J-13, L-15: what the conference has approved stays as it is until an edition with a reason replaces it (N-10). Each
    member votes once on an edition and nobody else does; more than half of all members approve it, and as soon as they
    cannot, it is rejected.
    """

    decider = PLAN
    asks: ClassVar = {
        DraftPlan: st.builds(
            DraftPlan, plan=st.just("P-1"), year=years, lead=bodies, members=st.lists(bodies, min_size=1,
            max_size=3).map(tuple), reason=st.sampled_from([None, "机构改革后补编", "机构改革后补编"]),
            known=st.just(CONFERENCE),
        ) | st.sampled_from([UNLISTED, NOBODY]),
        CoordinatePlan: st.builds(
            CoordinatePlan, plan=st.just("P-1"), demands=st.lists(st.sampled_from(["Q-1", "Q-2"]), max_size=2).map(tuple),
            known=st.builds(Joined, demands=known, left_out=st.sampled_from([(), (), ("F-1",)])),
            window_from=days, window_to=days, reason=st.none() | reasons,
        ) | st.sampled_from([COORDINATE, COORDINATE.model_copy(update={"reason": None}), *AWRY]),
        CastVote: st.builds(
            CastVote, plan=st.just("P-1"), member=bodies, approve=st.booleans(), reason=st.none(),
            known=st.builds(Departments, departments=st.sampled_from([(MARKET,), (MARKET, FIRE)])),
        ) | st.builds(vote, st.sampled_from([MARKET, FIRE, POLICE, TAX]), st.booleans()),
    }  # fmt: skip
    produces = (PlanDrafted, PlanCoordinated, PlanVoteCast, PlanApproved, PlanRejected)
    refuses = (
        AlreadyDrafted, AlreadyVoted, DemandNotOpen, NoSuchPlan, NotAMember, NothingToCoordinate, NothingToVoteOn,
        ReasonMissing, TooFewMembers, WindowWrong, YearPast, CrossPlanNotInForce, DeferredLeftOut, DraftedLate,
        OutsideCrossPlan, ConferenceUnknown, Invalid,
    )  # fmt: skip
    stories = (
        (NOBODY, UNLISTED, LAST_YEAR, ALONE, UNREASONED, DRAFT, *AWRY, COORDINATE, vote(MARKET), vote(FIRE)),
        (DRAFT, COORDINATE, vote(MARKET, approve=False)),
    )

    def law(self):
        drafted, edition, votes, approved, settled = self.facts[0], None, {}, False, True
        assert drafted.reason or drafted.year > self.times[0].year, "drafted within its year, and nobody says why (L-11)"
        members = drafted.members
        assert isinstance(drafted, PlanDrafted)
        assert len(set(members)) == len(members) >= 2
        assert drafted.lead in members
        for before, fact in pairwise(self.facts):
            match fact:
                case PlanCoordinated():
                    assert fact.edition == (edition.edition if edition else 0) + 1
                    assert fact.reason or not approved, "an approved plan changed without a reason"
                    assert (fact.year, fact.lead, fact.members) == (drafted.year, drafted.lead, members)
                    assert date(fact.year, 1, 1) <= fact.window_from <= fact.window_to <= date(fact.year, 12, 31)
                    assert fact.demands
                    edition, votes, settled = fact, {}, False
                case PlanVoteCast(member=member, approve=approve):
                    assert (settled, fact.edition) == (False, edition.edition)
                    assert member in set(members) - set(votes)
                    votes[member] = approve
                case PlanApproved() | PlanRejected():
                    assert isinstance(before, PlanVoteCast)
                    assert (fact.edition, settled) == (edition.edition, False)
                    assert (fact.votes_for, fact.votes_against) == (sum(votes.values()), len(votes) - sum(votes.values()))
                    settled, approved = True, approved or isinstance(fact, PlanApproved)
                    if isinstance(fact, PlanApproved):
                        assert fact.votes_for * 2 > len(members)
                        for name in ("year", "lead", "demands", "window_from", "window_to"):
                            assert getattr(fact, name) == getattr(edition, name)
                    else:
                        assert (len(members) - fact.votes_against) * 2 <= len(members)
                case _:
                    pytest.fail(f"{fact!r} in a plan under way")
        decided = sum(votes.values()) * 2 > len(members) or (list(votes.values()).count(False) * 2 >= len(members))
        assert not votes or settled == decided


TEAM = tuple(
    OfficerSeated(seat=f"{MARKET}/{n}", department=MARKET, inspector=f"I-1-{n}", role="leader" if n == 1 else "officer",
    again=False)
    for n in (1, 2)
)  # fmt: skip
SALT = "5a" * 32
SEAL = seal_of(suite_named("sha256"), [seat.model_dump(mode="json") for seat in TEAM], bytes.fromhex(SALT))
UNSEAL = UnsealTeam(visit="V-1", team=TEAM, salt=SALT)


MADE = Progress(completed_on=date(2026, 3, 9))


def away(gone="I-1-1", **changes):
    fields = {
        "draw": "D-1", "lead": MARKET, "department": MARKET, "seat": f"{MARKET}/1", "proof": "fact-1", "arrived": False,
        "passed": (), "substitute": "I-1-3",
    }  # fmt: skip
    asked = {"visit": "V-1", "gone": gone, "ground": AwayGround.RECUSED, "reason": "回避", "evidence": ()}
    return SubstituteInspector(**asked, known=Seat(**{**fields, **changes}))


class Visits(DeciderMachine):
    """H-01, H-13: a draw leads to a visit once; it is cancelled once, with a reason, and not planned again under its number.
    L-12: an unplanned check joins it once, and not after it was cancelled.
    L-19: a secret team is sealed when it is planned, and opened once. H-12: an officer's seat goes to another once, for
    a ground that is proved, and never after the officer has come.
    """

    decider = VISIT
    asks: ClassVar = {
        PlanVisit: st.builds(
            PlanVisit, visit=st.just("V-1"), draw=st.just("D-1"), entity=st.just("stall:421088100-0001"),
            entity_name=st.just("烧烤摊"), industries=st.just(("catering",)), township=st.just("421088100"), lead=bodies,
            parts=st.just((VisitPart(department=MARKET, kinds=("food-hygiene",), items=("MKT-0003",), inspectors=("I-1-1",
            "I-1-2")),)),
            method=st.sampled_from(Method), notice_forbidden=st.booleans(), window_from=days, window_to=days,
            seal=st.sampled_from([None, SEAL]),
        ),
        CancelVisit: st.builds(
            CancelVisit, visit=st.just("V-1"), reason=reasons, known=st.sampled_from([Progress(), Progress(), MADE]),
        ),
        JoinPart: st.builds(
            JoinPart, visit=st.just("V-1"), filing=st.sampled_from(["F-1", "F-2"]),
            part=st.just(VisitPart(department=FIRE, kinds=("fire-safety",), items=("FIR-0001",), inspectors=("I-2-1",
            "I-2-2"))),
        ),
        ScheduleVisit: slots(),
        UnsealTeam: st.just(UNSEAL),
        SubstituteInspector: st.builds(
            away, st.sampled_from(["I-1-1", "I-1-2"]), seat=st.sampled_from([None, f"{MARKET}/1"]), arrived=st.booleans(),
            proof=st.sampled_from([None, "fact-1"]), substitute=st.sampled_from([None, "I-1-3"]),
        ) | st.just(away()),
    }  # fmt: skip
    produces = (
        VisitPlanned, VisitPartJoined, VisitCancelled, VisitScheduled, TeamSealed, TeamUnsealed, InspectorSubstituted,
    )  # fmt: skip
    refuses = (
        NoSuchVisit, VisitOver, AlreadySubstituted, GroundUnproved, NotSeated, PlaceTaken, DayNotWorked,
        DayOutsideWindow, NoticeTooShort, OfficerBusy, OutsideHours, VisitDone,
    )  # fmt: skip

    stories = (
        STORY,
        (
            STORY[0].model_copy(update={"seal": SEAL}),
            UNSEAL,
            away(proof=None),
            away(arrived=True),
            away(seat=None),
            CancelVisit(visit="V-1", reason="任务取消", known=MADE),
            away(),
            away(),
        ),
    )

    def law(self):
        kinds = [type(f) for f in self.facts]
        assert kinds[0] is VisitPlanned
        assert TeamSealed not in kinds[2:], "sealed afterwards"
        for once in (VisitPlanned, VisitCancelled, TeamSealed, TeamUnsealed):
            assert kinds.count(once) <= 1
        assert TeamUnsealed not in kinds or TeamSealed in kinds
        gone = [f.gone for f in self.facts if isinstance(f, InspectorSubstituted)]
        assert len(set(gone)) == len(gone)
        joined = [f.filing for f in self.facts if isinstance(f, VisitPartJoined)]
        assert len(joined) == len(set(joined)), "one filing joins a visit once"
        for scheduled in (f for f in self.facts if isinstance(f, VisitScheduled)):
            lawful(scheduled)
        if VisitCancelled in kinds:
            # What was secret is told also of a visit that was not made.
            assert set(kinds[kinds.index(VisitCancelled) + 1 :]) <= {TeamUnsealed}, "something follows the end"


MACHINES = [
    Demands, Plans, Visits, Policies, Campaigns, Chains, Recusals, Absences, Draws, Filings, CrossPlans, Schedules,
]  # fmt: skip


@pytest.mark.parametrize("machine", [each for each in MACHINES if each not in {Draws, Filings, CrossPlans}])
def test_whatever_is_asked_the_law_of_the_stream_holds(machine):
    explore(machine, runs=150 if machine in {Demands, Plans} else 40)


def test_no_stream_is_left_out():
    nothing_left_out(service, *MACHINES)
