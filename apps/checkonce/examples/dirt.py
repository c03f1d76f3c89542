"""A file with one row of every kind of dirt that departments really send, among good rows."""

from collections.abc import Iterator
from dataclasses import replace

from .codes import full_width, wrong_check
from .register import Register
from .tables import Place, Row

__all__ = ["bad_rows"]


def bad_rows(place: Place, register: Register) -> Iterator[Row]:
    """Rows of ``entities-with-bad-rows.csv``; ``examples/README.md`` says line by line what must come of them."""

    def fresh() -> Row:
        return register.entity(place, "enterprise").row

    kept = register.entity(place, "enterprise")
    yield kept.row
    yield fresh()
    entity = register.entity(place, "household")
    yield replace(entity, value=entity.value.lower()).row
    entity = register.entity(place, "enterprise")
    yield replace(entity, value=full_width(entity.value)).row
    entity = register.entity(place, "enterprise")
    yield replace(entity, value=wrong_check(entity.value)).row
    entity = register.entity(place, "enterprise")
    yield replace(entity, value=entity.value[:-1]).row
    entity = register.entity(place, "enterprise")
    yield replace(entity, value=entity.value[:9] + "I" + entity.value[10:]).row
    yield replace(register.entity(place, "enterprise"), scheme="passport").row
    yield replace(register.entity(place, "enterprise"), township=f"{place.code}999").row
    yield replace(register.entity(place, "enterprise"), industries="moon-mining").row
    yield replace(register.entity(place, "enterprise"), industries="").row
    yield replace(register.entity(place, "enterprise"), name="").row
    yield replace(register.entity(place, "enterprise"), category="空壳").row
    yield replace(register.entity(place, "enterprise"), founded="2019-02-29").row
    yield replace(kept, name=f"{place.short}改名换姓(示例)").row
    yield fresh()[:-1]
    yield [*fresh(), "多出一列"]
    yield fresh()
