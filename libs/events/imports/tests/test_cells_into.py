import re
from datetime import date
from enum import StrEnum
from typing import Annotated

import pytest
from pydantic import BaseModel, StringConstraints

from libs.events.imports.cells import Cells
from libs.events.refusal import Invalid

Code = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]


class Wood(StrEnum):
    OAK, ASH = "oak", "ash"


class Door(BaseModel):
    door: Code
    title: Annotated[str, StringConstraints(max_length=5)]
    wood: Wood
    opens_to: tuple[Code, ...]
    also_of: tuple[Wood, ...] = ()
    locked: bool
    hung_on: date
    gone_on: date | None = None
    keeper: Code | None = None
    known: int


WHOLE = {
    "code": "ABC", "title": "front", "wood": "oak", "opens_to": "HAL;DEN", "also_of": "ash;oak", "locked": "yes",
    "hung_on": "2026-03-01", "gone_on": "2026-04-01", "keeper": "DEN",
}  # fmt: skip


def into(**changed: str) -> Door:
    cells = Cells({**WHOLE, **changed})
    return cells.into(Door, columns={"door": "code"}, listed={"keeper": {"DEN"}, "opens_to": {"HAL", "DEN"}}, known=7)


def test_a_row_becomes_a_model_by_the_names_and_types_of_its_fields():
    assert into() == Door(
        door="ABC", title="front", wood=Wood.OAK, opens_to=("HAL", "DEN"), also_of=(Wood.ASH, Wood.OAK), locked=True,
        hung_on=date(2026, 3, 1), gone_on=date(2026, 4, 1), keeper="DEN", known=7,
    )  # fmt: skip


def test_what_may_be_empty_is_left_to_the_model():
    door = into(gone_on="", keeper="", also_of="")
    assert (door.gone_on, door.keeper, door.also_of) == (None, None, ())


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("code", "abc"), ("code", ""), ("title", "too long"), ("wood", "pine"), ("opens_to", ""), ("opens_to", "HAL;HUT"),
        ("also_of", "ash;pine"), ("locked", "perhaps"), ("hung_on", ""), ("hung_on", "2026-02-30"), ("gone_on", "soon"),
        ("keeper", "HAL"),
    ],
)  # fmt: skip
def test_a_fault_names_the_column(column, value):
    with pytest.raises(Invalid) as refused:
        into(**{column: value})
    assert refused.value.field == column
    assert refused.value.do_zh
    assert re.search("[\u4e00-\u9fff]", refused.value.detail_zh)
    assert not re.search("should|must", refused.value.detail_zh)


def test_what_was_looked_up_is_not_read_again():
    assert Cells({**WHOLE, "wood": "pine"}).into(Door, columns={"door": "code"}, wood=Wood.ASH, known=1).wood is Wood.ASH
