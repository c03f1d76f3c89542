"""RFC 9457 problem documents with a stable `type`, a Chinese and an English title, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import asyncpg
import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from ..decider import Command
from ..fact import NewerFactError
from ..refusal import Refusal
from ..shapes.faults import fault_of, shown
from ..shapes.words import Said
from ..store.blame import FAILURES, unavailable
from ..store.store import ConflictError
from ..telemetry import log
from .admission.noted import note
from .admission.refusals import TooMany
from .openapi.document import publish_openapi
from .openapi.terms import PROBLEM_MEDIA_TYPE, PROBLEMS
from .storable import Unstorable, UnstorableError, refused_parts

__all__ = ["PROBLEM_RESPONSES", "Problem", "ProblemField", "install_problems", "leaving_response", "problem_response"]

_PREFIX = "urn:checkonce:problem:"
_INVALID_ZH, _INVALID_EN = "请求内容有误", "Invalid request"


class ProblemField(BaseModel):
    """One fault in the input. `field` is a path such as `body.items.0.code`."""

    field: str
    value: Any = None
    rule: str
    rule_zh: str = ""


class Problem(BaseModel):
    """`detail`, `do` come in both languages; `rule` names document and clause where there is one."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    title_en: str
    status: int
    detail: str = ""
    detail_en: str = ""
    field: str | None = None
    value: Any = None
    rule: str | None = None
    do: str = ""
    do_en: str = ""
    errors: list[ProblemField] = []


PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text} for status, text in PROBLEMS.items()
}
"""What a route may answer besides success; those that cannot arise on it are not published (`openapi/`)."""


def problem_response(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    content = orjson.dumps(problem.model_dump(mode="json", exclude_none=True, exclude_defaults=False))
    return Response(content, problem.status, headers, PROBLEM_MEDIA_TYPE)


def of_refusal(refusal: Refusal) -> Problem:
    return Problem(
        type=_PREFIX + refusal.slug,
        title=refusal.title_zh,
        title_en=refusal.title_en,
        status=refusal.status,
        detail=refusal.detail_zh,
        detail_en=refusal.detail_en,
        field=refusal.field,
        value=shown(refusal.value),
        rule=refusal.broken_rule or None,
        do=refusal.do_zh,
        do_en=refusal.do_en,
    )


def of_validation(errors: list[Any]) -> Problem:
    """FastAPI's or pydantic's errors. Malformed JSON is 400, a wrong value 422."""
    malformed = any(error["type"] == "json_invalid" for error in errors)
    fields = [ProblemField(**fault_of(error)._asdict()) for error in errors]
    return Problem(
        type=_PREFIX + ("malformed-json" if malformed else "invalid-request"),
        title="不是有效的 JSON" if malformed else _INVALID_ZH,
        title_en="Malformed JSON" if malformed else _INVALID_EN,
        status=400 if malformed else 422,
        detail=";".join(f"{f.field}:{f.rule_zh}" for f in fields),
        detail_en="; ".join(f"{f.field}: {f.rule}" for f in fields),
        field=fields[0].field if fields else None,
        value=fields[0].value if fields else None,
        do="请更正所列字段后重新提交(接口说明见 /docs);没有写入任何内容。",
        do_en="Correct the named fields and send again (the API is described at /docs); nothing was written.",
        errors=fields,
    )


def _was_asked(error: ValidationError) -> bool:
    """Whether a command could not be made from what was sent.

    A view or a fact that cannot be made is our own mistake. So is a command that lacks a field, has one too many, or knows
    something impossible: the caller must not be told that the request was wrong.
    """
    ours = any(fault["type"] in {"missing", "extra_forbidden"} or fault["loc"][:1] == ("known",) for fault in error.errors())
    return not ours and any(error.title == cls.__name__ for cls in _subclasses(Command))


def _subclasses(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for cls in base.__subclasses__():
        yield cls
        yield from _subclasses(cls)


def of_unstorable(parts: Sequence[Unstorable]) -> Problem:
    return Problem(
        type=_PREFIX + "invalid-request",
        title=_INVALID_ZH,
        title_en=_INVALID_EN,
        status=422,
        detail=";".join(f"{part.field}:{part.rule_zh}" for part in parts),
        detail_en="; ".join(f"{part.field}: {part.rule}" for part in parts),
        field=parts[0].field,
        value=shown(parts[0].value),
        do="请更正所列字段后重新提交;没有写入任何内容。",
        do_en="Correct the named fields and send again; nothing was written.",
        errors=[ProblemField(field=p.field, value=shown(p.value), rule=p.rule, rule_zh=p.rule_zh) for p in parts],
    )


def _from_input(error: Exception) -> bool:
    """Whether the database was given what a column does not hold: a number out of range, a text that is too long."""
    too_much = isinstance(error.__cause__, (UnicodeEncodeError, OverflowError))
    return too_much or getattr(error, "sqlstate", None) in {"22001", "22003", "22021", "22P05", "54000"}


def _plain_http(request: Request, status: int, detail: str, allowed: str) -> Problem:
    """What the web framework refuses before any route of ours is asked."""
    path, method = request.url.path, request.method
    match status:
        case 404:
            slug, title = "not-found", Said("未找到", "Not found")
            why = Said(f"没有地址 {path}", f"there is no {path}")
            do = Said("请核对地址;全部地址见 /docs。", "Check the address; all of them are listed at /docs.")
        case 405:
            slug, title = "method-not-allowed", Said("方法不允许", "Method not allowed")
            why = Said(f"{path} 不接受 {method}", f"{path} does not take {method}")
            do = Said(
                f"请改用 {allowed.replace(', ', '、')};接口说明见 /docs。", f"Use {allowed}; the API is described at /docs."
            )
        case _:
            slug, title = "http", Said("请求未完成", "Request not completed")
            why = Said("请求无法读取", detail)
            do = Said(
                "请按 /docs 的接口说明更正请求后重新提交。", "Correct the request as /docs describes it, then send it again."
            )
    return Problem(
        type=_PREFIX + slug,
        title=title.zh,
        title_en=title.en,
        status=status,
        detail=why.zh,
        detail_en=why.en,
        field="method" if status == 405 else "path" if status == 404 else None,
        value=shown(method if status == 405 else path) if status in {404, 405} else None,
        do=do.zh,
        do_en=do.en,
    )


def install_problems(app: FastAPI) -> None:
    """Every error leaves as a problem document, and is published so; the unforeseen as 500 with no internals and a log line."""
    publish_openapi(app)

    app.exception_handler(Refusal)(_refused)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        return problem_response(of_validation(list(error.errors())))

    @app.exception_handler(ValidationError)
    async def invalid_command(request: Request, error: ValidationError) -> Response:
        if not _was_asked(error):
            return await _unforeseen(request, error)
        return problem_response(of_validation(list(error.errors(include_url=False))))

    @app.exception_handler(HTTPException)
    async def plain(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        said = _plain_http(request, error.status_code, str(error.detail), headers.get("Allow", ""))
        return problem_response(said, headers)

    @app.exception_handler(ClientDisconnect)
    async def gone(_: Request, __: ClientDisconnect) -> Response:
        # In the middle of a body: nobody reads the answer, and nothing is wrong here.
        return Response(status_code=400)

    @app.exception_handler(ConflictError)
    async def conflict(_: Request, error: ConflictError) -> Response:
        return problem_response(
            Problem(
                type=_PREFIX + "too-many-writers",
                title="同时办理者过多",
                title_en="Too many writers at once",
                status=503,
                detail="同一内容正被多人同时修改",
                detail_en=str(error),
                do="没有写入任何内容,请稍后重试。",
                do_en="Nothing was written; try again.",
            ),
            {"Retry-After": "1"},
        )

    @app.exception_handler(NewerFactError)
    async def too_old(_: Request, error: NewerFactError) -> Response:
        # In a rolling update another process of the service, updated already, can serve it.
        log.warning("http.too_old", fact=str(error))
        return problem_response(
            Problem(
                type=_PREFIX + "older-than-its-data",
                title="本进程版本过旧",
                title_en="This process is older than its data",
                status=503,
                detail="数据中有比本进程更新的内容",
                detail_en=str(error),
                do="没有写入任何内容,请稍后用同一 Idempotency-Key 重试;运行维护人员请更新本进程。",
                do_en="Nothing was written; try again with the same Idempotency-Key. Operations: update this process.",
            ),
            {"Retry-After": "2"},
        )

    _install_database_problems(app)
    app.exception_handler(Exception)(_unforeseen)


def _install_database_problems(app: FastAPI) -> None:
    @app.exception_handler(UnstorableError)
    async def unstorable(_: Request, error: UnstorableError) -> Response:
        return problem_response(of_unstorable(error.parts))

    @app.exception_handler(asyncpg.DataError)
    @app.exception_handler(asyncpg.ProgramLimitExceededError)
    async def refused_by_the_database(request: Request, error: Exception) -> Response:
        parts = refused_parts(request, error) if _from_input(error) else []
        # What the request cannot have led to is our own mistake.
        return problem_response(of_unstorable(parts)) if parts else await _unforeseen(request, error)

    async def failed(_: Request, error: Exception) -> Response:
        if not unavailable(error):
            raise error
        log.error("http.unavailable", error=repr(error))
        return _unavailable()

    for cls in FAILURES:
        app.exception_handler(cls)(failed)


def leaving_response() -> Response:
    """The answer to a request that is given up because the process ends."""
    return _unavailable(
        {"Connection": "close"},
        detail="本进程正在停止,请求未能及时完成",
        detail_en="this process is ending, and the request was not done in time",
    )


def _unavailable(headers: dict[str, str] | None = None, **said: str) -> Response:
    """`said`: more fields of the problem."""
    return problem_response(
        Problem(
            type=_PREFIX + "unavailable",
            title="系统暂不可用",
            title_en="Temporarily unavailable",
            status=503,
            do="请稍后用同一 Idempotency-Key 重试:若其实已写入,将得到首次的答复。",
            do_en="Try again with the same Idempotency-Key: if it was written after all, you get the first answer.",
            **said,
        ),
        {"Retry-After": "2", **(headers or {})},
    )


async def _refused(request: Request, error: Any) -> Response:
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
    if isinstance(error, TooMany):
        headers = {"Retry-After": str(error.seconds)}
    note(request.scope, error)
    return problem_response(of_refusal(error), headers)


async def _unforeseen(request: Request, error: Exception) -> Response:
    log.error("http.unforeseen", exc_info=error)
    mark = request.scope.get("traceparent")
    return problem_response(
        Problem(
            type=_PREFIX + "internal",
            title="系统内部错误",
            title_en="Internal error",
            status=500,
            do="请联系运行维护人员,并提供响应头 traceparent。",
            do_en="Contact operations and give them the traceparent response header.",
        ),
        # This answer leaves outside the middleware that tags all others.
        {"traceparent": mark} if mark else None,
    )
