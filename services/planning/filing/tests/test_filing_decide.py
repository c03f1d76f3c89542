"""The rules of unplanned checks as given / when / then: in time or not, alone or with a visit, with or without consent."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from libs.events.calendar import WorkingCalendar
from libs.events.catalog.codes import Ground
from libs.events.catalog.planning import filing as f
from libs.events.catalog.planning.policy import DayKind, PolicyPack
from libs.events.catalog.registry.items import Notice
from libs.events.fact import Visibility
from libs.events.testing.decisions import given
from services.planning.demand import refusals as demand_refusals
from services.planning.filing import commands as c
from services.planning.filing import refusals as r
from services.planning.filing.decide.filing import FILING, consent_due
from services.planning.filing.testing import (
    CAPS,
    EARLIEST,
    FILED_ON,
    FIRE,
    GENERAL,
    KEY,
    MARKET,
    MONDAY,
    OFFICERS,
    OPEN,
    PACK,
    PLANNED_ON,
    consent,
    filed,
    speaker,
    submit,
)
from services.planning.filing.unplanned import earliest_day, follow_up, policy_for

SAFETY = {"ground": Ground.SAFETY, "document": "安委办〔2026〕3号"}
COMPLAINT = {"ground": Ground.COMPLAINT_TRANSFER_OR_WHISTLE, "document": "W-20260301-7"}


def joined(visit=OPEN.visit):
    return f.FilingJoined(filing="F-1", visit=visit)


def deferred(until_year=2027, reason="到期未获联席会同意 not consented to before its day"):
    return f.FilingDeferred(filing="F-1", department=FIRE, until_year=until_year, reason=reason)


def outcomes(command):
    """What came of a submission besides the record of it."""
    first, *more = given(FILING).when(command, at=MONDAY).facts
    assert isinstance(first, f.FilingSubmitted)
    return more


def test_a_check_of_a_key_item_filed_in_time_waits_for_consent():
    given(FILING).when(submit(), at=MONDAY).then(filed())


def test_a_check_joins_the_visit_that_is_planned_anyway():
    assert outcomes(submit(visit=OPEN)) == [joined()]


def test_a_late_filing_is_recorded_and_waits_for_a_later_plan_even_where_a_visit_is_planned_or_no_consent_is_needed():
    late = EARLIEST - timedelta(days=1)
    for changes in ({}, {"visit": OPEN}, SAFETY):
        (fact,) = outcomes(submit(planned_on=late, **changes))
        assert (type(fact), fact.until_year, fact.department) == (f.FilingDeferred, 2027, FIRE)
        assert "4 日" in fact.reason
    assert outcomes(submit(planned_on=EARLIEST)) == []


def test_a_ground_that_needs_no_consent_gives_a_visit_of_its_own_and_names_its_document():
    exempted = f.FilingExempted(filing="F-1", ground=Ground.SAFETY, document=SAFETY["document"], visit="F-1-V")
    assert outcomes(submit(**SAFETY)) == [exempted]
    elsewhere = c.OpenVisit(visit="D-1-V00009", window_from=date(2026, 9, 1), window_to=date(2026, 9, 30))
    assert outcomes(submit(**SAFETY, visit=elsewhere)) == [exempted]
    # The visit of those very days: one entry, many checks.
    assert outcomes(submit(**SAFETY, visit=OPEN)) == [joined()]


def test_a_complaint_lifts_the_draw_but_not_the_consent():
    assert outcomes(submit(listed=(GENERAL,), **COMPLAINT)) == []


@pytest.mark.parametrize(
    ("changes", "rule", "field"),
    [
        ({"planned_on": FILED_ON - timedelta(days=1)}, r.FiledAfterwards, "planned_on"),
        ({"items": ("FIR-0009",)}, demand_refusals.ItemNotInForce, "items"),
        ({"department": MARKET}, demand_refusals.OtherDepartmentsItem, "items"),
        ({"kind": "food-hygiene"}, demand_refusals.KindDiffers, "items"),
        ({"industries": ("mining",)}, demand_refusals.IndustryNotListed, "items"),
        ({"operating": False, **SAFETY}, r.NotOperating, "entity"),
        ({"listed": (GENERAL,)}, r.DrawnOnly, "items"),
        ({"listed": (KEY, GENERAL)}, r.DrawnOnly, "items"),
        ({"ground": Ground.SAFETY}, r.DocumentMissing, "document"),
        ({**SAFETY, "ground": Ground.ENVIRONMENT}, r.GroundUnfit, "ground"),
        ({**SAFETY, "listed": (KEY, GENERAL)}, r.GroundUnfit, "ground"),
        ({**SAFETY, "ground": Ground.CAMPAIGN}, r.GroundUnfit, "ground"),
        ({**SAFETY, "ground": Ground.KEY_LIST_FULL_COVERAGE}, r.GroundUnfit, "ground"),
        # W20: an invented whistle is no ground.
        ({**COMPLAINT, "matter": False}, r.GroundUnfit, "document"),
        ({"inspectors": ("I-FIRE-0",)}, r.TooFewOfficers, "inspectors"),
        ({"inspectors": ("I-FIRE-0", "I-FIRE-0")}, r.TooFewOfficers, "inspectors"),
        ({"inspectors": ("I-FIRE-0", "I-MARKET-1")}, r.OfficerUnfit, "inspectors"),
    ],
)
def test_a_filing_outside_the_list_or_the_rules_is_refused(changes, rule, field):
    assert given(FILING).when(submit(**changes), at=MONDAY).refused(rule).field == field


@pytest.mark.parametrize(
    "change",
    [
        {"department": MARKET},
        {"valid_until": PLANNED_ON},
        {"valid_from": PLANNED_ON + timedelta(days=1)},
        {"suspended_from": PLANNED_ON},
        {"qualifications": ("food",)},
    ],
)
def test_officers_are_of_the_department_certified_on_every_day_and_qualified(change):
    unfit = (OFFICERS[0], OFFICERS[1].model_copy(update=change))
    refusal = given(FILING).when(submit(officers=unfit), at=MONDAY).refused(r.OfficerUnfit)
    assert refusal.value == "I-FIRE-1"


def test_a_campaign_on_record_lifts_the_consent():
    (fact,) = outcomes(submit(**{**SAFETY, "ground": Ground.CAMPAIGN}, campaign=True))
    assert fact.ground is Ground.CAMPAIGN


# What a ground lifts is the policy's: X1 a check of the kind this year, X3 a superior's, X4 a recognised one (docs/draw.md).
@pytest.mark.parametrize(
    ("code", "ground", "lifted"),
    [
        ("X1", None, False),
        ("X1", Ground.SAFETY, True),
        ("X3", Ground.SAFETY, False),
        ("X3", Ground.CAMPAIGN, True),
        ("X4", Ground.CAMPAIGN, False),
        ("X4", Ground.OTHER_LAW, True),
        ("X3", Ground.COMPLAINT_TRANSFER_OR_WHISTLE, True),
    ],
)
def test_a_check_this_year_excludes_another_one_unless_the_ground_lifts_that(code, ground, lifted):
    claimed = {} if ground is None else {"ground": ground, "document": "文件"}
    item = KEY.model_copy(update={"grounds": tuple(Ground)})
    outcome = given(FILING).when(submit(listed=(item,), campaign=True, caps=(CAPS[code],), **claimed), at=MONDAY)
    if lifted:
        assert outcome.refusal is None
    else:
        refusal = outcome.refused(r.CapReached)
        assert (refusal.value, code in refusal.detail_en, "0198-fact" in refusal.detail_zh) == (f"R-{code}", True, True)


def test_no_ground_sends_anybody_to_who_has_ceased_to_operate():
    for ground in Ground:
        refusal = given(FILING).when(submit(operating=False, ground=ground, document="文件", campaign=True), at=MONDAY).refusal
        assert isinstance(refusal, r.NotOperating)


def test_the_conference_consents_defers_or_refuses_and_nobody_decides_on_his_own_filing():
    waiting = given(FILING, filed())
    waiting.when(consent(), at=MONDAY).then(f.FilingConsented(filing="F-1", lead=MARKET, visit="F-1-V"))
    waiting.when(consent(visit=OPEN), at=MONDAY).then(joined())
    waiting.when(consent(caps=(CAPS["X1"],)), at=MONDAY).refused(r.CapReached)
    waiting.when(consent(officers=OFFICERS[:1]), at=MONDAY).refused(r.OfficerUnfit)
    waiting.when(consent(by=FIRE), at=MONDAY).refused(r.ConsentToOneself)
    defer = c.DeferFiling(filing="F-1", until_year=2026, reason="并入秋季计划", known=speaker())
    waiting.when(defer, at=MONDAY).then(deferred(2026, "并入秋季计划"))
    back = defer.model_copy(update={"until_year": 2025})
    waiting.when(back, at=MONDAY).refused(r.DeferredBackwards)
    waiting.when(defer.model_copy(update={"until_year": None}), at=MONDAY).then(deferred(2027, "并入秋季计划"))
    refuse = c.RefuseFiling(filing="F-1", reason="无必要", known=speaker())
    waiting.when(refuse, at=MONDAY).then(f.FilingRefused(filing="F-1", lead=MARKET, reason="无必要"))
    waiting.when(refuse.model_copy(update={"known": speaker(FIRE)}), at=MONDAY).refused(r.ConsentToOneself)


def test_who_has_filed_it_does_not_rule_on_it_for_another_department():
    waiting = given(FILING, filed(filed_by="ann"))
    rulings = (
        consent(),
        c.DeferFiling(filing="F-1", reason="并入秋季计划", known=speaker()),
        c.RefuseFiling(filing="F-1", reason="无必要", known=speaker()),
    )
    for ruling in rulings:
        refusal = waiting.when(ruling.model_copy(update={"ruled_by": "ann"}), at=MONDAY).refused(r.FilerRules)
        assert (refusal.field, refusal.value, MARKET in refusal.do_zh, FIRE in refusal.detail_en) == (
            "ruled_by",
            "ann",
            True,
            True,
        )
        assert waiting.when(ruling.model_copy(update={"ruled_by": "bob"}), at=MONDAY).facts


def test_who_acts_for_the_department_that_has_filed_it_too_does_not_rule_on_it_for_the_lead():
    waiting, both = given(FILING, filed(filed_by="ann")), speaker(MARKET, FIRE, MARKET)
    rulings = (
        consent(acts_for=both.acts_for),
        c.DeferFiling(filing="F-1", reason="并入秋季计划", known=both),
        c.RefuseFiling(filing="F-1", reason="无必要", known=both),
    )
    for ruling in rulings:
        refusal = waiting.when(ruling.model_copy(update={"ruled_by": "bob"}), at=MONDAY).refused(r.ConsentToOneself)
        assert (refusal.field, refusal.value, FIRE in refusal.do_zh, FIRE in refusal.do_en) == ("by", FIRE, True, True)


def test_nobody_rules_on_a_filing_while_nobody_leads():
    nobody = speaker(by=None)
    rulings = (
        consent(by=None),
        c.DeferFiling(filing="F-1", reason="并入秋季计划", known=nobody),
        c.RefuseFiling(filing="F-1", reason="无必要", known=nobody),
    )
    for ruling in rulings:
        for before in ((filed(),), (filed(), deferred()), (filed(), joined())):
            refusal = given(FILING, *before).when(ruling, at=MONDAY).refused(r.NoConference)
            assert (refusal.field, refusal.value, "2026" in refusal.detail_zh) == ("year", 2026, True)
        given(FILING).when(ruling, at=MONDAY).refused(r.NoSuchFiling)


def test_a_visit_of_its_own_needs_a_number_that_nobody_has():
    refusal = given(FILING).when(submit(taken=True, **SAFETY), at=MONDAY).refused(r.FilingSettled)
    assert (refusal.field, refusal.value, "F-1-V" in refusal.detail_en) == ("filing", "F-1", True)
    given(FILING, filed()).when(consent(taken=True), at=MONDAY).refused(r.FilingSettled)
    given(FILING, filed()).when(consent(taken=True, visit=OPEN), at=MONDAY).then(joined())


def test_silence_is_no_consent_and_ends_at_the_first_moment_of_the_planned_day():
    due = consent_due(PLANNED_ON)
    assert due == datetime(2026, 3, 8, 16, 0, tzinfo=UTC)
    waiting, before = given(FILING, filed()), due - timedelta(seconds=1)
    waiting.when(c.PassConsent(filing="F-1"), at=before).nothing()
    waiting.when(consent(), at=before).then(f.FilingConsented(filing="F-1", lead=MARKET, visit="F-1-V"))
    waiting.when(consent(), at=due).refused(r.ConsentTooLate)
    waiting.when(c.PassConsent(filing="F-1"), at=due).then(deferred())


def test_a_deferred_check_may_not_be_done_alone_and_a_settled_one_is_not_decided_again():
    later = given(FILING, filed(), deferred())
    refusal = later.when(consent(), at=MONDAY).refused(r.MayNotBeDoneAlone)
    assert "不得单独" in refusal.rule
    later.when(c.WithdrawFiling(filing="F-1", reason="已无必要"), at=MONDAY).then(
        f.FilingWithdrawn(filing="F-1", reason="已无必要")
    )
    over = given(FILING, filed(), f.FilingRefused(filing="F-1", lead=MARKET, reason="无必要"))
    over.when(consent(), at=MONDAY).refused(r.FilingSettled)
    over.when(c.PassConsent(filing="F-1"), at=MONDAY + timedelta(days=30)).nothing()
    over.when(submit(), at=MONDAY).refused(r.AlreadyFiled)
    given(FILING).when(consent(), at=MONDAY).refused(r.NoSuchFiling)


def test_a_check_whose_visit_falls_through_waits_for_a_later_plan():
    lost = c.LoseVisit(filing="F-1", visit=OPEN.visit, reason="任务取消")
    with_visit = given(FILING, filed(), joined())
    with_visit.when(lost, at=MONDAY).then(deferred(reason="任务取消"))
    with_visit.when(lost.model_copy(update={"visit": "D-1-V00002"}), at=MONDAY).nothing()
    given(FILING, filed(), deferred()).when(lost, at=MONDAY).nothing()


@for_all(st.dates(date(2025, 1, 1), date(2026, 11, 30)), st.integers(0, 20), st.sampled_from(DayKind))
def test_the_days_of_a_filing_are_counted_from_the_day_after_it(filed_on, days, kind):
    calendar = WorkingCalendar({}, frozenset({2025, 2026, 2027}))
    policy = policy_for(PolicyPack(filing_days=days, filing_day_kind=kind), None)
    earliest = earliest_day(filed_on, policy, calendar)
    if kind is DayKind.NATURAL:
        assert earliest - filed_on == timedelta(days=days)
    else:
        assert calendar.working_days_between(filed_on, earliest) == days
        assert days == 0 or calendar.is_working(earliest)


@for_all(st.data())
def test_being_late_deferred_refused_or_silent_never_leads_to_a_visit(data):
    ground = data.draw(st.sampled_from([None, *Ground]))
    item = KEY.model_copy(update={"grounds": tuple(Ground)})
    command = submit(
        listed=(item,), ground=ground, document=None if ground is None else "文件",
        planned_on=FILED_ON + timedelta(days=data.draw(st.integers(0, 10))), campaign=data.draw(st.booleans()),
        visit=data.draw(st.sampled_from([None, OPEN])),
        caps=data.draw(st.lists(st.sampled_from(list(CAPS.values())), max_size=2).map(tuple)),
    )  # fmt: skip
    facts = given(FILING).when(command, at=MONDAY).facts
    led_to = follow_up(facts[0], facts, command.known.policy) if facts else []
    in_time = command.planned_on >= command.known.earliest
    allowed = any(isinstance(fact, f.FilingJoined | f.FilingExempted | f.FilingConsented) for fact in facts)
    assert len(led_to) == allowed
    assert not led_to or in_time
    assert not led_to or ground in PACK.consent_free or command.known.visit is not None


def test_what_became_of_a_check_without_notice_is_told_to_nobody():
    """Ground, document, visit and the subject who acted stood in the feed at once."""
    secret = KEY.model_copy(update={"notice": Notice.FORBIDDEN})
    command = submit(listed=(secret,))
    kept, exempted = FILING.decide(submit(listed=(secret,), **SAFETY), FILING.initial, MONDAY)
    assert (type(kept), type(exempted)) == (f.FilingConfided, f.FilingExemptedInConfidence)
    (kept,) = FILING.decide(command, FILING.initial, MONDAY)
    away = c.WithdrawFiling(filing="F-1", reason="已无必要")
    no = c.RefuseFiling(filing="F-1", reason="无必要", known=speaker())
    later = c.DeferFiling(filing="F-1", until_year=2027, reason="并入后续计划", known=speaker())
    told = {}
    for answer in (consent(), away, no, later):
        (fact,) = FILING.decide(answer, FILING.evolve(FILING.initial, kept), MONDAY)
        told[type(fact)] = fact.visibility
    assert set(told) == {
        f.FilingConsentedInConfidence, f.FilingWithdrawnInConfidence, f.FilingRefusedInConfidence, f.FilingDeferredInConfidence,
    }  # fmt: skip
    assert set(told.values()) == {Visibility.PRIVATE}
