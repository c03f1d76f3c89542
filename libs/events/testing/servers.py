"""Servers that tests start: a development issuer, any application on a port, and patient clients."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from joserfc.jwk import OKPKey
from starlette.types import ASGIApp

from ..http.admission.server import Limits, server_config
from ..http.issuer import DevelopmentIssuer
from ..resending import AsyncResending, httpx
from .waiting import eventually


@asynccontextmanager
async def serve_issuer() -> AsyncIterator[DevelopmentIssuer]:
    """A development issuer on a free port of this machine."""
    key = OKPKey.generate_key("Ed25519")
    issuer = DevelopmentIssuer("", key)
    async with serve(issuer.app()) as issuer.url:
        yield issuer


@asynccontextmanager
async def serve(app: ASGIApp, limits: Limits | None = None, **settings: Any) -> AsyncIterator[str]:
    """An application on a free port of this machine; yields its URL. `settings` are those of uvicorn."""
    server = uvicorn.Server(
        server_config(app, limits or Limits(), host="127.0.0.1", port=0, log_config=None, lifespan="off", **settings)
    )
    # serve() would take the signals over: a run that is told to end would then go on without its servers.
    task = asyncio.create_task(server._serve())  # noqa: SLF001
    await eventually(lambda: server.started or task.done(), what="server")
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


def patient_client(url: str, **settings: Any) -> httpx.AsyncClient:
    """A client of a real server. It waits on a busy machine, and sends again when a connection is lost."""
    return httpx.AsyncClient(base_url=url, timeout=600, trust_env=False, transport=AsyncResending(), **settings)
