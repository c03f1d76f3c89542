"""What the routes of inspection share."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, Any

from fastapi import Depends, Request
from joserfc.jwk import OKPKey
from pydantic import BaseModel, ConfigDict

from libs.events.http import Accepted, Caller, Gate, allow, gate
from libs.events.reactions import Environment
from libs.events.store.runner import Outcome
from services.inspection.decide.refusals import MandateUnavailable, NoSuchVisit, NotYourEntity
from services.inspection.mandate import key_of
from services.inspection.policy import day_of
from services.inspection.views import queries

__all__ = [
    "OFFICERS",
    "Body",
    "OfficerGate",
    "Reader",
    "SigningKey",
    "follow",
    "signing_key",
    "speaks_for",
    "team_is_secret",
    "visit_row",
]

OFFICERS = ("inspector", "department-officer")
OfficerGate = Annotated[Gate, Depends(gate(*OFFICERS))]
Reader = Annotated[
    Caller, Depends(allow(*OFFICERS, "township-officer", "commander", "planner", "credit-officer", "auditor", "operator"))
]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


async def visit_row(pool: Any, visit: str) -> dict[str, Any]:
    """The visit's row. Raises NoSuchVisit."""
    row = await queries.visit(pool, visit=visit)
    if row is None:
        raise NoSuchVisit(field="visit", value=visit, do_en="Check the number.", do_zh="请核对任务编号。")
    return dict(row)


def team_is_secret(row: Mapping[str, Any], who: Caller, env: Environment) -> bool:
    """Whether the officers of an unannounced visit are kept from the caller: before its day or the end of its window, and from
    everybody but planners, auditors and the visit's own departments (L-19; docs/draw.md, section 9a).
    """
    if not row["notice_forbidden"] or row["state"] not in {"assigned", "announced"}:
        return False
    told = not who.roles.isdisjoint({"planner", "auditor"}) or not who.departments.isdisjoint(row["departments"])
    today = day_of(env.clock())
    day = row["visit_on"]
    return not told and (today < day if day is not None else today <= row["window_to"])


def follow(answer: Accepted, outcome: Outcome) -> None:
    """Adds the facts of another stream that the same request led to; stream and version stay the first one's."""
    more = Accepted.of(outcome)
    answer.facts += more.facts
    answer.position = more.position or answer.position


def speaks_for(caller: Caller, entity: str, *, officer: str, departments: Collection[str]) -> None:
    """The entity itself (the token's subject is its id), or an officer of one of the departments. Raises NotYourEntity."""
    if "enterprise" in caller.roles and caller.subject == entity:
        return
    if officer in caller.roles and not caller.departments.isdisjoint(departments):
        return
    raise NotYourEntity(
        f"{caller.subject} speaks neither for {entity} nor for {', '.join(departments)}",
        f"您不代表 {entity},也不代表 {'、'.join(departments)}",
        field="entity",
        value=entity,
        do_en="Sign in as this entity, or as an officer of one of the departments.",
        do_zh="请以该企业或上述部门人员身份登录。",
    )


def signing_key(request: Request) -> OKPKey:
    path = request.app.state.service_state.settings.signing_key
    if path is None:
        raise MandateUnavailable(
            field="signing_key",
            do_en="Operations: give this service the place's signing key (CHECKONCE_SIGNING_KEY).",
            do_zh="请运行维护人员为本服务配置签名密钥(CHECKONCE_SIGNING_KEY)。",
        )
    return key_of(path)


SigningKey = Annotated[OKPKey, Depends(signing_key)]
