"""Writes every file of ``examples/`` except its README."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from random import Random

from .dirt import bad_rows
from .lists import write_lists
from .people import inspectors
from .register import Entity, Register, credit
from .tables import Place, Row, rows_of, write

__all__ = ["HUARONG", "JIANLI", "SEED", "write_examples"]

SEED = 20260101
JIANLI = Place(code="421088", slug="jianli", short="监利", entities=3_000)
HUARONG = Place(code="430623", slug="huarong", short="华容", entities=1_500)

_IN_BOTH_PLACES = 300
_STATUTORY_ALONE = {"2027"}
"""Years of which the State Council's notice was not out when this was written."""
_ENTITY_COLUMNS = "scheme,value,name,industries,township,category,founded"
_INSPECTOR_COLUMNS = "id,name,department,certificate,qualifications,valid_from,valid_until"


def write_examples(folder: Path) -> list[Path]:
    """Write all example files under ``folder`` and return their paths; the same bytes on every run and machine."""
    random = Random(SEED)  # noqa: S311 - repeatable invention, nothing secret
    register = Register(random)
    written = list(_calendars(folder / "calendar"))
    entities = _entities(register)
    for place in (JIANLI, HUARONG):
        here = folder / place.code
        written += write_lists(here, place)
        written.append(write(here / "inspectors.csv", _INSPECTOR_COLUMNS, inspectors(place, random)))
        written.append(write(here / "entities.csv", _ENTITY_COLUMNS, [entity.row for entity in entities[place]]))
        written.append(write(here / "credit.csv", "scheme,value,points,reason", credit(entities[place], random)))
    bad = folder / JIANLI.code / "entities-with-bad-rows.csv"
    written.append(write(bad, _ENTITY_COLUMNS, bad_rows(JIANLI, register)))
    return written


def _entities(register: Register) -> dict[Place, list[Entity]]:
    """The entities of both places; 300 work in both, half of them registered in each."""
    found: dict[Place, list[Entity]] = {JIANLI: [], HUARONG: []}
    for number in range(_IN_BOTH_PLACES):
        home, away = (JIANLI, HUARONG) if number % 2 == 0 else (HUARONG, JIANLI)
        entity = register.entity(home, "enterprise")
        found[home].append(entity)
        found[away].append(register.branch(entity, away))
    for place, entities in found.items():
        entities += [register.entity(place) for _ in range(place.entities - len(entities))]
        entities.sort(key=lambda entity: (entity.township, entity.value))
    return found


def _calendars(folder: Path) -> Iterator[Path]:
    for year, spans in groupby(rows_of("holidays"), key=lambda row: row["first"][:4]):
        name = f"{year}.provisional.csv" if year in _STATUTORY_ALONE else f"{year}.csv"
        yield write(folder / name, "date,kind,name", [day for span in spans for day in _days(span)])


def _days(span: dict[str, str]) -> Iterator[Row]:
    first, last = date.fromisoformat(span["first"]), date.fromisoformat(span["last"])
    for days in range((last - first).days + 1):
        yield (first + timedelta(days=days)).isoformat(), span["kind"], span["name"]
