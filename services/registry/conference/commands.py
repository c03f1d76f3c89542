"""What may be asked of the joint conference."""

from dataclasses import dataclass
from datetime import date

from libs.events.catalog.codes import DepartmentCode, PlainText
from libs.events.decider import Countersigned, Known


@dataclass(frozen=True, slots=True)
class Seating:
    """`departments`: those on the list. `by_file`: a row of a file, which nobody approves, where the policy wants a second
    person.
    """

    departments: frozenset[str]
    by_file: bool = False


class ConferenceCommand(Countersigned):
    department: DepartmentCode
    effective_from: date


class JoinConference(ConferenceCommand):
    """With `lead`, whoever led before is a member from that day on."""

    lead: bool
    known: Known[Seating]


class LeaveConference(ConferenceCommand):
    reason: PlainText
