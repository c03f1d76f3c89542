"""Time limits of planning that have passed: one fact for all of them."""

from __future__ import annotations

from pydantic import AwareDatetime

from ...fact import Fact
from ..codes import DepartmentCode, EntityId, Kind, Ref


class ClockPassed(Fact, name="planning.clock-passed"):
    """What was owed by a moment was not done by then (L-52). It is said once, and what was owed is still to be done.

    `subject`: the number of the matter whose stream it stands in. `stage`: what was owed. `owner`: who owed it: a department or
    another organ, or the entity. `due`: by when. `since`: the number of what had begun the time.
    """

    subject: Ref
    stage: Kind
    owner: DepartmentCode | EntityId
    due: AwareDatetime
    since: Ref
