"""The rules of demands, plans and visits, as given / when / then."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from libs.events.catalog.codes import CreditClass, ListClass
from libs.events.catalog.planning.demand import DemandSubmitted, DemandWithdrawn
from libs.events.catalog.planning.plan import (
    PlanApproved,
    PlanCoordinated,
    PlanDrafted,
    PlanRejected,
    PlanVoteCast,
)
from libs.events.catalog.planning.visit import VisitCancelled, VisitPart, VisitPlanned
from libs.events.catalog.registry.items import Method
from libs.events.refusal import Invalid
from libs.events.testing.decisions import given
from services.planning.crossplan import commands as crossplan_commands
from services.planning.demand import commands as demand_commands
from services.planning.demand import refusals as demand_refusals
from services.planning.demand.decide.demand import DEMAND
from services.planning.demand.testing import FIRE, KEY_HYGIENE, MARKET, POLICE, RATIOS, TAX, submit
from services.planning.plan import commands as plan_commands
from services.planning.plan import refusals as plan_refusals
from services.planning.plan.decide import PLAN
from services.planning.testing import LEADING
from services.planning.visit import commands as visit_commands
from services.planning.visit import refusals as visit_refusals
from services.planning.visit.decide import VISIT

NOON = datetime(2025, 11, 20, 4, 0, tzinfo=UTC)


def submitted(**changes):
    return DemandSubmitted(**submit(**changes).model_dump(exclude={"known"}))


def test_a_demand_within_the_list_is_submitted():
    given(DEMAND).when(submit(), at=NOON).then(submitted())


@pytest.mark.parametrize(
    ("changes", "rule", "field"),
    [
        ({"items": ("MKT-0099",)}, demand_refusals.ItemNotInForce, "items"),
        ({"department": FIRE}, demand_refusals.OtherDepartmentsItem, "items"),
        ({"kind": "registration"}, demand_refusals.KindDiffers, "items"),
        ({"industries": ("catering", "mining")}, demand_refusals.IndustryNotListed, "industries"),
        ({"ratios": {c: r for c, r in RATIOS.items() if c is not CreditClass.U}}, demand_refusals.ClassMissing, "ratios"),
        ({"ratios": {**RATIOS, CreditClass.C: 400}}, demand_refusals.RatiosNotMonotone, "ratios.C"),
        ({"items": ("MKT-0001",), "listed": (KEY_HYGIENE,), "maximum": 9}, demand_refusals.KeyItemCapped, "maximum"),
        ({"list_class": ListClass.KEY, "maximum": 9}, demand_refusals.KeyItemCapped, "maximum"),
        ({"minimum": 9, "maximum": 8}, demand_refusals.LimitsCrossed, "minimum"),
        ({"year": 2024}, demand_refusals.YearPast, "year"),
    ],
)
def test_a_demand_outside_the_list_or_the_rules_is_refused(changes, rule, field):
    assert given(DEMAND).when(submit(**changes), at=NOON).refused(rule).field == field


JOINT = crossplan_commands.KnownCrossPlan(
    crossplan="421088-2026-01", kinds=("food-hygiene",), industries=("catering",), window_from=date(2026, 6, 1),
    window_to=date(2026, 6, 30), state="accepted",
)  # fmt: skip


def test_a_demand_for_a_joint_plan_keeps_within_it():
    named = {"crossplan": "421088-2026-01", "joint": JOINT}
    given(DEMAND).when(submit(**named), at=NOON).then(submitted(**named))


@pytest.mark.parametrize(
    ("joint", "rule", "field"),
    [
        (None, demand_refusals.CrossPlanNotInForce, "crossplan"),
        ({"state": "proposed"}, demand_refusals.CrossPlanNotInForce, "crossplan"),
        ({"state": "ended"}, demand_refusals.CrossPlanNotInForce, "crossplan"),
        ({"kinds": ("fire-safety",)}, demand_refusals.OutsideCrossPlan, "kind"),
        ({"industries": ("hotel",)}, demand_refusals.OutsideCrossPlan, "industries"),
        ({"window_from": date(2027, 6, 1), "window_to": date(2027, 6, 30)}, demand_refusals.OutsideCrossPlan, "year"),
    ],
)
def test_a_demand_outside_its_joint_plan_or_before_the_neighbour_accepts_is_refused(joint, rule, field):
    found = None if joint is None else JOINT.model_copy(update=joint)
    refusal = given(DEMAND).when(submit(crossplan="421088-2026-01", joint=found), at=NOON).refused(rule)
    assert refusal.field == field


def test_a_year_ends_at_midnight_of_the_place_and_not_of_greenwich():
    new_year_in_jianli = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    given(DEMAND).when(submit(), at=new_year_in_jianli - timedelta(seconds=1)).then(submitted())
    given(DEMAND).when(submit(), at=new_year_in_jianli).refused(demand_refusals.YearPast)


def test_key_items_have_a_minimum_but_no_maximum():
    wish = {"list_class": ListClass.KEY, "items": ("MKT-0001",), "minimum": 3}
    given(DEMAND).when(submit(**wish, listed=(KEY_HYGIENE,)), at=NOON).then(submitted(**wish))


def test_a_demand_is_submitted_once_and_withdrawn_once_unless_a_plan_holds_it():
    withdraw = demand_commands.WithdrawDemand(demand="Q-1", reason="重复", known=demand_commands.Holding(plan=None))
    given(DEMAND, submitted()).when(submit(), at=NOON).refused(demand_refusals.AlreadySubmitted)
    given(DEMAND).when(withdraw, at=NOON).refused(demand_refusals.NoSuchDemand)
    given(DEMAND, submitted()).when(withdraw, at=NOON).then(DemandWithdrawn(demand="Q-1", reason="重复"))
    given(DEMAND, submitted(), DemandWithdrawn(demand="Q-1", reason="重复")).when(withdraw, at=NOON).refused(
        demand_refusals.DemandOver
    )
    held = withdraw.model_copy(update={"known": demand_commands.Holding(plan="P-1")})
    given(DEMAND, submitted()).when(held, at=NOON).refused(demand_refusals.DemandJoined)


@for_all(st.lists(st.integers(0, 10_000), min_size=4, max_size=4))
def test_no_accepted_demand_ever_gives_a_worse_class_a_lower_ratio(ratios):
    command = submit(ratios=dict(zip("ABCD", ratios, strict=True)) | {"U": 1000}, ceilings=dict.fromkeys("ABCDU", 10_000))
    outcome = given(DEMAND).when(command, at=NOON)
    assert (outcome.refusal is None) == (ratios == sorted(ratios))


# ---------------------------------------------------------------- plans

MEMBERS = (MARKET, FIRE, POLICE, TAX)
DRAFTED = PlanDrafted(plan="P-1", year=2026, lead=MARKET, members=MEMBERS)


def coordinate(*demands, **changes):
    fields = {
        "plan": "P-1",
        "demands": demands or ("Q-1",),
        "known": plan_commands.Joined(
            acting=LEADING,
            demands=tuple(demand_commands.KnownDemand(demand=d, year=2026, open=True) for d in demands or ("Q-1",)),
        ),
        "window_from": date(2026, 3, 1),
        "window_to": date(2026, 11, 30),
    }
    return plan_commands.CoordinatePlan(**{**fields, **changes})


def coordinated(edition=1, **changes):
    fields = {
        "plan": "P-1",
        "edition": edition,
        "year": 2026,
        "lead": MARKET,
        "members": MEMBERS,
        "demands": ("Q-1",),
        "window_from": date(2026, 3, 1),
        "window_to": date(2026, 11, 30),
    }
    return PlanCoordinated(**{**fields, **changes})


def vote(member, *, approve=True, edition=1):
    known = plan_commands.Departments(departments=(MARKET, FIRE))
    return plan_commands.CastVote(plan="P-1", edition=edition, member=member, approve=approve, known=known)


def cast(member, *, approve=True, edition=1):
    return PlanVoteCast(plan="P-1", edition=edition, member=member, approve=approve)


def approved(votes_for, votes_against=0, edition=1):
    return PlanApproved(
        plan="P-1",
        edition=edition,
        year=2026,
        lead=MARKET,
        demands=("Q-1",),
        departments=(FIRE, MARKET),
        window_from=date(2026, 3, 1),
        window_to=date(2026, 11, 30),
        votes_for=votes_for,
        votes_against=votes_against,
    )


def test_the_lead_is_a_member_of_the_conference_and_not_alone():
    draft = plan_commands.DraftPlan(
        plan="P-1", year=2026, lead=MARKET, members=(FIRE, FIRE), known=plan_commands.Conference(acting=LEADING)
    )
    expected = PlanDrafted(plan="P-1", year=2026, lead=MARKET, members=(MARKET, FIRE))
    given(PLAN).when(draft, at=NOON).then(expected)
    given(PLAN).when(draft.model_copy(update={"members": (MARKET,)}), at=NOON).refused(plan_refusals.TooFewMembers)
    given(PLAN).when(draft.model_copy(update={"year": 2024}), at=NOON).refused(demand_refusals.YearPast)
    given(PLAN, DRAFTED).when(draft, at=NOON).refused(plan_refusals.AlreadyDrafted)


def test_who_names_nobody_drafts_for_the_joint_conference_of_the_day():
    draft = plan_commands.DraftPlan(
        plan="P-1", year=2026, known=plan_commands.Conference(acting=LEADING, lead=MARKET, members=MEMBERS)
    )
    given(PLAN).when(draft, at=NOON).then(DRAFTED)
    nobody = draft.model_copy(update={"known": plan_commands.Conference(acting=LEADING)})
    assert given(PLAN).when(nobody, at=NOON).refused(plan_refusals.ConferenceUnknown).field == "lead"
    alone = draft.model_copy(update={"lead": MARKET, "known": plan_commands.Conference(acting=LEADING)})
    refused = given(PLAN).when(alone, at=NOON).refused(plan_refusals.ConferenceUnknown)
    assert (refused.field, "2025-11-20" in refused.detail_zh) == ("members", True)
    given(PLAN, DRAFTED).when(nobody, at=NOON).refused(plan_refusals.ConferenceUnknown)


@pytest.mark.parametrize(
    ("named", "field", "value"),
    [
        ({"members": (FIRE,)}, "members", [FIRE]),
        ({"members": (*MEMBERS, "421088-health")}, "members", [*MEMBERS, "421088-health"]),
        ({"lead": FIRE}, "lead", FIRE),
        ({"lead": FIRE, "members": MEMBERS}, "lead", FIRE),
    ],
)
def test_the_planner_does_not_pick_who_leads_and_who_votes_where_the_conference_is_recorded(named, field, value):
    acting = LEADING.model_copy(update={"leads": frozenset({MARKET})})
    recorded = plan_commands.Conference(acting=acting, lead=MARKET, members=MEMBERS)
    draft = plan_commands.DraftPlan(plan="P-1", year=2026, known=recorded)
    refused = given(PLAN).when(draft.model_copy(update=named), at=NOON).refused(plan_refusals.ConferenceDiffers)
    assert (refused.field, refused.value, MARKET in refused.detail_zh, MARKET in refused.detail_en) == (
        field,
        value,
        True,
        True,
    )
    # In any order, and with or without the lead, the recorded ones are not others.
    same = draft.model_copy(update={"lead": MARKET, "members": MEMBERS[:0:-1]})
    assert given(PLAN).when(same, at=NOON).facts


def test_a_department_that_is_not_listed_neither_drafts_nor_votes():
    draft = plan_commands.DraftPlan(
        plan="P-1", year=2026, known=plan_commands.Conference(acting=LEADING, lead=MARKET, members=MEMBERS, unlisted=(TAX,))
    )
    refused = given(PLAN).when(draft, at=NOON).refused(Invalid)
    assert (refused.field, refused.value, refused.broken_rule) == ("members", [TAX], "B-08 法无授权不可为")


def test_open_demands_are_coordinated_into_an_edition():
    given(PLAN, DRAFTED).when(coordinate(), at=NOON).then(coordinated())
    given(PLAN).when(coordinate(), at=NOON).refused(plan_refusals.NoSuchPlan)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"demands": (), "known": plan_commands.Joined(acting=LEADING, demands=())}, plan_refusals.NothingToCoordinate),
        ({"known": plan_commands.Joined(acting=LEADING, demands=())}, plan_refusals.DemandNotOpen),
        (
            {
                "known": plan_commands.Joined(
                    acting=LEADING, demands=(demand_commands.KnownDemand(demand="Q-1", year=2026, open=False),)
                )
            },
            plan_refusals.DemandNotOpen,
        ),
        (
            {
                "known": plan_commands.Joined(
                    acting=LEADING, demands=(demand_commands.KnownDemand(demand="Q-1", year=2027, open=True),)
                )
            },
            plan_refusals.DemandNotOpen,
        ),
        ({"window_from": date(2025, 12, 31)}, plan_refusals.WindowWrong),
        ({"window_to": date(2026, 2, 28)}, plan_refusals.WindowWrong),
        ({"window_to": date(2027, 1, 1)}, plan_refusals.WindowWrong),
    ],
)
def test_what_cannot_be_coordinated_is_refused(changes, rule):
    given(PLAN, DRAFTED).when(coordinate(**changes), at=NOON).refused(rule)


def test_more_than_half_of_the_members_approve_a_plan():
    before = (DRAFTED, coordinated())
    given(PLAN, *before, cast(MARKET)).when(vote(FIRE), at=NOON).then(cast(FIRE))
    given(PLAN, *before, cast(MARKET), cast(FIRE)).when(vote(TAX), at=NOON).then(cast(TAX), approved(3))


def test_an_edition_is_of_the_conference_of_its_day_and_is_not_decided_by_who_has_left_it():
    acting = LEADING.model_copy(update={"leads": frozenset({MARKET})})
    known = coordinate().known.model_copy(update={"acting": acting, "lead": MARKET, "members": (FIRE, MARKET, POLICE)})
    now = coordinated(members=(MARKET, FIRE, POLICE))
    given(PLAN, DRAFTED).when(coordinate(known=known), at=NOON).then(now)
    alone = known.model_copy(update={"members": (MARKET,)})
    given(PLAN, DRAFTED).when(coordinate(known=alone), at=NOON).refused(plan_refusals.TooFewMembers)
    # Two of four have voted, and the third vote would approve it.
    voted = given(PLAN, DRAFTED, coordinated(), cast(MARKET), cast(FIRE))
    left = plan_commands.Departments(departments=(MARKET, FIRE), left=(FIRE,))
    for member in (TAX, POLICE):
        ballot = vote(member).model_copy(update={"known": left})
        refused = voted.when(ballot, at=NOON).refused(plan_refusals.ConferenceChanged)
        assert (refused.field, refused.value, FIRE in refused.detail_zh) == ("left", [FIRE], True)
    # Of an edition that was made since, it is no member.
    anew = given(PLAN, DRAFTED, coordinated(members=(MARKET, TAX)))
    anew.when(vote(TAX).model_copy(update={"known": left}), at=NOON).then(cast(TAX))


def test_a_plan_is_rejected_when_it_can_no_longer_be_approved():
    before = (DRAFTED, coordinated(), cast(MARKET, approve=False))
    rejected = PlanRejected(plan="P-1", edition=1, votes_for=0, votes_against=2)
    given(PLAN, *before).when(vote(FIRE, approve=False), at=NOON).then(cast(FIRE, approve=False), rejected)


def test_only_members_vote_and_only_once_an_edition():
    before = (DRAFTED, coordinated(), cast(MARKET))
    given(PLAN, *before).when(vote("421088-water"), at=NOON).refused(plan_refusals.NotAMember)
    given(PLAN, *before).when(vote(MARKET, approve=False), at=NOON).refused(plan_refusals.AlreadyVoted)
    given(PLAN, DRAFTED).when(vote(MARKET), at=NOON).refused(plan_refusals.NothingToVoteOn)


def test_nobody_who_made_the_plan_votes_for_others_and_nobody_votes_for_two_members():
    drafted = DRAFTED.model_copy(update={"drafted_by": "ann"})
    made = (drafted, coordinated(coordinated_by="bob"))
    for maker in ("ann", "bob"):
        refused = given(PLAN, *made).when(by(maker, vote(FIRE)), at=NOON).refused(plan_refusals.DrafterVotes)
        assert (refused.field, refused.value) == ("member", FIRE)
        given(PLAN, *made).when(by(maker, vote(MARKET)), at=NOON).then(by(maker, cast(MARKET)))
    given(PLAN, *made).when(by("cyd", vote(FIRE)), at=NOON).then(by("cyd", cast(FIRE)))
    once = (*made, by("cyd", cast(FIRE)))
    refused = given(PLAN, *once).when(by("cyd", vote(TAX)), at=NOON).refused(plan_refusals.VotesForAnother)
    assert (refused.field, refused.value) == ("member", TAX)
    # Another edition is another vote, and its makers are those of the plan.
    again = (*once, coordinated(edition=2, coordinated_by="dan"))
    given(PLAN, *again).when(by("cyd", vote(TAX, edition=2)), at=NOON).then(by("cyd", cast(TAX, edition=2)))
    given(PLAN, *again).when(by("ann", vote(TAX, edition=2)), at=NOON).refused(plan_refusals.DrafterVotes)


def by(subject, said):
    return said.model_copy(update={"cast_by": subject})


def test_an_approved_plan_is_amended_only_with_a_reason_and_voted_on_anew():
    before = (DRAFTED, coordinated(), cast(MARKET), cast(FIRE), cast(TAX), approved(3))
    given(PLAN, *before).when(coordinate(), at=NOON).refused(plan_refusals.ReasonMissing)
    given(PLAN, *before).when(vote(POLICE), at=NOON).refused(plan_refusals.NothingToVoteOn)
    amended = coordinated(2, reason="新增事项")
    given(PLAN, *before).when(coordinate(reason="新增事项"), at=NOON).then(amended)
    given(PLAN, *before, amended).when(vote(MARKET), at=NOON).refused(plan_refusals.OtherEdition)
    given(PLAN, *before, amended).when(vote(MARKET, edition=2), at=NOON).then(cast(MARKET, edition=2))
    rejected = PlanRejected(plan="P-1", edition=2, votes_for=0, votes_against=2)
    given(PLAN, *before, amended, rejected).when(coordinate(), at=NOON).refused(plan_refusals.ReasonMissing)


@for_all(st.lists(st.booleans(), min_size=2, max_size=9))
def test_a_vote_always_ends_approved_by_more_than_half_or_rejected(votes):
    members = tuple(f"421088-m{i}" for i in range(len(votes)))
    facts = [
        DRAFTED.model_copy(update={"members": members, "lead": members[0]}),
        coordinated(members=members, lead=members[0]),
    ]
    for member, approve in zip(members, votes, strict=True):
        outcome = given(PLAN, *facts).when(vote(member, approve=approve), at=NOON)
        if outcome.refusal is not None:
            break
        facts += outcome.facts
    ended = [fact for fact in facts if isinstance(fact, PlanApproved | PlanRejected)]
    assert len(ended) == 1
    assert isinstance(ended[0], PlanApproved) == (sum(votes) * 2 > len(votes))


# ---------------------------------------------------------------- visits

PLANNED = VisitPlanned(
    visit="D-1-V00001",
    draw="D-1",
    entity="stall:421088100-0001",
    entity_name="示例店",
    industries=("catering",),
    township="421088100",
    lead=MARKET,
    parts=(VisitPart(department=MARKET, kinds=("food-hygiene",), items=("MKT-0003",), inspectors=("I-1-1", "I-1-2")),),
    method=Method.ONSITE,
    notice_forbidden=False,
    window_from=date(2026, 3, 1), window_to=date(2026, 3, 31),
    cause="D-1",
)  # fmt: skip


def test_a_visit_is_planned_once_and_cancelled_once_with_a_reason():
    plan, cancel = (
        visit_commands.PlanVisit(**PLANNED.model_dump()),
        visit_commands.CancelVisit(visit="D-1-V00001", reason="已停业"),
    )
    cancelled = VisitCancelled(visit="D-1-V00001", reason="已停业")
    given(VISIT).when(plan, at=NOON).then(PLANNED)
    given(VISIT, PLANNED).when(plan, at=NOON).nothing()
    given(VISIT, PLANNED).when(cancel, at=NOON).then(cancelled)
    given(VISIT, PLANNED, cancelled).when(cancel, at=NOON).refused(visit_refusals.VisitOver)
    given(VISIT).when(cancel, at=NOON).refused(visit_refusals.NoSuchVisit)


@pytest.mark.parametrize(
    "progress", [visit_commands.Progress(completed_on=date(2026, 3, 9)), visit_commands.Progress(closed=True)]
)
def test_a_check_that_was_made_is_not_cancelled(progress):
    known = visit_commands.Cancelling(progress=progress)
    cancel = visit_commands.CancelVisit(visit="D-1-V00001", reason="已停业", known=known)
    for before in ((PLANNED,), (PLANNED, VisitCancelled(visit="D-1-V00001", reason="已停业"))):
        refused = given(VISIT, *before).when(cancel, at=NOON).refused(visit_refusals.VisitDone)
        assert (refused.field, str(progress.completed_on) in refused.detail_zh) == ("visit", True)
