"""Dossiers (案卷): the papers of a matter that is over, with an index, and who has read them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime

from ...fact import Fact, Visibility
from ..codes import DepartmentCode, Digest, PlainText, Ref, Value
from .docket import PaperKind


class Retention(StrEnum):
    """How long a dossier is kept (保管期限)."""

    TEN_YEARS = "10-years"
    THIRTY_YEARS = "30-years"
    PERMANENT = "permanent"


class DossierEnd(StrEnum):
    """What the matter ended with; it decides which papers a dossier must hold."""

    NO_PROBLEM = "no-problem"
    GUIDED = "guided"
    RECTIFIED = "rectified"
    EXEMPTED = "exempted"
    PENALISED = "penalised"
    TRANSFERRED = "transferred"
    FRUSTRATED = "frustrated"
    OTHER = "other"


class DossierPaper(Value):
    """A paper of the index: its number `document`, the `digest` of what it says, and how many `pages` it has."""

    document: Ref
    kind: PaperKind
    department: DepartmentCode
    digest: Digest
    pages: int


class DossierDue(Fact, name="inspection.dossier-due", visibility=Visibility.PRIVATE):
    """A matter is over, and `department` owes its dossier until `due`. `stream`: the matter, as `visit-V-1`."""

    dossier: Ref
    stream: Ref
    visit: Ref
    department: DepartmentCode
    due: AwareDatetime


class DossierFiled(Fact, name="inspection.dossier-filed", visibility=Visibility.PRIVATE):
    """Nothing is missing. `index`: all papers of the matter that count, in their order; they do not change any more.

    `stream`: the matter, as `visit-V-1`; `ends`: what it ended with; `retention`: how long it is kept. `retained_until`: the
    last day of that, null where it is for ever.
    """

    dossier: Ref
    stream: Ref
    visit: Ref
    department: DepartmentCode
    ends: tuple[DossierEnd, ...]
    index: tuple[DossierPaper, ...]
    retention: Retention
    retained_until: date | None


class DossierRead(Fact, name="inspection.dossier-read", visibility=Visibility.PRIVATE):
    """Somebody has read it. `by`: an opaque subject; `reason`: why."""

    dossier: Ref
    by: str
    reason: PlainText
