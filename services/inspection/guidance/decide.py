"""Guidance is given once; it binds nobody, and is on record and counted (J-23, J-24, H-15)."""

from collections.abc import Sequence
from datetime import datetime

from libs.events.catalog.inspection import guidance as f
from libs.events.decider import Decider
from libs.events.fact import Fact

from . import commands as c
from . import refusals as r

given = f.GuidanceGiven.of(c.GiveGuidance)


def decide(command: c.GiveGuidance, state: f.GuidanceGiven | None, _now: datetime) -> Sequence[Fact]:
    if state is not None:
        return []
    known = command.known
    if not known.takes_part:
        raise r.GuidanceByOthers(department=command.department, visit=command.visit)
    if not known.begun:
        raise r.GuidanceBeforehand(visit=command.visit)
    if command.finding is not None and not known.own:
        raise r.GuidanceOnOthersFinding(finding=command.finding, department=command.department, visit=command.visit)
    return [given(command)]


def evolve(state: f.GuidanceGiven | None, fact: Fact) -> f.GuidanceGiven | None:
    return fact if isinstance(fact, f.GuidanceGiven) else state


GUIDANCE: Decider[c.GiveGuidance, f.GuidanceGiven | None] = Decider(
    name="guidance",
    commands=c.GiveGuidance,
    stream=lambda command: f"guidance-{command.guidance}",
    initial=None,
    decide=decide,
    evolve=evolve,
)
