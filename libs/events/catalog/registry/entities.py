"""Entities: who may be inspected, by which code, with which tags."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from ...fact import Fact, catalog
from ..codes import (
    CreditCode,
    DepartmentCode,
    EntityId,
    EvidenceRef,
    Industries,
    Kind,
    Name,
    PlainText,
    Ref,
    TownshipCode,
    Value,
)


class EntityContent(Value):
    """Public particulars of an entity. A sole trader's business name is public; the person's name is not in here."""

    name: Name
    industries: Industries
    township: TownshipCode
    category: Name
    founded: date | None = None


class PremisesContent(Value):
    """Another place of business under the same licence (一照多址).

    `address`: null of a business that is called as its owner, whose home it may be. `industries`: what is done there, of what
    the entity does; empty: all of it. `opened`: since when there is business there.
    """

    name: Name
    address: Name | None = None
    township: TownshipCode
    industries: Industries = ()
    opened: date | None = None


class Position(Value):
    """WGS 84 in millionths of a degree; whole numbers, so that a fact reads the same everywhere."""

    latitude_microdegrees: Annotated[int, Field(ge=-90_000_000, le=90_000_000)]
    longitude_microdegrees: Annotated[int, Field(ge=-180_000_000, le=180_000_000)]


class CodeAllowed(Fact, name="registry.code-allowed"):
    """A lawful early credit code whose check character does not compute (GB 32100-2015): let in by name, on evidence."""

    code: CreditCode
    reason: PlainText
    evidence: tuple[EvidenceRef, ...]


class CodeDisallowed(Fact, name="registry.code-disallowed"):
    code: CreditCode
    reason: PlainText


class EntityListed(Fact, name="registry.entity-listed"):
    entity: EntityId
    content: EntityContent


class EntityChanged(Fact, name="registry.entity-changed"):
    entity: EntityId
    content: EntityContent


class EntityStruckOff(Fact, name="registry.entity-struck-off"):
    entity: EntityId
    reason: PlainText
    effective_from: date


class EntityOwnerChanged(Fact, name="registry.entity-owner-changed"):
    """The owner's name that the entity is called by is another one, or (`erased`) is kept no more. No fact holds the name:
    its masked form stayed as it is.
    """

    entity: EntityId
    erased: bool


class EntityReinstated(Fact, name="registry.entity-reinstated"):
    """A strike-off was a mistake, or its deregistration was revoked (撤销注销登记): the entity is listed as before."""

    entity: EntityId
    reason: PlainText


class EntitySucceeded(Fact, name="registry.entity-succeeded"):
    """The same business goes on under another code: a household became an enterprise (个转企), a stall was numbered anew."""

    entity: EntityId
    successor: EntityId
    reason: PlainText


class EntitySuccessionRevoked(Fact, name="registry.entity-succession-revoked"):
    """The successor was named by mistake: the two are businesses of their own, as before."""

    entity: EntityId
    reason: PlainText


class PremisesListed(Fact, name="registry.premises-listed"):
    """The entity does business at another place too. `premises`: the number of the place, among those of the entity."""

    entity: EntityId
    premises: Ref
    content: PremisesContent


class PremisesChanged(Fact, name="registry.premises-changed"):
    entity: EntityId
    premises: Ref
    content: PremisesContent


class PremisesClosed(Fact, name="registry.premises-closed"):
    """There is no business at the place any more, from that day on."""

    entity: EntityId
    premises: Ref
    reason: PlainText
    effective_from: date


class PremisesReopened(Fact, name="registry.premises-reopened"):
    """There is business at the place again, or it was closed by mistake: it is listed as before."""

    entity: EntityId
    premises: Ref
    reason: PlainText


class EntityTaggedByAnybody(Fact, name="registry.entity-tagged", title="EntityTagged"):
    """A manual tag (H-28, H-46); derived tags are computed from facts and are none themselves."""

    entity: EntityId
    tag: Kind
    reason: PlainText
    until: date | None = None


@catalog.upcaster("registry.entity-tagged", from_version=1)
def _tagged_by_the_office(data: dict[str, Any]) -> dict[str, Any]:
    """Whose a tag was is not on record: the office keeps it, which may take any away."""
    return {**data, "department": None}


class EntityTagged(Fact, name="registry.entity-tagged", version=2):
    """A manual tag (H-28, H-46); derived tags are computed from facts and are none themselves.

    `department`: whose tag it is, null for one of the office that keeps the register.
    """

    entity: EntityId
    tag: Kind
    reason: PlainText
    until: date | None = None
    department: DepartmentCode | None = None


class EntityUntagged(Fact, name="registry.entity-untagged"):
    entity: EntityId
    tag: Kind
    reason: PlainText
