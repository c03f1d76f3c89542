"""A paper: issued once under its number, and void at most once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.events.catalog.inspection.docket import DocumentIssued, DocumentVoided
from libs.events.decider import Decider
from libs.events.fact import Fact

from .. import commands as c
from .. import refusals as r

issued = DocumentIssued.of(c.IssueDocument)
voided = DocumentVoided.of(c.VoidDocument)


@dataclass(frozen=True, slots=True)
class Unissued:
    pass


@dataclass(frozen=True, slots=True)
class Issued:
    void: bool = False


State = Unissued | Issued


def decide(command: c.PaperCommand, state: State, _now: datetime) -> Sequence[Fact]:
    """Raises PaperThere, EvidenceMissing, NoSuchPaper, PaperVoid and PaperFiled."""
    match command, state:
        case c.IssueDocument(known=known), Unissued():
            known.require()
            if known.standing is not None:
                raise r.PaperThere(field="kind", value=command.kind, document=known.standing)
            return [issued(command)]
        case c.IssueDocument(), Issued():
            raise r.PaperThere(document=command.document)
        case _, Unissued():
            raise r.NoSuchPaper(document=command.document)
        case c.VoidDocument(), Issued(void=True):
            raise r.PaperVoid(document=command.document)
        case c.VoidDocument(known=c.VoidLookups(filed=str() as dossier)), _:
            raise r.PaperFiled(document=command.document, dossier=dossier)
        case c.VoidDocument(), _:
            return [voided(command)]
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def evolve(state: State, fact: Fact) -> State:
    match fact:
        case DocumentIssued():
            return Issued()
        case DocumentVoided():
            return Issued(void=True)
    return state


PAPER: Decider[c.PaperCommand, State] = Decider(
    name="paper",
    commands=c.PaperCommand,
    stream=lambda command: f"document-{command.document}",
    initial=Unissued(),
    decide=decide,
    evolve=evolve,
)
