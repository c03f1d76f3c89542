"""Programs of the benchmark that run as processes of their own: `bell`, `door`, `registry`, and the bare endpoint."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from bench.work import BELL, DOOR, bells
from libs.events.service import run_fast
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


async def _serve_bare(settings: Settings) -> None:
    config = uvicorn.Config(bare(settings), host=settings.host, port=settings.port, log_config=None, access_log=False)
    await uvicorn.Server(config).serve()


def main(what: str) -> None:
    """Runs `bell`, `door`, `registry` or `bare` with the settings of the environment until SIGTERM."""
    settings = Settings()
    programs = {"bell": BELL.serve, "door": DOOR.serve, "registry": registry.serve, "bare": _serve_bare}
    run_fast(programs[what](settings))


if __name__ == "__main__":
    main(sys.argv[1])
