"""Decisions on the joint conference (N-09)."""

from datetime import date

from libs.events.catalog.registry.conference import ConferenceJoined, ConferenceLeft
from libs.events.testing.decisions import given
from services.registry.conference import commands as c
from services.registry.conference import refusals as r
from services.registry.conference.decide import CONFERENCE
from services.registry.lists import refusals as lists_refusals
from services.registry.testing import DEPARTMENTS, FIRE, JAN, JUN, MAR, MARKET, NOON

# The joint conference (N-09)


def joined(department, lead, since):
    return ConferenceJoined(department=department, lead=lead, effective_from=since)


def join(department, lead, since):
    return c.JoinConference(
        department=department, lead=lead, effective_from=since, known=c.Seating(dict.fromkeys(DEPARTMENTS, date.min))
    )


def leave(department, since):
    return c.LeaveConference(department=department, effective_from=since, reason="机构改革")


def test_the_conference_has_one_lead_and_hands_the_lead_over_on_one_day():
    given(CONFERENCE).when(join(MARKET, False, JAN), at=NOON).refused(r.LeadStays)
    given(CONFERENCE).when(join(MARKET, True, JAN), at=NOON).then(joined(MARKET, True, JAN))
    two = (joined(MARKET, True, JAN), joined(FIRE, False, JAN))
    given(CONFERENCE, *two).when(join(FIRE, True, JUN), at=NOON).then(joined(MARKET, False, JUN), joined(FIRE, True, JUN))
    given(CONFERENCE, *two).when(join(MARKET, False, JUN), at=NOON).refused(r.LeadStays)
    given(CONFERENCE, *two).when(leave(MARKET, JUN), at=NOON).refused(r.LeadStays)
    given(CONFERENCE, *two).when(join(FIRE, False, JUN), at=NOON).nothing()


def test_members_leave_come_back_and_the_last_one_may_be_the_lead():
    two = (joined(MARKET, True, JAN), joined(FIRE, False, JAN))
    left = ConferenceLeft(department=FIRE, effective_from=MAR, reason="机构改革")
    given(CONFERENCE, *two).when(leave(FIRE, MAR), at=NOON).then(left)
    given(CONFERENCE, *two, left).when(leave(FIRE, JUN), at=NOON).refused(r.NotAMember)
    given(CONFERENCE, *two, left).when(join(FIRE, False, JUN), at=NOON).then(joined(FIRE, False, JUN))
    given(CONFERENCE, *two, left).when(join(FIRE, False, JAN), at=NOON).nothing()
    given(CONFERENCE, *two, left).when(join(FIRE, True, JAN), at=NOON).refused(lists_refusals.BeforeLastEdition)
    given(CONFERENCE, *two, left).when(leave(MARKET, JUN), at=NOON).then(
        ConferenceLeft(department=MARKET, effective_from=JUN, reason="机构改革")
    )


def test_only_a_listed_department_joins():
    assert given(CONFERENCE).when(join("421088-moon", True, JAN), at=NOON).refused(r.NotListedThen).field == "department"


def test_a_seat_begins_no_earlier_than_its_department_does_except_in_lists_that_are_taken_over():
    def seat(day, since):
        return c.JoinConference(department=MARKET, lead=True, effective_from=day, known=c.Seating({MARKET: since}))

    given(CONFERENCE).when(seat(MAR, JUN), at=NOON).refused(r.NotListedThen)
    given(CONFERENCE).when(seat(JUN, JUN), at=NOON).then(joined(MARKET, True, JUN))
    given(CONFERENCE).when(seat(JAN, NOON.date()), at=NOON).then(joined(MARKET, True, JAN))


def test_the_last_lead_stays_while_the_lead_is_asked_to_approve():
    alone = joined(MARKET, True, JAN)
    asked = leave(MARKET, JUN).model_copy(update={"known": ("conference", "policy")})
    refused = given(CONFERENCE, alone).when(asked, at=NOON).refused(r.LeadIsAsked)
    assert "conference" in refused.detail_zh
    given(CONFERENCE, alone).when(leave(MARKET, JUN), at=NOON).then(
        ConferenceLeft(department=MARKET, effective_from=JUN, reason="机构改革")
    )
