"""What never or always holds of joint plans: in one place, and between two that only hear of each other."""

from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from libs.events.catalog.planning import crossplan as f
from libs.events.refusal import Refusal
from libs.events.testing.decider_machine import explore
from services.planning.crossplan import commands as c
from services.planning.crossplan.decide import CROSSPLAN, InForce
from services.planning.crossplan.testing import (
    ACCEPT,
    DECLINE,
    END,
    HUARONG,
    JIANLI,
    PROPOSE,
    WINTER,
)
from services.planning.testing_machines.crossplan import CrossPlans


def test_whatever_is_asked_a_joint_plan_is_in_force_only_by_the_partners_own_acceptance():
    explore(CrossPlans, runs=120)


class Side:
    """One place: its stream, and what it has said that the other has not heard yet, in order."""

    def __init__(self, place):
        self.place, self.facts, self.unheard = place, [], []

    @property
    def in_force(self):
        return isinstance(CROSSPLAN.fold(self.facts), InForce)

    def ask(self, command):
        try:
            facts = CROSSPLAN.decide(command, CROSSPLAN.fold(self.facts), WINTER)
        except Refusal:
            return
        self.facts += facts
        self.unheard += facts

    def hear(self, fact, sender):
        """As the reactions do: only what the sender says of itself."""
        match fact:
            case f.CrossPlanProposed() if fact.proposer == sender and fact.partner == self.place:
                self.ask(c.LearnProposal(**fact.model_dump()))
            case f.CrossPlanAccepted() if fact.by == sender:
                self.ask(c.LearnAcceptance(**fact.model_dump()))
            case f.CrossPlanDeclined() if fact.by == sender:
                self.ask(c.LearnDecline(crossplan=fact.crossplan, by=fact.by, reason=fact.reason))
            case f.CrossPlanEnded() if fact.by == sender:
                self.ask(c.LearnEnd(crossplan=fact.crossplan, by=fact.by, reason=fact.reason))


steps = st.sampled_from(["propose", "accept", "decline", "end here", "end there", "here hears", "there hears"])


@settings(max_examples=200)
@for_all(st.lists(steps, max_size=14))
def test_two_places_that_hear_each_other_late_come_to_the_same_end(story):
    here, there = Side(JIANLI), Side(HUARONG)
    deeds = {
        "propose": lambda: here.ask(PROPOSE),
        "accept": lambda: there.ask(ACCEPT),
        "decline": lambda: there.ask(DECLINE),
        "end here": lambda: here.ask(END),
        "end there": lambda: there.ask(END.model_copy(update={"by": HUARONG})),
        "here hears": lambda: there.unheard and here.hear(there.unheard.pop(0), HUARONG),
        "there hears": lambda: here.unheard and there.hear(here.unheard.pop(0), JIANLI),
    }
    for step in story:
        deeds[step]()
    while here.unheard or there.unheard:
        deeds["here hears"]()
        deeds["there hears"]()
    assert here.in_force == there.in_force
