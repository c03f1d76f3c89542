"""Rows of a file become commands; each row that may not be is reported with line, field, value and rule, and the rest goes on.

A service names its kinds of file:

    ITEMS = ImportKind(
        columns=("code", "kind", ...),        # the header must hold them; more columns are refused
        key=lambda row: row["code"],          # what makes a row the same thing: shows contradictions inside one file
        prepare=load_lookups,                 # async (pool, env) -> parse; parse(row) -> Command or raises a Refusal
        roles=("registrar",),
        also=write_names,                     # optional async (tx, rows): other tables in the rows' own transaction
    )
    router.include_router(imports_router({"items": ITEMS}))

Files are CSV (UTF-8, header line) or NDJSON, streamed: a thousand rows per transaction, so that memory stays flat and a
broken import loses nothing that was reported as done. Sending the same file again changes nothing, which is also how one is
resumed that is `broken-off` (by its sender) or `interrupted` (its process died), under the same Import-Id or another.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ValidationError

from .alive import mark_interrupted
from .decider import Command
from .http.auth import Caller, allow, caller
from .http.rooms import Env, Pool
from .ids import new_ref
from .reactions import Environment
from .refusal import Forbidden, Invalid, NotFound, Refusal
from .runner import Origin, Runner
from .store import Transaction, repeated

__all__ = ["ImportKind", "ImportReport", "RefusedRow", "Row", "imports_router"]

Row = Mapping[str, str]
Parse = Callable[[Row], Command]

_CHUNK = 1000
_LONGEST_ROW = 64 * 1024
_SHOWN = 100
_ATTEMPTS = 5


@dataclass(frozen=True)
class ImportKind:
    """One kind of file; see the module's text."""

    columns: tuple[str, ...]
    key: Callable[[Row], str]
    prepare: Callable[[Any, Environment], Awaitable[Parse]]
    roles: tuple[str, ...] = ("registrar",)
    also: Callable[[Transaction, Sequence[Row]], Awaitable[None]] | None = None
    optional: frozenset[str] = frozenset()
    """Columns that a file may leave out; its rows then have them empty."""
    personal: frozenset[str] = frozenset()
    """Columns with personal data: they and whole rows are left out of the report, which is not erasable."""


class RefusedRow(BaseModel):
    """`line` counts from 1, the header being line 1."""

    line: int
    field: str
    value: str
    rule: str
    rule_zh: str


class ImportReport(BaseModel):
    """`rows = accepted + unchanged + refused`; `facts` are the facts written; `refusals` shows the first hundred."""

    import_id: str
    kind: str
    state: str
    rows: int
    accepted: int
    unchanged: int
    refused: int
    facts: int
    started_at: datetime
    finished_at: datetime | None
    refusals: list[RefusedRow] = []


@dataclass
class _Chunk:
    lines: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows) + len(self.refused)


class _NotARow(Exception):  # noqa: N818 - becomes a refused row
    def __init__(self, where: str, value: str, rule: str, rule_zh: str) -> None:
        super().__init__(rule)
        self.where, self.value, self.rule, self.rule_zh = where, value, rule, rule_zh


async def _lines(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Physical lines without their ends. Of one that is too long no more is kept than shows that it is."""
    rest = b""
    async for piece in body:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield line.removesuffix(b"\r")
        # The rest of such a line is no row of its own: its tail once came in as one.
        rest = rest[: _LONGEST_ROW + 1]
    if rest:
        yield rest.removesuffix(b"\r")


def _text(line: bytes) -> str:
    if len(line) > _LONGEST_ROW:
        raise _NotARow("row", "", f"longer than {_LONGEST_ROW} bytes", f"超过 {_LONGEST_ROW} 字节")
    if b"\x00" in line:
        raise _NotARow("row", "", "holds a NUL character", "含有空字符 (NUL)")
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        shown = line.decode("utf-8", "replace")[:100]
        raise _NotARow("row", shown, "not UTF-8: save the file as UTF-8", "不是 UTF-8 编码,请另存为 UTF-8") from error


def _cells(text: str) -> list[str]:
    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error as error:
        raise _NotARow("row", text[:100], f"not CSV: {error}", "不是有效的 CSV 行") from error


def _csv_row(text: str, header: Sequence[str], columns: Sequence[str]) -> Row:
    cells = _cells(text)
    if len(cells) != len(header):
        rule = f"has {len(cells)} columns, the header has {len(header)}"
        raise _NotARow("row", text[:100], rule, f"有 {len(cells)} 列,表头有 {len(header)} 列")
    # What the file leaves out is empty: a row means the same with an empty column and without it.
    return {**dict.fromkeys(columns, ""), **{name: cell.strip() for name, cell in zip(header, cells, strict=True)}}


def _json_row(text: str, columns: Sequence[str]) -> Row:
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _NotARow("row", text[:100], f"not JSON: {error}", "不是有效的 JSON") from error
    if not isinstance(document, dict) or set(document) - set(columns):
        raise _NotARow("row", text[:100], f"not an object with {', '.join(columns)}", f"应为含 {'、'.join(columns)} 的对象")
    row = {name: "" if document.get(name) is None else str(document[name]).strip() for name in columns}
    for name, value in row.items():
        if "\x00" in value:
            raise _NotARow(name, value.replace("\x00", "")[:100], "holds a NUL character", "含有空字符 (NUL)")
    return row


def _header(raw: bytes, columns: Sequence[str], optional: frozenset[str] = frozenset()) -> list[str]:
    try:
        text = _text(raw).removeprefix("\ufeff")
        names = [name.strip() for name in _cells(text)]
    except _NotARow as error:
        raise Invalid(
            error.rule, error.rule_zh, field="header", value=error.value,
            do_en=f"The header must be: {','.join(columns)}", do_zh=f"表头应为:{','.join(columns)}",
        ) from None  # fmt: skip
    missing, foreign = sorted(set(columns) - set(names) - optional), sorted(set(names) - set(columns))
    if missing or foreign or len(names) != len(set(names)):
        raise Invalid(
            f"missing columns: {missing}; unknown columns: {foreign}",
            f"缺少列:{missing};未知列:{foreign}",
            field="header",
            value=text[:300],
            do_en=f"The header must be: {','.join(columns)}",
            do_zh=f"表头应为:{','.join(columns)}",
        )
    return names


def _refusals(line: int, error: Exception, kind: ImportKind) -> RefusedRow:
    found = _refused(line, error)
    hidden = bool(kind.personal) and found.field in {"row", *kind.personal}
    return found.model_copy(update={"value": ""}) if hidden else found


def _refused(line: int, error: Exception) -> RefusedRow:
    match error:
        case _NotARow():
            return RefusedRow(line=line, field=error.where, value=error.value, rule=error.rule, rule_zh=error.rule_zh)
        case Refusal():
            shown = "" if error.value is None else str(error.value)
            return RefusedRow(
                line=line, field=error.field or "", value=shown[:300], rule=error.detail_en, rule_zh=error.detail_zh
            )
        case ValidationError():
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            return RefusedRow(
                line=line, field=where, value=str(first.get("input"))[:300], rule=first["msg"], rule_zh=f"格式不符:{where}"
            )
    raise error


@dataclass
class _Import:
    """One running import."""

    identity: str
    kind: ImportKind
    name: str
    runner: Runner
    origin: Origin
    parse: Parse
    seen: dict[str, tuple[int, bytes]] = field(default_factory=dict)

    def take(self, chunk: _Chunk, line: int, row: Row) -> None:
        """Parses one row into the chunk. A second row for the same thing with other content is a contradiction."""
        try:
            command = self.parse(row)
            digest = hashlib.blake2b(orjson.dumps(dict(row), option=orjson.OPT_SORT_KEYS), digest_size=12).digest()
            first, known = self.seen.setdefault(self.kind.key(row), (line, digest))
            if known != digest:
                key = self.kind.key(row)
                raise _NotARow("key", key, f"line {first} says something else of {key}", f"第 {first} 行对 {key} 的内容不同")  # noqa: TRY301
        except (_NotARow, Refusal, ValidationError) as error:
            chunk.refused.append(_refusals(line, error, self.kind))
            return
        chunk.lines.append(line)
        chunk.rows.append(row)
        chunk.commands.append(command)

    async def write(self, chunk: _Chunk) -> None:
        """One transaction: the facts, the refused rows, the progress. Repeated when a rival was faster."""

        async def attempt() -> None:
            async with self.runner.store.transaction() as tx:
                await self._write(tx, chunk)

        await repeated(attempt, attempts=_ATTEMPTS)

    async def _write(self, tx: Transaction, chunk: _Chunk) -> None:
        outcomes = await self.runner.execute_many(chunk.commands, self.origin, tx=tx)
        refused = list(chunk.refused)
        kept, accepted, facts = [], 0, 0
        for line, row, outcome in zip(chunk.lines, chunk.rows, outcomes, strict=True):
            if isinstance(outcome, Refusal):
                refused.append(_refusals(line, outcome, self.kind))
                continue
            kept.append(row)
            accepted += bool(outcome.recorded)
            facts += len(outcome.recorded)
        if self.kind.also is not None and kept:
            await self.kind.also(tx, kept)
        await tx.executemany(
            "insert into import_refusals values ($1, $2, $3, $4, $5, $6)",
            [(self.identity, r.line, r.field, r.value.replace("\x00", ""), r.rule, r.rule_zh) for r in refused],
        )
        await tx.execute(
            "update imports set rows = rows + $2, accepted = accepted + $3, unchanged = unchanged + $4,"
            " refused = refused + $5, facts = facts + $6 where import_id = $1",
            self.identity,
            len(chunk),
            accepted,
            len(kept) - accepted,
            len(refused),
            facts,
        )


async def _run(running: _Import, body: AsyncIterator[bytes], *, as_json: bool) -> None:
    columns = running.kind.columns
    header: Sequence[str] | None = columns if as_json else None
    chunk, number = _Chunk(), 0
    async for raw in _lines(body):
        number += 1
        if header is None:
            header = _header(raw, columns, running.kind.optional)
            continue
        if not raw.strip():
            continue
        try:
            text = _text(raw)
            row = _json_row(text, columns) if as_json else _csv_row(text, header, columns)
        except _NotARow as error:
            chunk.refused.append(_refusals(number, error, running.kind))
        else:
            running.take(chunk, number, row)
        if len(chunk) >= _CHUNK:
            await running.write(chunk)
            chunk = _Chunk()
    if header is None:
        _header(b"", columns)
    await running.write(chunk)


def imports_router(kinds: Mapping[str, ImportKind]) -> APIRouter:
    """Routes `POST /imports/{kind}`, `GET /imports`, `GET /imports/{import_id}` and `.../refused.csv`."""
    router = APIRouter(tags=["imports"])
    reader = Annotated[Caller, Depends(allow(*sorted({role for kind in kinds.values() for role in kind.roles}), "operator"))]

    async def send(
        kind: str,
        request: Request,
        who: Annotated[Caller, Depends(caller)],
        env: Env,
        import_id: Annotated[str | None, Header(pattern=r"^[A-Za-z0-9._-]{1,80}$")] = None,
    ) -> ImportReport:
        chosen = kinds.get(kind)
        if chosen is None:
            raise NotFound(
                f"no kind {kind!r} of import", f"没有 {kind} 这种导入", field="kind", value=kind,
                do_en=f"One of: {', '.join(kinds)}", do_zh=f"可用:{'、'.join(kinds)}",
            )  # fmt: skip
        if who.roles.isdisjoint(chosen.roles):
            raise Forbidden(
                f"needs one of the roles {', '.join(chosen.roles)}", f"需要角色:{'、'.join(chosen.roles)}", field="roles",
                value=sorted(who.roles), do_en="Ask your administrator for the role.", do_zh="请向管理员申请角色。",
            )  # fmt: skip
        runner: Runner = request.app.state.runner
        pool, identity = runner.store.pool, import_id or new_ref("I")
        running = _Import(identity, chosen, kind, runner, Origin(who.subject), await chosen.prepare(pool, env))
        as_json = "json" in request.headers.get("content-type", "")
        await mark_interrupted(pool, identity)
        async with request.app.state.alive.kept(identity):
            await _begin(pool, identity, kind, who)
            try:
                await _run(running, request.stream(), as_json=as_json)
            except BaseException:
                await pool.execute(
                    "update imports set state = 'broken-off', finished_at = now() where import_id = $1", identity
                )
                raise
            await pool.execute("update imports set state = 'finished', finished_at = now() where import_id = $1", identity)
        return await _report(pool, identity)

    async def listed(pool: Pool, _: Any = None) -> list[ImportReport]:
        rows = await pool.fetch("select * from imports order by started_at desc limit 100")
        return [ImportReport(**row) for row in rows]

    async def one(import_id: str, pool: Pool, _: Any = None) -> ImportReport:
        return await _report(pool, import_id)

    async def refused(import_id: str, pool: Pool, _: Any = None) -> StreamingResponse:
        await _report(pool, import_id)
        return StreamingResponse(_refused_csv(pool, import_id), media_type="text/csv; charset=utf-8")

    for route in (listed, one, refused):
        route.__annotations__["_"] = reader
    send.__annotations__["request"] = Request
    router.post(
        "/imports/{kind}",
        summary="Import a file (CSV or NDJSON), refused row by row",
        openapi_extra={"requestBody": {"required": True, "content": {"text/csv": {}, "application/x-ndjson": {}}}},
        response_model=ImportReport,
    )(send)
    router.get("/imports", summary="Imports, newest first", response_model=list[ImportReport])(listed)
    router.get("/imports/{import_id}", summary="Progress and result of an import", response_model=ImportReport)(one)
    router.get("/imports/{import_id}/refused.csv", summary="All refused rows", response_class=StreamingResponse)(refused)
    return router


async def _begin(pool: Any, identity: str, kind: str, who: Caller) -> None:
    """A new import, or once more one of the same caller that came to no end: it is counted from its first row again."""
    async with pool.acquire() as tx, tx.transaction():
        made = await tx.fetchval(
            "insert into imports as i (import_id, kind, caller, state) values ($1, $2, $3, 'running')"
            " on conflict (import_id) do update set state = 'running', rows = 0, accepted = 0, unchanged = 0, refused = 0,"
            " facts = 0, started_at = clock_timestamp(), finished_at = null where i.state in ('interrupted', 'broken-off')"
            " and i.kind = excluded.kind and i.caller = excluded.caller returning true",
            identity,
            kind,
            who.subject,
        )
        if made:
            await tx.execute("delete from import_refusals where import_id = $1", identity)
    if not made:
        raise Invalid(
            f"import {identity} exists", f"导入 {identity} 已存在", field="Import-Id", value=identity,
            do_en="Choose another Import-Id or leave it out.", do_zh="请更换或省略 Import-Id。",
        )  # fmt: skip


async def _report(pool: Any, identity: str) -> ImportReport:
    row = await pool.fetchrow("select * from imports where import_id = $1", identity)
    if row is None:
        raise NotFound(
            f"no import {identity}", f"没有导入 {identity}", field="import_id", value=identity,
            do_en="GET /v1/imports lists them.", do_zh="可通过 GET /v1/imports 查看。",
        )  # fmt: skip
    shown = await pool.fetch(
        "select line, field, value, rule_en as rule, rule_zh from import_refusals where import_id = $1 order by line limit $2",
        identity,
        _SHOWN,
    )
    return ImportReport(**row, refusals=[RefusedRow(**r) for r in shown])


async def _refused_csv(pool: Any, identity: str) -> AsyncIterator[str]:
    yield "\ufeffline,field,value,rule,rule_zh\r\n"
    async with pool.acquire() as connection, connection.transaction():
        cursor = connection.cursor(
            "select line, field, value, rule_en, rule_zh from import_refusals where import_id = $1 order by line", identity
        )
        async for row in cursor:
            yield ",".join('"' + str(cell).replace('"', '""') + '"' for cell in row) + "\r\n"
