"""What neighbours are told of another key: when both count, and what is not said."""

from datetime import timedelta

import pytest

import libs.events.catalog  # noqa: F401 - all facts there are
from libs.events.catalog.registry.keys import ServiceKeyAnnounced, ServiceKeyWithdrawn
from libs.events.fact import Visibility, catalog
from libs.events.shapes.ahead import BeginsTooLate
from libs.events.testing.decider_machine import BEGIN as NOW
from libs.events.testing.decisions import given
from services.registry.keys import refusals as r
from services.registry.keys.decide import SERVICE_KEY
from services.registry.keys.sharing import SHARING
from services.registry.testing_machines.keys import ALONE, APART, GONE, JWKS, KIDS, OPEN, SHORT, SOON, announce, withdraw

DAY = timedelta(days=1)
ANNOUNCED = ServiceKeyAnnounced(
    service="planning", jwk=JWKS[1], valid_from=NOW, valid_until=None, previous_until=NOW + 30 * DAY
)


def withdrawn(since=NOW):
    return ServiceKeyWithdrawn(service="planning", kid=KIDS[0], withdrawn_from=since, reason="密钥泄露")


def test_the_services_that_share_facts_are_those_of_the_catalog():
    shared = [fact for fact in catalog if fact.visibility is Visibility.SHARED]
    ours = {fact.fact_type.partition(".")[0] for fact in shared if fact.__module__.startswith("libs.events.catalog.")}
    assert ours == SHARING


def test_a_key_is_announced_as_the_file_says_and_the_file_says_until_when_the_one_before_counts():
    given(SERVICE_KEY).when(announce(SOON), at=NOW).then(ANNOUNCED)
    given(SERVICE_KEY, ANNOUNCED).when(announce(SOON), at=NOW).nothing()
    given(SERVICE_KEY).when(announce(ALONE, until=NOW + 30 * DAY), at=NOW).then(ANNOUNCED)


@pytest.mark.parametrize(
    ("asked", "rule", "field"),
    [
        (announce(SOON, 2), r.NotInKeyFile, "kid"),
        (announce(OPEN), r.EndMissing, "previous_until"),
        (announce(ALONE), r.EndMissing, "previous_until"),
        (announce(APART), r.NoOverlap, "previous_until"),
        (announce(ALONE, until=NOW), r.NoOverlap, "previous_until"),
        (announce(SHORT), r.KeyIsOver, "kid"),
        (announce(SOON, service="credit"), r.SharesNothing, "service"),
        (withdraw(service="whistle"), r.SharesNothing, "service"),
        (withdraw(service="registry"), r.RegistrysOwnKey, "service"),
        (withdraw(2), r.NotInKeyFile, "kid"),
        (announce(ALONE, until=NOW + 734 * DAY), BeginsTooLate, "previous_until"),
        (withdraw(since=NOW + 734 * DAY), BeginsTooLate, "withdrawn_from"),
    ],
)
def test_what_is_not_said_to_neighbours(asked, rule, field):
    refused = given(SERVICE_KEY).when(asked, at=NOW).refused(rule)
    assert refused.field == field


def test_what_neighbours_may_have_read_is_not_said_otherwise():
    given(SERVICE_KEY, ANNOUNCED).when(announce(ALONE, until=NOW + 60 * DAY), at=NOW).refused(r.AnnouncedBefore)
    given(SERVICE_KEY).when(announce(GONE, 1), at=NOW).refused(r.EndMissing)
    given(SERVICE_KEY, withdrawn()).when(announce(((0, NOW, None),), 0, until=NOW + DAY), at=NOW).refused(r.KeyWithdrawn)


def test_a_key_that_leaked_is_withdrawn_from_the_earliest_time_that_is_said():
    given(SERVICE_KEY).when(withdraw(), at=NOW).then(withdrawn())
    given(SERVICE_KEY, withdrawn()).when(withdraw(), at=NOW).nothing()
    given(SERVICE_KEY, withdrawn()).when(withdraw(since=NOW + DAY), at=NOW).nothing()
    given(SERVICE_KEY, withdrawn()).when(withdraw(since=NOW - DAY), at=NOW).then(withdrawn(NOW - DAY))
    given(SERVICE_KEY, ANNOUNCED).when(withdraw(1, files=()), at=NOW).then(
        ServiceKeyWithdrawn(service="planning", kid=KIDS[1], withdrawn_from=NOW, reason="密钥泄露")
    )
