"""What never or always holds of the streams of planning, whatever is asked in whatever order."""

import pytest

from libs.events.testing.decider_machine import explore, nothing_left_out
from services.planning.app import service
from services.planning.testing_machines.campaign import Campaigns
from services.planning.testing_machines.chains import Chains
from services.planning.testing_machines.conducting import Draws
from services.planning.testing_machines.crossplan import CrossPlans
from services.planning.testing_machines.demand import Demands
from services.planning.testing_machines.emergency import Emergencies
from services.planning.testing_machines.filing import Filings
from services.planning.testing_machines.joint import Joints
from services.planning.testing_machines.officers import Absences, Recusals
from services.planning.testing_machines.plan import Plans
from services.planning.testing_machines.policy import Policies
from services.planning.testing_machines.schedule import Schedules
from services.planning.testing_machines.visit import Visits

MACHINES = [
    Demands, Plans, Visits, Policies, Campaigns, Chains, Recusals, Absences, Draws, Filings, CrossPlans, Schedules,
    Emergencies, Joints,
]  # fmt: skip


@pytest.mark.parametrize("machine", [each for each in MACHINES if each not in {Draws, Filings, CrossPlans}])
def test_whatever_is_asked_the_law_of_the_stream_holds(machine):
    explore(machine, runs=150 if machine in {Demands, Plans} else 40)


def test_no_stream_is_left_out():
    nothing_left_out(service, *MACHINES)
