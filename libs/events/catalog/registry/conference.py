"""Who sits in the joint conference."""

from __future__ import annotations

from datetime import date

from ...fact import Fact
from ..codes import DepartmentCode, PlainText


class ConferenceJoined(Fact, name="registry.conference-joined"):
    """A department is a member of the joint conference from a day on (N-09); exactly one leads at a time."""

    department: DepartmentCode
    lead: bool
    effective_from: date


class ConferenceLeft(Fact, name="registry.conference-left"):
    department: DepartmentCode
    effective_from: date
    reason: PlainText
