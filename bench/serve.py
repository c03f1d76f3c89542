"""Programs of the benchmark that run as processes of their own: `bell`, `door`, `registry`, and the bare endpoints."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.types import ASGIApp as ASGIApplication

from bench.work import BELL, DOOR, bells
from libs.domain.settings import ServiceSettings
from libs.events.running.fast import run_fast
from libs.events.settings import Settings
from services.registry.app import service as registry

__all__ = ["main"]

_INSERT = (
    "insert into bare_events (stream, version, type, schema_version, id, time, data, meta)"
    " values ($1, 1, 'bell.labelled', 1, gen_random_uuid(), now(), $2::jsonb, '{\"actor\": \"bench\"}'::jsonb)"
    " returning position"
)


class Stored(BaseModel):
    stream: str
    version: int
    position: int


def bare(settings: Settings) -> FastAPI:
    """FastAPI and asyncpg with nothing between them: one INSERT a request."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.pool = await asyncpg.create_pool(
            settings.database_url.get_secret_value(), min_size=1, max_size=settings.database_pool
        )
        yield
        await app.state.pool.close()

    app = FastAPI(lifespan=lifespan)

    @app.post("/v1/labels", status_code=201)
    async def label(body: bells.Label) -> Stored:
        stream = f"label-{body.door}"
        position = await app.state.pool.fetchval(_INSERT, stream, body.model_dump_json())
        return Stored(stream=stream, version=1, position=position)

    @app.post("/v1/nothing", status_code=201)
    async def nothing(body: bells.Label) -> Stored:
        return Stored(stream=body.door, version=1, position=1)

    return app


def raw(settings: Settings) -> ASGIApplication:
    """The same without a framework: what the server itself allows."""
    pool: asyncpg.Pool | None = None

    async def app(scope: Any, receive: Any, send: Any) -> None:
        nonlocal pool
        if scope["type"] == "lifespan":
            await receive()
            dsn = settings.database_url.get_secret_value()
            pool = await asyncpg.create_pool(dsn, min_size=1, max_size=settings.database_pool)
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await pool.close()
            await send({"type": "lifespan.shutdown.complete"})
            return
        message = await receive()
        body = message["body"]
        while message["more_body"]:
            message = await receive()
            body += message["body"]
        answer, status = b"{}", 200
        if scope["method"] == "POST" and pool is not None:
            label = bells.Label.__pydantic_validator__.validate_json(body)
            stream = f"label-{label.door}"
            position = await pool.fetchval(_INSERT, stream, label.model_dump_json())
            said = Stored(stream=stream, version=1, position=position)
            answer, status = said.__pydantic_serializer__.to_json(said), 201
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    return app


async def _serve(app: ASGIApplication, settings: Settings) -> None:
    config = uvicorn.Config(app, host=settings.host, port=settings.port, log_config=None, access_log=False)
    await uvicorn.Server(config).serve()


def main(what: str) -> None:
    """Runs `bell`, `door`, `registry`, `bare` or `raw` with the settings of the environment until SIGTERM."""
    # The bell knows roles of its own.
    settings = ServiceSettings() if what == "registry" else Settings()
    programs = {"bell": BELL.serve, "door": DOOR.serve, "registry": registry.serve, "bare": _serve_bare, "raw": _serve_raw}
    run_fast(programs[what](settings))


async def _serve_bare(settings: Settings) -> None:
    await _serve(bare(settings), settings)


async def _serve_raw(settings: Settings) -> None:
    await _serve(raw(settings), settings)


if __name__ == "__main__":
    main(sys.argv[1])
