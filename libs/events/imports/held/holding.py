"""A file that needs a second person is kept, previewed and asked for."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from fastapi import Request
from pydantic import BaseModel

from ...countersigning import commands as countersigning
from ...countersigning.decide import PREFIX
from ...countersigning.holding import Approving
from ...countersigning.rules import Second
from ...countersigning.waiting import waits
from ...http.access import permission_of
from ...http.admission.rates import Rate, spend_shared
from ...http.auth import Caller
from ...http.commands import Accepted
from ...http.idempotency import Waits
from ...ids import new_ref
from ...refusal import NotNow
from ...store.calls import call
from ...store.in_turn import in_turn
from ...store.runner import Origin
from ...store.store import Transaction
from ..faults import too_large
from ..files import File
from ..import_run import Done, ImportRun
from ..kinds import ImportKind
from ..notes import most_of
from ..preview import ImportPreview, PreviewRun
from ..receiving import declared_size
from ..report import finished
from .pieces import HeldFile, drop

__all__ = ["APPROVED_FILES", "BLANK", "FileGone", "Kept", "Wanted", "approve", "hold", "waits_for"]

APPROVED_FILES = "approved_files"
"""Under this name approvals call what applies files."""
_MOST_WAITING = 50
_MOST_OF_ONE = 10
"""Files that one person lets wait: nobody fills the queue of all."""
_AN_HOUR = Rate("held-files", 60, 3600)
"""Files that one person lets wait in an hour, those that were taken back among them: each leaves a request for good."""
_SHOWN = 64 * 2**10
"""Characters of the first changes that the request holds: it stays for ever."""
_NOTED = 16 * 2**10
"""Characters of the notes that the request holds."""
_COUNTS = ("rows", "accepted", "unchanged", "refused", "unknown")
_WAITING = "select caller, count(*) as files from imports where state = 'waiting' group by caller order by files desc, caller"
_EQUAL = (
    "select c.countersignature, c.due, i.import_id from countersignatures c join imports i using (countersignature)"
    " join import_files f using (import_id) join import_files mine on mine.import_id = $7"
    " where c.state = 'waiting' and i.state = 'waiting' and c.asked_by = $1 and c.duty = $2 and c.request = $3"
    " and i.sha256 = $4 and c.claims = $5::jsonb and c.due >= $6"
    " and (f.content_type, f.sheets, f.titles) = (mine.content_type, mine.sheets, mine.titles)"
    " and i.as_of is not distinct from $8::date order by c.asked_at limit 1"
)
_HELD = (
    "update imports set state = 'waiting', countersignature = $2, sha256 = $3, rows = $4, accepted = $5, unchanged = $6,"
    " refused = $7, unknown = $8, bytes = $9, sheets_left = $10, columns_left = $11, hidden = $12, as_of = $13"
    " where import_id = $1"
)
BLANK = (
    "update imports set rows = 0, accepted = 0, unchanged = 0, refused = 0, unknown = 0, facts = 0, resumed_from = 0,"
    " done_hash = null where import_id = $1"
)


class FileGone(NotNow):
    slug = "file-gone"
    title_zh = "待复核的文件已不存在"
    title_en = "The file that waits is gone"
    detail_zh = "复核事项 {countersignature} 的文件未保存或已删除"
    detail_en = "the file of {countersignature} is not kept (any more)"
    do_zh = "尚待复核的,请退回本事项,由申请人重新导入文件;已办结的,文件不再保存。"
    do_en = "Where it still waits, refuse it and let the asker send the file again; once it is settled no file is kept."


class TooManyFiles(NotNow):
    slug = "too-many-files-wait"
    title_zh = "待复核的文件过多"
    title_en = "Too many files wait"
    detail_zh = "待复核的文件已达上限 {most} 个,申请人(个数):{whose}"
    detail_en = "{most} files wait for a second person already, of {whose}"
    do_zh = "请先办理或由申请人撤回待复核的文件,再重新导入。没有写入任何内容。"
    do_en = "Let some of them be settled, or withdrawn by who asked, then send it again. Nothing was written."


class HeldBody(BaseModel):
    """What the queue shows of a file: `sha256` of its bytes, the day of what it says (`as_of`), what it was read as (`form`,
    `encodings`), which titles name which `columns`, what the preview has counted, its first changes, and what is to
    be known of rows (`notes`). The same file of the same day that is read alike is the same request, whatever it would lead to
    by now.

    `GET /countersignatures/{countersignature}/file` is the file as it was sent: what stands in `columns_left` may be a formula
    to a spreadsheet. `…/changes.ndjson` is all changes.
    """

    equal_by: tuple[str, ...] = ("sha256", "sheets", "form", "encodings", "columns", "as_of")
    sha256: str
    as_of: date | None
    bytes: int
    form: str
    encodings: dict[str, int]
    sheets: list[str]
    columns: list[tuple[str, str]]
    sheets_left: list[str]
    columns_left: list[str]
    hidden: int
    rows: int
    accepted: int
    unchanged: int
    refused: int
    unknown: int
    facts: dict[str, int]
    changes: list[dict[str, Any]]
    notes: list[dict[str, Any]]


class Wanted(NamedTuple):
    """Who has to approve a file, and for how many days it waits for them."""

    second: Second
    days: int


class Kept(NamedTuple):
    """The import that waits, what its sender is told of that (None: it waits for nobody), and what the preview has found."""

    identity: str
    waits: Waits | None
    preview: ImportPreview | None


async def waits_for(request: Request, kind: ImportKind) -> Wanted | None:
    """Whom a file of that kind waits for; None where the policy of the day asks for nobody."""
    if kind.duty is None:
        return None
    state = request.app.state
    seconds, days = await state.countersigning.rules(state.pool, state.environment)
    return Wanted(seconds[kind.duty], days) if kind.duty in seconds else None


async def hold(request: Request, name: str, held: HeldFile, who: Caller, wanted: Wanted) -> Kept:
    """Keeps the file that comes with the request and asks for a second person. `name`: of its kind. Its import has begun.

    Where one person sends the same file twice the first waits for both: the second is not kept, and there is no preview. A file
    that changes nothing waits for nobody: it has finished. Raises TooLarge, TooManyFiles and the refusals of reading a file.
    """
    state, identity = request.app.state, held.identity
    settings, pool, env = state.service_state.settings, state.runner.store.pool, state.environment
    await _room(pool, who.subject)
    most = settings.import_most_mib * 2**20
    if (declared_size(request) or 0) > most:
        raise too_large(most)
    # What an attempt by one person, before the policy asked for two, has noted.
    await pool.execute(BLANK, identity)
    await pool.execute("delete from import_refusals where import_id = $1", identity)
    await pool.execute("delete from import_outcomes where import_id = $1", identity)
    await pool.execute("delete from import_notes where import_id = $1", identity)
    try:
        digest, size = await held.keep(pool, request.stream(), most)
        file = held.file(pool, settings, state.work_locks)
        run = PreviewRun.of(held.kind, state.runner, who, await held.kind.prepare(pool, env), file=file, as_of=held.as_of)
        run.keep = partial(held.keep_changes, pool)
        await run.run()
        await held.approving(pool, run.leads)
    except BaseException:
        await drop(pool, identity)
        raise
    told = run.told(name)
    if not told.accepted:
        await _unchanging(state, held, who)
        return Kept(identity, None, None)
    await run.notes.keep(pool, identity)
    body = _body(told, run.file, digest, size, held.as_of)
    permission = permission_of(request.scope["route"])
    asked = countersigning.AskForSecond(
        countersignature=new_ref("CS"),
        duty=str(held.kind.duty),
        request=request.url.path,
        body=body,
        seen=None,
        claims={scope: tuple(sorted(names)) for scope, names in who.claims.items()},
        leads_to=tuple(sorted(told.facts)),
        asked_by=who.subject,
        due=env.clock() + timedelta(days=wanted.days),
        roles=tuple(sorted(who.roles & permission.roles)) if permission is not None else (),
    )
    called = state.countersigning.called
    kept = Kept(identity, waits(asked.countersignature, asked.due, wanted.second, called), told)

    async def work(tx: Transaction) -> Accepted:
        nonlocal kept
        await in_turn(tx, f"{PREFIX}/{who.subject}")
        claims = json.dumps(asked.claims)
        asker = who.subject, asked.duty, asked.request
        equal = await tx.fetchrow(_EQUAL, *asker, digest, claims, env.clock(), identity, held.as_of)
        if equal is not None:
            await tx.execute("delete from imports where import_id = $1", identity)
            number = equal["countersignature"]
            kept = Kept(equal["import_id"], waits(number, equal["due"], wanted.second, called), None)
            return Accepted(stream=f"{PREFIX}-{number}", version=1)
        # Again: of several at the same time each had room when it began.
        await _room(tx, who.subject)
        await spend_shared(tx, _AN_HOUR, who.subject)
        counts = [getattr(told, count) for count in _COUNTS]
        left = file.told()["columns_left"]
        lacks = told.sheets_left, left, told.hidden
        await tx.execute(_HELD, identity, asked.countersignature, digest, *counts, size, *lacks, held.as_of)
        return Accepted.of(await state.runner.execute(asked, Origin(who.subject), tx=tx))

    await state.executor.execute(work)
    return kept


async def _room(db: Any, subject: str) -> None:
    """Raises TooManyFiles. `db`: pool or connection."""
    waiting = {row["caller"]: row["files"] for row in await db.fetch(_WAITING)}
    if waiting.get(subject, 0) >= _MOST_OF_ONE:
        raise TooManyFiles(field="file", most=_MOST_OF_ONE, whose=[f"{subject} ({waiting[subject]})"])
    if sum(waiting.values()) >= _MOST_WAITING:
        raise TooManyFiles(field="file", most=_MOST_WAITING, whose=[f"{caller} ({files})" for caller, files in waiting.items()])


async def _unchanging(state: Any, held: HeldFile, who: Caller) -> None:
    """Reports each row of a file that changes nothing, as of one that needs nobody else."""
    pool = state.runner.store.pool
    file = held.file(pool, state.service_state.settings, state.work_locks)
    try:
        parse = await held.kind.prepare(pool, state.environment)
        origin = Origin(who.subject)
        await pool.execute("update imports set as_of = $2 where import_id = $1", held.identity, held.as_of)
        run = ImportRun(held.identity, held.kind, state.runner, origin, parse, file, Done(), changes=False, as_of=held.as_of)
        run.sender = who.claims
        await run.run()
        await finished(pool, held.identity, file)
    finally:
        await drop(pool, held.identity)


async def approve(request: Request, approving: Approving) -> str:
    """Records the approval of a file that waits; returns its import. What applies it is `held_files`. Raises FileGone."""
    number = approving.give.countersignature
    pool = request.app.state.pool
    kept = "select import_id from imports join import_files using (import_id) where countersignature = $1 and state = 'waiting'"
    identity: str | None = await pool.fetchval(kept, number)
    if identity is None:
        raise FileGone(countersignature=number)
    await approving.execute(approving.by, (), lambda outcomes: Accepted.of(outcomes[-1]))
    await call(pool, APPROVED_FILES)
    return identity


def _body(told: ImportPreview, file: File, digest: str, size: int, as_of: date | None) -> str:
    # Names as the file tells them can stay: the request cannot be erased.
    read = file.told()
    changes: list[dict[str, Any]] = []
    room = _SHOWN
    for change in told.changes:
        said = change.model_dump(mode="json")
        room -= len(json.dumps(said, ensure_ascii=False))
        if room < 0:
            break
        changes.append(said)
    shown = HeldBody(
        sha256=digest,
        as_of=as_of,
        bytes=size,
        form=file.form,
        encodings=read["encodings"],
        sheets=read["sheets"],
        columns=read["columns_named"],
        sheets_left=told.sheets_left,
        columns_left=read["columns_left"],
        hidden=told.hidden,
        facts=told.facts,
        changes=changes,
        notes=most_of(told.notes, _NOTED),
        **{name: getattr(told, name) for name in _COUNTS},
    )
    return json.dumps(shown.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
