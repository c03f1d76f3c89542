"""Whatever is asked of guidance: it is given once."""

from typing import ClassVar

from hypothesis import strategies as st

from libs.events.catalog.inspection.guidance import GuidanceGiven, GuidanceKind
from libs.events.testing.decider_machine import DeciderMachine
from services.inspection.app import service
from services.inspection.guidance import commands as c
from services.inspection.guidance import refusals as r
from services.inspection.guidance.decide import GUIDANCE
from services.inspection.testing.decisions import MARKET


class Guidances(DeciderMachine):
    """柔性执法: one stream is one piece of guidance."""

    decider, deadlines = GUIDANCE, service.deadlines
    asks: ClassVar = {
        c.GiveGuidance: st.builds(
            c.GiveGuidance, guidance=st.just("G-1"), visit=st.just("V-1"), finding=st.sampled_from(["F-1", None]),
            entity=st.just("stall:421088100-0001"), department=st.just(MARKET), kind=st.sampled_from(GuidanceKind),
            text=st.just("约谈负责人"), document=st.none(),
            known=st.builds(c.GuidanceLookups, begun=st.booleans(), takes_part=st.booleans(), own=st.booleans()),
        ),
    }  # fmt: skip
    produces = (GuidanceGiven,)
    refuses = (r.GuidanceByOthers, r.GuidanceBeforehand, r.GuidanceOnOthersFinding)

    def law(self):
        assert len(self.facts) == 1
