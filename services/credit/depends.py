"""What the routes of credit share."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, ConfigDict

from libs.events.calendar import CHINA
from libs.events.http.auth import Caller, allow
from libs.events.http.commands import Gate, gate
from libs.events.reactions import Environment

OfficerGate = Annotated[Gate, Depends(gate("credit-officer"))]
Officer = Annotated[Caller, Depends(allow("credit-officer"))]
Reader = Annotated[
    Caller,
    Depends(
        allow(
            "credit-officer",
            "planner",
            "department-officer",
            "inspector",
            "township-officer",
            "commander",
            "auditor",
            "operator",
        )
    ),
]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


def today(env: Environment) -> date:
    """The local day."""
    return env.clock().astimezone(CHINA).date()
