"""Whatever is asked of entries at once, in whatever order, with the clock of the ruling running."""

from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st

from libs.events.catalog.codes import Ground
from libs.events.catalog.planning import emergency as f
from libs.events.catalog.planning.clocks import ClockPassed
from libs.events.testing.decider_machine import BEGIN, PAST, UNSEEN, DeciderMachine
from services.planning.app import service
from services.planning.demand import refusals as demand_refusals
from services.planning.emergency import commands as c
from services.planning.emergency import refusals as r
from services.planning.emergency.decide import EMERGENCY
from services.planning.emergency.testing import HOTEL, enter, rule
from services.planning.exclusions import refusals as exclusions_refusals
from services.planning.filing import refusals as filing_refusals
from services.planning.filing.testing import FIRE, MARKET, OFFICERS, POLICE

RULE_BY = BEGIN + timedelta(days=7)
AT = {"entered_at": BEGIN - timedelta(hours=1), "known_rule_by": RULE_BY}
ENTER = enter(**AT)
WHISTLE = {"ground": Ground.COMPLAINT_TRANSFER_OR_WHISTLE, "cause": "W-1"}
WRONG = [
    enter(entered_at=BEGIN + timedelta(days=400)),
    enter(entered_at=BEGIN - timedelta(days=2)),
    enter(**AT, ground=Ground.CAMPAIGN),
    enter(**AT, danger=None),
    enter(**AT, **WHISTLE),
    enter(**AT, known_entity=None),
    enter(**AT, premises="2"),
    enter(**AT, items=("FIR-0009",)),
    enter(**AT, department=POLICE),
    enter(**AT, known_entity=HOTEL.model_copy(update={"industries": ("mining",)})),
    enter(**AT, inspectors=("I-FIRE-0",)),
    enter(**AT, known_officers=OFFICERS[:1]),
    enter(**AT, known_taken=True),
]
people = st.sampled_from(["ann", "bob"])


class Emergencies(DeciderMachine):
    """X-01, L-15, L-46: an entry is reported once, within hours, with a danger or a whistle that is there; another department
    and another person rule on it once, and a ruling that does not come in time is the lead's.
    """

    decider, deadlines = EMERGENCY, service.deadlines
    asks: ClassVar = {
        c.EnterEmergency: st.sampled_from([ENTER, enter(**AT, **WHISTLE, known_cause=True), *WRONG]),
        c.RuleOnEmergency: st.builds(
            lambda by, who, justified: rule(by, ruled_by=who, justified=justified),
            st.sampled_from([MARKET, MARKET, FIRE, None]), people, st.booleans(),
        ),
        c.PassRuling: st.just(c.PassRuling(emergency="E-1")),
    }  # fmt: skip
    produces = (f.EmergencyEntered, f.EmergencyRuled, ClockPassed)
    refuses = (
        r.AlreadyEntered,
        r.AlreadyRuled,
        r.CauseUnknown,
        r.DangerUnstated,
        r.EnteredLater,
        r.NoConferenceYet,
        r.NoSuchEmergency,
        r.NotAnEmergency,
        r.NumberTaken,
        r.ReportedTooLate,
        r.RulesOnItself,
        demand_refusals.IndustryNotListed,
        demand_refusals.ItemNotInForce,
        demand_refusals.OtherDepartmentsItem,
        exclusions_refusals.NotListed,
        filing_refusals.NoSuchPremises,
        filing_refusals.OfficerUnfit,
        filing_refusals.TooFewOfficers,
    )
    stories = (
        (*WRONG, rule(), ENTER, ENTER, rule(None), rule(FIRE), rule(ruled_by="ann"), rule(), rule()),
        (ENTER, PAST, rule()),
        (ENTER, UNSEEN, rule(), PAST),
    )

    def law(self):
        entry, *after = self.facts
        assert isinstance(entry, f.EmergencyEntered)
        assert entry.cause is not None or entry.danger is not None
        assert len(set(entry.inspectors)) >= 2
        assert timedelta(0) <= self.times[0] - entry.entered_at <= timedelta(hours=24)
        kinds = [type(fact) for fact in after]
        assert kinds in ([], [ClockPassed], [f.EmergencyRuled], [ClockPassed, f.EmergencyRuled]), "more than one end"
        for fact, at in zip(after, self.times[1:], strict=True):
            if isinstance(fact, f.EmergencyRuled):
                assert fact.by != entry.department
                assert fact.late == (at >= entry.rule_by)
            else:
                assert at >= entry.rule_by

    def punctual(self):
        if [type(fact) for fact in self.facts] == [f.EmergencyEntered]:
            assert self.now < self.facts[0].rule_by, "nobody ruled in time and nobody was told"
