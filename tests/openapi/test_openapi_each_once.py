"""Wherever an object's names are codes, a code that stands in it under two spellings is refused: one would win unseen."""

import string
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from apps.checkonce.clients.documents import document
from apps.checkonce.names import SERVICES
from libs.events.catalog.codes import Spelt
from libs.events.decider import Command, Known
from libs.events.http.bodies import Body
from libs.events.shapes.each_once import EACH_ONCE
from libs.events.shapes.faults import fault_of

WIDE = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in string.digits + string.ascii_lowercase}
CODES = ("421088", "430623")
NAMES = ("421088-market", "421088-fire")
SPELLINGS = (
    lambda code: code,
    lambda code: code.translate(WIDE),
    lambda code: f" {code}",
    lambda code: code[:3] + "\u200b" + code[3:],
    lambda code: code.replace("-", "\u2013") + "\t",
)


def with_all_below(kind: type[Any]) -> Iterator[type[Any]]:
    for below in kind.__subclasses__():
        yield below
        yield from with_all_below(below)


def objects(said: Any, notes: tuple[Any, ...], where: str, seen: set[Any]) -> Iterator[tuple[str, Any, tuple[Any, ...]]]:
    """Each object of free names in what is asked: where it stands, the type of its names, what is noted of it."""
    if get_origin(said) is Annotated:
        inner, *more = get_args(said)
        yield from objects(inner, (*more, *notes), where, seen)
        return
    if isinstance(said, type) and issubclass(said, BaseModel) and said not in seen:
        seen.add(said)
        for name, field in said.model_fields.items():
            # What was looked up is spelt as the registers keep it.
            if get_args(Known[int])[1] not in field.metadata:
                yield from objects(field.annotation, tuple(field.metadata), f"{said.__name__}.{name}", seen)
    if get_origin(said) in {dict, Mapping}:
        yield where, get_args(said)[0], notes
    for part in get_args(said):
        yield from objects(part, (), where, seen)


def by_code() -> Iterator[tuple[str, Any, tuple[Any, ...]]]:
    """Those whose names are read before they are kept, in all commands and bodies of all services."""
    for service in SERVICES:
        document(service)
    seen: set[Any] = set()
    for asked in (kind for base in (Command, Body) for kind in with_all_below(base)):
        for where, name, notes in objects(asked, (), "", seen):
            if any(isinstance(note, Spelt) for note in get_args(name)[1:]):
                yield where, name, notes


FOUND = {where: (name, notes) for where, name, notes in by_code()}


def test_all_objects_of_codes_are_found():
    assert {
        "AskedTickets.blinded", "IssueRatingTickets.blinded", "ConfirmWhistle.ratings", "AgreementDocument.signatures",
        "ConcludeAgreement.signatures", "AcceptAgreement.signatures", "AdoptModel.indicators", "InstallModel.indicators",
    } <= FOUND.keys()  # fmt: skip


@pytest.mark.parametrize("where", FOUND)
@given(data=st.data())
def test_a_code_stands_once_however_it_is_spelt(where, data):
    name, notes = FOUND[where]
    assert EACH_ONCE in notes
    shape = TypeAdapter(Annotated[dict[name, int], *notes])
    one, other = NAMES if fits(name, NAMES[0]) else CODES if fits(name, CODES[0]) else ("fire-safety", "food")
    first, second = data.draw(st.lists(st.sampled_from(SPELLINGS), min_size=2, max_size=2, unique=True))
    assert shape.validate_python({first(one): 1, second(other): 2}) == {one: 1, other: 2}
    with pytest.raises(ValidationError) as refused:
        shape.validate_python({first(one): 1, second(one): 2} if first(one) != second(one) else {one: 1, f"{one} ": 2})
    (fault,) = refused.value.errors()
    assert "spelt in two ways" in fault_of(fault).rule
    assert "不同写法" in fault_of(fault).rule_zh


def fits(name: Any, code: str) -> bool:
    try:
        TypeAdapter(name).validate_python(code)
    except ValidationError:
        return False
    return True
