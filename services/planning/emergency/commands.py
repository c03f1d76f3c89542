"""What may be asked of entries at once."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from libs.events.catalog.codes import (
    DepartmentCode,
    EntityId,
    Ground,
    IndustryCode,
    InspectorId,
    ItemCode,
    Name,
    PlainText,
    Ref,
    TownshipCode,
    Value,
)
from libs.events.decider import Command, Known
from services.planning.filing import commands as filing

EmergencyRef = Annotated[Ref, Field(max_length=80)]
"""Short enough that the number of its visit is still a `Ref`."""


class OnFile(Value):
    """The entity as the register lists it, with industries and township of the place that was entered. `premises_name`: None
    where no place is named, or one that the entity does not have on that day.
    """

    name: Name
    industries: tuple[IndustryCode, ...]
    township: TownshipCode
    premises_name: Name | None = None


class EntryLookups(Value):
    """What the lists and the register of officers say, looked up when the entry is reported.

    `cause`: the whistle or clue of that number is open and about the entity. `joins`: the visit of another department's entry
    there that is still open. `taken`: the number of a visit of its own is another one's. `to_rule`: who leads the conference.
    """

    entity: OnFile | None
    items: tuple[filing.FiledItem, ...] = ()
    officers: tuple[filing.OfficerOnFile, ...] = ()
    seats: int
    cause: bool = False
    joins: Ref | None = None
    taken: bool = False
    report_hours: int
    to_rule: DepartmentCode | None
    rule_by: AwareDatetime


class Speaker(Value):
    """`by` speaks for the joint conference; None while nobody leads it. `acts_for`: all departments that whoever rules has
    claims of.
    """

    by: DepartmentCode | None
    year: int
    acts_for: frozenset[str] = frozenset()


class EmergencyCommand(Command):
    emergency: EmergencyRef


class Entry(EmergencyCommand):
    """`ground`: O3 or O7. `cause`: the number of the whistle or clue about the entity; `danger`: what was to be feared. `head`:
    to whom in the department the officers reported. `premises`: a place of business of the entity, instead of its own.
    """

    department: DepartmentCode
    entity: EntityId
    premises: Ref | None = None
    items: tuple[ItemCode, ...] = Field(min_length=1, max_length=200)
    inspectors: tuple[InspectorId, ...] = Field(min_length=1, max_length=20)
    ground: Ground
    cause: Ref | None = None
    danger: PlainText | None = None
    head: Ref
    entered_at: AwareDatetime


class EnterEmergency(Entry):
    entered_by: str | None = None
    known: Known[EntryLookups]


class Verdict(Value):
    justified: bool
    reason: PlainText


class RuleOnEmergency(Verdict, EmergencyCommand):
    """`ruled_by`: the subject who speaks for the joint conference."""

    ruled_by: str | None = None
    known: Known[Speaker]


class PassRuling(EmergencyCommand):
    """Nobody has ruled on it in time."""
