"""The routes before an import: what a file would change, how an office calls its columns, and a workbook to fill in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field

from ..http.access import asks_for
from ..http.admission.body import streamed
from ..http.auth import Caller, caller
from ..http.depends import Env, Pool
from .kinds import ImportKind
from .preview import ImportPreview, PreviewRun
from .reading.titles import MappingOfTitles, RememberedTitles, known_titles, remember, remembered
from .receiving import XLSX, Allowed, AsOf, bodies, check_as_of, incoming
from .template import template

__all__ = ["KindName", "SheetName", "add_preparing"]

_TEMPLATE: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}}
KindName = Annotated[str, Path(max_length=60)]
SheetName = Annotated[str, Field(max_length=255)]
"""Excel gives a sheet at most 31 characters, others more."""
Who = Annotated[Caller, Depends(caller)]


def add_preparing(
    router: APIRouter, kinds: Mapping[str, ImportKind], allowed: Allowed, office: Callable[[Caller], str]
) -> None:
    """`allowed(kind, who)` is the kind, where the caller may import it; `office(who)` whose titles are remembered."""
    roles = {role for kind in kinds.values() for role in kind.roles}

    @router.post(
        "/imports/{kind}/preview",
        operation_id="preview_file",
        summary="What a file would change: which column is what, counts, first changes and refusals; nothing is written",
        openapi_extra={"requestBody": {"required": True, "content": bodies(kinds)}},
    )
    @streamed
    @asks_for(roles)
    async def preview(
        kind: KindName,
        request: Request,
        who: Who,
        env: Env,
        *,
        sheet: Annotated[list[SheetName], Query(max_length=100, description="As for the import.")] = [],  # noqa: B006
        as_of: AsOf = None,
    ) -> ImportPreview:
        chosen = allowed(kind, who)
        check_as_of(chosen, as_of, env.today)
        runner = request.app.state.runner
        pool = runner.store.pool
        titles = await known_titles(pool, kind, office(who))
        parse = await chosen.prepare(pool, env)
        run = PreviewRun.of(chosen, runner, who, parse, file=incoming(request, chosen, sheet, titles), as_of=as_of)
        await run.run()
        return run.told(kind)

    @router.get(
        "/imports/{kind}/titles",
        operation_id="import_titles",
        summary="How the caller's office calls the columns of its sheets",
    )
    @asks_for(roles)
    async def titles(kind: KindName, who: Who, pool: Pool) -> RememberedTitles:
        allowed(kind, who)
        return await remembered(pool, kind, office(who))

    @router.put(
        "/imports/{kind}/titles",
        operation_id="set_import_titles",
        summary="Remember how the caller's office calls the columns, in place of before",
    )
    @asks_for(roles)
    async def set_titles(kind: KindName, body: MappingOfTitles, who: Who, pool: Pool) -> RememberedTitles:
        await remember(pool, kind, allowed(kind, who), office(who), body.titles, by=who.subject)
        return await remembered(pool, kind, office(who))

    @router.delete(
        "/imports/{kind}/titles",
        operation_id="forget_import_titles",
        summary="Forget how the caller's office calls the columns",
    )
    @asks_for(roles)
    async def forget_titles(kind: KindName, who: Who, pool: Pool) -> RememberedTitles:
        await remember(pool, kind, allowed(kind, who), office(who), {}, by=who.subject)
        return await remembered(pool, kind, office(who))

    @router.get(
        "/imports/{kind}/template.xlsx",
        operation_id="import_template",
        summary="A workbook to fill in, with the values of the lists",
        response_class=Response,
        responses=_TEMPLATE,
    )
    @asks_for(roles)
    async def filled_in(kind: KindName, who: Who, pool: Pool, env: Env) -> Response:
        chosen = allowed(kind, who)
        lists = await chosen.lists(pool, env) if chosen.lists is not None else {}
        disposition = {"Content-Disposition": f'attachment; filename="{kind}.xlsx"'}
        return Response(template(chosen, lists), media_type=XLSX, headers=disposition)
