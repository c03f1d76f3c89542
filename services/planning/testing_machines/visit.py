"""Whatever is asked of visits and their days, in whatever order."""

from datetime import date
from typing import ClassVar

from hypothesis import strategies as st

from libs.events.catalog.planning.conducting import (
    InspectorConfided,
    InspectorSubstituted,
    OfficerSeated,
    TeamSealed,
    TeamUnsealed,
)
from libs.events.catalog.planning.officers import AwayGround
from libs.events.catalog.planning.visit import (
    Origin,
    VisitCancelled,
    VisitCancelledInConfidence,
    VisitConfided,
    VisitDayConfided,
    VisitPart,
    VisitPartConfided,
    VisitPartJoined,
    VisitPlanned,
    VisitScheduled,
)
from libs.events.catalog.registry.items import Method
from libs.events.countersigning.leading import NotTheLead
from libs.events.testing.decider_machine import DeciderMachine
from services.planning.draw.canonical import suite_named
from services.planning.draw.seats import seal_of
from services.planning.testing import LEADING, STRANGER
from services.planning.visit import commands as visit_commands
from services.planning.visit import refusals as visit_refusals
from services.planning.visit.decide import VISIT
from services.planning.visit.testing import EARLIEST, FIRST, LAST, OTHER, PLANNED, place


def lawful(scheduled):
    """Whatever was asked: in the window, after notice, within hours, and not where an officer is elsewhere."""
    begin, end = scheduled.start_minute, scheduled.start_minute + scheduled.minutes
    assert EARLIEST <= scheduled.day <= LAST
    assert begin >= 510
    assert end <= 930
    if scheduled.reason == "busy":
        assert end + 20 <= 600 or begin >= 680


@st.composite
def slots(draw):
    busy = draw(st.booleans())
    return place(
        day=draw(st.sampled_from([date(2026, 3, 1), FIRST, EARLIEST, date(2026, 3, 10), LAST, date(2026, 4, 1)])),
        start_minute=draw(st.sampled_from([480, 510, 525, 526, 600, 679, 680, 875, 876])),
        worked=draw(st.integers(0, 4)) > 0,
        busy=(OTHER,) if busy else (),
        reason="busy" if busy else None,
    )


PLAN = visit_commands.PlanVisit(**PLANNED.model_dump())
SECRET = PLAN.model_copy(update={"notice_forbidden": True})
BEGUN = visit_commands.Progress(begun=True)
STORY = (
    PLAN,
    place(worked=False),
    place(progress=visit_commands.Progress(closed=True)),
    place(progress=BEGUN),
    place(start_minute=480),
    place(start_minute=600, busy=(OTHER,), reason="busy"),
    place(day=FIRST),
    place(day=date(2026, 3, 1)),
    place(start_minute=680, busy=(OTHER,), reason="busy"),
)
MARKET, FIRE, POLICE, TAX = "421088-market", "421088-fire", "421088-police", "421088-tax"
bodies = st.sampled_from([MARKET, FIRE, POLICE])
reasons = st.sampled_from(["人员调整", "任务取消"])
days = st.sampled_from([date(2026, 1, 1), date(2026, 3, 1), date(2026, 12, 31), date(2027, 1, 1)])
TEAM = tuple(
    OfficerSeated(seat=f"{MARKET}/{n}", department=MARKET, inspector=f"I-1-{n}", role="leader" if n == 1 else "officer",
    again=False)
    for n in (1, 2)
)  # fmt: skip
SALT = "5a" * 32
SEAL = seal_of(suite_named("sha256"), [seat.model_dump(mode="json") for seat in TEAM], bytes.fromhex(SALT))
UNSEAL = visit_commands.UnsealTeam(visit="V-1", team=TEAM, salt=SALT)
TELL = visit_commands.TellVisit(visit="V-1")
JOIN = visit_commands.JoinPart(
    visit="V-1",
    filing="F-1",
    part=VisitPart(department=FIRE, kinds=("fire-safety",), items=("FIR-0001",), inspectors=("I-2-1", "I-2-2")),
)
MADE = visit_commands.Cancelling(progress=visit_commands.Progress(completed_on=date(2026, 3, 9)))
ARRIVED = visit_commands.Cancelling(progress=BEGUN)
BY_NO_HAND_OF_OURS = visit_commands.Cancelling(hands=visit_commands.Hands(acting=STRANGER, drawn_by=MARKET, lead=MARKET))


def away(gone="I-1-1", **changes):
    fields = {
        "draw": "D-1", "lead": MARKET, "department": MARKET, "seat": f"{MARKET}/1", "proof": "fact-1", "arrived": False,
        "passed": (), "substitute": "I-1-3", "acting": LEADING,
    }  # fmt: skip
    asked = {"visit": "V-1", "gone": gone, "ground": AwayGround.RECUSED, "reason": "回避", "evidence": ()}
    return visit_commands.SubstituteInspector(**asked, known=visit_commands.Seat(**{**fields, **changes}))


BY_STRANGER = away("I-1-9", acting=STRANGER)


class Visits(DeciderMachine):
    """H-01, H-13: a draw leads to a visit once; it is cancelled once, with a reason, and not planned again under its number.
    L-12: an unplanned check joins it once, and not after it was cancelled.
    L-19: a secret team is sealed when it is planned, and opened once. H-12: an officer's seat goes to another once, for
    a ground that is proved, and never after the officer has come.
    """

    decider = VISIT
    asks: ClassVar = {
        visit_commands.PlanVisit: st.builds(
            visit_commands.PlanVisit,
            visit=st.just("V-1"),
            draw=st.just("D-1"),
            entity=st.just("stall:421088100-0001"),
            entity_name=st.just("烧烤摊"),
            industries=st.just(("catering",)),
            township=st.just("421088100"),
            lead=bodies,
            parts=st.just(
                (VisitPart(department=MARKET, kinds=("food-hygiene",), items=("MKT-0003",), inspectors=("I-1-1", "I-1-2")),)
            ),
            method=st.sampled_from(Method),
            notice_forbidden=st.booleans(),
            window_from=days,
            window_to=days,
            origin=st.sampled_from(Origin),
            cause=st.just("D-1"),
            seal=st.sampled_from([None, SEAL]),
        ),
        visit_commands.CancelVisit: st.builds(
            visit_commands.CancelVisit,
            visit=st.just("V-1"),
            reason=reasons,
            known=st.sampled_from([visit_commands.Cancelling(), MADE, ARRIVED, BY_NO_HAND_OF_OURS]),
        ),
        visit_commands.JoinPart: st.builds(
            visit_commands.JoinPart,
            visit=st.just("V-1"),
            filing=st.sampled_from(["F-1", "F-2"]),
            part=st.just(
                VisitPart(department=FIRE, kinds=("fire-safety",), items=("FIR-0001",), inspectors=("I-2-1", "I-2-2"))
            ),
        ),
        visit_commands.ScheduleVisit: slots(),
        visit_commands.UnsealTeam: st.just(UNSEAL),
        visit_commands.TellVisit: st.just(TELL),
        visit_commands.SubstituteInspector: st.builds(
            away,
            st.sampled_from(["I-1-1", "I-1-2"]),
            seat=st.sampled_from([None, f"{MARKET}/1"]),
            arrived=st.booleans(),
            proof=st.sampled_from([None, "fact-1"]),
            substitute=st.sampled_from([None, "I-1-3"]),
        )
        | st.sampled_from([away(), BY_STRANGER]),
    }
    produces = (
        VisitPlanned, VisitPartJoined, VisitCancelled, VisitScheduled, TeamSealed, TeamUnsealed, InspectorSubstituted,
        VisitConfided, VisitPartConfided, VisitDayConfided, InspectorConfided, VisitCancelledInConfidence,
    )  # fmt: skip
    refuses = (
        visit_refusals.NoSuchVisit,
        visit_refusals.VisitOver,
        visit_refusals.AlreadySubstituted,
        visit_refusals.GroundUnproved,
        visit_refusals.NotSeated,
        visit_refusals.PlaceTaken,
        visit_refusals.DayNotWorked,
        visit_refusals.DayOutsideWindow,
        visit_refusals.DayTold,
        visit_refusals.NoticeTooShort,
        visit_refusals.OfficerBusy,
        visit_refusals.OutsideHours,
        visit_refusals.VisitDone,
        NotTheLead,
    )

    stories = (
        STORY,
        (
            STORY[0].model_copy(update={"seal": SEAL}),
            UNSEAL,
            away(proof=None),
            away(arrived=True),
            away(seat=None),
            BY_STRANGER,
            visit_commands.CancelVisit(visit="V-1", reason="任务取消", known=MADE),
            away(),
            away(),
        ),
        (SECRET.model_copy(update={"seal": SEAL}), JOIN, place(), away(), TELL, UNSEAL, JOIN, place()),
        (SECRET, place(), TELL, place(day=date(2026, 3, 12)), place(start_minute=600), away()),
        (
            visit_commands.CancelVisit(visit="V-1", reason="任务取消"),
            SECRET,
            visit_commands.CancelVisit(visit="V-1", reason="停业"),
        ),
    )

    def kept_until_it_is_told(self, kinds):
        """Nothing is said of it but that a team is sealed, and then how it stands."""
        told = kinds.index(VisitPlanned) if VisitPlanned in kinds else len(kinds)
        assert set(kinds[:told]) <= {
            VisitConfided, VisitPartConfided, VisitDayConfided, InspectorConfided, TeamSealed, TeamUnsealed,
            VisitCancelledInConfidence,
        }  # fmt: skip
        assert not set(kinds[told:]) & {
            VisitConfided, VisitPartConfided, VisitDayConfided, InspectorConfided, VisitCancelledInConfidence,
        }  # fmt: skip
        assert TeamUnsealed not in kinds[: told - 1] or VisitCancelledInConfidence in kinds, "unsealed and not told"
        for fact in self.facts[told : told + 1]:
            away = {f.gone for f in self.facts[:told] if isinstance(f, InspectorConfided)}
            joined = {f.part.department for f in self.facts[:told] if isinstance(f, VisitPartConfided)}
            assert joined <= {part.department for part in fact.parts}
            assert not away & {inspector for part in fact.parts for inspector in part.inspectors}

    def law(self):
        kinds = [type(f) for f in self.facts]
        assert kinds[0] in {VisitPlanned, VisitConfided}
        assert (kinds[0] is VisitConfided) == self.facts[0].notice_forbidden
        if kinds[0] is VisitConfided:
            self.kept_until_it_is_told(kinds)
        assert TeamSealed not in kinds[2:], "sealed afterwards"
        for once in (VisitConfided, VisitPlanned, VisitCancelled, VisitCancelledInConfidence, TeamSealed, TeamUnsealed):
            assert kinds.count(once) <= 1
        assert TeamUnsealed not in kinds or TeamSealed in kinds
        gone = [f.gone for f in self.facts if isinstance(f, InspectorSubstituted)]
        assert len(set(gone)) == len(gone)
        assert "I-1-9" not in gone, "replaced by somebody who does not act for the lead"
        joined = [f.filing for f in self.facts if isinstance(f, VisitPartJoined)]
        assert len(joined) == len(set(joined)), "one filing joins a visit once"
        for scheduled in (f for f in self.facts if isinstance(f, VisitScheduled)):
            lawful(scheduled)
        for over in {VisitCancelled, VisitCancelledInConfidence} & set(kinds):
            # What was secret is told also of a visit that was not made.
            assert set(kinds[kinds.index(over) + 1 :]) <= {TeamUnsealed}, "something follows the end"
