"""Whatever joint visits are asked for, in whatever order."""

from datetime import date
from typing import ClassVar

from hypothesis import strategies as st

from libs.events.catalog.planning import joint as f
from libs.events.testing.decider_machine import DeciderMachine
from services.planning.joint import commands as c
from services.planning.joint.decide import JOINT, visit_of
from services.planning.joint.testing import FIRE_COMES, MARKET_COMES, POLICE_CANNOT, SECRET, ask

ables = st.lists(
    st.sampled_from([FIRE_COMES, MARKET_COMES, POLICE_CANNOT, SECRET]), min_size=1, max_size=3, unique_by=lambda a: a.department
)


class Joints(DeciderMachine):
    """J-13, L-41: what is asked for is answered once, with every department either coming or left out for a reason."""

    decider = JOINT
    asks: ClassVar = {
        c.AnswerAsk: st.builds(
            lambda able, gone, emergency: ask(*able, emergency=emergency, **({"place": None} if gone else {})),
            ables, st.booleans(), st.booleans(),
        )
    }  # fmt: skip
    produces = (f.JointVisitPlanned, f.JointVisitPlannedInConfidence, f.JointVisitDeclined)
    refuses = ()
    stories = (
        (ask(FIRE_COMES, POLICE_CANNOT), ask(MARKET_COMES)),
        (ask(SECRET),),
        (ask(SECRET, emergency=True),),
        (ask(FIRE_COMES, place=None),),
        (ask(POLICE_CANNOT),),
    )

    key = "ask"
    command = None

    def ask(self, command):
        if not self.facts:
            self.command = command
        return super().ask(command)

    def law(self):
        (answer,) = self.facts
        visit = visit_of(self.command)
        assert (visit is None) == isinstance(answer, f.JointVisitDeclined)
        there = set() if visit is None else {part.department for part in visit.parts}
        assert there | {each.department for each in answer.left_out} == set(self.command.departments)
        assert not there & {each.department for each in answer.left_out}
        if visit is not None:
            assert visit.visit == answer.visit
            assert visit.notice_forbidden == isinstance(answer, f.JointVisitPlannedInConfidence)
            assert visit.window_from == date(2026, 3, 9) <= visit.window_to
