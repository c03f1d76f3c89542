"""What may be asked of a docket."""

from libs.events.catalog.codes import DepartmentCode, Digest, Ref
from libs.events.catalog.inspection.docket import PaperKind
from libs.events.decider import Command


class DocketCommand(Command):
    """Of the docket of one department, year and kind of paper."""

    department: DepartmentCode
    year: int
    kind: PaperKind


class TakeNumber(DocketCommand):
    """The next number is for this document."""

    document: Ref
    digest: Digest
