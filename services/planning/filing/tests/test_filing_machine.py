"""What never or always holds of filings, whatever is asked in whatever order, with their deadline running."""

from libs.events.testing.decider_machine import explore
from services.planning.testing_machines.filing import Filings


def test_whatever_is_asked_a_filing_leads_to_no_visit_that_the_rules_do_not_give_it():
    explore(Filings, runs=150)
