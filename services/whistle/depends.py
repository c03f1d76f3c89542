"""What the routes of several matters depend on: who may ask."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, ConfigDict

from libs.events.http.auth import Caller, allow
from libs.events.http.commands import Gate, gate

TownshipGate = Annotated[Gate, Depends(gate("township-officer", "commander"))]
DepartmentGate = Annotated[Gate, Depends(gate("department-officer"))]
Reader = Annotated[Caller, Depends(allow("township-officer", "department-officer", "commander", "auditor", "operator"))]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")
