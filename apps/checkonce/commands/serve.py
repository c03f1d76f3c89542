"""`checkonce serve`: one service process, as containers run it. All settings come from `CHECKONCE_*` variables."""

from __future__ import annotations

import importlib
from typing import Annotated

import typer
from pydantic import ValidationError

from apps.checkonce.names import SERVICES
from libs.domain.settings import ServiceSettings
from libs.events.service import run_fast
from libs.events.settings import Role

from .screen import fail

__all__ = ["serve"]


def serve(
    service: Annotated[str, typer.Argument(help="registry, planning, inspection, credit, disclosure, whistle")],
    role: Annotated[Role, typer.Option(help="api: HTTP; worker: relay, consumers, deadlines; all: both")] = Role.ALL,
) -> None:
    """运行一个服务 · Run one service (settings: CHECKONCE_* variables)."""
    if service not in SERVICES:
        fail(f"没有服务 {service}", f"no service {service}; one of {', '.join(SERVICES)}")
    try:
        settings = ServiceSettings().model_copy(update={"role": role})
    except ValidationError as error:
        missing = "; ".join(f"CHECKONCE_{str(e['loc'][0]).upper() if e['loc'] else '?'}: {e['msg']}" for e in error.errors())
        fail(f"配置有误:{missing}", f"settings are not usable: {missing}")
    # Imported only now: the code of the other five services is not loaded.
    run_fast(importlib.import_module(f"services.{service}.app").service.serve(settings))
