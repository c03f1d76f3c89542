"""An entity: on the list, changed, struck off; its premises; its manual tags; credit codes let in by name.

A code is never given to somebody else: struck off is for good, unless the strike-off itself is taken back, on record.

Rules: L-09, H-03.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from libs.domain.masking import is_masked
from libs.domain.office.days import check_past_day
from libs.events.calendar import local_day
from libs.events.catalog.codes import DepartmentCode
from libs.events.catalog.credit_codes import uscc_fault
from libs.events.catalog.personal_numbers import found
from libs.events.catalog.registry import entities as f
from libs.events.catalog.spelling import credit_code
from libs.events.decider import Decider
from libs.events.fact import Fact
from libs.events.shapes.ahead import check_ahead

from ..items.decide import check_industries
from ..lists.decide import check_listed
from ..lists.newer import check_day, check_newer
from . import commands as c
from . import premises
from . import refusals as r
from .identity import as_kept, impersonal, other_categories, read_entity
from .premises import Places

LISTED = f.EntityListed.of(c.EnterEntity, "entity", "content")
CHANGED = f.EntityChanged.of(c.EnterEntity, "entity", "content")
OWNER_CHANGED = f.EntityOwnerChanged.of(c.NoteOwner)
STRUCK_OFF = f.EntityStruckOff.of(c.StrikeOffEntity)
REINSTATED = f.EntityReinstated.of(c.ReinstateEntity)
SUCCEEDED = f.EntitySucceeded.of(c.NameSuccessor)
SUCCESSION_REVOKED = f.EntitySuccessionRevoked.of(c.RevokeSuccession)
TAGGED = f.EntityTagged.of(c.TagEntity, "department")
UNTAGGED = f.EntityUntagged.of(c.UntagEntity)
ALLOWED = f.CodeAllowed.of(c.AllowCode)
DISALLOWED = f.CodeDisallowed.of(c.DisallowCode)


@dataclass(frozen=True, slots=True)
class Unlisted:
    pass


@dataclass(frozen=True, slots=True)
class Listed:
    content: f.EntityContent
    successor: str | None = None
    premises: Places = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StruckOff:
    content: f.EntityContent
    day: date
    successor: str | None = None
    premises: Places = field(default_factory=dict)


State = Unlisted | Listed | StruckOff


def decide(command: c.EntityCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command about an entity leads to."""
    if isinstance(command, c.EnterEntity):
        return _enter(command, state, local_day(now))
    if isinstance(command, c.PremisesCommand):
        return _premises(command, state, now)
    match command, state:
        case c.StrikeOffEntity(effective_from=day), Listed():
            check_ahead(day, now)
            return [STRUCK_OFF(command)]
        # Of one that is struck off too: what is kept of a person is corrected and erased then as well.
        case c.NoteOwner(), Listed() | StruckOff():
            return [OWNER_CHANGED(command)]
        # The old code is as often struck off before its successor is known as after.
        case c.NameSuccessor(), Listed() | StruckOff():
            return _name_successor(command, state.successor)
        case c.RevokeSuccession(), Listed(successor=None) | StruckOff(successor=None):
            raise r.NoSuccessor(entity=command.entity)
        case c.RevokeSuccession(), Listed() | StruckOff():
            return [SUCCESSION_REVOKED(command)]
        case c.ReinstateEntity(), StruckOff():
            return [REINSTATED(command)]
        case c.ReinstateEntity(), Listed():
            raise r.EntityIsOnTheList(entity=command.entity)
        case _, StruckOff(day=day):
            raise r.EntityIsStruckOff(entity=command.entity, day=day)
        case _, Unlisted():
            raise r.NoSuchEntity(entity=command.entity)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _name_successor(command: c.NameSuccessor, held: str | None) -> Sequence[Fact]:
    if not command.known.listed:
        raise r.NoSuchEntity(field="successor", value=command.successor)
    if command.entity in {command.successor, *command.known.line}:
        raise r.SuccessorComesBefore(successor=command.successor, entity=command.entity)
    if held is not None and held != command.successor:
        raise r.HasSuccessor(field="successor", value=command.successor, held=held)
    return [] if held else [SUCCEEDED(command)]


def _enter(command: c.EnterEntity, state: State, today: date) -> Sequence[Fact]:
    entity, content = _read(command), impersonal(command.content)
    if is_masked(command.content.name) and not (isinstance(state, Listed | StruckOff) and state.content.name == content.name):
        raise r.NameIsMasked(name=content.name)
    match state:
        case Unlisted():
            _check_particulars(entity, content, today)
            return [LISTED(command, entity=entity, content=content)]
        case Listed(content=held) if content == held:
            return []
        # What is kept of a person beside the facts is corrected after the strike-off too.
        case StruckOff(content=held) if content == held != command.content:
            return []
        case Listed(content=held):
            _check_particulars(entity, content, today)
            check_newer(command.on_record, held, content)
            return [CHANGED(command, entity=entity, content=content)]
        case StruckOff(day=day):
            raise r.EntityIsStruckOff(entity=entity, day=day)


def _premises(command: c.PremisesCommand, state: State, now: datetime) -> Sequence[Fact]:
    match command, state:
        case c.PremisesCommand(), Listed(content=content, premises=places):
            return premises.decide(command, content, places, now)
        case c.PremisesCommand(), StruckOff(day=day):
            raise r.EntityIsStruckOff(entity=command.entity, day=day)
    raise r.NoSuchEntity(
        entity=command.entity,
        do_en="Check the code; list the business itself first, by a row that names no premises.",
        do_zh="请核对代码;应先列入主体本身(该行不填经营场所各列)。",
    )


def _read(command: c.EnterEntity) -> str:
    content, known = command.content, command.known
    entity = read_entity(command.entity, known.codes)
    check_listed("content.township", [content.township], known.townships)
    check_industries(content.industries, known.industries)
    check_listed("content.category", [content.category], known.categories)
    return entity


def _check_particulars(entity: str, content: f.EntityContent, today: date) -> None:
    check_past_day("content.founded", content.founded, today)
    fitting = other_categories(entity, content.category)
    if fitting:
        raise r.CategoryAgainstCode(
            field="content.category", value=content.category, begins=entity[5:7], fitting=", ".join(sorted(fitting))
        )


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.EntityChanged(content=content), Listed():
            return replace(state, content=content)
        case f.EntityListed(content=content) | f.EntityChanged(content=content), _:
            return Listed(content)
        case f.EntityStruckOff(effective_from=day), Listed(content=content, successor=successor, premises=places):
            return StruckOff(content, day, successor, places)
        case f.EntityReinstated(), StruckOff(content=content, successor=successor, premises=places):
            return Listed(content, successor, places)
        case f.EntitySucceeded(successor=successor), Listed() | StruckOff():
            return replace(state, successor=successor)
        case f.EntitySuccessionRevoked(), Listed() | StruckOff():
            return replace(state, successor=None)
        case _, Listed(premises=places):
            return replace(state, premises=premises.evolve(places, fact))
    return state


def _stream(command: c.EntityCommand) -> str:
    return f"entity-{as_kept(command.entity) if isinstance(command, c.EnterEntity) else command.entity}"


Tags = dict[str, f.EntityTagged]


def _tag(command: c.TagCommand, tags: Tags, now: datetime) -> Sequence[Fact]:
    held = tags.get(command.tag)
    match command:
        case c.TagEntity(until=until):
            if not command.known.listed:
                raise r.NoSuchEntity(entity=command.entity)
            if until is not None and until < local_day(now):
                raise r.TagOver(until=until)
            _may_change(held, command)
            owner = _owner(command, held)
            tagged = TAGGED(command, department=owner)
            if tagged == held:
                return []
            if held is None:
                check_day(command.on_record, "tag")
            else:
                check_newer(command.on_record, held, tagged)
            return [tagged]
        case _ if held is None:
            raise r.NoTag(tag=command.tag)
    _may_change(held, command)
    return [UNTAGGED(command)]


def _owner(command: c.TagEntity, held: f.EntityTagged | None) -> DepartmentCode | None:
    """Whose the tag will be; it stays whose it was. Raises TagOfNoOwn: who acts for departments tags for one of them."""
    departments = command.known.departments
    if departments is None:
        return command.department or (held.department if held is not None else None)
    if command.department in departments:
        return command.department
    if command.department is None and len(departments) == 1:
        return departments[0]
    raise r.TagOfNoOwn(field="department", value=command.department, departments=sorted(departments))


def _may_change(held: f.EntityTagged | None, command: c.TagCommand) -> None:
    """Raises TagOfAnother. A tag decides how often an entity is drawn: it is the matter of the department that set it."""
    departments = command.known.departments
    if held is not None and departments is not None and held.department not in departments:
        raise r.TagOfAnother(field="tag", value=command.tag, owner=held.department or "registrar")


def _tags(tags: Tags, fact: Fact) -> Tags:
    match fact:
        case f.EntityTagged(tag=tag):
            return {**tags, tag: fact}
        case f.EntityUntagged(tag=tag):
            return {name: held for name, held in tags.items() if name != tag}
    return tags


def _code(command: c.CodeCommand, allowed: f.CodeAllowed | None, _: datetime) -> Sequence[Fact]:
    match command:
        case c.AllowCode(evidence=evidence):
            fault = uscc_fault(credit_code(command.code))
            if fault is None:
                raise r.CodeIsRight(code=command.code)
            if not fault.lawful or command.code != credit_code(command.code):
                # What is no code may be a person's number, which must not stay in an answer.
                shown = None if found(command.code) else command.code
                raise r.CodeIsNoEarlyCode(fault.english, fault.chinese, field="code", value=shown)
            if not evidence:
                raise r.EvidenceMissing(field="evidence")
            said = ALLOWED(command)
            return [] if said == allowed else [said]
        case _ if allowed is None:
            raise r.CodeNotAllowed(code=command.code)
    return [DISALLOWED(command)]


def _codes(_: f.CodeAllowed | None, fact: Fact) -> f.CodeAllowed | None:
    return fact if isinstance(fact, f.CodeAllowed) else None


ENTITY: Decider[c.EntityCommand, State] = Decider(
    name="entity",
    commands=c.EntityCommand,
    stream=_stream,
    initial=Unlisted(),
    decide=decide,
    evolve=evolve,
)
TAGS: Decider[c.TagCommand, Tags] = Decider(
    name="tags",
    commands=c.TagCommand,
    stream=lambda command: f"tags-{command.entity}",
    initial={},
    decide=_tag,
    evolve=_tags,
)
CODE: Decider[c.CodeCommand, f.CodeAllowed | None] = Decider(
    name="code",
    commands=c.CodeCommand,
    stream=lambda command: f"code-{command.code}",
    initial=None,
    decide=_code,
    evolve=_codes,
)
