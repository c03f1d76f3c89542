"""Decisions about publications, read like the regulation."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as over
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
from libs.events.testing.decisions import given
from services.disclosure.publication import commands as c
from services.disclosure.publication import refusals as r
from services.disclosure.publication.decide import PUBLICATION

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
DEADLINE = datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC)
MARKET, ENTITY = "421088-market", "uscc:91421088EX5068145X"
OLD, NEW = "a" * 64, "b" * 64
PUB = "result-R-1"

OPEN = c.OpenPublication(
    publication=PUB,
    subject=Subject.RESULT,
    reference="R-1",
    entity=ENTITY,
    department=MARKET,
    occurred_on=date(2026, 3, 2),
    due=DEADLINE,
)
DUE = PublicationDue(**OPEN.model_dump())
OVERDUE = PublicationOverdue(publication=PUB, department=MARKET, due=DEADLINE)
PUBLISH = c.Publish(publication=PUB, known=c.Document(content=OLD, masked=("evidence",)))
CORRECT = c.CorrectPublication(publication=PUB, known=c.Document(content=NEW, masked=()), reason="名称有误")
WITHDRAW = c.WithdrawPublication(publication=PUB, reason="公示对象有误")
REVOKE = c.TakeBackRevoked(publication=PUB, reason="结果已撤销")
PASSED = c.PassPublicationDue(publication=PUB)
WITHDRAWN = PublicationWithdrawn(publication=PUB, reason="公示对象有误")


def made(at: datetime, *, late: bool) -> PublicationMade:
    return PublicationMade(
        publication=PUB,
        subject=Subject.RESULT,
        reference="R-1",
        entity=ENTITY,
        department=MARKET,
        content=OLD,
        masked=("evidence",),
        late=late,
        published_at=at,
    )


MADE = made(NOON, late=False)
CORRECTED = PublicationCorrected(publication=PUB, content=NEW, reason="名称有误")


def test_a_result_starts_the_clock_and_only_once():
    given(PUBLICATION).when(OPEN, at=NOON).then(DUE)
    given(PUBLICATION, DUE).when(OPEN, at=NOON).nothing()
    given(PUBLICATION, DUE, MADE).when(OPEN, at=NOON).nothing()


@pytest.mark.parametrize(
    ("at", "late"), [(NOON, False), (DEADLINE, False), (DEADLINE + timedelta(seconds=1), True)], ids=["early", "last", "late"]
)
def test_a_publication_is_late_only_after_its_last_second(at, late):
    given(PUBLICATION, DUE).when(PUBLISH, at=at).then(made(at, late=late))


def test_what_was_overdue_can_still_be_published_and_is_late():
    after = DEADLINE + timedelta(days=3)
    given(PUBLICATION, DUE, OVERDUE).when(PUBLISH, at=after).then(made(after, late=True))


def test_a_deadline_that_passes_is_a_fact_once_and_only_while_nothing_is_published():
    after = DEADLINE + timedelta(seconds=1)
    given(PUBLICATION, DUE).when(PASSED, at=after).then(OVERDUE)
    given(PUBLICATION, DUE).when(PASSED, at=DEADLINE).nothing()
    given(PUBLICATION, DUE, OVERDUE).when(PASSED, at=after).nothing()
    given(PUBLICATION, DUE, MADE).when(PASSED, at=after).nothing()
    given(PUBLICATION, DUE, WITHDRAWN).when(PASSED, at=after).nothing()
    given(PUBLICATION).when(PASSED, at=after).nothing()


def test_a_passed_day_is_moved_to_a_later_one_only_and_only_until_it_is_on_record():
    after, later, earlier = DEADLINE + timedelta(seconds=1), DEADLINE + timedelta(days=1), DEADLINE - timedelta(days=1)
    to = {due: c.MoveDue(publication=PUB, due=due, year=2026) for due in (earlier, DEADLINE, later)}
    moved = {due: PublicationDueMoved(**command.model_dump()) for due, command in to.items()}
    for at, moves in ((NOON, (earlier, later)), (DEADLINE, (earlier, later)), (after, (later,))):
        for due, command in to.items():
            found = given(PUBLICATION, DUE).when(command, at=at)
            found.then(moved[due]) if due in moves else found.nothing()
    given(PUBLICATION, DUE, OVERDUE).when(to[later], at=after).nothing()
    given(PUBLICATION, DUE, MADE).when(to[later], at=NOON).nothing()
    given(PUBLICATION, DUE, moved[later]).when(PASSED, at=after).nothing()


def test_a_publication_is_corrected_openly_and_only_when_something_changes():
    given(PUBLICATION, DUE, MADE).when(CORRECT, at=NOON).then(CORRECTED)
    given(PUBLICATION, DUE, MADE, CORRECTED).when(CORRECT, at=NOON).refused(r.NothingToCorrect)


def test_nobody_ends_the_clock_without_publishing():
    given(PUBLICATION, DUE).when(CORRECT, at=NOON).refused(r.NotPublished)
    given(PUBLICATION, DUE, OVERDUE).when(WITHDRAW, at=NOON).refused(r.NotPublished)


def test_what_is_published_is_withdrawn_and_stays_so():
    given(PUBLICATION, DUE, MADE).when(WITHDRAW, at=NOON).then(WITHDRAWN)
    for again in (PUBLISH, CORRECT, WITHDRAW):
        given(PUBLICATION, DUE, MADE, WITHDRAWN).when(again, at=NOON).refused(r.PublicationOver)


def test_nothing_is_published_twice_or_out_of_the_blue():
    given(PUBLICATION, DUE, MADE).when(PUBLISH, at=NOON).refused(r.AlreadyPublished)
    for command in (PUBLISH, CORRECT, WITHDRAW):
        given(PUBLICATION).when(command, at=NOON).refused(r.NoSuchPublication)


def test_what_has_not_fully_arrived_is_neither_published_nor_corrected():
    for past in ((DUE,), (DUE, MADE), (DUE, MADE, WITHDRAWN)):
        for command in (PUBLISH, CORRECT):
            unknown = command.model_copy(update={"known": None})
            refusal = given(PUBLICATION, *past).when(unknown, at=NOON).refused(r.NotOnRecord)
            assert (refusal.slug, refusal.status, refusal.field) == ("not-on-record", 409, "publication")


def test_a_revoked_result_is_taken_back_whether_published_or_due():
    taken = PublicationWithdrawn(publication=PUB, reason="结果已撤销")
    given(PUBLICATION, DUE, MADE).when(REVOKE, at=NOON).then(taken)
    given(PUBLICATION, DUE).when(REVOKE, at=NOON).then(taken)
    given(PUBLICATION, DUE, MADE, WITHDRAWN).when(REVOKE, at=NOON).nothing()
    given(PUBLICATION).when(REVOKE, at=NOON).nothing()


@over(st.lists(st.sampled_from([OPEN, PUBLISH, CORRECT, WITHDRAW, REVOKE, PASSED]), max_size=12), st.data())
def test_whatever_is_asked_in_whatever_order_a_publication_is_due_made_and_withdrawn_at_most_once(commands, data):
    past, now = [], NOON
    for command in commands:
        now += data.draw(st.timedeltas(timedelta(0), timedelta(days=6)))
        past += given(PUBLICATION, *past).when(command, at=now).facts
    kinds = [type(fact) for fact in past]
    assert all(kinds.count(kind) <= 1 for kind in (PublicationDue, PublicationMade, PublicationOverdue, PublicationWithdrawn))
    assert kinds[:1] in ([], [PublicationDue])
    assert PublicationWithdrawn not in kinds[:-1]
    if PublicationOverdue in kinds and PublicationMade in kinds:
        assert kinds.index(PublicationOverdue) < kinds.index(PublicationMade)
        assert past[kinds.index(PublicationMade)].late
    if PublicationCorrected in kinds:
        assert kinds.index(PublicationMade) < kinds.index(PublicationCorrected)
