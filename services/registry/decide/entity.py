"""An entity: on the list, changed, struck off. A code is never given to somebody else, so struck off is for good.

Rules: L-09, H-03.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from libs.events.catalog.registry.entities import EntityChanged, EntityContent, EntityListed, EntityStruckOff
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.registry.commands import EnterEntity, EntityCommand, StrikeOffEntity

from .refusals import EntityIsStruckOff, NoSuchEntity


@dataclass(frozen=True, slots=True)
class Unlisted:
    pass


@dataclass(frozen=True, slots=True)
class Listed:
    content: EntityContent


@dataclass(frozen=True, slots=True)
class StruckOff:
    content: EntityContent
    day: date


State = Unlisted | Listed | StruckOff


def decide(command: EntityCommand, state: State, _: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    match command, state:
        case EnterEntity(content=content), Unlisted():
            return [EntityListed(entity=command.entity, content=content)]
        case EnterEntity(content=content), Listed(content=held) | StruckOff(content=held) if content == held:
            return []
        case EnterEntity(content=content), Listed():
            return [EntityChanged(entity=command.entity, content=content)]
        case StrikeOffEntity(reason=reason, effective_from=day), Listed():
            return [EntityStruckOff(entity=command.entity, reason=reason, effective_from=day)]
        case _, StruckOff(day=day):
            raise EntityIsStruckOff(
                f"struck off from {day} on",
                f"自 {day} 起移出名录",
                field="entity",
                value=command.entity,
                do_en="Take the row out of the file; a new business has a code of its own.",
                do_zh="请从文件中删除该行;新设主体应有自己的代码。",
            )
        case _, Unlisted():
            raise NoSuchEntity(field="entity", value=command.entity, do_en="Check the code.", do_zh="请核对代码。")
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case EntityListed(content=content) | EntityChanged(content=content), _:
            return Listed(content)
        case EntityStruckOff(effective_from=day), Listed(content=content):
            return StruckOff(content, day)
    return state


ENTITY: Decider[EntityCommand, State] = Decider(
    name="entity",
    commands=(EnterEntity, StrikeOffEntity),
    stream=lambda command: f"entity-{command.entity}",
    initial=Unlisted(),
    decide=decide,
    evolve=evolve,
)
