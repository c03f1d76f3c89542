"""Who approves what another person has asked for: data of a policy edition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from . import refusals as r

__all__ = ["DAYS", "Among", "Days", "Second", "check_seconds"]

Role = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Days = Annotated[int, Field(ge=1, le=365)]


class Among(StrEnum):
    """Whom the second person is looked for among."""

    ANYBODY = "anybody"
    """Everybody with one of the roles."""
    COLLEAGUES = "colleagues"
    """Who acts for a body that the asker acts for too."""
    LEAD = "lead"
    """Who acts for the body that leads on the day."""


class Second(BaseModel):
    """Who approves: another subject than the one who asked, with one of the roles."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    roles: tuple[Role, ...] = Field(min_length=1, max_length=20)
    among: Among = Among.ANYBODY


DAYS: Any = Field(
    10,
    description="After how many days a request that nobody has approved or refused ends. A default of the jurisdiction: no"
    " source says it.",
)


def check_seconds(seconds: Mapping[Any, Second], roles: Iterable[str], *, led: bool = True, always: str = "policy") -> None:
    """Raises NoSuchSecond for a role that cannot approve, and for the lead where the service knows none (`led`), and
    PolicyByOne where the policy itself would need nobody else.
    """
    for duty, second in sorted(seconds.items()):
        if unable := sorted(set(second.roles) - set(roles)):
            raise r.NoSuchSecond(field=f"pack.seconds.{duty}.roles", value=unable)
        if second.among is Among.LEAD and not led:
            raise r.NoSuchSecond(field=f"pack.seconds.{duty}.among", value=second.among)
    if always not in seconds:
        raise r.PolicyByOne(field="pack.seconds", value=always)
