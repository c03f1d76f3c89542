"""What may be asked of a dossier, and what it is filed from."""

from pydantic import AwareDatetime

from libs.events.catalog.codes import DepartmentCode, PlainText, Ref, Value
from libs.events.catalog.inspection.docket import PaperKind
from libs.events.catalog.inspection.dossier import DossierPaper, Retention
from libs.events.catalog.inspection.handling import Settled
from libs.events.decider import Command, Known


class Ended(Value):
    """A finding with its end. `proven`: files show it."""

    department: DepartmentCode
    settled: Settled | None
    proven: bool


class Ordered(Value):
    """An order to rectify."""

    department: DepartmentCode
    rectification: Ref


class Shelf(Value):
    """A paper that counts, and what it is about."""

    paper: DossierPaper
    stream: Ref


class Wanted(Value):
    """A paper that a dossier must hold. `stream`: of the one matter that it is about, None where that is the visit."""

    kind: PaperKind
    department: DepartmentCode
    stream: Ref | None = None


class Matter(Value):
    """A visit as its dossier sees it. `frustrated`: nothing could be checked."""

    visit: Ref
    over: bool
    frustrated: bool
    lead: DepartmentCode
    departments: tuple[DepartmentCode, ...]
    findings: tuple[Ended, ...]
    orders: tuple[Ordered, ...]
    papers: tuple[Shelf, ...]


class DossierCommand(Command):
    dossier: Ref


class OweDossier(DossierCommand):
    """A matter is over."""

    stream: Ref
    visit: Ref
    department: DepartmentCode
    due: AwareDatetime


class FileDossier(DossierCommand):
    stream: Ref
    visit: Ref
    department: DepartmentCode
    retention: Retention
    known: Known[Matter]


class ReadDossier(DossierCommand):
    by: str
    reason: PlainText


class PassDossierDeadline(DossierCommand):
    """The time to file it has passed."""
