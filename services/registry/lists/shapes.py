"""What routes of all lists share: the place's day, filters, editions, the end of a row."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from libs.events.calendar import CHINA
from libs.events.catalog.codes import PlainText
from libs.events.http import Gate, gate
from libs.events.http.paging import SEARCH, CursorParam, LimitParam
from libs.events.reactions import Environment

Registrar = Annotated[Gate, Depends(gate("registrar"))]
Office = Annotated[Gate, Depends(gate("registrar", "planner"))]


def today(env: Environment) -> date:
    """The local date of the environment's clock."""
    return env.clock().astimezone(CHINA).date()


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class End(Body):
    """From which day on, and why."""

    reason: PlainText
    effective_from: date


class DayFilter(Body):
    day: date | None = Field(None, description="The list as it is in force on that day; today when absent.")
    q: str | None = Field(None, description="A code, or a part of the name.", **SEARCH)


class Paged(BaseModel):
    cursor: CursorParam = None
    limit: LimitParam = 50


class EditionView(BaseModel):
    """In force from `effective_from` until the day before `effective_until`; `withdrawn` says why it was ended."""

    effective_from: date
    effective_until: date | None
    withdrawn: str | None
    version: int
