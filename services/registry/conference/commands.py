"""What may be asked of the joint conference."""

from datetime import date

from libs.events.catalog.codes import DepartmentCode, PlainText
from libs.events.decider import Command, Known


class ConferenceCommand(Command):
    department: DepartmentCode
    effective_from: date


class JoinConference(ConferenceCommand):
    """With `lead`, whoever led before is a member from that day on. `known`: the departments on the list."""

    lead: bool
    known: Known[frozenset[str]]


class LeaveConference(ConferenceCommand):
    reason: PlainText
