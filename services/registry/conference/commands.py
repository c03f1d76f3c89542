"""What may be asked of the joint conference."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from libs.events.catalog.codes import DepartmentCode, PlainText
from libs.events.decider import Countersigned, Known

from ..lists.newer import OnRecord


@dataclass(frozen=True, slots=True)
class Seating:
    """`departments`: those on the list, of which no withdrawal is known, with the day since which they have been on it."""

    departments: Mapping[str, date]


class ConferenceCommand(Countersigned):
    department: DepartmentCode
    effective_from: date


class JoinConference(ConferenceCommand):
    """With `lead`, whoever led before is a member from that day on. `on_record`: None where no file says it."""

    lead: bool
    known: Known[Seating]
    on_record: Known[OnRecord | None] = None


class LeaveConference(ConferenceCommand):
    """`known`: the duties of the numbers, on that day and of editions to come, that only the lead approves."""

    reason: PlainText
    known: Known[tuple[str, ...]] = ()
