"""An entity is named by a scheme and a value. An entity without a credit code still exists."""

from collections.abc import Container

from libs.domain.entities.identity import entity_id
from libs.domain.masking import is_a_persons, mask_person
from libs.events.catalog import spelling
from libs.events.catalog.registry.entities import EntityContent

_REGISTERED = {"1": frozenset({"enterprise"}), "2": frozenset({"household", "stall"}), "3": frozenset({"cooperative"})}
"""By position 2 of a code of market regulation, which begins with 9. A stall may have the licence of a household."""
_OTHERS = frozenset({"institution", "social"})
_STANDARD = _OTHERS.union(*_REGISTERED.values())


def read_entity(entity: str, allowed: Container[str] = frozenset()) -> str:
    """`uscc:91...` as somebody typed it, as it is kept. Raises Invalid as `entity_id` does."""
    scheme, value = entity.split(":", 1)
    return entity_id(scheme, value, allowed)


def other_categories(entity: str, category: str) -> frozenset[str]:
    """The categories that an entity's credit code can have, where `category` is none of them; otherwise nothing.

    A jurisdiction's own categories and codes of other schemes say nothing. Source: GB 32100-2015, table 1.
    """
    scheme, _, number = entity.partition(":")
    if scheme != "uscc" or category not in _STANDARD or number.startswith("99"):
        return frozenset()
    fitting = _REGISTERED[number[1]] if number.startswith("9") else _OTHERS
    return frozenset() if category in fitting else fitting


def impersonal(content: EntityContent) -> EntityContent:
    """What a fact may say for ever (B-34): a stall that is called `张小三` as its owner is `张**` there."""
    if not is_a_persons(content.name):
        return content
    return content.model_copy(update={"name": mask_person(content.name)})


def as_kept(entity: str) -> str:
    """The same, right or not: where the entity's facts stand."""
    return spelling.entity(entity)
