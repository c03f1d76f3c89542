"""What never or always holds of the lists and agreements, whatever is asked in whatever order."""

import pytest

from libs.events.testing.decider_machine import explore, nothing_left_out
from services.registry.app import service
from services.registry.testing_machines import editions, lists, marks
from services.registry.testing_machines.agreements import Agreements
from services.registry.testing_machines.entities import Entities
from services.registry.testing_machines.keys import ServiceKeys

LISTS = {lists.Items: 120, Entities: 160, lists.Inspectors: 80, lists.Scenarios: 50}
EDITIONS = {editions.Areas: 60, editions.Mandates: 60, editions.Benchmarks: 60, editions.Conference: 80}
MARKS = {marks.Approvals: 80}


@pytest.mark.parametrize("machine", [*lists.MACHINES, Entities])
def test_whatever_is_asked_the_law_of_the_stream_holds(machine):
    explore(machine, runs=LISTS.get(machine, 30))


@pytest.mark.parametrize("machine", [*editions.MACHINES, *marks.MACHINES])
def test_whatever_is_asked_the_law_of_the_list_holds(machine):
    explore(machine, runs={**EDITIONS, **MARKS}.get(machine, 25), steps=20)


def test_whatever_is_sent_the_law_of_the_agreement_holds():
    explore(Agreements, runs=150)


def test_whatever_is_asked_the_law_of_the_keys_holds():
    explore(ServiceKeys, runs=100)


def test_no_stream_is_left_out():
    nothing_left_out(service, *lists.MACHINES, Entities, *editions.MACHINES, *marks.MACHINES, Agreements, ServiceKeys)
