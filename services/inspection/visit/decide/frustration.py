"""A visit that could not be made, noted by two officers with what shows it; and an entity that lets nobody in.

Rules: L-20, B-23, X-01.
"""

from collections.abc import Sequence
from datetime import datetime

from libs.events.calendar import local_day
from libs.events.catalog.inspection import visit as f
from libs.events.fact import Fact

from .. import commands as c
from .. import frustration_refusals as h
from .. import refusals as r
from .states import Announced, Assigned, UnderWay

frustrated = f.VisitFrustrated.of(c.FrustrateVisit)
refused = f.EntryRefused.of(c.RefuseEntry)


def frustrate(command: c.FrustrateVisit, state: Assigned, now: datetime) -> f.VisitFrustrated:
    """Raises the refusals of this matter, NotAnnounced, NotOnTeam, TooEarly and EvidenceMissing."""
    if not isinstance(state, Announced | UnderWay):
        raise r.NotAnnounced(visit=command.visit)
    on = state.notice.on if isinstance(state, Announced) else state.on
    if local_day(now) < on:
        raise r.TooEarly(field="visit", value=command.visit, on=on)
    if isinstance(state, UnderWay) and state.parts:
        raise h.SomethingChecked(visit=command.visit, departments=[part.department for part in state.parts])
    team = {officer for part in state.plan.parts if part.department == command.department for officer in part.inspectors}
    for officer in command.officers:
        if officer not in team:
            raise r.NotOnTeam(inspector=officer, department=command.department)
    if len(set(command.officers)) < command.known.two_officers:
        raise h.NotedByOne(officers=list(command.officers), needed=command.known.two_officers)
    if not command.evidence:
        raise h.NothingShown(evidence=[])
    command.known.require()
    return frustrated(command)


def refuse(command: c.RefuseEntry, state: Assigned) -> Sequence[Fact]:
    """Whoever stands at the door is let in or not: from the notice, or its lawful absence, until two officers of a department
    are in; later it is an objection. Raises NotAnnounced and EntryGiven.
    """
    if not isinstance(state, Announced | UnderWay):
        raise r.NotAnnounced(visit=command.visit)
    there = [arrival.department for arrival in state.arrivals] if isinstance(state, UnderWay) else []
    if len(there) != len(set(there)):
        raise h.EntryGiven(visit=command.visit)
    return [refused(command)]
