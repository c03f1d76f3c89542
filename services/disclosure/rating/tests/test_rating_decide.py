"""Decisions about keys, tickets and ratings."""

from datetime import UTC, date, datetime

import pytest

from libs.events.catalog.disclosure.rating import RatingGivenToVisit, RatingKeyPublished, RatingsGiven, RatingTicketsIssued
from libs.events.fact import catalog
from libs.events.testing.decisions import given
from services.disclosure.rating import commands as c
from services.disclosure.rating import refusals as r
from services.disclosure.rating.decide import (
    KEY,
    RATINGS,
    TICKETS,
    check_crowd,
    check_same_keys,
    check_secret,
    check_ticket,
    check_unspent,
    period_of,
)

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
MARKET, FIRE = "421088-market", "421088-fire"
ENTITY = "stall:421088100-0001"
MODULUS, LESS, LEAST = "c" * 512, "b" * 512, "0" * 511 + "1"
KNOWN = c.Visited(completed_on=date(2026, 3, 2), departments=(MARKET, FIRE), keys={MARKET: MODULUS, FIRE: MODULUS})
BLINDED = {MARKET: LESS, FIRE: LEAST}


def asked(blinded=BLINDED, **known):
    known = c.Visited(**{**KNOWN.model_dump(), **known})
    return c.IssueRatingTickets(visit="V-1", entity=ENTITY, blinded=blinded, known=known)


ISSUED = RatingTicketsIssued(
    visit="V-1", entity=ENTITY, period="2026-Q1", departments=(MARKET, FIRE),
    asked="60a6d3c79d87b6ac5d0ae0f58a4f9c7a3a3e3d1b6b70a2cf0a6d86b8a2f4e111",
)  # fmt: skip


def test_a_department_has_one_key_a_quarter():
    publish = c.PublishRatingKey(period="2026-Q1", department=MARKET, modulus=MODULUS)
    fact = RatingKeyPublished(**publish.model_dump())
    given(KEY).when(publish, at=NOON).then(fact)
    given(KEY, fact).when(publish, at=NOON).then()
    given(KEY, fact).when(publish.model_copy(update={"modulus": LESS}), at=NOON).refused(r.AnotherRatingKey)


def test_the_tickets_of_a_visit_are_signed_once():
    (issued,) = TICKETS.decide(asked(), None, NOON)
    assert issued.model_dump(exclude={"asked"}) == ISSUED.model_dump(exclude={"asked"})
    given(TICKETS, issued).when(asked(), at=NOON).then()
    given(TICKETS, issued).when(asked({MARKET: LEAST, FIRE: LESS}), at=NOON).refused(r.TicketsIssued)


def test_tickets_are_for_a_completed_visit_and_for_its_departments():
    given(TICKETS).when(asked(completed_on=None), at=NOON).refused(r.NotCompleted)
    given(TICKETS).when(asked(keys={MARKET: MODULUS}), at=NOON).refused(r.NoRatingKeyYet)
    given(TICKETS).when(asked({MARKET: LESS}), at=NOON).refused(r.NotItsDepartments)
    given(TICKETS).when(asked({**BLINDED, "421088-police": LESS}), at=NOON).refused(r.NotItsDepartments)
    for wrong in (MODULUS, "f" * 512, "0" * 512):
        given(TICKETS).when(asked({**BLINDED, FIRE: wrong}), at=NOON).refused(r.NotBelowModulus)


def test_ratings_are_counted_in_whole_groups_without_their_order():
    count = c.CountRatings(departments=(MARKET,), stars=(5, 1, 3), known=c.Step(step=3))
    given(RATINGS).when(count, at=NOON).then(RatingsGiven(departments=(MARKET,), stars=(1, 3, 5)))
    given(RATINGS).when(count.model_copy(update={"stars": (5, 1)}), at=NOON).then()


def test_a_rating_of_the_first_version_is_read_without_visit_and_ticket():
    old = RatingGivenToVisit(rating="R-1", visit="blind-1", ticket="a" * 64, stars=4, departments=(MARKET, FIRE))
    read = catalog.decode("disclosure.rating-given", 1, old.model_dump(mode="json"))
    assert read == RatingsGiven(departments=(MARKET, FIRE), stars=(4,))


def test_what_is_asked_of_a_ticket():
    for check, fits, does_not, refusal in (
        (check_ticket, {"signed": True}, {"signed": False}, r.WrongTicket),
        (check_crowd, {"entities": 3, "step": 3}, {"entities": 2, "step": 3}, r.TooFewTickets),
        (check_unspent, {"spent": False}, {"spent": True}, r.AlreadyRated),
        (
            check_same_keys,
            {"period": "2026-Q1", "known": KNOWN, "ours": {MARKET: MODULUS, FIRE: MODULUS}},
            {"period": "2026-Q1", "known": KNOWN, "ours": {MARKET: MODULUS, FIRE: LESS}},
            r.AnotherRatingKey,
        ),
        (check_secret, {"secret": b"s"}, {"secret": None}, r.NoRatingSecret),
    ):
        check(**fits)
        with pytest.raises(refusal):
            check(**does_not)


@pytest.mark.parametrize(
    ("day", "period"),
    [((2026, 1, 1), "2026-Q1"), ((2026, 3, 31), "2026-Q1"), ((2026, 4, 1), "2026-Q2"), ((2027, 12, 31), "2027-Q4")],
)
def test_a_day_is_in_its_quarter(day, period):
    assert period_of(date(*day)) == period
