"""Puts reads on record: the row is committed before the first byte of the answer leaves.

Nothing is lost, whatever crashes: who has an answer is on record, and what cannot be put on record is not answered (503). The
price is a commit for each answer, which answers that are ready at the same time share (see store/group_commit.py); memory
is bounded by the requests that are under way. A refused read is no read: the refusal is a log line (admission/noted.py).

Only numbers are kept of whom an answer was about, so that erasing a person leaves nothing here but a reference, and no value
of a search. Of who read, the subject and roles are kept until the row's time is over (see retention.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote

from starlette.types import Message, Scope, Send

from ...clock import Clock
from ...refusal import Invalid, Refusal
from ...store.blame import FAILURES
from ...store.group_commit import GroupCommit
from ...telemetry import log
from ..admission.passed import FOUND
from ..auth import Caller
from ..problems import of_refusal, problem_response
from .trail import ABOUT, Read, Trail

__all__ = ["NotOnRecord", "Reading", "Readings"]

_PURPOSE = b"purpose"
_LONGEST = 200
_INSERT = """
    insert into readings (at, subject, roles, route, kind, path, asked, person, entity, purpose)
    select at, subject, string_to_array(roles, ','), route, kind, path, string_to_array(asked, ','), person, entity, purpose
      from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                  $9::text[], $10::text[])
           as r(at, subject, roles, route, kind, path, asked, person, entity, purpose)
"""


class NotOnRecord(Refusal):
    """What is read of persons and of internal matters is on record, or it is not read."""

    slug = "not-on-record"
    status = 503
    title_zh = "查阅留痕失败"
    title_en = "The read could not be put on record"
    detail_zh = "查阅记录未能写入,因此未提供内容"
    detail_en = "the record of the read could not be written, so nothing was answered"
    do_zh = "请稍后重试;如持续出现,请联系运维人员。"
    do_en = "Try again; if it stays so, tell the operators."


class Reading(NamedTuple):
    """A row of `readings`; `roles` and `asked` joined by commas."""

    at: datetime
    subject: str
    roles: str
    route: str
    kind: str
    path: str
    asked: str
    person: str | None
    entity: str | None
    purpose: str | None


class Readings:
    """The record that one process keeps."""

    def __init__(self, pool: Any, clock: Clock) -> None:
        self._pool, self._clock = pool, clock
        self._together: GroupCommit[Reading, None] = GroupCommit(self._write)

    def before_answer(self, scope: Scope, send: Send, who: Caller, trail: Trail) -> Send:
        """`send` of a request whose route admission has found: what it answers is on record before it leaves.

        Raises Invalid for a purpose that is too long.
        """
        purpose = _purpose(scope, trail)

        withheld = False

        async def sent(message: Message) -> None:
            nonlocal withheld
            if message["type"] == "http.response.start" and message["status"] < 400:
                withheld = not await self._kept(self._reading(scope, who, trail, purpose))
                if withheld:
                    # Raised here, it would reach handlers that believe the answer to have begun.
                    await _instead(scope, send)
            if not withheld:
                await send(message)

        return sent

    async def _kept(self, reading: Reading) -> bool:
        try:
            await self._together.do(reading)
        except FAILURES as error:
            log.error("readings.not_kept", route=reading.route, error=repr(error))
            return False
        return True

    def _reading(self, scope: Scope, who: Caller, trail: Trail, purpose: str | None) -> Reading:
        entry, given = scope[FOUND]
        query = parse_qs(scope["query_string"].decode("latin-1"))
        said = {**{name: values[-1] for name, values in query.items()}, **given}
        told: Mapping[str, str | None] = scope.get(ABOUT) or {}
        return Reading(
            self._clock(),
            who.subject,
            ",".join(sorted(who.roles)),
            f"{scope['method']} {entry.context.path}",
            trail.kind,
            scope["path"],
            ",".join(sorted(query)),
            told.get("person") or _named(trail.persons, said),
            told.get("entity") or _named(trail.entities, said),
            purpose,
        )

    async def _write(self, readings: Sequence[Reading]) -> list[None]:
        await self._pool.execute(_INSERT, *zip(*readings, strict=True))
        return [None] * len(readings)


async def _instead(scope: Scope, send: Send) -> None:
    async def nothing() -> Message:
        return {"type": "http.disconnect"}

    await problem_response(of_refusal(NotOnRecord()), {"Retry-After": "2"})(scope, nothing, send)


def _named(parameters: Mapping[str, Read], said: Mapping[str, str]) -> str | None:
    return next((read(said[name]) for name, read in parameters.items() if name in said), None)


def _purpose(scope: Scope, trail: Trail) -> str | None:
    """The header `Purpose`, UTF-8 in percent encoding (RFC 3986, 2.1)."""
    given = next((value for name, value in scope["headers"] if name == _PURPOSE), None)
    if given is None:
        return None
    text = unquote(given.decode("latin-1")).replace("\0", "").strip()
    if len(text) > _LONGEST:
        raise Invalid(
            f"the purpose has {len(text)} characters, and may have {_LONGEST}",
            f"查阅目的有 {len(text)} 个字,最多 {_LONGEST} 个",
            field="Purpose",
            do_en="Say it shorter, as by the number of the case.",
            do_zh="请简要填写,例如案件编号。",
        )
    return trail.told(text) or None
