"""What a place lists: industries, departments and their mandates, townships, items, scenarios."""

from collections.abc import Iterator
from pathlib import Path

from .tables import Department, Place, Row, departments, items, rows_of, write

__all__ = ["write_lists"]

# The department that answers for enforcement in the townships (综合行政执法), in every place of the examples.
_TOWNSHIPS_DEPARTMENT = "urban-management"
_EFFECTIVE_FROM = "2025-01-01"
# The Law on Administrative Penalty as revised in 2021 took effect on this day.
_MANDATED_FROM = "2021-07-15"


def write_lists(folder: Path, place: Place) -> Iterator[Path]:
    yield write(folder / "industries.csv", "code,name", [(row["code"], row["name"]) for row in rows_of("industries")])
    yield write(
        folder / "departments.csv",
        "code,name,level,divisions",
        [(department.code, department.name, department.level, place.code) for department in departments(place)],
    )
    yield write(
        folder / "mandates.csv",
        "department,form,basis,delegated_by,effective_from,effective_until",
        _mandates(place),
    )
    yield write(
        folder / "townships.csv",
        "code,name,department",
        [
            (row["code"], row["name"], f"{place.code}-{_TOWNSHIPS_DEPARTMENT}")
            for row in rows_of("townships")
            if row["code"].startswith(place.code)
        ],
    )
    yield write(
        folder / "items.csv",
        "code,kind,subject,content,list_class,department,industries,methods,frequency_months,legal_basis,liability,"
        "notice,minor_exemption,qualification,effective_from",
        _items(place),
    )
    yield write(folder / "scenarios.csv", "code,name,industry,lead,departments,items", _scenarios(place))


def _mandates(place: Place) -> Iterator[Row]:
    """Why each department may check (X-06): by statute or by authorisation of a law."""
    by_slug = {department.slug: department for department in departments(place)}
    for row in rows_of("mandates"):
        if department := by_slug.get(row["slug"]):
            yield (department.code, row["form"], row["basis"], "", _MANDATED_FROM, "")


def _items(place: Place) -> Iterator[Row]:
    for item in items(place):
        row = item.row
        yield (
            item.code,
            row["kind"],
            row["subject"],
            row["content"],
            row["list_class"],
            item.department.code,
            row["industries"],
            row["methods"],
            row["frequency_months"],
            row["legal_basis"],
            row["liability"],
            row["notice"],
            row["minor_exemption"],
            row["qualification"],
            _EFFECTIVE_FROM,
        )


def _scenarios(place: Place) -> Iterator[Row]:
    """One scenario per industry: the first of its possible leads that the place has, then everyone with an item in it."""
    for industry in rows_of("industries"):
        listed = [item for item in items(place) if industry["code"] in item.industries]
        concerned: dict[str, Department] = {item.department.slug: item.department for item in listed}
        lead = next(concerned[slug] for slug in industry["leads"].split(";") if slug in concerned)
        yield (
            f"S-{industry['code']}",
            f"{industry['name']}“综合查一次”",
            industry["code"],
            lead.code,
            ";".join(department.code for department in concerned.values()),
            ";".join(item.code for item in listed),
        )
