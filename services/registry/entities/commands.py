"""What may be asked of entities, their tags, and the credit codes let in by name."""

from dataclasses import dataclass
from datetime import date

from libs.events.catalog.codes import CreditCode, DepartmentCode, EntityId, EvidenceRef, Kind, PlainText, Ref, Value
from libs.events.catalog.registry.entities import EntityContent, PremisesContent
from libs.events.decider import Command, Known

from ..lists.newer import OnRecord


@dataclass(frozen=True, slots=True)
class EntityLookups:
    """What may be named, kinds of entity among it, and the lawful early codes of the allow-list."""

    codes: frozenset[str]
    townships: frozenset[str]
    industries: frozenset[str]
    categories: tuple[str, ...]


class EntityCommand(Command):
    entity: EntityId


class EnterEntity(EntityCommand):
    """New, changed or as it stands. `on_record`: None where no file says it."""

    content: EntityContent
    known: Known[EntityLookups]
    on_record: Known[OnRecord | None] = None


class StrikeOffEntity(EntityCommand):
    reason: PlainText
    effective_from: date


class NoteOwner(EntityCommand):
    """The owner's name beside the facts was changed behind its masked form, or erased."""

    erased: bool


class ReinstateEntity(EntityCommand):
    """Takes a strike-off back."""

    reason: PlainText


@dataclass(frozen=True, slots=True)
class SuccessorLookups:
    """Whether the successor is on the list, and the codes that follow it in their turn."""

    listed: bool
    line: tuple[str, ...]


class NameSuccessor(EntityCommand):
    """The business goes on under another code."""

    successor: EntityId
    reason: PlainText
    known: Known[SuccessorLookups]


class RevokeSuccession(EntityCommand):
    """Takes a successor back that was named by mistake."""

    reason: PlainText


class PremisesCommand(EntityCommand):
    premises: Ref


class ListPremises(PremisesCommand):
    """New, changed or as it stands. `on_record`: None where no file says it."""

    content: PremisesContent
    known: Known[EntityLookups]
    on_record: Known[OnRecord | None] = None


class ClosePremises(PremisesCommand):
    reason: PlainText
    effective_from: date


class ReopenPremises(PremisesCommand):
    reason: PlainText


class Tagger(Value):
    """`departments`: those the caller acts for, None for the office, which keeps all tags. `listed`: the entity is on it."""

    departments: tuple[DepartmentCode, ...] | None
    listed: bool = True


class TagCommand(Command):
    entity: EntityId
    tag: Kind
    reason: PlainText
    known: Known[Tagger]


class TagEntity(TagCommand):
    """H-28, H-46. `until`: the last day of the tag. `department`: whose tag it is; the only one of the caller if absent.

    `on_record`: None where no file says it.
    """

    until: date | None = None
    department: DepartmentCode | None = None
    on_record: Known[OnRecord | None] = None


class UntagEntity(TagCommand):
    pass


class CodeCommand(Command):
    code: CreditCode
    reason: PlainText


class AllowCode(CodeCommand):
    evidence: tuple[EvidenceRef, ...]


class DisallowCode(CodeCommand):
    pass
