"""What is said of requests that wait for a second person: to the asker, and to operators, who settle none of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from math import inf
from typing import Any, NamedTuple

from ..calendar import CHINA
from ..http.idempotency import Waits
from ..telemetry import metrics
from .rules import Among, Second, names

__all__ = ["Open", "RequestState", "measure_requests", "open_requests", "settled", "waits"]


class RequestState(StrEnum):
    """Whether a request still waits for a second person, and what became of it."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


_WHO = {
    Among.ANYBODY: ("申请人以外、具有以下角色之一的人员", "another person than the asker"),
    Among.COLLEAGUES: (
        "与申请人同单位、具有以下角色之一的其他人员",
        "another person who acts for a body that the asker acts for",
    ),
    Among.LEAD: (
        "牵头单位中申请人以外、具有以下角色之一的人员",
        "another person than the asker, who acts for the leading body",
    ),
}
_SETTLED = {
    RequestState.APPROVED: ("已复核同意并办理", "approved, and done"),
    RequestState.REFUSED: ("已被退回,未生效", "refused, and without effect"),
    RequestState.WITHDRAWN: ("已由申请人撤回,未生效", "taken back by the asker, and without effect"),
    RequestState.EXPIRED: ("逾期失效,未生效", "expired, and without effect"),
}
_OPEN = (
    "select count(*), min(due), (select asked_at from countersignatures where state = 'waiting' order by due limit 1)"
    " from countersignatures where state = 'waiting'"
)


class Open(NamedTuple):
    """How many requests wait, when the first of them expires, and when that was asked."""

    requests: int = 0
    due: datetime | None = None
    asked: datetime | None = None


async def open_requests(pool: Any, *, queue: bool) -> Open:
    """Of the database of a service. `queue`: whether it has one; without it nothing waits."""
    return Open(*await pool.fetchrow(_OPEN)) if queue else Open()


def waits(countersignature: str, due: datetime, second: Second, called: Mapping[str, str]) -> Waits:
    """What the asker is told of a request that waits. `called`: what Chinese texts call roles."""
    zh, en = _WHO[second.among]
    until = due.astimezone(CHINA)
    roles_zh = "、".join(names(second.roles, called))
    return Waits(
        countersignature=countersignature,
        due=due,
        roles=list(second.roles),
        among=second.among,
        next=f"已登记,尚未生效:须由{zh}于北京时间 {until:%Y-%m-%d %H:%M} 前复核:{roles_zh}。逾期自动失效,申请人可以撤回",
        next_en=f"recorded, and without effect yet: {en}, with one of the roles {', '.join(second.roles)}, has to approve it"
        f" until {until:%Y-%m-%d %H:%M} (Beijing time); then it expires; the asker may take it back",
    )


def settled(waiting: Waits, state: RequestState) -> Waits:
    """What the asker is told of a request that waits no longer."""
    zh, en = _SETTLED[state]
    there = f"GET /v1/countersignatures/{waiting.countersignature}"
    said = {
        "state": state,
        "next": f"该申请{zh},详见 {there}。如需再次申请,请更换 Idempotency-Key",
        "next_en": f"{en}: see {there}. To ask once more, use another Idempotency-Key",
    }
    return waiting.model_copy(update=said)


async def measure_requests(pool: Any, now: datetime, *, queue: bool) -> None:
    """Brings the gauges up to date."""
    found = await open_requests(pool, queue=queue)
    metrics.second_waiting.set(found.requests)
    metrics.second_due.set((found.due - now).total_seconds() if found.due is not None else inf)
    waits_for = (found.due - found.asked).total_seconds() if found.due is not None and found.asked is not None else inf
    metrics.second_wait.set(waits_for)
