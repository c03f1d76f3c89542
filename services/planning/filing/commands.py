"""What may be asked of filings: unplanned checks announced in advance (L-12..L-15)."""

from datetime import date
from typing import Annotated

from pydantic import Field

from libs.events.catalog.codes import (
    DepartmentCode,
    EntityId,
    Ground,
    IndustryCode,
    InspectorId,
    ItemCode,
    Kind,
    ListClass,
    Name,
    PlainText,
    Ref,
    TownshipCode,
    Value,
)
from libs.events.catalog.planning.policy import ExclusionName
from libs.events.catalog.registry.items import Method, Notice
from libs.events.decider import Command, Known
from services.planning.codes import Year

FilingRef = Annotated[Ref, Field(max_length=80)]
"""Short enough that the number of its visit is still a `Ref`."""


class FiledItem(Value):
    """What the item list says of an item on the day the check is planned for."""

    item: ItemCode
    department: DepartmentCode
    kind: Kind
    list_class: ListClass
    industries: tuple[IndustryCode, ...]
    notice: Notice
    qualification: Kind
    grounds: tuple[Ground, ...] = ()


class Cap(Value):
    """A check this year that excludes another one: X1, X3 or X4, and the fact that proves it. `check`: its result or visit."""

    exclusion: ExclusionName
    fact: str
    check: str
    on: date


class OfficerOnFile(Value):
    """An officer as the registry lists one; `suspended_from` is the first day without a certificate in force."""

    inspector: InspectorId
    department: DepartmentCode
    qualifications: tuple[Kind, ...]
    valid_from: date
    valid_until: date
    suspended_from: date | None = None

    def certified(self, first: date, last: date) -> bool:
        """On every day of the span, first and last included."""
        suspended = self.suspended_from is not None and self.suspended_from <= last
        return self.valid_from <= first and last <= self.valid_until and not suspended


class OpenVisit(Value):
    """A visit to the entity that is planned and not under way: an unplanned check goes with it.

    `confided`: that it is planned is told to nobody else yet.
    """

    visit: Ref
    window_from: date
    window_to: date
    confided: bool = False


class FilingPolicy(Value):
    """The policy pack's numbers for one ground. `window_days`: how long after its day a check of its own may be made."""

    days: int
    working: bool
    window_days: int
    seats: int
    lifts: tuple[ExclusionName, ...] = ()
    consent_free: bool = False


class Looked(Value):
    """What the lists, the year so far and the officers' register say, looked up when the question is put.

    `officers`: those of the filing that are on the register. `caps`: what excludes the check, lifted or not.
    `visit`: the open visit that fits; `campaign`: one in force is named by the document and covers the kind on that day.
    `matter`: the document is the number of an open whistle or clue about the entity. `taken`: the number of a visit of its own
    is another one's.
    """

    policy: FilingPolicy
    items: tuple[FiledItem, ...] = ()
    operating: bool = True
    caps: tuple[Cap, ...] = ()
    officers: tuple[OfficerOnFile, ...] = ()
    visit: OpenVisit | None = None
    campaign: bool = False
    matter: bool = False
    taken: bool = False


class Submission(Looked):
    """The entity as the register lists it, with industries and township of the place that is to be checked. `earliest`: the
    first day that keeps the days of L-12, counted from `filed_on`. `premises_name`: None where the filing names no place, or
    one that the entity does not have on that day.
    """

    entity_name: Name
    industries: tuple[IndustryCode, ...]
    township: TownshipCode
    filed_on: date
    earliest: date
    premises_name: Name | None = None


class Speaker(Value):
    """`by` speaks for the joint conference; None while nobody is recorded as its lead and no plan of the filing's year was
    approved. `acts_for`: all departments that whoever rules has claims of. `joined`: the confided visit that the filing has
    joined, of which its own stream says nothing.
    """

    by: DepartmentCode | None
    year: int
    acts_for: frozenset[str] = frozenset()
    joined: Ref | None = None


class Ruling(Looked, Speaker):
    """Looked up anew: a visit may have been planned, a cap reached meanwhile."""


class FilingCommand(Command):
    filing: FilingRef


class NewFiling(FilingCommand):
    """`ground` with `document`: why it needs no draw (O1-O5, O7), and for O1-O4 by default no consent. Without `inspectors`
    officers are drawn. `premises`: a place of business of the entity that is to be checked, instead of its own (一照多址).
    """

    department: DepartmentCode
    entity: EntityId
    kind: Kind
    items: tuple[ItemCode, ...] = Field(min_length=1, max_length=200)
    method: Method = Method.ONSITE
    basis: PlainText
    planned_on: date
    ground: Ground | None = None
    document: Name | None = None
    inspectors: tuple[InspectorId, ...] = Field((), max_length=20)
    premises: Ref | None = None


class SubmitFiling(NewFiling):
    filed_by: str | None = None
    known: Known[Submission]


class RuleOnFiling(FilingCommand):
    """`ruled_by`: the subject who speaks for the joint conference."""

    ruled_by: str | None = None


class ConsentFiling(RuleOnFiling):
    known: Known[Ruling]


class DeferFiling(RuleOnFiling):
    """`until_year`: the plan it waits for; None: the next year's."""

    until_year: Year | None = None
    reason: PlainText
    known: Known[Speaker]


class RefuseFiling(RuleOnFiling):
    reason: PlainText
    known: Known[Speaker]


class WithdrawFiling(FilingCommand):
    """`known`: the confided visit that it has joined."""

    reason: PlainText
    known: Known[Ref | None] = None


class PassConsent(FilingCommand):
    """The planned day has come and nobody has decided."""


class TellJoined(FilingCommand):
    """The confided visit that it had joined is told."""

    visit: Ref


class LoseVisit(FilingCommand):
    """The visit the check had joined did not make it: cancelled, or completed without that part."""

    visit: Ref
    reason: PlainText
