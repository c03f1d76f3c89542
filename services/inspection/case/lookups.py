"""What is looked up for the routes and commands that concern a case."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

import orjson

from libs.domain.evidence.files import missing
from libs.domain.reach import Reach, own_reach, reach_of
from libs.events.catalog.codes import DepartmentCode, EvidenceRef, InspectorId, ItemCode, Ref
from libs.events.catalog.inspection.case import CaseOutcome, Subject
from libs.events.catalog.inspection.policy import InspectionPolicy
from libs.events.http.commands import Gate
from libs.events.http.rows import found

from ..exemption.views import queries as exemptions
from . import asked
from . import commands as c
from . import refusals as r
from .views import queries

NEW_ECONOMY: Final = "new-economy"
"""The tag of enterprises of the new economy (B-20)."""


async def case_row(db: Any, case: Ref) -> dict[str, Any]:
    """The case's row. Raises NoSuchCase."""
    return await found(queries.case_row(db, case_ref=case), r.NoSuchCase, case=case)


def the_partys(row: Mapping[str, Any]) -> str | None:
    """The entity that a case is against, once it was told of it."""
    entity: str | None = row["entity"] if row["told_at"] or row["decided_on"] else None
    return entity


def require(reach: Reach, row: Mapping[str, Any]) -> None:
    """Raises NoSuchCase unless the case is within reach."""
    gone = r.NoSuchCase(case=row["case_ref"])
    reach.require(gone, departments=[row["department"]], entity=the_partys(row), about=row["entity"])


async def own_case(pool: Any, case: Ref, gate: Gate) -> dict[str, Any]:
    """The case's row for a command of its department. Raises NoSuchCase to everybody else."""
    row = await case_row(pool, case)
    require(reach_of(gate), row)
    return row


async def partys_case(pool: Any, case: Ref, gate: Gate) -> dict[str, Any]:
    """The same for what the party may do, too, under whichever of its codes it was told."""
    row = await case_row(pool, case)
    require(await own_reach(gate, pool), row)
    return row


def major_fen(numbers: InspectionPolicy, subject: str) -> int:
    """From which amount a penalty is major."""
    return numbers.major_fine_fen_entity if subject == Subject.ENTERPRISE else numbers.major_fine_fen_household


async def acting(
    gate: Gate,
    db: Any,
    numbers: InspectionPolicy,
    *,
    officers: Iterable[InspectorId],
    department: DepartmentCode,
    on: date,
    evidence: Iterable[EvidenceRef | None] = (),
) -> dict[str, Any]:
    """The fields of `c.Acting`."""
    rows = queries.certified_among(db, officers=list(officers), department=department, on=on)
    return {
        "least": numbers.two_officers,
        "certified": tuple([row["inspector"] async for row in rows]),
        **await entered(gate, numbers, *evidence),
    }


async def entered(gate: Gate, numbers: InspectionPolicy, *evidence: EvidenceRef | None) -> dict[str, Any]:
    """The fields of `c.Entered`."""
    named = [piece for piece in evidence if piece is not None]
    return {"late_days": numbers.late_entry_days, "missing": await missing(gate, named)}


async def origin(db: Any, asked_of: asked.Matter, department: DepartmentCode) -> tuple[bool | None, datetime | None]:
    """Whether what a case begins with is on record for this department and party, and since when it is known.

    Complaints and what comes back from the police are kept by others: None.
    """
    match asked_of.origin.kind:
        case "visit":
            named = {"visit": asked_of.origin.ref, "finding": asked_of.origin.finding}
            row = await queries.finding_of(db, **named, department=department)
        case "clue":
            row = await queries.clue_of(db, clue=asked_of.origin.ref, department=department)
        case "rectification":
            row = await queries.rectification_of(db, rectification=asked_of.origin.ref, department=department)
        case _:
            return None, None
    if row is None:
        return False, None
    # A natural person may answer for what was found at an entity.
    return asked_of.entity in {None, row["entity"]}, row["found_at"]


def begun(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a case began with, as queries ask for it."""
    return {name: row[name] for name in ("case_ref", "origin_kind", "origin", "finding")}


async def competent(db: Any, items: Iterable[ItemCode], department: DepartmentCode, on: date) -> tuple[ItemCode, ...]:
    rows = queries.competent(db, items=list(items), department=department, on=on)
    return tuple([row["item"] async for row in rows])


async def proposal(db: Any, row: Mapping[str, Any], said: asked.Graded, numbers: InspectionPolicy, on: date) -> dict[str, Any]:
    """The fields of `c.ProposalLookups` beside those of `c.Acting`."""
    standard = said.benchmark and await queries.standard(db, benchmark=said.benchmark, on=on)
    return {
        "standard": c.Standard(item=standard["item"], grades=orjson.loads(standard["grades"])) if standard else None,
        "major_fen": major_fen(numbers, row["subject"]),
        **(await _sparing(db, row, said, numbers, on) if isinstance(said, asked.CaseProposal) else {}),
    }


async def _sparing(
    db: Any, row: Mapping[str, Any], said: asked.CaseProposal, numbers: InspectionPolicy, on: date
) -> dict[str, Any]:
    entry = said.exemption and await exemptions.entry(db, exemption=said.exemption, on=on)
    first = said.outcome is CaseOutcome.FIRST and row["entity"] is not None
    before = {"case_ref": row["case_ref"], "entity": row["entity"], "items": row["items"], "on": on}
    return {
        "exempts": entry["item"] if entry else None,
        "earlier": await queries.earlier_offence(db, **before, years=numbers.first_offence_years) if first else None,
    }
