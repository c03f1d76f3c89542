"""The routes of imports: send a file, look at its progress, fetch its report."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from ..catalog.personal_numbers import found
from ..http.access import HeldKind, asks_for
from ..http.admission.body import streamed
from ..http.auth import Caller, allow, caller
from ..http.commands import APPROVED
from ..http.depends import Env, Pool
from ..http.paging import CursorParam, LimitParam, Page
from ..http.tables.download import Download, Format
from ..http.tables.listing import Language
from ..ids import new_ref
from ..refusal import Forbidden, Invalid, NotFound
from ..shapes.words import worded
from ..store.runner import Origin
from .examples import REFUSED_CSV, REPORT_CSV, REPORT_NDJSON, WORKBOOK
from .files import File
from .held.holding import Wanted, approve, hold, waits_for
from .held.pieces import HeldFile
from .held.reading import add_reading
from .import_locks import mark_interrupted
from .import_run import Done, ImportRun
from .kinds import ImportKind
from .preparing import KindName, SheetName, add_preparing
from .reading.titles import known_titles
from .receiving import AsOf, bodies, check_as_of, declared_size, incoming
from .report import (
    LISTING,
    ImportReport,
    ImportState,
    ReportRows,
    as_csv,
    as_ndjson,
    finished,
    known,
    page,
    refused_csv,
    report,
    with_counts,
)  # fmt: skip

__all__ = ["imports_router"]

_ID = worded(r"^[A-Za-z0-9._-]{1,80}$", "1 至 80 个字母、数字或 . _ -", "1 to 80 letters, digits or . _ -")
_WAITS: dict[int | str, dict[str, Any]] = {
    202: {"model": ImportReport, "description": "Kept and previewed: a second person must approve it first"}
}
_TOO_LARGE: dict[int | str, dict[str, Any]] = {413: {"description": "larger than CHECKONCE_IMPORT_MOST_MIB"}}
ImportName = Annotated[str, Path(max_length=80)]
Rows = Annotated[ReportRows, Query(description="Which rows: `refused`, or `all` with the outcome of each.")]


def imports_router(kinds: Mapping[str, ImportKind], office: Callable[[Caller], str] = lambda _: "") -> APIRouter:
    """Routes `POST /imports/{kind}`, what comes before it (`preparing.py`), and `/import-reports`: what became of each file.
    Where a kind has a duty, whoever may approve reads what waits (`held/reading.py`).

    `office`: whose titles of columns a caller uses; without it all share them.
    """
    router = APIRouter(tags=["imports"])
    add_preparing(router, kinds, lambda kind, who: _allowed(kinds, kind, who), office)
    add_reading(router, kinds)

    @router.post(
        "/imports/{kind}",
        operation_id="import_file",
        summary="Import a file (CSV, NDJSON or XLSX), refused row by row",
        openapi_extra={"requestBody": {"required": True, "content": bodies(kinds)}},
        responses=_TOO_LARGE | _WAITS,
    )
    @streamed
    @asks_for(
        {role for kind in kinds.values() for role in kind.roles},
        [HeldKind(name, str(kind.duty), frozenset(kind.roles)) for name, kind in kinds.items() if kind.duty is not None],
    )
    async def send(
        kind: KindName,
        request: Request,
        response: Response,
        who: Annotated[Caller, Depends(caller)],
        env: Env,
        import_id: Annotated[
            str | None, Header(pattern=_ID, description="Resumes an import that broke off. Used for one file only.")
        ] = None,
        sheet: Annotated[
            list[SheetName], Query(max_length=100, description="Sheets of a workbook; `*` for all. Without it: the first.")
        ] = [],  # noqa: B006 - FastAPI copies it
        as_of: AsOf = None,
    ) -> ImportReport:
        if (approving := request.scope.get(APPROVED)) is not None:
            return await report(request.app.state.pool, await approve(request, approving))
        chosen = _allowed(kinds, kind, who)
        check_as_of(chosen, as_of, env.today)
        pool, identity = request.app.state.runner.store.pool, _nobodys(import_id) or new_ref("I")

        async def arrived(count: int) -> None:
            await pool.execute("update imports set bytes = $2 where import_id = $1", identity, count)

        titles = await known_titles(pool, kind, office(who))
        if (wanted := await waits_for(request, chosen)) is not None:
            held = HeldFile(identity, chosen, request.headers.get("content-type", ""), sheet, titles, as_of)
            return await _hold(request, response, kind, held, who, wanted)
        file = incoming(request, chosen, sheet, titles, arrived)
        return await _take(request, chosen, kind, who, env, identity, file, as_of)

    _add_reports(router, Depends(allow(*sorted({role for kind in kinds.values() for role in kind.roles}), "operator")))
    return router


def _add_reports(router: APIRouter, reader: Any) -> None:
    @router.get(
        "/import-reports",
        operation_id="imports",
        summary="Imports, newest first, without their refused rows",
        dependencies=[reader],
    )
    async def listed(
        pool: Pool,
        kind: Annotated[str | None, Query(max_length=60)] = None,
        state: ImportState | None = None,
        caller: Annotated[str | None, Query(max_length=255)] = None,
        cursor: CursorParam = None,
        limit: LimitParam = 100,
    ) -> Page[ImportReport]:
        return await page(pool, kind=kind, state=state, who=caller, cursor=cursor, limit=limit)

    @router.get(
        "/import-reports/{import_id}",
        operation_id="import_report",
        summary="Progress and result of an import",
        dependencies=[reader],
    )
    async def one(import_id: ImportName, pool: Pool) -> ImportReport:
        return await report(pool, import_id)

    @router.get(
        "/import-reports/{import_id}/report.csv",
        operation_id="import_report_csv",
        summary="Row by row: line, field, value, rule and what to do; the counts at the end",
        response_class=StreamingResponse,
        responses=REPORT_CSV,
        dependencies=[reader],
    )
    async def full_csv(import_id: ImportName, pool: Pool, rows: Rows = ReportRows.REFUSED) -> StreamingResponse:
        await known(pool, import_id)
        return _download(as_csv(pool, import_id, rows), f"{import_id}.csv", "text/csv; charset=utf-8")

    @router.get(
        "/import-reports/{import_id}/report.xlsx",
        operation_id="import_report_xlsx",
        summary="The same as a workbook, in Chinese unless `lang` says otherwise",
        response_class=StreamingResponse,
        responses=WORKBOOK,
        dependencies=[reader],
    )
    async def full_xlsx(
        import_id: ImportName,
        pool: Pool,
        rows: Rows = ReportRows.REFUSED,
        lang: Annotated[Language, Query(description="Of headings and outcomes. `codes`: as the API has them.")] = Language.ZH,
    ) -> StreamingResponse:
        await known(pool, import_id)
        return Download(Format.XLSX, lang)(LISTING, with_counts(pool, import_id, rows), import_id)

    @router.get(
        "/import-reports/{import_id}/report.ndjson",
        operation_id="import_report_ndjson",
        summary="Row by row as objects; the first is the report itself",
        response_class=StreamingResponse,
        responses=REPORT_NDJSON,
        dependencies=[reader],
    )
    async def full_ndjson(import_id: ImportName, pool: Pool, rows: Rows = ReportRows.REFUSED) -> StreamingResponse:
        await known(pool, import_id)
        return _download(as_ndjson(pool, import_id, rows), f"{import_id}.ndjson", "application/x-ndjson")

    @router.get(
        "/import-reports/{import_id}/refused.csv",
        operation_id="import_refused_csv",
        summary="All refused rows",
        response_class=StreamingResponse,
        responses=REFUSED_CSV,
        dependencies=[reader],
    )
    async def refused(import_id: ImportName, pool: Pool) -> StreamingResponse:
        await known(pool, import_id)
        return StreamingResponse(refused_csv(pool, import_id), media_type="text/csv; charset=utf-8")


def _allowed(kinds: Mapping[str, ImportKind], kind: str, who: Caller) -> ImportKind:
    """Raises NotFound or Forbidden."""
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
    return chosen


def _nobodys(identity: str | None) -> str | None:
    """An import's own id is kept, with its report. Raises Invalid where it is a person's number."""
    if identity is not None and not all(number.may_number_a_case for number in found(identity)):
        raise Invalid(
            "holds a personal number, and a report can never be erased", "含有个人信息,导入报告不可删除,不得写入",
            field="Import-Id", do_en="Choose another Import-Id or leave it out.", do_zh="请更换或省略 Import-Id。",
        )  # fmt: skip
    return identity


async def _hold(request: Request, response: Response, kind: str, held: HeldFile, who: Caller, wanted: Wanted) -> ImportReport:
    async with _begun(request, held.identity, kind, who):
        kept = await hold(request, kind, held, who, wanted)
    said = await report(request.app.state.pool, kept.identity)
    if kept.waits is not None:
        response.status_code = 202
        response.headers["Location"] = f"/v1/countersignatures/{kept.waits.countersignature}"
    refusals = said.refusals if kept.preview is None else kept.preview.refusals
    return said.model_copy(update={"refusals": refusals, "waits": kept.waits})


async def _take(
    request: Request, chosen: ImportKind, kind: str, who: Caller, env: Any, identity: str, file: File, as_of: date | None
) -> ImportReport:
    runner = request.app.state.runner
    pool = runner.store.pool
    parse = await chosen.prepare(pool, env)
    async with _begun(request, identity, kind, who) as done:
        if as_of is not None:
            await pool.execute("update imports set as_of = $2 where import_id = $1", identity, as_of)
        origin = Origin(who.subject)
        await ImportRun(identity, chosen, runner, origin, parse, file, done, as_of=as_of, sender=who.claims).run()
        await finished(pool, identity, file)
    return await report(pool, identity)


@asynccontextmanager
async def _begun(request: Request, identity: str, kind: str, who: Caller) -> AsyncIterator[Done]:
    """Within it the import counts as running; what its sender breaks off, or what is refused, as broken off. What waits or has
    finished by then stays so: the commit may have been made where its answer was lost.
    """
    pool = request.app.state.runner.store.pool
    await mark_interrupted(pool, identity)
    async with request.app.state.work_locks.kept(identity):
        done = await _begin(pool, identity, kind, who, declared_size(request))
        try:
            yield done
        except BaseException:
            await pool.execute(
                "update imports set state = 'broken-off', finished_at = clock_timestamp()"
                " where import_id = $1 and state = 'running'",
                identity,
            )
            raise


async def _begin(pool: Any, identity: str, kind: str, who: Caller, size: int | None) -> Done:
    """A new import, or an unfinished one of the same caller, which goes on after the rows that are done.

    Raises Invalid.
    """
    async with pool.acquire() as tx, tx.transaction():
        row = await tx.fetchrow(
            "insert into imports as i (import_id, kind, caller, state, bytes_total) values ($1, $2, $3, 'running', $4)"
            " on conflict (import_id) do update set state = 'running', started_at = clock_timestamp(), finished_at = null,"
            " bytes = 0, bytes_total = excluded.bytes_total, resumed_from = i.rows"
            " where i.state in ('interrupted', 'broken-off') and i.kind = excluded.kind and i.caller = excluded.caller"
            " and i.countersignature is null"
            " returning rows, done_hash",
            identity, kind, who.subject, size,
        )  # fmt: skip
        if row is not None and row["rows"] and row["done_hash"] is None:
            # An older process began it and noted no hash: it starts again from its first row.
            await tx.execute(
                "update imports set rows = 0, accepted = 0, unchanged = 0, refused = 0, unknown = 0, facts = 0,"
                " resumed_from = 0 where import_id = $1",
                identity,
            )
            await tx.execute("delete from import_refusals where import_id = $1", identity)
            await tx.execute("delete from import_outcomes where import_id = $1", identity)
            await tx.execute("delete from import_notes where import_id = $1", identity)
            return Done()
    if row is None:
        raise await _taken(pool, identity, kind, who)
    return Done(row["rows"], row["done_hash"] or b"")


async def _taken(pool: Any, identity: str, kind: str, who: Caller) -> Invalid:
    running = await pool.fetchval(
        "select state = 'running' and kind = $2 and caller = $3 from imports where import_id = $1", identity, kind, who.subject
    )
    if running:
        return Invalid(
            f"import {identity} is still being taken", f"导入 {identity} 正在接收中", field="Import-Id", value=identity,
            do_en=f"Wait until GET /v1/import-reports/{identity} no longer says `running`, then send it again.",
            do_zh=f"请等待 GET /v1/import-reports/{identity} 的状态不再是 running,再重新发送。",
        )  # fmt: skip
    return Invalid(
        f"import {identity} exists", f"导入 {identity} 已存在", field="Import-Id", value=identity,
        do_en="Choose another Import-Id or leave it out.", do_zh="请更换或省略 Import-Id。",
    )  # fmt: skip


def _download(rows: Any, name: str, media: str) -> StreamingResponse:
    return StreamingResponse(rows, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
