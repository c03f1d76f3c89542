"""What never or always holds of visits, rectifications and recorded results, whatever is asked in whatever order."""

import pytest

from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.testing.decider_machine import explore, nothing_left_out
from services.inspection.app import service
from services.inspection.testing_machines.case import Cases
from services.inspection.testing_machines.followup import Followups
from services.inspection.testing_machines.guidance import Guidances
from services.inspection.testing_machines.hazard import Hazards
from services.inspection.testing_machines.objection import Objections
from services.inspection.testing_machines.papers import Dockets, Dossiers, Papers
from services.inspection.testing_machines.rectification import Rectifications
from services.inspection.testing_machines.result import Results
from services.inspection.testing_machines.review import Reviews
from services.inspection.testing_machines.transfer import Transfers
from services.inspection.testing_machines.visit import Visits

MACHINES = [
    Visits, Rectifications, Results, Transfers, Objections, Dockets, Papers, Followups, Guidances,
    Cases, Hazards, Dossiers, Reviews,
]  # fmt: skip


@pytest.mark.parametrize("machine", MACHINES)
def test_whatever_is_asked_the_law_of_the_stream_holds(machine):
    runs = {Visits: 200, Results: 30, Transfers: 300, Cases: 150, Dockets: 30, Papers: 50, Guidances: 30}
    explore(machine, runs=runs.get(machine, 100))


def test_no_stream_is_left_out():
    nothing_left_out(service, *MACHINES, everywhere=[ClockPassed])
