"""What the routes of planning share: gates, the base of bodies, CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import StreamingResponse
from fastapi.security import HTTPBearer
from pydantic import BaseModel, ConfigDict

from libs.events.http import Caller, Gate, allow, gate
from libs.events.http.auth import ANYONE, caller

PlannerGate = Annotated[Gate, Depends(gate("planner"))]
MemberGate = Annotated[Gate, Depends(gate("conference-member"))]
ConferenceGate = Annotated[Gate, Depends(gate("planner", "conference-member"))]
DepartmentGate = Annotated[Gate, Depends(gate("department-officer"))]
OFFICIALS = (
    "planner",
    "conference-member",
    "department-officer",
    "inspector",
    "township-officer",
    "commander",
    "credit-officer",
    "registrar",
    "auditor",
    "integrator",
    "operator",
)
Official = Annotated[Caller, Depends(allow(*OFFICIALS))]
"""Visits are not for everybody: an unannounced one is in the list too."""


TOKEN_OR_NONE: dict[str, Any] = {"security": [{}]}
"""For the document of a route that anybody may ask, and who has a token may be told more (OpenAPI 3.1, 4.8.10)."""
_optional_bearer = HTTPBearer(auto_error=False, description="Optional: officials are told more.")


async def _visitor(request: Request, credentials: Annotated[object, Depends(_optional_bearer)]) -> Caller:
    return ANYONE if credentials is None else await caller(request)


Visitor = Annotated[Caller, Depends(_visitor)]
"""Anybody; who sends a token is known by it. A token that does not hold is refused."""


async def _informed(visitor: Visitor) -> bool:
    return not visitor.roles.isdisjoint(OFFICIALS)


Informed = Annotated[bool, Depends(_informed)]
"""Whether an official asks; nobody needs a token."""

EVERY_ROW = 5000
"""Rows fetched at a time for a download."""

Cell = str | int | None


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


def csv_response(name: str, header: Sequence[str], rows: AsyncIterator[Sequence[Cell]]) -> StreamingResponse:
    """A download that spreadsheets open: UTF-8 with mark; text that would be run as a formula is quoted."""

    async def lines() -> AsyncIterator[str]:
        yield "\ufeff" + _line(header)
        async for row in rows:
            yield _line(row)

    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(lines(), media_type="text/csv; charset=utf-8", headers=disposition)


def _line(cells: Sequence[Cell]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([_harmless(cell) for cell in cells])
    return buffer.getvalue()


def _harmless(cell: Cell) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def joined(values: Sequence[str]) -> str:
    """A list in one cell, as in the files the lists come from."""
    return ";".join(values)
