"""What never or always holds of publications and ratings, whatever is asked in whatever order, with the clock running."""

from datetime import timedelta
from typing import ClassVar

import pytest
from hypothesis import strategies as st

from libs.events.catalog.disclosure.publication import (
    PublicationCorrected,
    PublicationDue,
    PublicationDueMoved,
    PublicationMade,
    PublicationOverdue,
    PublicationWithdrawn,
    Subject,
)
from libs.events.catalog.disclosure.rating import RatingKeyPublished, RatingsGiven, RatingTicketsIssued
from libs.events.testing.decider_machine import BEGIN, PAST, UNSEEN, DeciderMachine, explore, moments, nothing_left_out
from services.disclosure.app import service
from services.disclosure.publication import commands as c
from services.disclosure.publication import refusals as r
from services.disclosure.publication.decide import PUBLICATION
from services.disclosure.rating import commands as rating_commands
from services.disclosure.rating import refusals as rating_refusals
from services.disclosure.rating.decide import KEY, RATINGS, TICKETS

MARKET, FIRE = "421088-market", "421088-fire"
P = st.just("result-R-1")
digests = st.sampled_from(["a" * 64, "b" * 64, "c" * 64])
documents = st.none() | st.builds(c.Document, content=digests, masked=st.sampled_from([(), ("evidence", "inspectors")]))
reasons = st.sampled_from(["台账有误", "采样程序有误"])


DUE = c.OpenPublication(
    publication="result-R-1", subject=Subject.RESULT, reference="R-1", entity=None, department=MARKET, occurred_on=BEGIN.date(),
    due=BEGIN + timedelta(days=7),
)  # fmt: skip
SHOWN = c.Publish(publication="result-R-1", known=c.Document(content="a" * 64, masked=()))
CORRECTED = c.CorrectPublication(publication="result-R-1", known=c.Document(content="b" * 64, masked=()), reason="台账有误")


class Publications(DeciderMachine):
    """B-33, L-27, H-14: what is due is published once, in time or said to be late; a clock that passes is on record once.
    What is corrected has other content and a reason; what is withdrawn stays on record, and nothing follows.
    """

    decider, deadlines = PUBLICATION, service.deadlines
    asks: ClassVar = {
        c.OpenPublication: st.builds(
            c.OpenPublication, publication=P, subject=st.sampled_from(Subject), reference=st.just("R-1"),
            entity=st.none() | st.just("stall:421088100-0001"), department=st.sampled_from([MARKET, FIRE]),
            occurred_on=st.dates(BEGIN.date() - timedelta(days=3), BEGIN.date()), due=moments(-1, 2, 120),
        ),
        c.MoveDue: st.builds(c.MoveDue, publication=P, due=moments(-1, 2, 120), year=st.just(2026)),
        c.Publish: st.builds(c.Publish, publication=P, known=documents),
        c.PassPublicationDue: st.builds(c.PassPublicationDue, publication=P),
        c.CorrectPublication: st.builds(c.CorrectPublication, publication=P, known=documents, reason=reasons),
        c.WithdrawPublication: st.builds(c.WithdrawPublication, publication=P, reason=reasons),
        c.TakeBackRevoked: st.builds(c.TakeBackRevoked, publication=P, reason=reasons),
    }  # fmt: skip
    produces = (
        PublicationDue,
        PublicationDueMoved,
        PublicationMade,
        PublicationOverdue,
        PublicationCorrected,
        PublicationWithdrawn,
    )
    refuses = (r.NoSuchPublication, r.NotOnRecord, r.AlreadyPublished, r.NotPublished, r.PublicationOver, r.NothingToCorrect)
    stories = (
        (DUE, SHOWN, *[CORRECTED] * 2, c.WithdrawPublication(publication="result-R-1", reason="采样程序有误")),
        (DUE, PAST, SHOWN),
        (DUE, UNSEEN, SHOWN, PAST),
    )

    def law(self):
        duty, shown, overdue, over = None, None, False, False
        for fact, at in self.history:
            assert not over, "something follows a withdrawal"
            match fact:
                case PublicationDue():
                    assert duty is None
                    duty = fact
                case PublicationDueMoved(due=due):
                    assert (overdue, shown) == (False, None), "a clock that ended was moved"
                    assert due != duty.due
                    assert at <= duty.due or due > duty.due, "what had passed was moved to an earlier day"
                    duty = duty.model_copy(update={"due": due})
                case PublicationOverdue(department=department, due=due):
                    assert (overdue, shown) == (False, None)
                    assert (department, due) == (duty.department, duty.due)
                    assert at > due
                    overdue = True
                case PublicationMade():
                    assert shown is None, "published twice"
                    assert {**fact.model_dump(), **duty.model_dump(exclude={"occurred_on", "due"})} == fact.model_dump()
                    assert (fact.late, fact.published_at) == (at > duty.due, at)
                    shown = fact.content
                case PublicationCorrected(content=content):
                    assert shown not in {None, content}
                    shown = content
                case PublicationWithdrawn(reason=reason):
                    assert duty is not None
                    assert reason
                    over = True

    def punctual(self):
        kinds = {type(f) for f in self.facts}
        if PublicationDue in kinds and not kinds & {PublicationMade, PublicationWithdrawn}:
            due = [f.due for f in self.facts if isinstance(f, PublicationDue | PublicationDueMoved)][-1]
            assert due >= self.now or PublicationOverdue in kinds


NUMBERS = ["0" * 511 + "1", "7" + "0" * 511, "c" + "0" * 511]
PERIOD = "2026-Q1"
VISITED = rating_commands.Visited(
    completed_on=BEGIN.date(), departments=(MARKET, FIRE), keys=dict.fromkeys((MARKET, FIRE), NUMBERS[1])
)
ISSUE = rating_commands.IssueRatingTickets(
    visit="V-1", entity="stall:421088100-0001", blinded=dict.fromkeys((MARKET, FIRE), NUMBERS[0]), known=VISITED
)
numbers = st.sampled_from(NUMBERS)
departments = st.sampled_from([MARKET, FIRE])


class RatingKeys(DeciderMachine):
    """X-03: one key a department and quarter; whoever was given another could be told from the rest."""

    decider, key = KEY, "department"
    asks: ClassVar = {
        rating_commands.PublishRatingKey: st.builds(
            rating_commands.PublishRatingKey, period=st.just(PERIOD), department=st.just(MARKET), modulus=numbers
        )
    }
    produces = (RatingKeyPublished,)
    refuses = (rating_refusals.AnotherRatingKey,)

    def law(self):
        assert len(self.facts) == 1


class RatingTickets(DeciderMachine):
    """J-21, X-03: the tickets of a visit are signed once, after it, one for each of its departments."""

    decider, key = TICKETS, "visit"
    asks: ClassVar = {
        rating_commands.IssueRatingTickets: st.builds(
            rating_commands.IssueRatingTickets, visit=st.just("V-1"), entity=st.just("stall:421088100-0001"),
            blinded=st.just(dict.fromkeys((MARKET, FIRE), NUMBERS[0])) | st.dictionaries(departments, numbers),
            known=st.just(VISITED)
            | st.builds(
                rating_commands.Visited, completed_on=st.none() | st.just(BEGIN.date()), departments=st.just((MARKET, FIRE)),
                keys=st.dictionaries(departments, st.just(NUMBERS[1])),
            ),
        )
    }  # fmt: skip
    produces = (RatingTicketsIssued,)
    refuses = (
        rating_refusals.NotCompleted, rating_refusals.NoRatingKeyYet, rating_refusals.NotItsDepartments,
        rating_refusals.NotBelowModulus, rating_refusals.TicketsIssued,
    )  # fmt: skip
    stories = ((ISSUE, ISSUE.model_copy(update={"blinded": dict.fromkeys((MARKET, FIRE), "0" * 510 + "11")})),)

    def law(self):
        (fact,) = self.facts
        assert (fact.period, set(fact.departments)) == (PERIOD, {MARKET, FIRE})


class Ratings(DeciderMachine):
    """X-03: ratings become facts in whole groups, in no order but that of the stars."""

    decider, key = RATINGS, "departments"
    asks: ClassVar = {
        rating_commands.CountRatings: st.builds(
            rating_commands.CountRatings, departments=st.just((MARKET,)),
            stars=st.lists(st.integers(1, 5), min_size=1, max_size=7).map(tuple), known=st.just(rating_commands.Step(step=3)),
        )
    }  # fmt: skip
    produces = (RatingsGiven,)
    refuses = ()

    def law(self):
        for fact in self.facts:
            assert len(fact.stars) >= 3
            assert list(fact.stars) == sorted(fact.stars)


MACHINES = [Publications, RatingKeys, RatingTickets, Ratings]


@pytest.mark.parametrize("machine", MACHINES)
def test_whatever_is_asked_the_law_of_the_stream_holds(machine):
    explore(machine, runs=150 if machine is Publications else 40)


def test_no_stream_is_left_out():
    nothing_left_out(service, *MACHINES)
