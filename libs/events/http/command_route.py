"""Command routes, run without FastAPI's machinery per request, which took three quarters of a command's time.

FastAPI declares a route, documents it and answers whatever is out of the ordinary. What is ordinary (a JSON body and path
parameters that fit, no query) is read here, the route's dependencies are called and its function is run. Nothing is decided
here: the same fields validate, the same functions check the caller, and a request that does not fit is handed to FastAPI with
its body, so that its problems are FastAPI's own. Refusals are raised to the same handlers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any, NamedTuple

from fastapi import FastAPI, Request, Response
from fastapi.datastructures import DefaultPlaceholder
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, serialize_response
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send

from ..shapes.asked import asking
from .admission.admission import admitted
from .admission.passed import FOUND, RECEIVED
from .admission.routes import Entry
from .bodies import NameRepeated, named_once, once_named
from .commands import Opening
from .parameters import no_unknown_parameters
from .storable import BODY, storable, suspect

__all__ = ["install_command_routes"]

_JSON = b"application/json"
_READS = {"GET", "HEAD", "OPTIONS"}
_OUT_OF_THE_ORDINARY = (
    "response_model_include", "response_model_exclude", "response_model_exclude_unset", "response_model_exclude_defaults",
    "response_model_exclude_none", "_embed_body_fields", "is_sse_stream", "is_json_stream",
)  # fmt: skip
"""What a route may ask of FastAPI that is not done here."""


_DONE = (admitted, no_unknown_parameters, storable, named_once)
"""Admission has found the route, there is no query, and what may not be storable or has a name twice is handed to FastAPI."""


def install_command_routes(app: FastAPI) -> None:
    """The routes whose commands go through a gate are run by this module.

    To be called before `install_admission`, which finds out which route is meant and reads the body.
    """
    app.router.middleware_stack = _CommandRoutes(app, app.router.middleware_stack)


class _Field(NamedTuple):
    """A parameter of the path, validated as FastAPI does."""

    name: str
    alias: str
    adapter: TypeAdapter[Any]


class _Call(NamedTuple):
    """A dependency, or the route's function itself."""

    call: Callable[..., Any]
    within: tuple[tuple[str | None, _Call], ...]
    path: tuple[_Field, ...]
    defaults: tuple[tuple[str, Any], ...]
    request: str | None
    response: str | None
    shared: bool


class _Body(NamedTuple):
    name: str
    adapter: TypeAdapter[Any]
    required: bool
    default: Any


@dataclass(frozen=True, slots=True)
class _Command:
    """A route that can be run here. `answer` is the class of its answers, `status` that of success."""

    route: APIRoute
    call: _Call
    body: _Body | None
    answer: type[BaseModel]
    field: Any
    status: int


class _CommandRoutes:
    """Stands right before the router, behind admission."""

    def __init__(self, app: FastAPI, router: ASGIApp) -> None:
        self._app, self._router = app, router
        self._commands: dict[Entry, _Command | None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        command = self._known(scope)
        if command is None:
            await self._by_fastapi(scope, receive, send)
            return
        body, parameters = scope[RECEIVED], scope[FOUND][1]
        try:
            with asking():
                given = _given(command, parameters, scope, body)
        except (_Unusual, ValidationError, ValueError, RecursionError, NameRepeated):
            await self._by_fastapi(scope, receive, send)
            return
        scope["route"], scope["endpoint"], scope["path_params"] = command.route, command.route.endpoint, parameters
        scope[BODY] = body
        await _Run(command, scope, receive, body, given).answer(send)

    async def _by_fastapi(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _READS:
            # FastAPI does not say where the question ends and the work on it begins.
            with asking():
                await self._router(scope, receive, send)
        else:
            await self._router(scope, receive, send)

    def _known(self, scope: Scope) -> _Command | None:
        found = scope.get(FOUND)
        if found is None or scope.get(RECEIVED) is None or scope["query_string"] or self._app.dependency_overrides:
            return None
        entry: Entry = found[0]
        try:
            return self._commands[entry]
        except KeyError:
            command = self._commands[entry] = _command(entry.context)
            return command


class _Unusual(Exception):  # noqa: N818 - not an error: FastAPI's turn
    """The request is not one of the ordinary."""


def _given(command: _Command, parameters: dict[str, str], scope: Scope, body: bytes) -> dict[int, dict[str, Any]]:
    """The validated body and path parameters, by the call that takes them. Raises what lets FastAPI answer."""
    if suspect(scope, body):
        raise _Unusual
    found: dict[int, dict[str, Any]] = {}
    for call in _all(command.call):
        if call.path:
            found[id(call)] = {
                field.name: field.adapter.validate_python(parameters[field.alias], from_attributes=True) for field in call.path
            }
    wanted = command.body
    if wanted is not None:
        mine = found.setdefault(id(command.call), {})
        if body:
            if not _is_json(scope):
                raise _Unusual
            mine[wanted.name] = wanted.adapter.validate_python(once_named(body), from_attributes=True)
        elif wanted.required:
            raise _Unusual
        else:
            mine[wanted.name] = wanted.default
    return found


def _all(call: _Call) -> Iterator[_Call]:
    yield call
    for _, inner in call.within:
        yield from _all(inner)


def _is_json(scope: Scope) -> bool:
    for name, value in scope["headers"]:
        if name == b"content-type":
            return bool(value.partition(b";")[0].strip().lower() == _JSON)
    return False


class _Run:
    """One request."""

    def __init__(
        self, command: _Command, scope: Scope, receive: Receive, body: bytes, given: dict[int, dict[str, Any]]
    ) -> None:
        self._command, self._scope, self._receive, self._given = command, scope, receive, given
        self._request = Request(scope, receive)
        # What a dependency may read again: the fingerprint of a key covers it.
        self._request._body = body  # noqa: SLF001 - as Request.body() keeps it
        self._response = _Said()
        self._known: dict[Any, Any] = {}

    async def answer(self, send: Send) -> None:
        command = self._command
        said = await self._done(command.call)
        if isinstance(said, Response):
            await said(self._scope, self._receive, send)
            return
        if type(said) is command.answer:
            content = said.__pydantic_serializer__.to_json(said, by_alias=True)
        else:
            content = await serialize_response(field=command.field, response_content=said, dump_json=True)
        headers = [(b"content-length", b"%d" % len(content)), (b"content-type", _JSON), *self._response.raw_headers]
        status = self._response.status_code or command.status
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _done(self, call: _Call) -> Any:
        if call.shared and call.call in self._known:
            return self._known[call.call]
        values: dict[str, Any] = {}
        for name, inner in call.within:
            value = await self._done(inner)
            if name is not None:
                values[name] = value
        values.update(call.defaults)
        values.update(self._given.get(id(call), ()))
        if call.request is not None:
            values[call.request] = self._request
        if call.response is not None:
            values[call.response] = self._response
        result = self._known[call.call] = await call.call(**values)
        return result


class _Said(Response):
    """What dependencies add to the answer: headers and perhaps a status."""

    def __init__(self) -> None:
        self.raw_headers = []
        self.status_code = None  # type: ignore[assignment]  # as FastAPI gives it to dependencies
        self.background = None


# ---- which routes can be run here: decided once -----------------------------------------------------------------------


def _command(context: RouteContext) -> _Command | None:
    route = context.original_route
    if not isinstance(route, APIRoute) or context.methods is None or len(context.methods) != 1:
        return None
    dependant: Dependant = context.dependant
    plain = not any(getattr(context, name) for name in _OUT_OF_THE_ORDINARY)
    answer = context.response_model
    if not (plain and isinstance(context.response_class, DefaultPlaceholder) and context.response_field is not None):
        return None
    if not (isinstance(answer, type) and issubclass(answer, BaseModel) and _gated(dependant)):
        return None
    call = _call(dependant, top=True)
    if call is None or len(dependant.body_params) > 1:
        return None
    body = None
    if dependant.body_params:
        (field,) = dependant.body_params
        required = field.field_info.is_required()
        body = _Body(field.name, field._type_adapter, required, None if required else field.get_default())  # noqa: SLF001
    return _Command(route, call, body, answer, context.response_field, context.status_code or 200)


def _gated(dependant: Dependant) -> bool:
    return isinstance(dependant.call, Opening) or any(_gated(inner) for inner in dependant.dependencies)


def _call(dependant: Dependant, *, top: bool = False) -> _Call | None:
    """None where a dependency wants what this module does not give."""
    call = dependant.call
    wants_more = (
        dependant.header_params or dependant.cookie_params or dependant.websocket_param_name
        or dependant.http_connection_param_name or dependant.background_tasks_param_name or dependant.security_scopes_param_name
        or (dependant.body_params and not top)
    )  # fmt: skip
    if wants_more or call is None or not (iscoroutinefunction(call) or iscoroutinefunction(getattr(call, "__call__", None))):  # noqa: B004
        return None
    if any(field.field_info.is_required() for field in dependant.query_params):
        return None
    within = []
    for inner in dependant.dependencies:
        if inner.call in _DONE:
            continue
        made = _call(inner)
        if made is None:
            return None
        within.append((inner.name, made))
    path = tuple(_Field(field.name, field.alias, field._type_adapter) for field in dependant.path_params)  # noqa: SLF001
    defaults = tuple((field.name, field.get_default()) for field in dependant.query_params)
    return _Call(
        call, tuple(within), path, defaults, dependant.request_param_name, dependant.response_param_name, dependant.use_cache
    )
