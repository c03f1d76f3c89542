"""Decisions about ratings."""

from datetime import UTC, datetime

import pytest

from libs.events.catalog.disclosure.rating import RatingGiven
from libs.events.testing.decisions import given
from services.disclosure.rating import commands as c
from services.disclosure.rating import refusals as r
from services.disclosure.rating.decide import RATING, check_completed

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
MARKET, OLD = "421088-market", "a" * 64


def test_a_ticket_rates_once():
    rating = c.GiveRating(rating="R-1", visit="blind-1", ticket=OLD, stars=4, departments=(MARKET,))
    fact = RatingGiven(**rating.model_dump())
    given(RATING).when(rating, at=NOON).then(fact)
    given(RATING, fact).when(rating, at=NOON).refused(r.AlreadyRated)


def test_a_ticket_is_for_a_visit_that_has_taken_place():
    check_completed("V-1", NOON)
    with pytest.raises(r.NotCompleted) as refused:
        check_completed("V-1", None)
    assert (refused.value.slug, refused.value.status, refused.value.field) == ("visit-not-completed", 409, "visit")
