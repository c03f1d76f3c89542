"""What a visit may be: assigned, announced (or lawfully not), under way, completed, closed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from libs.events.catalog.codes import DepartmentCode, Digest, Ref
from libs.events.catalog.inspection import visit as f
from libs.events.catalog.inspection.handling import FindingAssigned
from libs.events.catalog.inspection.result import ResultIssued


@dataclass(frozen=True, slots=True)
class Unassigned:
    pass


@dataclass(frozen=True, slots=True)
class Assigned:
    """Nobody has been told. `record` is the running digest of the rows so far; `plan` has the parts that have joined since.

    `confided`: nobody else may know of it yet (L-19).
    """

    plan: f.VisitAssigned
    record: Digest
    overdue: bool = False
    joined: frozenset[Ref] = field(default=frozenset(), kw_only=True)
    confided: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Announced(Assigned):
    """Told, or on record why not; nobody has come yet."""

    notice: f.VisitAnnounced | f.NoticeWithheld = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class UnderWay(Assigned):
    on: date = field(kw_only=True)
    arrivals: tuple[f.OfficerCheckedIn, ...] = ()
    parts: tuple[f.PartRecorded, ...] = ()
    clues: tuple[f.ClueFound, ...] = ()
    answer: f.EntityAnswered | None = None

    @property
    def missing(self) -> list[DepartmentCode]:
        """Departments whose part is not on record, in the plan's order."""
        done = {p.department for p in self.parts}
        return [p.department for p in self.plan.parts if p.department not in done]


@dataclass(frozen=True, slots=True)
class Matter:
    """A finding after the record was sealed: whose it is, how it is handled, and whether that has ended."""

    made: f.FindingMade
    department: DepartmentCode
    assigned: FindingAssigned | None = None
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Completed:
    """The record is sealed and the result issued; a finding has not reached its end. `clues` are those passed on."""

    result: ResultIssued | None
    matters: Mapping[Ref, Matter]
    clues: frozenset[Ref] = frozenset()
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """Over. `result` is None for a visit that was taken back."""

    result: ResultIssued | None
    revoked: bool = False


State = Unassigned | Assigned | Announced | UnderWay | Completed | Closed
