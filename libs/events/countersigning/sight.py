"""Who is shown which requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, NamedTuple

from fastapi import Depends, Request

from ..http.access import permission_of
from ..http.auth import Permitted
from ..http.depends import Env, Pool
from .rules import Second

__all__ = ["Seen", "Sight", "visible"]


class Sight(NamedTuple):
    """What a caller may see: what was asked by `subject`, what has one of the `duties` (None: any), and what one of the `roles`
    has asked for and needs nobody by now: its duty is not among those that are `needed`.
    """

    subject: str
    duties: Sequence[str] | None
    needed: Sequence[str]
    roles: Sequence[str]


def visible(first: int) -> str:
    """Whether a row of the requests' table is shown, in SQL: the fields of `Sight` are its parameters from `first` on."""
    subject, duties, needed, roles = (f"${number}" for number in range(first, first + len(Sight._fields)))
    as_asked = f"duty <> all ({needed}::text[]) and roles && {roles}::text[]"
    return f"(asked_by = {subject} or {duties}::text[] is null or duty = any ({duties}::text[]) or {as_asked})"


async def _sight(request: Request, who: Permitted, pool: Pool, env: Env) -> Sight:
    permission = permission_of(request.scope["route"])
    seconds: Mapping[str, Second]
    seconds, _ = await request.app.state.countersigning.rules(pool, env)
    duties = [duty for duty, second in seconds.items() if not who.roles.isdisjoint(second.roles)]
    oversees = permission is None or not who.roles.isdisjoint(permission.more)
    return Sight(who.subject, None if oversees else duties, list(seconds), sorted(who.roles))


Seen = Annotated[Sight, Depends(_sight)]
