"""What routes ask for: the pool for reading views, and the environment (place, clock, calendar)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request

from ..reactions import Environment

__all__ = ["Env", "Pool"]


async def _pool(request: Request) -> Any:
    return request.app.state.pool


async def _environment(request: Request) -> Environment:
    environment: Environment = request.app.state.environment
    return environment


Pool = Annotated[Any, Depends(_pool)]
Env = Annotated[Environment, Depends(_environment)]
