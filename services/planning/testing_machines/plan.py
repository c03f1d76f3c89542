"""Whatever is asked of plans, in whatever order."""

from datetime import date
from itertools import pairwise
from typing import ClassVar

import pytest
from hypothesis import strategies as st

from libs.events.catalog.planning.plan import PlanApproved, PlanCoordinated, PlanDrafted, PlanRejected, PlanVoteCast
from libs.events.countersigning.leading import NotTheLead
from libs.events.refusal import Invalid
from libs.events.testing.decider_machine import DeciderMachine
from services.planning.crossplan.testing import KNOWN
from services.planning.demand import commands as demand_commands
from services.planning.demand import refusals as demand_refusals
from services.planning.plan import commands as plan_commands
from services.planning.plan import refusals as plan_refusals
from services.planning.plan.decide import PLAN
from services.planning.testing import LEADING, STRANGER

MARKET, FIRE, POLICE, TAX = "421088-market", "421088-fire", "421088-police", "421088-tax"
bodies = st.sampled_from([MARKET, FIRE, POLICE])
people = st.sampled_from([None, "ann", "bob", "cyd", "dan"])
reasons = st.sampled_from(["人员调整", "任务取消"])
years = st.sampled_from([2026, 2026, 2027, 2025])
ENDED = KNOWN.model_copy(update={"state": "ended"})
joints = st.sampled_from([None, None, KNOWN, ENDED])
known = st.lists(
    st.builds(demand_commands.KnownDemand, demand=st.sampled_from(["Q-1", "Q-2"]), year=st.sampled_from([2026, 2026, 2027]),
    open=st.booleans(), joint=joints),
    max_size=2,
).map(tuple) | st.just(tuple(demand_commands.KnownDemand(demand=q, year=2026, open=True) for q in ("Q-1", "Q-2")))  # fmt: skip
days = st.sampled_from([date(2026, 1, 1), date(2026, 3, 1), date(2026, 12, 31), date(2027, 1, 1)])
CONFERENCE = plan_commands.Conference(acting=LEADING, lead=MARKET, members=(MARKET, FIRE, POLICE))
SEATS = (MARKET, FIRE, TAX)
UNRECORDED = plan_commands.Conference(acting=LEADING)
PICKED = plan_commands.DraftPlan(plan="P-1", year=2026, members=(FIRE,), known=CONFERENCE)
UNREASONED = plan_commands.DraftPlan(plan="P-1", year=2026, lead=MARKET, members=(FIRE, POLICE), known=CONFERENCE)
LAST_YEAR = plan_commands.DraftPlan(plan="P-1", year=2025, lead=MARKET, members=(FIRE,), known=UNRECORDED)
ALONE = plan_commands.DraftPlan(plan="P-1", year=2026, lead=MARKET, members=(MARKET,), known=UNRECORDED)
DRAFT = plan_commands.DraftPlan(
    plan="P-1", year=2026, lead=MARKET, members=(FIRE, POLICE), reason="机构改革后补编", known=CONFERENCE
)
UNLISTED = DRAFT.model_copy(update={"known": plan_commands.Conference(acting=LEADING, unlisted=(FIRE,))})
NOBODY = plan_commands.DraftPlan(plan="P-1", year=2026, known=UNRECORDED)
OPEN = demand_commands.KnownDemand(demand="Q-1", year=2026, open=True)
JOINED = plan_commands.Joined(acting=LEADING, demands=(OPEN,))
COORDINATE = plan_commands.CoordinatePlan(
    plan="P-1", demands=("Q-1",), known=JOINED, window_from=date(2026, 3, 1),
    window_to=date(2026, 11, 30), reason="调整",
)  # fmt: skip
AWRY = [
    COORDINATE.model_copy(update={"reason": None, "known": JOINED.model_copy(update={"left_out": ("F-1",)})}),
    *(
        COORDINATE.model_copy(update={"known": JOINED.model_copy(update={"demands": (OPEN.model_copy(update=joint),)})})
        for joint in ({"joint": ENDED}, {"joint": KNOWN.model_copy(update={"window_from": date(2026, 1, 1)})})
    ),
]  # fmt: skip

ANEW = COORDINATE.model_copy(update={"known": JOINED.model_copy(update={"members": SEATS})})
BY_STRANGERS = (
    DRAFT.model_copy(update={"drafted_by": "eve", "known": CONFERENCE.model_copy(update={"acting": STRANGER})}),
    COORDINATE.model_copy(update={"coordinated_by": "eve", "known": COORDINATE.known.model_copy(update={"acting": STRANGER})}),
)


def vote(member, approve=True, by=None, edition=1):
    return plan_commands.CastVote(
        plan="P-1",
        edition=edition,
        member=member,
        approve=approve,
        cast_by=by,
        known=plan_commands.Departments(departments=(MARKET,)),
    )


WHILE_TAX_LEFT = vote(FIRE).model_copy(update={"known": plan_commands.Departments(departments=(MARKET,), left=(TAX,))})


class Plans(DeciderMachine):
    """J-13, L-15: what the conference has approved stays as it is until an edition with a reason replaces it (N-10). Each
    member votes once on an edition and nobody else does, no subject votes for two members, and who made the plan votes for
    none but the lead. Drafts and editions are the lead's. More than half of all members approve it, and as soon as they cannot,
    it is rejected.
    """

    decider = PLAN
    asks: ClassVar = {
        plan_commands.DraftPlan: st.builds(
            plan_commands.DraftPlan,
            plan=st.just("P-1"),
            year=years,
            lead=bodies,
            members=st.lists(bodies, min_size=1, max_size=3).map(tuple),
            reason=st.sampled_from([None, "机构改革后补编", "机构改革后补编"]),
            drafted_by=people,
            known=st.sampled_from([CONFERENCE, UNRECORDED]),
        )
        | st.sampled_from([UNLISTED, NOBODY, PICKED, BY_STRANGERS[0]]),
        plan_commands.CoordinatePlan: st.builds(
            plan_commands.CoordinatePlan,
            plan=st.just("P-1"),
            demands=st.lists(st.sampled_from(["Q-1", "Q-2"]), max_size=2).map(tuple),
            known=st.builds(
                plan_commands.Joined,
                acting=st.just(LEADING),
                demands=known,
                left_out=st.sampled_from([(), (), ("F-1",)]),
                members=st.sampled_from([(), SEATS]),
            ),
            window_from=days,
            window_to=days,
            reason=st.none() | reasons,
            coordinated_by=people,
        )
        | st.sampled_from([COORDINATE, COORDINATE.model_copy(update={"reason": None}), *AWRY, BY_STRANGERS[1]]),
        plan_commands.CastVote: st.builds(
            plan_commands.CastVote,
            plan=st.just("P-1"),
            edition=st.sampled_from([1, 1, 1, 2]),
            member=bodies,
            approve=st.booleans(),
            reason=st.none(),
            cast_by=people,
            known=st.builds(
                plan_commands.Departments,
                departments=st.sampled_from([(MARKET,), (MARKET, FIRE)]),
                left=st.sampled_from([(), (), (TAX,)]),
            ),
        )
        | st.builds(
            vote, st.sampled_from([MARKET, FIRE, POLICE, TAX]), st.booleans(), people, st.sampled_from([1, 1, 2, 2, 3])
        ),
    }
    produces = (PlanDrafted, PlanCoordinated, PlanVoteCast, PlanApproved, PlanRejected)
    refuses = (
        plan_refusals.AlreadyDrafted,
        plan_refusals.AlreadyVoted,
        plan_refusals.DrafterVotes,
        plan_refusals.VotesForAnother,
        plan_refusals.DemandNotOpen,
        plan_refusals.NoSuchPlan,
        plan_refusals.NotAMember,
        plan_refusals.OtherEdition,
        plan_refusals.NothingToCoordinate,
        plan_refusals.NothingToVoteOn,
        plan_refusals.ReasonMissing,
        plan_refusals.TooFewMembers,
        plan_refusals.WindowWrong,
        demand_refusals.YearPast,
        demand_refusals.CrossPlanNotInForce,
        plan_refusals.DeferredLeftOut,
        plan_refusals.DraftedLate,
        demand_refusals.OutsideCrossPlan,
        plan_refusals.ConferenceUnknown,
        plan_refusals.ConferenceDiffers,
        plan_refusals.ConferenceChanged,
        NotTheLead,
        Invalid,
    )
    stories = (
        (
            NOBODY,
            UNLISTED,
            LAST_YEAR,
            ALONE,
            PICKED,
            UNREASONED,
            BY_STRANGERS[0],
            DRAFT,
            BY_STRANGERS[1],
            *AWRY,
            COORDINATE,
            vote(MARKET),
            vote(FIRE),
        ),
        (DRAFT, COORDINATE, vote(MARKET, approve=False)),
        (DRAFT, ANEW, vote(MARKET), WHILE_TAX_LEFT, COORDINATE),
        (DRAFT, COORDINATE, vote(FIRE, by="ann"), vote(POLICE, by="ann")),
        (DRAFT.model_copy(update={"drafted_by": "ann"}), COORDINATE, vote(FIRE, by="ann")),
    )

    def law(self):
        drafted, edition, votes, approved, settled = self.facts[0], None, {}, False, True
        assert drafted.reason or drafted.year > self.times[0].year, "drafted within its year, and nobody says why (L-11)"
        makers, voters = {drafted.drafted_by} - {None}, {}
        members = drafted.members
        assert isinstance(drafted, PlanDrafted)
        assert len(set(members)) == len(members) >= 2
        assert drafted.lead in members
        for before, fact in pairwise(self.facts):
            match fact:
                case PlanCoordinated():
                    assert fact.edition == (edition.edition if edition else 0) + 1
                    assert fact.reason or not approved, "an approved plan changed without a reason"
                    assert (fact.year, fact.lead) == (drafted.year, drafted.lead)
                    assert fact.members in {members, SEATS}, "voted on by others than the recorded conference"
                    members = fact.members
                    assert date(fact.year, 1, 1) <= fact.window_from <= fact.window_to <= date(fact.year, 12, 31)
                    assert fact.demands
                    edition, votes, settled, voters = fact, {}, False, {}
                    makers |= {fact.coordinated_by} - {None}
                    assert "eve" not in makers, "made by somebody who does not act for the lead"
                case PlanVoteCast(member=member, approve=approve, cast_by=by):
                    assert by not in makers or member == drafted.lead, "who drafts a plan votes for others"
                    assert by is None or by not in voters, "one subject votes for two"
                    voters[by] = member
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
