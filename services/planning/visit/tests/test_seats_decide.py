"""A visit's seats as given / when / then: who takes an officer's seat, and how a secret team is sealed and opened."""

from datetime import date

import pytest

from libs.events.catalog.codes import EvidenceRef
from libs.events.catalog.planning.conducting import (
    InspectorConfided,
    InspectorSubstituted,
    OfficerSeated,
    TeamSealed,
    TeamUnsealed,
)
from libs.events.catalog.planning.officers import (
    AwayGround,
)
from libs.events.catalog.planning.visit import (
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
from libs.events.testing.decisions import given
from services.planning.conducting.testing import (
    MARKET,
    NOON,
)
from services.planning.draw.canonical import suite_named
from services.planning.draw.seats import seal_of
from services.planning.testing import LEADING
from services.planning.visit import commands as c
from services.planning.visit import refusals as r
from services.planning.visit.decide import VISIT
from services.planning.visit.testing import place

PHOTO = (EvidenceRef(sha256="e" * 64, media_type="image/jpeg"),)
TEAM = (
    OfficerSeated(seat=f"{MARKET}/1", department=MARKET, inspector="I-1-1", role="leader", again=False),
    OfficerSeated(seat=f"{MARKET}/2", department=MARKET, inspector="I-1-2", role="officer", again=False),
)
SALT = "5a" * 32
SEAL = seal_of(suite_named("sha256"), [seat.model_dump(mode="json") for seat in TEAM], bytes.fromhex(SALT))
PLANNED = VisitPlanned(
    visit="V-1", draw="D-1", entity="stall:1", entity_name="烧烤摊", industries=("catering",), township="421088100",
    lead=MARKET, parts=({"department": MARKET, "kinds": ("food-hygiene",), "items": ("MKT-0003",), "inspectors":
    ("I-1-1", "I-1-2")},), method="onsite", notice_forbidden=True, window_from=date(2026, 3, 1), window_to=date(2026, 3, 31),
    cause="D-1",
)  # fmt: skip
CONFIDED = VisitConfided.like(PLANNED)
SEALED = TeamSealed(visit="V-1", draw="D-1", seal=SEAL, until=PLANNED.window_to)
UNSEALED = TeamUnsealed(visit="V-1", draw="D-1", team=TEAM, salt=SALT)
CANCELLED = VisitCancelled(visit="V-1", reason="作废")


def away(**changes):
    fields = {
        "visit": "V-1", "gone": "I-1-1", "ground": AwayGround.CHALLENGED, "reason": "申请回避成立", "evidence": PHOTO,
    }  # fmt: skip
    seat = {
        "draw": "D-1", "lead": MARKET, "department": MARKET, "seat": f"{MARKET}/1", "proof": None, "arrived": False,
        "passed": (), "substitute": "I-1-5", "acting": LEADING,
    }  # fmt: skip
    known = {name: changes.pop(name) for name in c.Seat.model_fields if name in changes}
    return c.SubstituteInspector(**{**fields, **changes}, known=c.Seat(**{**seat, **known}))


def seated(command):
    return InspectorSubstituted(
        **command.model_dump(exclude={"known"}), **command.known.model_dump(exclude={"arrived", "acting"})
    )


def test_the_next_officer_takes_the_seat_of_who_is_recused_once():
    taken = seated(away())
    given(VISIT, PLANNED).when(away(), at=NOON).then(taken)
    given(VISIT, PLANNED, taken).when(away(), at=NOON).refused(r.AlreadySubstituted)
    shortage = away(substitute=None)
    given(VISIT, PLANNED).when(shortage, at=NOON).then(seated(shortage))


def test_who_has_come_or_was_never_seated_is_not_replaced():
    given(VISIT, PLANNED).when(away(arrived=True), at=NOON).refused(r.PlaceTaken)
    given(VISIT, PLANNED).when(away(seat=None, department=None), at=NOON).refused(r.NotSeated)
    given(VISIT, PLANNED).when(away(evidence=()), at=NOON).refused(r.GroundUnproved)
    given(VISIT, PLANNED, CANCELLED).when(away(), at=NOON).refused(r.VisitOver)
    given(VISIT).when(away(), at=NOON).refused(r.NoSuchVisit)


def test_a_secret_team_is_sealed_when_it_is_planned_and_opened_once():
    command = c.PlanVisit(**PLANNED.model_dump(), seal=SEAL)
    unseal = c.UnsealTeam(visit="V-1", team=TEAM, salt=SALT)
    given(VISIT).when(command, at=NOON).then(CONFIDED, SEALED)
    given(VISIT, CONFIDED, SEALED).when(unseal, at=NOON).then(UNSEALED, PLANNED)
    given(VISIT, CONFIDED, SEALED, UNSEALED, PLANNED).when(unseal, at=NOON).nothing()
    given(VISIT, CONFIDED, SEALED, VisitCancelledInConfidence.like(CANCELLED)).when(unseal, at=NOON).then(UNSEALED)
    # Planned before there were confided visits.
    given(VISIT, PLANNED, SEALED).when(unseal, at=NOON).then(UNSEALED)
    given(VISIT, PLANNED, SEALED, CANCELLED).when(unseal, at=NOON).then(UNSEALED)
    given(VISIT, PLANNED, SEALED, UNSEALED).when(unseal, at=NOON).nothing()
    given(VISIT, PLANNED).when(unseal, at=NOON).nothing()
    given(VISIT, PLANNED, SEALED).when(c.CancelVisit(visit="V-1", reason="作废"), at=NOON).then(CANCELLED)
    with pytest.raises(AssertionError):
        given(VISIT, PLANNED, SEALED).when(unseal.model_copy(update={"salt": "00" * 32}), at=NOON)


def test_what_is_decided_of_a_confided_visit_is_confided_and_told_with_it_as_it_stands():
    joined = VisitPart(department="421088-fire", kinds=("fire-safety",), items=("FIR-0001",), inspectors=("I-2-1",))
    join, slot = c.JoinPart(visit="V-1", filing="F-1", part=joined), place()
    part = VisitPartConfided(visit="V-1", filing="F-1", part=joined)
    day = VisitDayConfided(visit="V-1", schedule="S-1", day=slot.day, start_minute=510, minutes=55)
    other = InspectorConfided.like(seated(away()))
    given(VISIT, CONFIDED).when(join, at=NOON).then(part)
    given(VISIT, CONFIDED).when(slot, at=NOON).then(day)
    given(VISIT, CONFIDED).when(away(), at=NOON).then(other)
    cancel = c.CancelVisit(visit="V-1", reason="作废")
    given(VISIT, CONFIDED).when(cancel, at=NOON).then(VisitCancelledInConfidence.like(CANCELLED))
    given(VISIT, CONFIDED, PLANNED).when(cancel, at=NOON).then(CANCELLED)
    own = PLANNED.parts[0].model_copy(update={"inspectors": ("I-1-5", "I-1-2")})
    told = PLANNED.model_copy(update={"parts": (own, joined)})
    tell = c.TellVisit(visit="V-1")
    given(VISIT, CONFIDED, part, day, other).when(tell, at=NOON).then(told, VisitScheduled.like(day))
    given(VISIT, CONFIDED, part, day, other, told).when(join, at=NOON).nothing()
    given(VISIT, CONFIDED, told).when(join, at=NOON).then(VisitPartJoined.like(part))
    given(VISIT, CONFIDED, told).when(tell, at=NOON).nothing()
    given(VISIT, CONFIDED, SEALED).when(tell, at=NOON).nothing()
    given(VISIT, CONFIDED, VisitCancelledInConfidence.like(CANCELLED)).when(tell, at=NOON).nothing()
