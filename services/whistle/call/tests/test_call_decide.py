"""Decisions on whistles: what once went wrong."""

from datetime import timedelta

from libs.events.catalog.whistle import call as f
from libs.events.testing.decisions import given
from services.whistle.call import commands as c
from services.whistle.call import refusals as r
from services.whistle.call.decide import WHISTLE
from services.whistle.testing import FIRE, MARKET, NOON

LADDER = f.Ladder(steps=(), hours=24)
BLOWN = f.WhistleBlown(
    whistle="W-1", township="421088100", matter_kind="fire-safety", matter="瓶", place="东", urgency=f.Urgency.URGENT
)


def called(department, due):
    return f.DepartmentsCalled(whistle="W-1", round=1, departments=(department,), report_in_by=due, ladder=LADDER)


CALLED = called(MARKET, NOON + timedelta(hours=2))
CAME = f.DepartmentReportedIn(whistle="W-1", department=MARKET, officers=("I-1-1",), late=False)


def call(*departments):
    return c.CallDepartments(whistle="W-1", departments=departments, known=c.Summons(report_in_by=NOON, ladder=LADDER))


def test_calling_one_more_when_everybody_has_come_is_refused_and_not_a_failure():
    given(WHISTLE, BLOWN, CALLED, CAME).when(call(MARKET, FIRE), at=NOON).refused(r.EverybodyHasCome)
    given(WHISTLE, BLOWN, CALLED, CAME).when(call(MARKET), at=NOON).nothing()


def test_calling_another_department_later_gives_the_first_no_more_time():
    late = NOON + timedelta(hours=3)
    pass_it = c.PassReportIn(whistle="W-1", department=MARKET, escalate_to="指挥中心", next_by=None, ladder=LADDER)
    given(WHISTLE, BLOWN, CALLED, called(FIRE, NOON + timedelta(days=1))).when(pass_it, at=late).then(
        f.ReportInOverdue(whistle="W-1", department=MARKET, due=CALLED.report_in_by),
        f.WhistleEscalated(whistle="W-1", department=MARKET, step=1, to="指挥中心", next_by=None, ladder=LADDER),
    )


def test_handling_is_overdue_at_the_agreed_time_and_again_at_one_agreed_anew():
    by = NOON + timedelta(days=5)
    agreed = f.HandlingAgreed(whistle="W-1", lead=MARKET, departments=(MARKET,), plan="联合处置", done_by=by, by_rule=False)
    overdue = f.HandlingOverdue(whistle="W-1", departments=(MARKET,), due=by)
    pass_it = c.PassHandling(whistle="W-1")
    past = (BLOWN, CALLED, CAME)
    given(WHISTLE, *past).when(pass_it, at=by + timedelta(days=1)).nothing()
    given(WHISTLE, *past, agreed).when(pass_it, at=by).nothing()
    given(WHISTLE, *past, agreed).when(pass_it, at=by + timedelta(days=1)).then(overdue)
    given(WHISTLE, *past, agreed, overdue).when(pass_it, at=by + timedelta(days=1)).nothing()
    given(WHISTLE, *past, agreed, overdue, agreed).when(pass_it, at=by + timedelta(days=2)).then(overdue)


def test_nobody_is_escalated_who_is_not_overdue():
    step = c.Escalate(whistle="W-1", department=MARKET, step=1, to="指挥中心", next_by=None, ladder=LADDER)
    given(WHISTLE, BLOWN, CALLED).when(step, at=NOON + timedelta(days=9)).nothing()


def test_a_refusal_names_its_field_when_nobody_was_called_yet():
    agree = c.AgreeHandling(whistle="W-1", lead=MARKET, plan="联合处置", done_by=NOON, by_rule=False)
    assert given(WHISTLE, BLOWN).when(agree, at=NOON).refused(r.StillAwaited).field == "departments"


def test_only_a_listed_township_blows_a_whistle():
    blow = c.BlowWhistle(
        whistle="W-1", township="421088999", matter_kind="fire-safety", matter="瓶", place="东", urgency=f.Urgency.URGENT,
        known=c.OnLists(township=False),
    )  # fmt: skip
    refusal = given(WHISTLE).when(blow, at=NOON).refused(r.TownshipUnlisted)
    assert (refusal.slug, refusal.status, refusal.field, refusal.value) == ("invalid", 422, "township", "421088999")


def test_a_whistle_names_an_entity_of_the_register_or_describes_it():
    said = {"whistle": "W-1", "township": "421088100", "matter_kind": "fire-safety", "matter": "瓶", "place": "东"}
    unlisted = c.BlowWhistle(**said, entity="stall:421088100-9999", known=c.OnLists(township=True, entity=False))
    refusal = given(WHISTLE).when(unlisted, at=NOON).refused(r.EntityUnlisted)
    assert (refusal.status, refusal.field, refusal.value) == (422, "entity", "stall:421088100-9999")
    assert "leave the id out" in refusal.do_en
    assert "不填写标识" in refusal.do_zh


def test_only_listed_departments_are_called():
    summons = c.Summons(unlisted=(FIRE,), report_in_by=NOON, ladder=LADDER)
    to_call = c.CallDepartments(whistle="W-1", departments=(MARKET, FIRE), known=summons)
    refusal = given(WHISTLE, BLOWN).when(to_call, at=NOON).refused(r.DepartmentsUnlisted)
    assert (refusal.slug, refusal.status, refusal.field, refusal.value) == ("invalid", 422, "departments", [FIRE])
