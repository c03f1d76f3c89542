"""What routes ask for: the pool for reading views, the environment (place, clock, calendar), the key to sign documents with."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request
from joserfc.jwk import OKPKey

from ..reactions import Environment

__all__ = ["Env", "Pool", "SigningKey"]


async def _pool(request: Request) -> Any:
    return request.app.state.pool


async def _environment(request: Request) -> Environment:
    environment: Environment = request.app.state.environment
    return environment


def _signing_key(request: Request) -> OKPKey | None:
    key: OKPKey | None = request.app.state.service_state.keys.own
    return key


Pool = Annotated[Any, Depends(_pool)]
Env = Annotated[Environment, Depends(_environment)]
SigningKey = Annotated[OKPKey | None, Depends(_signing_key)]
"""The service's own; None where operations gave it none."""
